-- Takes what is due for a look at the carrier, and puts the next look far enough ahead that two lookers do not meet.
-- NAMES: contact_key mail_key
-- KEYS: due
-- ARGV: now again most
local found = {}
for _, id in ipairs(redis.call('ZRANGE', due, '-inf', now, 'BYSCORE', 'LIMIT', 0, most)) do
  local mail = redis.call('HMGET', mail_key(id), 'claim', 'state', 'sid', 'claimed', 'text', 'contact')
  if mail[2] then
    redis.call('ZADD', due, again, id)
    found[#found + 1] = {id, mail[1], mail[2], mail[3], mail[4], mail[5], mail[6], redis.call('GET', mail[5]),
      redis.call('GET', contact_key(mail[6]))}
  else
    redis.call('ZREM', due, id)
  end
end
return found
