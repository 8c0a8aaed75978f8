-- An open question by its number, and who has it.
-- include: sealed
local cursor = '0'
repeat
  local page = redis.call('ZSCAN', KEYS[1], cursor, 'MATCH', ARGV[1] .. ':*', 'COUNT', 1000)
  cursor = page[1]
  local member = page[2][1]
  if member then
    local has, ends = holder(redis.call('HGET', KEYS[2], member))
    if has and tonumber(ends) <= tonumber(ARGV[2]) then has = '' end
    return {member, sealed(member), has or ''}
  end
until cursor == '0'
