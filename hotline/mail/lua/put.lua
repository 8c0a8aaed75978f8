-- Queues a message that has no record yet.
-- KEYS: mail text waiting
-- ARGV: sealed at id *fields
if redis.call('EXISTS', mail) == 1 then return 0 end
redis.call('HSET', mail, unpack(ARGV, fields))
redis.call('SET', text, sealed)
redis.call('ZADD', waiting, at, id)
return 1
