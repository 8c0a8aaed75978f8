-- Queues the next messages of a broadcast. Its cursor and they are written in one step; who stopped or was forgotten is
-- left out on sending.
-- NAMES: BROADCASTS_ENDING BROADCASTS_RUNNING broadcast_key broadcast_mail_id broadcast_people_key
-- NAMES: broadcast_text_key lane_key mail_key
-- ARGV: number kind lane batch now soon expires
local broadcast = broadcast_key(number)
if redis.call('HGET', broadcast, 'state') ~= 'running' then
  redis.call('ZREM', BROADCASTS_RUNNING, number)
  return 0
end
-- What waits for another day leaves its room to others; what the carrier turned away for a moment does not.
local room = batch - redis.call('ZCOUNT', lane_key(lane), '-inf', soon)
if room <= 0 then return 0 end
local from = tonumber(redis.call('HGET', broadcast, 'queued'))
-- Of all that may have been sent before a crash of the store that lost it: it is looked for from there on.
local since = redis.call('HGET', broadcast, 'confirmed_at') or now
local rows = redis.call('LRANGE', broadcast_people_key(number), from, from + room - 1)
for i, row in ipairs(rows) do
  local contact, life, language = string.match(row, '^([^/]*)/([^/]*)/(.*)$')
  local id = broadcast_mail_id(number, from + i)
  redis.call('HSET', mail_key(id), 'state', 'queued', 'contact', contact, 'life', life, 'kind', kind, 'lane', lane,
    'text', broadcast_text_key(number, language), 'segments', redis.call('HGET', broadcast, 'segments:' .. language),
    'at', since, 'until', expires, 'broadcast', number)
  redis.call('ZADD', lane_key(lane), now, id)
end
redis.call('HSET', broadcast, 'queued', from + #rows)
if from + #rows >= tonumber(redis.call('HGET', broadcast, 'people')) then
  redis.call('HSET', broadcast, 'state', 'sent')
  redis.call('ZREM', BROADCASTS_RUNNING, number)
  redis.call('ZADD', BROADCASTS_ENDING, now, number)
end
return #rows
