-- `reserve(segments)` gives the seconds until so many segments may leave, or nil when the horizon is full;
-- `save_pace()` writes the reservations down. Wants the key `pace`, `rate` in segments a second and `horizon` in seconds.
local time = redis.call('TIME')
local real = tonumber(time[1]) + tonumber(time[2]) / 1000000
local free = math.max(tonumber(redis.call('GET', pace) or '0'), real)
local function reserve(segments)
  if free > real + horizon then return nil end
  local delay = free - real
  free = free + segments / rate
  return delay
end
local function save_pace()
  redis.call('SET', pace, string.format('%.6f', free), 'EX', 3600)
end
