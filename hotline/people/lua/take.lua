-- Gives the volunteer, in this order: what was handed out but never shown, since a process died over it; the oldest that
-- nobody has; the oldest of their own again.
-- include: sealed
local now, who, until_, most = tonumber(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local held, count, unshown, own, own_at = {}, 0, nil, nil, nil
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local member, at = all[i], redis.call('ZSCORE', KEYS[1], all[i])
  local has, ends, shown = holder(all[i + 1])
  if not at or tonumber(ends) <= now then
    redis.call('HDEL', KEYS[2], member)
  else
    held[member] = true
    if has == who and sealed(member) then
      count = count + 1
      if shown == '0' then unshown = member end
      if not own or tonumber(at) < own_at then own, own_at = member, tonumber(at) end
    end
  end
end
if unshown then return {unshown, sealed(unshown)} end
local first = 0
while count < most do
  local page = redis.call('ZRANGE', KEYS[1], first, first + 99)
  if #page == 0 then break end
  for _, member in ipairs(page) do
    local text = not held[member] and sealed(member)
    if text then
      redis.call('HSET', KEYS[2], member, who .. ' ' .. until_ .. ' 0')
      return {member, text}
    end
  end
  first = first + #page
end
return own and {own, sealed(own)}
