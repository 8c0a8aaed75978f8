-- Counts an unasked message for its person's day, unless the day is full.
-- KEYS: contact
-- ARGV: field day most
local last, count = string.match(redis.call('HGET', contact, field) or '', '(%S+) (%d+)')
count = last == day and tonumber(count) or 0
if count >= tonumber(most) then return 0 end
redis.call('HSET', contact, field, day .. ' ' .. (count + 1))
return 1
