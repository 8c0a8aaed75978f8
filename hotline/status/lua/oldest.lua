-- Since when the oldest has been sent whose end is not known. Its age is in its record, not in the set. What is old is
-- either about to be asked for or, just asked for, furthest ahead: so both ends of the set tell it well enough, however
-- long it is.
-- NAMES: mail_key
-- KEYS: sent
local oldest = false
for _, ids in ipairs({redis.call('ZRANGE', sent, 0, 49), redis.call('ZRANGE', sent, -50, -1)}) do
  for _, id in ipairs(ids) do
    local at = redis.call('HGET', mail_key(id), 'claimed')
    if at and (not oldest or tonumber(at) < tonumber(oldest)) then oldest = at end
  end
end
return oldest
