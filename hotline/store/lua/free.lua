-- Gives a turn's lock back, if it is still that turn's.
-- KEYS: lock
-- ARGV: token
if redis.call('GET', lock) == token then redis.call('DEL', lock) end
