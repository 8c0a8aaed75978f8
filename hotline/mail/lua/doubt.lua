-- Has a message looked up at a moment, unless another has claimed it.
-- NAMES: MAIL_SENDING mail_key
-- ARGV: id claim at
local mail = redis.call('HMGET', mail_key(id), 'state', 'claim')
if mail[1] == 'sending' and mail[2] == claim then redis.call('ZADD', MAIL_SENDING, at, id) end
