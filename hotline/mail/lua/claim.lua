-- Takes messages that a carrier is to send and that are due, the urgent lanes first, as the pace allows; with the
-- seconds until more may be taken. While the carrier is halted nothing is taken, and after that one at a time, to see:
-- of somebody else than those whose messages were turned away, if there is one, since it may be for their numbers.
-- NAMES: MAIL_SERVER contact_key
-- KEYS: pace stats halt *lanes
-- ARGV: carrier claim now most lease rate horizon keep stats_seconds restart doubts
-- include: finish
-- include: reserve
local clock, room = tonumber(now), tonumber(most)
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local _, replicas = string.gsub(redis.call('INFO', 'replication'), 'state=online', '')
local known = redis.call('HMGET', MAIL_SERVER, 'run', 'since')
if known[1] ~= run then
  known = {run, known[1] and now or '0'}
  redis.call('DEL', MAIL_SERVER)
  redis.call('HSET', MAIL_SERVER, 'run', run, 'since', known[2])
end
local halted = redis.call('HGET', halt, 'until')
if halted and tonumber(halted) > clock then
  return {{}, string.format('%.6f', halted - clock), replicas}
elseif halted then
  room = 1
end
local trial = false
if halted then
  local known = {}
  for id in string.gmatch(redis.call('HGET', halt, 'refused') or '', '%S+') do
    known[redis.call('HGET', mail_key(id), 'contact') or ''] = true
  end
  for lane = lanes, #KEYS do
    for _, id in ipairs(redis.call('ZRANGE', KEYS[lane], '-inf', now, 'BYSCORE', 'LIMIT', 0, 200)) do
      if not trial and not known[redis.call('HGET', mail_key(id), 'contact') or ''] then trial = {lane, id} end
    end
  end
end
local since = tonumber(known[2])
local fearing = clock < since + restart
-- A claim that was lost is of one of the first that are claimed now; with `doubts` no more than these are doubted.
local function doubted(at)
  if not fearing or tonumber(at) > since then return 0 end
  if doubts == '' then return 1 end
  return redis.call('HINCRBY', MAIL_SERVER, 'doubted@' .. carrier, 1) <= tonumber(doubts) and 1 or 0
end
local claimed, full = {}, false
for lane = lanes, #KEYS do
  if full or #claimed >= room then break end
  local due = redis.call('ZRANGE', KEYS[lane], '-inf', now, 'BYSCORE', 'LIMIT', 0, room - #claimed)
  if trial then due = lane == trial[1] and {trial[2]} or {} end
  for _, id in ipairs(due) do
    local key = mail_key(id)
    local mail = redis.call('HMGET', key, 'contact', 'life', 'kind', 'text', 'segments', 'at', 'until', 'broadcast', 'to',
      'attempt')
    if not mail[1] then
      redis.call('ZREM', KEYS[lane], id)
    elseif tonumber(mail[7]) < clock then
      finish(id, mail[3], 'dropped', 'late')
    elseif mail[8] and redis.call('HGET', broadcast_key(mail[8]), 'state') == 'dropped' then
      finish(id, mail[3], 'dropped', 'withdrawn')
    else
      local delay = reserve(mail[5])
      if not delay then full = true; break end
      redis.call('ZREM', KEYS[lane], id)
      redis.call('ZADD', MAIL_SENDING, now + lease, id)
      local tries = redis.call('HINCRBY', key, 'tries', 1)
      redis.call('HSET', key, 'state', 'sending', 'claim', claim, 'claimed', now, 'carrier', carrier)
      local sealed = redis.call('MGET', mail[4], contact_key(mail[1])) -- of another type: as if it were not there
      claimed[#claimed + 1] = {id, mail[1], mail[2], mail[3], mail[4], mail[5], mail[6], mail[7], tries,
        string.format('%.6f', delay), sealed[1], sealed[2], mail[9], mail[10] or 0,
        doubted(mail[6])}
    end
  end
end
if #claimed > 0 then
  save_pace()
  if halted then redis.call('HSET', halt, 'until', now + lease, 'trial', 1) end
end
local wait = false
if full then
  wait = string.format('%.6f', math.max(0, free - real - horizon))
else
  for lane = lanes, #KEYS do
    local head = redis.call('ZRANGE', KEYS[lane], 0, 0, 'WITHSCORES')
    if head[2] and (not wait or head[2] - clock < tonumber(wait)) then
      wait = string.format('%.6f', math.max(0, head[2] - clock))
    end
  end
end
return {claimed, wait, replicas}
