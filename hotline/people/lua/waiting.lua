-- How many questions wait that nobody has, and how many of them were asked before some time.
-- NAMES: INBOX INBOX_HELD
-- ARGV: now before
-- include: sealed
local count, old = redis.call('ZCARD', INBOX), redis.call('ZCOUNT', INBOX, '-inf', before)
local all = redis.call('HGETALL', INBOX_HELD)
for i = 1, #all, 2 do
  local at = redis.call('ZSCORE', INBOX, all[i])
  local _, ends = holder(all[i + 1])
  if at and tonumber(ends) > tonumber(now) then
    count = count - 1
    if tonumber(at) <= tonumber(before) then old = old - 1 end
  end
end
return {count, old}
