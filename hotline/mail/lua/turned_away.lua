-- Counts messages that were turned away in a row for the same reason, none gone between; 1 when the carrier is to be
-- halted for it. One message tried again counts once.
-- KEYS: halt
-- ARGV: id why told most keep
local known = redis.call('HMGET', halt, 'row', 'why', 'last', 'trial')
if known[4] then return 1 end
local row = 1
if known[1] and known[2] == why then
  if known[3] == id then return 0 end
  row = known[1] + 1
end
redis.call('HSET', halt, 'row', row, 'why', why, 'last', id, 'told', told)
redis.call('EXPIRE', halt, keep)
return row >= tonumber(most) and 1 or 0
