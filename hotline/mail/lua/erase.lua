-- Erases a record, its text and its places in sets; its broadcast's counts come to all its people as before.
local broadcast, state = unpack(redis.call('HMGET', KEYS[1], 'broadcast', 'state'))
if broadcast and (state == 'queued' or state == 'sending') then
  redis.call('HINCRBY', 'broadcast:' .. broadcast, 'dropped', 1)
elseif broadcast and state == 'sent' then
  redis.call('HINCRBY', 'broadcast:' .. broadcast, 'unknown', 1)
end
redis.call('DEL', KEYS[1], KEYS[2])
for set = 3, #KEYS do redis.call('ZREM', KEYS[set], ARGV[1]) end
