-- A list that lacks rows has expired meanwhile: it is made anew when it is missed.
if redis.call('HGET', KEYS[1], 'state') ~= 'listing' then
  redis.call('DEL', KEYS[3])
  return 0
end
if redis.call('LLEN', KEYS[3]) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZREM', KEYS[4], ARGV[1])
if redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('RENAME', KEYS[3], KEYS[2])
  redis.call('PERSIST', KEYS[2])
end
redis.call('HSET', KEYS[1], 'state', 'running', 'people', ARGV[2], 'segments', ARGV[3], 'queued', 0)
redis.call('ZADD', KEYS[5], ARGV[4], ARGV[1])
return 1
