-- Counts an unasked message for its person's day, unless the day is full.
local day, count = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '(%S+) (%d+)')
count = day == ARGV[2] and tonumber(count) or 0
if count >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. (count + 1))
return 1
