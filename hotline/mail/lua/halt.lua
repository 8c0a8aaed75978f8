-- Nothing is sent by a carrier for a while, twice as long each time it turns out to be no better. 0: it was halted
-- already.
-- KEYS: halt
-- ARGV: now why told asked after first longest keep
local known = redis.call('HMGET', halt, 'until', 'times', 'trial')
if known[1] and tonumber(known[1]) > tonumber(now) and not known[3] then return 0 end
local times = tonumber(known[2] or '0')
local pause = after ~= '' and tonumber(after) or math.min(longest, first * 2 ^ times)
redis.call('HSET', halt, 'until', now + pause, 'times', times + 1, 'why', why, 'told', told, 'asked', asked)
redis.call('HSETNX', halt, 'since', now)
redis.call('HDEL', halt, 'trial', 'row')
redis.call('EXPIRE', halt, keep)
return 1
