-- Owes each of a group what was owed to all of it at a time, unless that was moved meanwhile. `owed` names nobody, so
-- the name goes before it.
-- NAMES: REMINDERS
-- KEYS: group
-- ARGV: owed at
if tonumber(redis.call('ZSCORE', REMINDERS, owed)) ~= tonumber(at) then return end
for _, contact in ipairs(redis.call('SMEMBERS', group)) do redis.call('ZADD', REMINDERS, at, contact .. owed) end
redis.call('ZREM', REMINDERS, owed)
