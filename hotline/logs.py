"""The log: one line of key=value a happening, without a number, a text or a traceback.

Our own lines are written so; of others only the first line is kept, since what libraries tell besides (addresses of
requests, messages of errors, RQ's arguments of jobs) may name a person.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

LEVELS = ("warning", "info", "error")
_OURS = ("hotline", "workers", "flows")

_Error: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None
)  # fmt: skip


class Lines(logging.Formatter):
    """A record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time (UTC), level and place, then what happened."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        head = f"at={at}.{record.msecs:03.0f}Z level={record.levelname.lower()} from={record.name}"
        text = record.getMessage()
        if record.name.partition(".")[0] not in _OURS:
            text = f"told={json.dumps(text.partition(chr(10))[0], ensure_ascii=False)}"
        return f"{head} {text}{_where(record.exc_info)}"


def set_up(level: str) -> None:
    """Log to stderr from `level` on; libraries from warning on, whatever ours is."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())


def broke(error: BaseException) -> str:
    """What broke and where, for a log: the type and the line of code, not the message, which could name a person."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" place={Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"error={type(error).__name__}{where}"


def _where(info: _Error) -> str:
    return f" {broke(info[1])}" if info and info[1] else ""
