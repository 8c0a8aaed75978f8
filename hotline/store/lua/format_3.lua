-- Of each person's hash makes keys of their own: sealed number and profile behind one another, as `open_profile` takes
-- them; their questions; their day's count. Nothing can be unsealed here.
-- NAMES: UNASKED contact_key questions_key unasked_key
local cursor, named = '0', #contact_key('')
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', contact_key('*'), 'TYPE', 'hash', 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local who, kept = string.sub(key, named + 1), {number = ''}
    local fields = redis.call('HGETALL', key)
    for i = 1, #fields, 2 do
      local question = string.match(fields[i], '^question:(%d+)$')
      if question then
        redis.call('HSET', questions_key(who), question, fields[i + 1])
      else
        kept[fields[i]] = fields[i + 1]
      end
    end
    if kept.profile then
      if kept.told then redis.call('SET', unasked_key(who), kept.told, 'EX', UNASKED) end
      redis.call('SET', key, string.char(#kept.number) .. kept.number .. kept.profile)
    else
      redis.call('DEL', key)
    end
  end
until cursor == '0'
