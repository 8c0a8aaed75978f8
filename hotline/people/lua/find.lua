-- An open question by its number, its text, and who has it.
-- NAMES: INBOX INBOX_HELD
-- ARGV: number now
-- include: sealed
local cursor = '0'
repeat
  local page = redis.call('ZSCAN', INBOX, cursor, 'MATCH', number .. ':*', 'COUNT', 1000)
  cursor = page[1]
  local member = page[2][1]
  if member then
    local has, ends = holder(redis.call('HGET', INBOX_HELD, member))
    if has and tonumber(ends) <= tonumber(now) then has = '' end
    return {member, sealed(member), has or ''}
  end
until cursor == '0'
