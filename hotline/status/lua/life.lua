-- Keeps what was heard of a carrier's other end, however late it is written down. After a silence longer than it may be,
-- `missed` says since when, until somebody has asked for what came meanwhile. What is not believed, since it was dated
-- wrongly, is kept apart.
-- KEYS: life
-- ARGV: at believed lively skew facts
redis.call('HSET', life, 'lively', lively)
if at ~= '' then
  local known = redis.call('HMGET', life, 'seen', 'refused')
  if believed == '0' then
    redis.call('HSET', life, 'refused', at)
  elseif not known[1] or tonumber(at) > tonumber(known[1]) then
    if known[1] and at - known[1] > tonumber(lively) then redis.call('HSETNX', life, 'missed', known[1]) end
    if known[2] then redis.call('HDEL', life, 'refused', 'skew') end -- it is dated rightly now
    redis.call('HSET', life, 'seen', at)
  end
end
if skew ~= '' then redis.call('HSET', life, 'skew', skew) end
if facts ~= '' then redis.call('HSET', life, 'facts', facts) end
