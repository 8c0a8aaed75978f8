-- Of a question as it stands in the inbox: its sealed text; and of who holds it, as it stands there: who, until when,
-- and whether it was shown to them.
-- NAMES: questions_key
local function sealed(member)
  local number, asker = string.match(member, '^(%d+):(.*)$')
  return redis.call('HGET', questions_key(asker), number)
end
local function holder(held)
  if held then return string.match(held, '^(%S+) (%S+) (%d)$') end
end
