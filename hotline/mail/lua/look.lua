-- Takes what is due for a look at the carrier, and puts the next look far enough ahead that two lookers do not meet.
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])) do
  local key = 'mail:' .. id
  local mail = redis.call('HMGET', key, 'claim', 'state', 'sid', 'claimed', 'until', 'tries', 'text', 'contact')
  if mail[2] then
    redis.call('ZADD', KEYS[1], ARGV[2], id)
    found[#found + 1] = {id, mail[1], mail[2], mail[3], mail[4], mail[5], mail[6], mail[7], mail[8],
      redis.call('GET', mail[7]), redis.call('HGET', 'contact:' .. mail[8], 'number')}
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
