-- Takes messages that are due, the urgent lanes first, as the pace allows.
local now, most, lease, claim = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local rate, horizon = tonumber(ARGV[5]), tonumber(ARGV[9])
local keep, stats_seconds, restart = ARGV[6], ARGV[7], tonumber(ARGV[8])
local pace, sending, sent, server, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
-- include: finish
-- include: reserve
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local _, replicas = string.gsub(redis.call('INFO', 'replication'), 'state=online', '')
local known = redis.call('HMGET', server, 'run', 'since')
if known[1] ~= run then
  known = {run, known[1] and ARGV[1] or '0'}
  redis.call('HSET', server, 'run', run, 'since', known[2])
end
local since = tonumber(known[2])
local fearing = now < since + restart
local claimed, full = {}, false
for lane = 6, 8 do
  if full or #claimed >= most then break end
  for _, id in ipairs(redis.call('ZRANGE', KEYS[lane], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, most - #claimed)) do
    local key = 'mail:' .. id
    local mail = redis.call('HMGET', key, 'contact', 'life', 'kind', 'text', 'segments', 'at', 'until', 'lane',
      'broadcast')
    if not mail[1] then
      redis.call('ZREM', KEYS[lane], id)
    elseif tonumber(mail[7]) < now then
      finish(id, key, mail[8], mail[3], 'dropped', 'late')
    elseif mail[9] and redis.call('HGET', 'broadcast:' .. mail[9], 'state') == 'dropped' then
      finish(id, key, mail[8], mail[3], 'dropped', 'withdrawn')
    else
      local delay = reserve(tonumber(mail[5]))
      if not delay then full = true; break end
      redis.call('ZREM', KEYS[lane], id)
      redis.call('ZADD', sending, now + lease, id)
      local tries = redis.call('HINCRBY', key, 'tries', 1)
      redis.call('HSET', key, 'state', 'sending', 'claim', claim, 'claimed', ARGV[1])
      local person = redis.call('HMGET', 'contact:' .. mail[1], 'number', 'profile')
      claimed[#claimed + 1] = {id, mail[1], mail[2], mail[3], mail[4], mail[5], mail[6], mail[7], tries,
        string.format('%.6f', delay), redis.call('GET', mail[4]), person[1], person[2],
        fearing and tonumber(mail[6]) <= since and 1 or 0}
    end
  end
end
if #claimed > 0 then save_pace() end
local wait = false
if full then
  wait = string.format('%.6f', math.max(0, free - real - horizon))
else
  for lane = 6, 8 do
    local head = redis.call('ZRANGE', KEYS[lane], 0, 0, 'WITHSCORES')
    if head[2] and (not wait or tonumber(head[2]) - now < tonumber(wait)) then
      wait = string.format('%.6f', math.max(0, tonumber(head[2]) - now))
    end
  end
end
return {claimed, wait, replicas}
