-- Since when the carrier has been offered a message in vain, and its last reason. Such a message is put off again and
-- again, so its place in a set tells nothing of its age.
-- NAMES: mail_key
-- KEYS: *sets
local since, why = false, ''
for set = sets, #KEYS do
  for _, id in ipairs(redis.call('ZRANGE', KEYS[set], 0, 49)) do
    local mail = redis.call('HMGET', mail_key(id), 'state', 'claimed', 'refused', 'refusal')
    local at = mail[3] or (mail[1] == 'sending' and mail[2])
    if at and (not since or tonumber(at) < tonumber(since)) then since, why = at, mail[4] or '' end
  end
end
return since and {since, why}
