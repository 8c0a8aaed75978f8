-- Queues the next messages of a broadcast that one carrier is to send. Its cursor and they are written in one step; who
-- stopped or was forgotten is left out on sending.
-- NAMES: BROADCASTS_ENDING BROADCASTS_RUNNING broadcast_key broadcast_mail_id broadcast_text_key broadcast_to_key
-- NAMES: mail_key waiting_key
-- ARGV: number carrier kind lane batch now soon expires
local broadcast = broadcast_key(number)
if redis.call('HGET', broadcast, 'state') ~= 'running' then
  redis.call('ZREM', BROADCASTS_RUNNING, number)
  return 0
end
-- What waits for another day leaves its room to others; what the carrier turned away for a moment does not.
local waiting = waiting_key(carrier, lane)
local room = batch - redis.call('ZCOUNT', waiting, '-inf', soon)
if room <= 0 then return 0 end
local from = tonumber(redis.call('HGET', broadcast, 'queued@' .. carrier) or '0')
-- Of all that may have been sent before a crash of the store that lost it: it is looked for from there on.
local since = redis.call('HGET', broadcast, 'confirmed_at') or now
local rows = redis.call('LRANGE', broadcast_to_key(number, carrier), from, from + room - 1)
for i, row in ipairs(rows) do
  local contact, life, language = string.match(row, '^([^/]*)/([^/]*)/(.*)$')
  local id = broadcast_mail_id(number, carrier, from + i)
  redis.call('HSET', mail_key(id), 'state', 'queued', 'contact', contact, 'life', life, 'carrier', carrier,
    'kind', kind, 'lane', lane, 'text', broadcast_text_key(number, language),
    'segments', redis.call('HGET', broadcast, 'segments:' .. language), 'at', since, 'until', expires,
    'broadcast', number)
  redis.call('ZADD', waiting, now, id)
end
if #rows > 0 then redis.call('HSET', broadcast, 'queued@' .. carrier, from + #rows) end
local queued = redis.call('HINCRBY', broadcast, 'queued', #rows)
if queued >= tonumber(redis.call('HGET', broadcast, 'people')) then
  redis.call('HSET', broadcast, 'state', 'sent')
  redis.call('ZREM', BROADCASTS_RUNNING, number)
  redis.call('ZADD', BROADCASTS_ENDING, now, number)
end
return #rows
