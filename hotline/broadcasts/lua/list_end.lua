-- Makes a list the broadcast's, which runs from now on. One that lacks rows has expired meanwhile: another is made when
-- it is missed.
-- NAMES: BROADCASTS_CONFIRMED BROADCASTS_RUNNING broadcast_key broadcast_people_key
-- KEYS: listing
-- ARGV: number people segments now
local broadcast, all = broadcast_key(number), broadcast_people_key(number)
if redis.call('HGET', broadcast, 'state') ~= 'listing' then
  redis.call('DEL', listing)
  return 0
end
if redis.call('LLEN', listing) ~= tonumber(people) then return 0 end
redis.call('ZREM', BROADCASTS_CONFIRMED, number)
if redis.call('EXISTS', listing) == 1 then
  redis.call('RENAME', listing, all)
  redis.call('PERSIST', all)
end
redis.call('HSET', broadcast, 'state', 'running', 'people', people, 'segments', segments, 'queued', 0)
redis.call('ZADD', BROADCASTS_RUNNING, now, number)
return 1
