-- Erases a person of whom nothing was heard. Who texts while upkeep looks at all the others is a stranger no more.
-- NAMES: CONTACTS contact_key limit_key lock_key session_key unasked_key
-- ARGV: contact before
local at = redis.call('ZSCORE', CONTACTS, contact)
if not at or tonumber(at) > tonumber(before) or redis.call('EXISTS', lock_key(contact)) == 1 then return 0 end
redis.call('DEL', contact_key(contact), unasked_key(contact), session_key(contact), limit_key(contact))
return redis.call('ZREM', CONTACTS, contact)
