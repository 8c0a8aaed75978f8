-- Takes what is due for a look at the carrier, and puts the next look far enough ahead that two lookers do not meet.
-- NAMES: contact_key mail_key
-- KEYS: due
-- ARGV: now again most
local found = {}
for _, id in ipairs(redis.call('ZRANGE', due, '-inf', now, 'BYSCORE', 'LIMIT', 0, most)) do
  local mail = redis.call('HMGET', mail_key(id), 'claim', 'state', 'sid', 'claimed', 'text', 'contact', 'carrier', 'kind', 'to',
    'attempt')
  if mail[2] then
    redis.call('ZADD', due, again, id)
    local sealed = redis.call('MGET', mail[5], contact_key(mail[6])) -- of another type: as if it were not there
    found[#found + 1] = {id, mail[1], mail[2], mail[3], mail[4], mail[5], mail[6], mail[7], mail[8],
      sealed[1], sealed[2], mail[9], mail[10] or 0}
  else
    redis.call('ZREM', due, id)
  end
end
return found
