-- Whatever a volunteer has is anybody's again.
-- NAMES: INBOX_HELD
-- ARGV: who
-- include: sealed
local all = redis.call('HGETALL', INBOX_HELD)
for i = 1, #all, 2 do
  if holder(all[i + 1]) == who then redis.call('HDEL', INBOX_HELD, all[i]) end
end
