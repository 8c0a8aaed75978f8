-- Counts an unasked message for its person's day, unless the day is full or they were forgotten meanwhile.
-- NAMES: UNASKED
-- KEYS: contact unasked
-- ARGV: day most
if redis.call('EXISTS', contact) == 0 then return 0 end
local last, count = string.match(redis.call('GET', unasked) or '', '(%S+) (%d+)')
count = last == day and tonumber(count) or 0
if count >= tonumber(most) then return 0 end
redis.call('SET', unasked, day .. ' ' .. (count + 1), 'EX', UNASKED)
return 1
