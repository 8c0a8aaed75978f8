"""The kinds of mail: how urgent each is, and what it has to respect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Lane: TypeAlias = Literal["danger", "replies", "alerts", "notices", "bulk"]

# An upper one passes the lower ones: what somebody waits for goes before all that is unasked, but for a call for help.
LANES: tuple[Lane, ...] = ("danger", "replies", "alerts", "notices", "bulk")

# As carriers are told: what has 100 and more passes the limits that a phone has set itself, what is below 0 yields.
PRIORITIES: Mapping[Lane, int] = {"danger": 120, "replies": 110, "alerts": 100, "notices": 0, "bulk": -1}


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail. STOP silences whatever is unasked, whenever it was queued."""

    lane: Lane
    unasked: bool
    quiet: bool  # waits for the end of the recipient's quiet hours
    counted: bool  # counts for what one person gets unasked in a day; over it, it waits for the next day
    hours: float  # of use for so long, then it expires


KINDS: dict[str, MailKind] = {
    # To those on duty: somebody's life may be in danger.
    "danger": MailKind("danger", unasked=True, quiet=False, counted=False, hours=12),
    # A closed border cannot wait for the morning.
    "alert": MailKind("alerts", unasked=True, quiet=False, counted=False, hours=12),
    # A volunteer's answer to this person's question.
    "reply": MailKind("replies", unasked=False, quiet=False, counted=False, hours=24),
    # Their number in line is near: in two hours it would have passed.
    "line": MailKind("notices", unasked=True, quiet=False, counted=False, hours=2),
    # "Did you find a bed?": belongs to what was asked in the last three hours, later it would only disturb.
    "follow-up": MailKind("notices", unasked=True, quiet=False, counted=True, hours=2),
    # A deadline comes near.
    "reminder": MailKind("notices", unasked=True, quiet=True, counted=True, hours=36),
    # For volunteers, about what they do for us.
    "duty": MailKind("notices", unasked=True, quiet=False, counted=False, hours=6),
    # A broadcast to those who asked for news.
    "news": MailKind("bulk", unasked=True, quiet=True, counted=True, hours=36),
}
