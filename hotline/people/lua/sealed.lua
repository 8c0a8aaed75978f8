-- A question's text, and who holds it.
local function sealed(member)
  local number, asker = string.match(member, '^(%d+):(.*)$')
  return redis.call('HGET', 'contact:' .. asker, 'question:' .. number)
end
local function holder(held)
  if held then return string.match(held, '^(%S+) (%S+) (%d)$') end
end
