-- Who texts while upkeep looks at all the others is a stranger no more.
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) > tonumber(ARGV[2]) or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
return redis.call('ZREM', KEYS[1], ARGV[1])
