-- Ends a record: it leaves all sets and is kept, with its own text, for as long as texts are.
-- Wants the key `stats`, and in seconds `keep` and `stats_seconds`.
-- NAMES: MAIL_SENDING MAIL_SENT broadcast_key mail_key mail_text_key waiting_key
local function count(what) redis.call('HINCRBY', stats, what, 1); redis.call('EXPIRE', stats, stats_seconds) end
local function finish(id, kind, state, why)
  local key = mail_key(id)
  local mail = redis.call('HMGET', key, 'state', 'carrier', 'lane')
  local before = mail[1]
  redis.call('HSET', key, 'state', state, 'why', why)
  redis.call('HDEL', key, 'to')
  if mail[2] then redis.call('ZREM', waiting_key(mail[2], mail[3]), id) end
  redis.call('ZREM', MAIL_SENDING, id)
  redis.call('ZREM', MAIL_SENT, id)
  redis.call('EXPIRE', key, keep)
  redis.call('EXPIRE', mail_text_key(id), keep)
  count(kind .. ':' .. state)
  local broadcast = redis.call('HGET', key, 'broadcast')
  if broadcast then
    -- It was counted as ended otherwise, before the carrier told the truth.
    if before == 'unknown' or before == 'dropped' then redis.call('HINCRBY', broadcast_key(broadcast), before, -1) end
    redis.call('HINCRBY', broadcast_key(broadcast), state, 1)
  end
  if why ~= '' then count('why:' .. why) end
end
