-- How many segments are due in some lanes; of each the first messages are looked at.
-- NAMES: mail_key
-- KEYS: *lanes
-- ARGV: now most
local count = 0
for lane = lanes, #KEYS do
  for _, id in ipairs(redis.call('ZRANGE', KEYS[lane], '-inf', now, 'BYSCORE', 'LIMIT', 0, most)) do
    count = count + (redis.call('HGET', mail_key(id), 'segments') or 0)
  end
end
return count
