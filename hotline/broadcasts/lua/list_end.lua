-- Makes lists the broadcast's, which runs from now on. One that lacks rows has expired meanwhile: others are made when
-- it is missed. `people`: carriers and how many each reaches.
-- NAMES: BROADCASTS_CONFIRMED BROADCASTS_RUNNING broadcast_key broadcast_to_key listing_key
-- ARGV: number token segments now *people
local broadcast = broadcast_key(number)
local running = redis.call('HGET', broadcast, 'state') == 'listing'
for i = people, #ARGV, 2 do
  local listing = listing_key(number, ARGV[i], token)
  if not running then
    redis.call('DEL', listing)
  elseif redis.call('LLEN', listing) ~= tonumber(ARGV[i + 1]) then
    return 0
  end
end
if not running then return 0 end
local all = 0
for i = people, #ARGV, 2 do
  local listing, whole = listing_key(number, ARGV[i], token), broadcast_to_key(number, ARGV[i])
  redis.call('RENAME', listing, whole)
  redis.call('PERSIST', whole)
  redis.call('HSET', broadcast, 'people@' .. ARGV[i], ARGV[i + 1], 'queued@' .. ARGV[i], 0)
  all = all + ARGV[i + 1]
end
redis.call('ZREM', BROADCASTS_CONFIRMED, number)
redis.call('HSET', broadcast, 'state', 'running', 'people', all, 'segments', segments, 'queued', 0)
redis.call('ZADD', BROADCASTS_RUNNING, now, number)
return 1
