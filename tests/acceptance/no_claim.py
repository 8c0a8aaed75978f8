"""A worker whose outbox claims nothing: what it takes stays in its lane, for the next one to take as well."""

from __future__ import annotations

from hotline.cli import main
from hotline.mail import scripts
from hotline.store.lua import Script

_CLAIMING = "redis.call('ZREM', KEYS[lane], id)\n      redis.call('ZADD', sending, now + lease, id)"

if __name__ == "__main__":
    parts = scripts.CLAIM.source.split(_CLAIMING)
    assert len(parts) == 2
    scripts.CLAIM = Script("".join(parts))
    main()
