-- Gives a turn's lock back, if it is still that turn's.
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
