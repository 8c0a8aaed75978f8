-- Gives a message back. `refused`: since when it has been tried in vain, `refusal`: the carrier's last reason.
local key = 'mail:' .. ARGV[1]
local mail = redis.call('HMGET', key, 'state', 'claim', 'lane')
if mail[1] ~= 'sending' or mail[2] ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HSET', key, 'state', 'queued', 'refusal', ARGV[6])
if ARGV[4] == '' then
  redis.call('HSETNX', key, 'refused', ARGV[5])
else
  redis.call('HINCRBY', key, 'tries', -1)
  redis.call('HDEL', key, 'refused')
end
redis.call('ZADD', 'mail:waiting:' .. mail[3], ARGV[3], ARGV[1])
return 1
