-- Claims a turn and reads what it needs, or gives the reply of one that was answered before.
local turn = redis.call('GET', KEYS[1])
if turn then return {'stored', turn} end
if redis.call('EXISTS', KEYS[2]) == 1 then return {'busy'} end
local token = redis.call('INCR', KEYS[7])
redis.call('SET', KEYS[2], token, 'PX', ARGV[1])
local limited = 0
if ARGV[4] ~= '' then
  local now, window = tonumber(ARGV[3]), tonumber(ARGV[5])
  local oldest = redis.call('LINDEX', KEYS[5], tonumber(ARGV[4]) - 1)
  if oldest and now - tonumber(oldest) < window then
    limited = redis.call('SET', KEYS[5] .. ':told', 1, 'NX', 'EX', window) and 1 or 2
  else
    redis.call('LPUSH', KEYS[5], ARGV[3])
    redis.call('LTRIM', KEYS[5], 0, tonumber(ARGV[4]) - 1)
    redis.call('EXPIRE', KEYS[5], window)
  end
end
local profile = false
if KEYS[4] ~= '' then profile = redis.call('HGET', KEYS[4], 'profile') end
local volunteer, head = false, ''
if ARGV[7] ~= '' then
  volunteer = redis.call('HGET', KEYS[9], ARGV[7])
  if volunteer then
    local last = redis.call('XREVRANGE', KEYS[10], '+', '-', 'COUNT', 1)[1]
    if last then head = last[1] .. ' ' .. last[2][4] end
  end
end
local helper = KEYS[4] ~= '' and redis.call('GET', KEYS[11])
local news = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[6], '(' .. ARGV[2], '+', 'COUNT', ARGV[6])) do
  news[#news + 1] = entry[1] .. ' ' .. entry[2][2]
end
return {'go', token, redis.call('GET', KEYS[3]), profile, limited, redis.call('GET', KEYS[8]),
        table.concat(news, '\n'), volunteer, head, helper}
