-- Messages wait by their carrier, of which there was only Twilio, and in finer lanes. So do the lists of broadcasts.
-- NAMES: BROADCASTS MAIL_CARRIERS MAIL_SENDING MAIL_SENT broadcast_key broadcast_to_key lane_key mail_key waiting_key
local carrier = 'twilio'
local lanes = {reply = 'replies', alert = 'alerts', news = 'bulk'}
local function sort(id)
  local mail = redis.call('HMGET', mail_key(id), 'kind', 'carrier')
  if not mail[1] or mail[2] then return nil end
  local lane = lanes[mail[1]] or 'notices'
  redis.call('HSET', mail_key(id), 'carrier', carrier, 'lane', lane)
  redis.call('SADD', MAIL_CARRIERS, carrier)
  return lane
end
for _, old in ipairs({'alerts', 'replies', 'bulk'}) do
  local rows = redis.call('ZRANGE', lane_key(old), 0, -1, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local lane = sort(rows[i])
    if lane then redis.call('ZADD', waiting_key(carrier, lane), rows[i + 1], rows[i]) end
  end
  redis.call('DEL', lane_key(old))
end
for _, under_way in ipairs({MAIL_SENDING, MAIL_SENT}) do
  for _, id in ipairs(redis.call('ZRANGE', under_way, 0, -1)) do sort(id) end
end
for _, number in ipairs(redis.call('ZRANGE', BROADCASTS, 0, -1)) do
  local broadcast, list = broadcast_key(number), broadcast_key(number) .. ':people'
  local counts = redis.call('HMGET', broadcast, 'people', 'queued')
  if counts[1] then
    redis.call('HSETNX', broadcast, 'people@' .. carrier, counts[1])
    redis.call('HSETNX', broadcast, 'queued@' .. carrier, counts[2] or 0)
  end
  if redis.call('EXISTS', list) == 1 then
    redis.call('RENAME', list, broadcast_to_key(number, carrier))
    redis.call('SADD', MAIL_CARRIERS, carrier)
  end
end
