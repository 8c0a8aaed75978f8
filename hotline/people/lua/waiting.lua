-- How many questions wait that nobody has, and how many of them are old.
-- include: sealed
local now, before = tonumber(ARGV[1]), tonumber(ARGV[2])
local count, old = redis.call('ZCARD', KEYS[1]), redis.call('ZCOUNT', KEYS[1], '-inf', before)
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local at = redis.call('ZSCORE', KEYS[1], all[i])
  local _, ends = holder(all[i + 1])
  if at and tonumber(ends) > now then
    count = count - 1
    if tonumber(at) <= before then old = old - 1 end
  end
end
return {count, old}
