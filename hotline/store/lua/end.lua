-- Ends a turn: its commands, its reply and its lock, all or nothing.
-- include: apply
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if moved(KEYS[3], ARGV[4]) then
  redis.call('DEL', KEYS[1])
  return 0
end
apply(5)
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[2])
redis.call('DEL', KEYS[1])
return 1
