-- Queues a message once more that its carrier had taken and then could certainly not send; its next attempt has another
-- id there. 0: it is not that attempt any more, or it has had enough.
-- NAMES: MAIL_SENDING MAIL_SENT mail_key waiting_key
-- ARGV: id by attempt at now why most
local key = mail_key(id)
local mail = redis.call('HMGET', key, 'state', 'attempt', 'carrier', 'lane', 'text')
if mail[3] ~= by or mail[1] ~= 'sent' and mail[1] ~= 'sending' then return 0 end
if (mail[2] or '0') ~= attempt or tonumber(attempt) + 1 >= tonumber(most) then return 0 end
if redis.call('EXISTS', mail[5]) == 0 then return 0 end
redis.call('HSET', key, 'state', 'queued', 'attempt', attempt + 1, 'refusal', why)
redis.call('HSETNX', key, 'refused', now)
redis.call('HDEL', key, 'sid', 'claim')
redis.call('ZREM', MAIL_SENDING, id)
redis.call('ZREM', MAIL_SENT, id)
redis.call('ZADD', waiting_key(mail[3], mail[4]), at, id)
return 1
