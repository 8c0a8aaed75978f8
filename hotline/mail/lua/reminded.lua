-- Takes out what was owed at a time, or owes it `again` later; unless it was moved meanwhile.
-- NAMES: REMINDERS
-- ARGV: owed at again
if tonumber(redis.call('ZSCORE', REMINDERS, owed)) ~= tonumber(at) then return end
if again == '' then redis.call('ZREM', REMINDERS, owed) else redis.call('ZADD', REMINDERS, again, owed) end
