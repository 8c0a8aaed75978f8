-- Gives the volunteer, in this order: what was handed out but never shown, since a process died over it; the oldest that
-- nobody has; the oldest of their own again.
-- NAMES: INBOX INBOX_HELD
-- ARGV: who now lease_ends most
-- include: sealed
local held, count, unshown, own, own_at = {}, 0, nil, nil, nil
local all = redis.call('HGETALL', INBOX_HELD)
for i = 1, #all, 2 do
  local member, at = all[i], redis.call('ZSCORE', INBOX, all[i])
  local has, ends, shown = holder(all[i + 1])
  if not at or tonumber(ends) <= tonumber(now) then
    redis.call('HDEL', INBOX_HELD, member)
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
while count < tonumber(most) do
  local page = redis.call('ZRANGE', INBOX, first, first + 99)
  if #page == 0 then break end
  for _, member in ipairs(page) do
    local text = not held[member] and sealed(member)
    if text then
      redis.call('HSET', INBOX_HELD, member, who .. ' ' .. lease_ends .. ' 0')
      return {member, text}
    end
  end
  first = first + #page
end
return own and {own, sealed(own)}
