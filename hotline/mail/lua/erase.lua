-- Erases a record, its text and its places in sets; its broadcast's counts come to all its people as before.
-- NAMES: MAIL_SENDING MAIL_SENT broadcast_key mail_key mail_text_key waiting_key
-- ARGV: id
local broadcast, state, carrier, lane = unpack(redis.call('HMGET', mail_key(id), 'broadcast', 'state', 'carrier', 'lane'))
if broadcast and (state == 'queued' or state == 'sending') then
  redis.call('HINCRBY', broadcast_key(broadcast), 'dropped', 1)
elseif broadcast and state == 'sent' then
  redis.call('HINCRBY', broadcast_key(broadcast), 'unknown', 1)
end
redis.call('DEL', mail_key(id), mail_text_key(id))
redis.call('ZREM', MAIL_SENDING, id)
redis.call('ZREM', MAIL_SENT, id)
if carrier then redis.call('ZREM', waiting_key(carrier, lane), id) end
