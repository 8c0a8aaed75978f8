-- Moves a record forward: done, old (it was as far already), gone, lost (the claim), or twice (it has another sid).
-- That a message has gone ends a halt of its carrier: a report any that began before it was handed over, since reports
-- lag behind; the answer to a sending one that answers began.
-- NAMES: SIDS halt_key sids_key
-- KEYS: stats
-- ARGV: id by attempt state sid why claim told check minute keep stats_seconds
-- include: finish
local rank = {queued = 0, sending = 1, sent = 2, unknown = 3, dropped = 3, delivered = 4, failed = 4}
local key = mail_key(id)
local mail = redis.call('HMGET', key, 'state', 'sid', 'lane', 'kind', 'claim', 'carrier', 'attempt', 'claimed',
  'contact')
if not mail[1] or (by ~= '' and by ~= mail[6]) then return 'gone' end -- one carrier knows nothing of another's
if claim ~= '' and (mail[1] ~= 'sending' or mail[5] ~= claim) then return 'lost' end
-- Of an attempt that came to nothing, unless it did not; or of one that a crash of the store has lost.
if attempt ~= '' and attempt ~= (mail[7] or '0') then
  if state ~= 'delivered' then return 'old' end
  sid, told = '', '' -- it tells nothing of now
end
if told ~= '' and mail[6] then
  local halt = halt_key(mail[6])
  local known = redis.call('HMGET', halt, 'told', 'began', 'since')
  local is_later = tonumber(mail[8] or '0') >= tonumber(known[2] or known[3] or '0')
  if (told == 'report' and is_later) or (told == 'answer' and known[1] == told) then redis.call('DEL', halt) end
end
if sid ~= '' then
  if mail[2] and mail[2] ~= sid then
    if redis.call('HSETNX', key, 'other', sid) == 1 then count('twice') end
    return 'twice'
  end
  redis.call('HSET', key, 'sid', sid)
  if mail[9] and mail[9] ~= '' then
    redis.call('SADD', sids_key(mail[9]), sid)
    redis.call('EXPIRE', sids_key(mail[9]), SIDS)
  end
  if not mail[2] and not mail[7] then
    count(mail[4] .. ':sent')
    count('minute:' .. minute)
    local broadcast = redis.call('HGET', key, 'broadcast')
    if broadcast then redis.call('HINCRBY', broadcast_key(broadcast), 'sent', 1) end
  end
end
if rank[state] <= rank[mail[1]] then return 'old' end
if state == 'sent' then
  redis.call('HSET', key, 'state', 'sent')
  redis.call('HDEL', key, 'to')
  redis.call('ZREM', waiting_key(mail[6], mail[3]), id)
  redis.call('ZREM', MAIL_SENDING, id)
  redis.call('ZADD', MAIL_SENT, check, id)
else
  finish(id, mail[4], state, why)
end
return 'done'
