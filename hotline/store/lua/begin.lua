-- Claims a turn and reads what it needs; or gives the reply that its message got before, or says that another is in it.
-- NAMES: AUDIT CHANGES CHANGES_AT_ONCE DUTY FENCE LEASE LIMIT_TEXTS LIMIT_WINDOW REMINDERS VERSION VOLUNTEERS
-- NAMES: told_key unasked_key
-- KEYS: turn lock session contact limit helper
-- ARGV: seen now counted who owed
local reply = redis.call('GET', turn)
if reply then return {'stored', reply} end
if redis.call('EXISTS', lock) == 1 then return {'busy'} end
local token = redis.call('INCR', FENCE)
redis.call('SET', lock, token, 'PX', LEASE * 1000)
local limited = 0
if counted == '1' then
  local oldest = redis.call('LINDEX', limit, LIMIT_TEXTS - 1)
  if oldest and now - oldest < LIMIT_WINDOW then
    limited = redis.call('SET', told_key(limit), 1, 'NX', 'EX', LIMIT_WINDOW) and 1 or 2
  else
    redis.call('LPUSH', limit, now)
    redis.call('LTRIM', limit, 0, LIMIT_TEXTS - 1)
    redis.call('EXPIRE', limit, LIMIT_WINDOW)
  end
end
local profile, helped, volunteer, head = false, false, false, ''
if who ~= '' then
  profile, helped = unpack(redis.call('MGET', contact, helper)) -- nothing of a hash, which an older version wrote
  volunteer = redis.call('HGET', VOLUNTEERS, who)
  if volunteer then
    local last = redis.call('XREVRANGE', AUDIT, '+', '-', 'COUNT', 1)[1]
    if last then head = last[1] .. ' ' .. last[2][4] end
  end
end
local due, told = false, false
if owed ~= '' then due, told = redis.call('ZSCORE', REMINDERS, owed), redis.call('GET', unasked_key(who)) end
local news = {}
for _, entry in ipairs(redis.call('XRANGE', CHANGES, '(' .. seen, '+', 'COUNT', CHANGES_AT_ONCE)) do
  news[#news + 1] = entry[1] .. ' ' .. entry[2][2]
end
return {'go', #news == CHANGES_AT_ONCE, due, told, token, redis.call('GET', session), profile, limited,
        tonumber(redis.call('GET', VERSION)) or 0, volunteer, head, helped, table.concat(news, '\n'),
        redis.call('SCARD', DUTY)}
