-- Gives the store's format. An empty store gets today's; one without a number is of the first.
-- NAMES: FORMAT
-- ARGV: today
local at = redis.call('GET', FORMAT)
if at then return at end
if redis.call('DBSIZE') > 0 then return '1' end
redis.call('SET', FORMAT, today)
return today
