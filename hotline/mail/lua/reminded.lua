-- Takes out what was owed at a time, unless it was moved meanwhile.
-- NAMES: REMINDERS
-- ARGV: owed at
local due = redis.call('ZSCORE', REMINDERS, owed)
if due and tonumber(due) == tonumber(at) then redis.call('ZREM', REMINDERS, owed) end
