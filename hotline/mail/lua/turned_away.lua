-- Counts messages that were turned away in a row for the same reason, none gone between; 1 when the carrier is to be
-- halted for it. One message tried again counts once. `refused`: which they were, the last first, until one has gone.
-- KEYS: halt
-- ARGV: id now why told most keep
local known = redis.call('HMGET', halt, 'row', 'why', 'refused', 'trial', 'since')
local goes_on = known[5] or (known[1] and known[2] == why)
local ids, counted = {id}, false
for one in string.gmatch(goes_on and known[3] or '', '%S+') do
  if one == id then counted = true elseif #ids < 20 then ids[#ids + 1] = one end
end
redis.call('HSET', halt, 'refused', table.concat(ids, ' '))
if known[4] then return 1 end
local row = 1
if known[1] and known[2] == why then
  if counted then return 0 end
  row = known[1] + 1
end
if row == 1 and not known[5] then redis.call('HSET', halt, 'began', now) end
redis.call('HSET', halt, 'row', row, 'why', why, 'told', told)
redis.call('EXPIRE', halt, keep)
return row >= tonumber(most) and 1 or 0
