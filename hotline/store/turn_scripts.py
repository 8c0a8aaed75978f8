"""The scripts of a turn: one that claims it and reads, one that writes everything or nothing."""

from __future__ import annotations

from .lua import script

BEGIN = script(__file__, "begin")
FREE = script(__file__, "free")
END = script(__file__, "end")
APPEND = script(__file__, "append")
