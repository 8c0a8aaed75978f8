-- Counts messages that were turned away in a row for the same reason, none gone between; 1 when the carrier is to be
-- halted for it. One message tried again counts once.
-- KEYS: halt
-- ARGV: id now why told most keep
local known = redis.call('HMGET', halt, 'row', 'why', 'last', 'trial', 'since')
if known[4] then return 1 end
local row = 1
if known[1] and known[2] == why then
  if known[3] == id then return 0 end
  row = known[1] + 1
end
if row == 1 and not known[5] then redis.call('HSET', halt, 'began', now) end
redis.call('HSET', halt, 'row', row, 'why', why, 'last', id, 'told', told)
redis.call('EXPIRE', halt, keep)
return row >= tonumber(most) and 1 or 0
