-- Takes out what was owed at that time, unless it was moved meanwhile.
local due = redis.call('ZSCORE', KEYS[1], ARGV[2])
if due and tonumber(due) == tonumber(ARGV[1]) then redis.call('ZREM', KEYS[1], ARGV[2]) end
