"""The outbox's scripts: each moves records between states in one step, so that no crash leaves one half-way.

Beside the keys they are given, they name `mail:<id>`, `mail:waiting:<lane>` and `contact:<pseudonym>`, which they read
from each other's records; the store is one primary, not a cluster.
"""

from __future__ import annotations

from ..store.lua import script

PUT = script(__file__, "put")
CLAIM = script(__file__, "claim")
SETTLE = script(__file__, "settle")
REQUEUE = script(__file__, "requeue")
DOUBT = script(__file__, "doubt")
LOOK = script(__file__, "look")
COUNT = script(__file__, "count")
ERASE = script(__file__, "erase")
