-- Counts an unasked message for its person's day, unless the day is full.
-- NAMES: UNASKED
-- KEYS: unasked
-- ARGV: day most
local last, count = string.match(redis.call('GET', unasked) or '', '(%S+) (%d+)')
count = last == day and tonumber(count) or 0
if count >= tonumber(most) then return 0 end
redis.call('SET', unasked, day .. ' ' .. (count + 1), 'EX', UNASKED)
return 1
