-- Ends a turn: its commands, its reply and its lock, all or nothing.
-- NAMES: REPLIES
-- KEYS: lock turn
-- ARGV: token reply after *commands
-- include: apply
if redis.call('GET', lock) ~= token then return 0 end
if moved(after) then
  redis.call('DEL', lock)
  return 0
end
apply(commands)
redis.call('SET', turn, reply, 'EX', REPLIES)
redis.call('DEL', lock)
return 1
