-- Takes out what was owed at a time, unless it was moved meanwhile.
-- NAMES: REMINDERS
-- ARGV: owed at
if tonumber(redis.call('ZSCORE', REMINDERS, owed)) == tonumber(at) then redis.call('ZREM', REMINDERS, owed) end
