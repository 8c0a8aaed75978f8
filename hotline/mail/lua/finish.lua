-- Ends a record: it leaves all sets and is kept, with its own text, for as long as texts are.
local function count(what) redis.call('HINCRBY', stats, what, 1); redis.call('EXPIRE', stats, stats_seconds) end
local function finish(id, key, lane, kind, state, why)
  local before = redis.call('HGET', key, 'state')
  redis.call('HSET', key, 'state', state, 'why', why)
  redis.call('ZREM', 'mail:waiting:' .. lane, id)
  redis.call('ZREM', sending, id)
  redis.call('ZREM', sent, id)
  redis.call('EXPIRE', key, keep)
  redis.call('EXPIRE', key .. ':text', keep)
  count(kind .. ':' .. state)
  local broadcast = redis.call('HGET', key, 'broadcast')
  if broadcast then
    -- It was counted as ended otherwise, before the carrier told the truth.
    if before == 'unknown' or before == 'dropped' then redis.call('HINCRBY', 'broadcast:' .. broadcast, before, -1) end
    redis.call('HINCRBY', 'broadcast:' .. broadcast, state, 1)
  end
  if why ~= '' then count('why:' .. why) end
end
