-- Begins a list of recipients, if one is wanted.
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'draft' and state ~= 'listing' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 0
end
redis.call('HSET', KEYS[1], 'state', 'listing')
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
