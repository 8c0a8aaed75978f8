-- Moves a record forward.
local id, state, sid, why, check, claim = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local keep, stats_seconds, minute = ARGV[7], ARGV[8], ARGV[9]
local sending, sent, stats = KEYS[1], KEYS[2], KEYS[3]
-- include: finish
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
