"""A worker whose outbox claims nothing: what it takes stays in its lane, for the next one to take as well."""

from __future__ import annotations

from pathlib import Path

from hotline.cli import main
from hotline.mail import outbox
from hotline.store.lua import calling, read

_CLAIMING = "redis.call('ZREM', KEYS[lane], id)\n      redis.call('ZADD', MAIL_SENDING, now + lease, id)"

if __name__ == "__main__":
    parts = read(Path(outbox.__file__).with_name("lua"), "claim").split(_CLAIMING)
    assert len(parts) == 2
    outbox._CLAIM = calling("".join(parts))
    main()
