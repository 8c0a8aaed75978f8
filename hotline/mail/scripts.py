"""The outbox's scripts: each moves records between states in one step, so that no crash leaves one half-way.

Beside the keys they are given, they name `mail:<id>`, `mail:waiting:<lane>` and `contact:<pseudonym>`, which they read
from each other's records; the store is one primary, not a cluster.
"""

from __future__ import annotations

from ..store.wire import Script
from .pacing import RESERVE

# Queues a message that has no record yet.
PUT = Script("""
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('SET', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[3])
return 1
""")

# Ends a record: it leaves all sets and is kept, with its own text, for as long as texts are.
_FINISH = """
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
"""

CLAIM = Script(
    """
local now, most, lease, claim = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local rate, horizon = tonumber(ARGV[5]), tonumber(ARGV[9])
local keep, stats_seconds, restart = ARGV[6], ARGV[7], tonumber(ARGV[8])
local pace, sending, sent, server, stats = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
"""
    + _FINISH
    + RESERVE
    + """
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
"""
)

SETTLE = Script(
    """
local id, state, sid, why, check, claim = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local keep, stats_seconds, minute = ARGV[7], ARGV[8], ARGV[9]
local sending, sent, stats = KEYS[1], KEYS[2], KEYS[3]
"""
    + _FINISH
    + """
local rank = {queued = 0, sending = 1, sent = 2, unknown = 3, dropped = 3, delivered = 4, failed = 4}
local key = 'mail:' .. id
local mail = redis.call('HMGET', key, 'state', 'sid', 'lane', 'kind', 'claim')
if not mail[1] then return 'gone' end
if claim ~= '' and (mail[1] ~= 'sending' or mail[5] ~= claim) then return 'lost' end
if sid ~= '' then
  if mail[2] and mail[2] ~= sid then
    if redis.call('HSETNX', key, 'other', sid) == 1 then count('twice') end
    return 'twice'
  end
  redis.call('HSET', key, 'sid', sid)
  if not mail[2] then
    count(mail[4] .. ':sent')
    count('minute:' .. minute)
    local broadcast = redis.call('HGET', key, 'broadcast')
    if broadcast then redis.call('HINCRBY', 'broadcast:' .. broadcast, 'sent', 1) end
  end
end
if rank[state] <= rank[mail[1]] then return 'old' end
if state == 'sent' then
  redis.call('HSET', key, 'state', 'sent')
  redis.call('ZREM', 'mail:waiting:' .. mail[3], id)
  redis.call('ZREM', sending, id)
  redis.call('ZADD', sent, check, id)
else
  finish(id, key, mail[3], mail[4], state, why)
end
return 'done'
"""
)

# `refused`: since when it has been tried in vain, `refusal`: the carrier's last reason.
REQUEUE = Script("""
local key = 'mail:' .. ARGV[1]
local mail = redis.call('HMGET', key, 'state', 'claim', 'lane')
if mail[1] ~= 'sending' or mail[2] ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HSET', key, 'state', 'queued', 'refusal', ARGV[6])
if ARGV[4] == '' then
  redis.call('HSETNX', key, 'refused', ARGV[5])
else
  redis.call('HINCRBY', key, 'tries', -1)
  redis.call('HDEL', key, 'refused')
end
redis.call('ZADD', 'mail:waiting:' .. mail[3], ARGV[3], ARGV[1])
return 1
""")

DOUBT = Script("""
local mail = redis.call('HMGET', 'mail:' .. ARGV[1], 'state', 'claim')
if mail[1] == 'sending' and mail[2] == ARGV[2] then redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
""")

# Takes what is due for a look at the carrier, and puts the next look far enough ahead that two lookers do not meet.
LOOK = Script("""
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])) do
  local key = 'mail:' .. id
  local mail = redis.call('HMGET', key, 'claim', 'state', 'sid', 'claimed', 'until', 'tries', 'text', 'contact')
  if mail[2] then
    redis.call('ZADD', KEYS[1], ARGV[2], id)
    found[#found + 1] = {id, mail[1], mail[2], mail[3], mail[4], mail[5], mail[6], mail[7], mail[8],
      redis.call('GET', mail[7]), redis.call('HGET', 'contact:' .. mail[8], 'number')}
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
""")

# Counts an unasked message for its person's day, unless the day is full.
COUNT = Script("""
local day, count = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '(%S+) (%d+)')
count = day == ARGV[2] and tonumber(count) or 0
if count >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. (count + 1))
return 1
""")

# Erases a record, its text and its places in sets; its broadcast's counts come to all its people as before.
ERASE = Script("""
local broadcast, state = unpack(redis.call('HMGET', KEYS[1], 'broadcast', 'state'))
if broadcast and (state == 'queued' or state == 'sending') then
  redis.call('HINCRBY', 'broadcast:' .. broadcast, 'dropped', 1)
elseif broadcast and state == 'sent' then
  redis.call('HINCRBY', 'broadcast:' .. broadcast, 'unknown', 1)
end
redis.call('DEL', KEYS[1], KEYS[2])
for set = 3, #KEYS do redis.call('ZREM', KEYS[set], ARGV[1]) end
""")
