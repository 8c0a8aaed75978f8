-- Has a message looked up soon.
local mail = redis.call('HMGET', 'mail:' .. ARGV[1], 'state', 'claim')
if mail[1] == 'sending' and mail[2] == ARGV[2] then redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
