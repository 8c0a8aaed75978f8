-- Begins a list of recipients, if one is wanted.
-- NAMES: BROADCASTS_CONFIRMED broadcast_key
-- ARGV: number again
local broadcast = broadcast_key(number)
local state = redis.call('HGET', broadcast, 'state')
if state ~= 'draft' and state ~= 'listing' then
  redis.call('ZREM', BROADCASTS_CONFIRMED, number)
  return 0
end
redis.call('HSET', broadcast, 'state', 'listing')
redis.call('ZADD', BROADCASTS_CONFIRMED, again, number)
return 1
