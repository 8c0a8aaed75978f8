"""How fast mail leaves: one token bucket a sender in the store, counted in segments, shared by all workers.

A message is given the moment at which it may leave, up to HORIZON ahead, so neither a slow request nor a worker that
starts late costs any of the rate, and no two workers leave at once. The store's own clock counts, since workers on
several machines share the bucket.
"""

from __future__ import annotations

HORIZON = 1.0  # seconds given away ahead: so long an alert waits behind bulk at the most
SHARE = 0.99  # of the rate: what leaves here evenly arrives there a little bunched, and over the rate is refused

# Lua: `reserve(segments)` gives the seconds until so many segments may leave, or nil when the horizon is full;
# `save_pace()` writes the reservations down. Expects `pace` (key), `rate` (segments a second) and `horizon`.
RESERVE = """
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
"""
