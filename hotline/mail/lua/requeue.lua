-- Gives a message back. `refused`: since when it has been tried in vain, `refusal`: the carrier's last reason.
-- NAMES: MAIL_SENDING lane_key mail_key
-- ARGV: id claim at tried now why
local key = mail_key(id)
local mail = redis.call('HMGET', key, 'state', 'claim', 'lane')
if mail[1] ~= 'sending' or mail[2] ~= claim then return 0 end
redis.call('ZREM', MAIL_SENDING, id)
redis.call('HSET', key, 'state', 'queued', 'refusal', why)
if tried == '1' then
  redis.call('HSETNX', key, 'refused', now)
else
  redis.call('HINCRBY', key, 'tries', -1)
  redis.call('HDEL', key, 'refused')
end
redis.call('ZADD', lane_key(mail[3]), at, id)
return 1
