"""How fast mail leaves: one token bucket a sender in the store, counted in segments, shared by all workers.

A message is given the moment at which it may leave, up to HORIZON ahead, so neither a slow request nor a worker that
starts late costs any of the rate, and no two workers leave at once. The store's own clock counts, since workers on
several machines share the bucket.
"""

from __future__ import annotations

HORIZON = 1.0  # seconds given away ahead: so long an alert waits behind bulk at the most
SHARE = 0.99  # of the rate: what leaves here evenly arrives there a little bunched, and over the rate is refused
