-- Gives a message back, to `carrier` or, if that is empty, to its own. `refused`: since when it has been tried in vain,
-- `refusal`: the carrier's last reason.
-- NAMES: MAIL_SENDING mail_key waiting_key
-- ARGV: id claim at tried now why carrier
local key = mail_key(id)
local mail = redis.call('HMGET', key, 'state', 'claim', 'lane', 'carrier')
if mail[1] ~= 'sending' or mail[2] ~= claim then return 0 end
redis.call('ZREM', MAIL_SENDING, id)
redis.call('HSET', key, 'state', 'queued', 'refusal', why)
if tried == '1' then
  redis.call('HSETNX', key, 'refused', now)
else
  redis.call('HINCRBY', key, 'tries', -1)
  redis.call('HDEL', key, 'refused')
end
if carrier == '' then carrier = mail[4] else redis.call('HSET', key, 'carrier', carrier) end
redis.call('ZADD', waiting_key(carrier, mail[3]), at, id)
return 1
