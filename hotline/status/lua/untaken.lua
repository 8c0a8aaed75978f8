-- A message that the carrier does not take is put off again and again, so its place in a set tells nothing of its age.
local since, why = false, ''
for _, set in ipairs(KEYS) do
  for _, id in ipairs(redis.call('ZRANGE', set, 0, 49)) do
    local mail = redis.call('HMGET', 'mail:' .. id, 'state', 'claimed', 'refused', 'refusal')
    local at = mail[3] or (mail[1] == 'sending' and mail[2])
    if at and (not since or tonumber(at) < tonumber(since)) then since, why = at, mail[4] or '' end
  end
end
return since and {since, why}
