-- The profiles of some people.
local found = {}
for i, contact in ipairs(ARGV) do found[i] = redis.call('HGET', 'contact:' .. contact, 'profile') end
return found
