-- What is audited is chained to the last entry that was read: if another has come meanwhile, nothing is done.
-- NAMES: AUDIT
local function moved(head)
  if head == '' then return false end
  local last = redis.call('XREVRANGE', AUDIT, '+', '-', 'COUNT', 1)[1]
  return (last and last[1] or '0-0') ~= head
end
local function apply(i)
  while i <= #ARGV do
    local n = tonumber(ARGV[i])
    redis.call(unpack(ARGV, i + 1, i + n))
    i = i + n + 1
  end
end
