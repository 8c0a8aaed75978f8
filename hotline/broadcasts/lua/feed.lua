-- The cursor and the messages of a batch are written in one step; who stopped or was forgotten is left out on sending.
-- What waits for another day leaves its room to others; what the carrier turned away for a moment does not.
local number, kind, lane, batch, now, expires = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local soon = ARGV[7]
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then
  redis.call('ZREM', KEYS[4], number)
  return 0
end
local room = batch - redis.call('ZCOUNT', KEYS[3], '-inf', soon)
if room <= 0 then return 0 end
local from = tonumber(redis.call('HGET', KEYS[1], 'queued'))
-- Of all that may have been sent before a crash of the store that lost it: it is looked for from there on.
local since = redis.call('HGET', KEYS[1], 'confirmed_at') or now
local rows = redis.call('LRANGE', KEYS[2], from, from + room - 1)
for i, row in ipairs(rows) do
  local contact, life, language = string.match(row, '^([^/]*)/([^/]*)/(.*)$')
  local id = 'b' .. number .. '-' .. (from + i)
  redis.call('HSET', 'mail:' .. id, 'state', 'queued', 'contact', contact, 'life', life, 'kind', kind, 'lane', lane,
    'text', KEYS[1] .. ':text:' .. language, 'segments', redis.call('HGET', KEYS[1], 'segments:' .. language),
    'at', since, 'until', expires, 'broadcast', number)
  redis.call('ZADD', KEYS[3], now, id)
end
redis.call('HSET', KEYS[1], 'queued', from + #rows)
if from + #rows >= tonumber(redis.call('HGET', KEYS[1], 'people')) then
  redis.call('HSET', KEYS[1], 'state', 'sent')
  redis.call('ZREM', KEYS[4], number)
  redis.call('ZADD', KEYS[5], tonumber(now), number)
end
return #rows
