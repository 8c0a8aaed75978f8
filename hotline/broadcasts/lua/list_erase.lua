-- Makes a row of a list nobody's, if it still stands there.
-- KEYS: people
-- ARGV: place row nobodys
if redis.call('LINDEX', people, place) == row then redis.call('LSET', people, place, nobodys) end
