-- The sealed profiles of some people, in their order.
-- NAMES: contact_key
-- ARGV: *contacts
local found = {}
for i = contacts, #ARGV do found[i] = redis.call('HGET', contact_key(ARGV[i]), 'profile') end
return found
