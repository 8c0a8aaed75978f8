-- Whatever a volunteer has is anybody's again.
-- include: sealed
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if holder(all[i + 1]) == ARGV[1] then redis.call('HDEL', KEYS[1], all[i]) end
end
