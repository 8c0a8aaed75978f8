"""Dates and waits in the headers of carriers' answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile("[0-9]{1,9}")


def moment(date: str) -> datetime | None:
    """A date of HTTP or of mail, in its zone, which is UTC if it names none; None for what is no date."""
    try:
        read = parsedate_to_datetime(date)
    except (ValueError, OverflowError):  # the latter for a zone of twenty digits
        return None
    return read.replace(tzinfo=read.tzinfo or UTC)  # -0000 is UTC, too


def retry_after(header: str, now: float | None) -> float | None:
    """The seconds that a Retry-After asks to wait, which holds seconds or a date; None if it tells none.

    `now` is the epoch seconds that a date is compared with; without it a date tells none.
    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    if _SECONDS.fullmatch(header):
        return float(header)
    then = moment(header)
    return None if then is None or now is None else max(0.0, then.timestamp() - now)
