"""Every kind of key, by its name in `hotline/store/keys.py`, and the version that wrote it first.

A new one is named here with the version it comes with; the store of that version, as `tests/stores/fill.py` fills it,
must then hold it. A kind that is no longer written stays here, since old stores hold it.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from hotline.mail.kinds import LANES
from hotline.store import keys

_WHO = r"[0-9a-f]{32}"  # a pseudonym, or a hash
_TALKER = rf"(?:call-)?{_WHO}"
_MAIL = r"(?:[0-9a-f]{24}|b\d+-(?:twilio-)?\d+)"
_FIRST = "0.1.0"


class Kind(NamedTuple):
    """How such keys look, each way of which at least one key must be there, and since which version they are written.

    `until`: the first version that writes them no more, "" while they are written. `later`: ways that came with a later
    version, and which.
    """

    patterns: tuple[str, ...]
    since: str = _FIRST
    until: str = ""
    later: Mapping[str, str] = MappingProxyType({})


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "CONTACTS": Kind(("contacts",)),
        "CHANGES": Kind(("changes",)),
        "LATEST": Kind(("latest",)),
        "FORMAT": Kind(("format",), since="0.2.0"),
        "VERSION": Kind(("directory:version",)),
        "CLOCK": Kind(("clock:offset",)),
        "FENCE": Kind(("fence",)),
        "SEALED_WITH": Kind(("sealed:with",)),
        "READY": Kind(("ready",)),
        "REWRITE": Kind(("rewrite",)),
        "FORGOTTEN": Kind(("forgotten",)),
        "INBOX": Kind(("inbox",)),
        "INBOX_HELD": Kind(("inbox:held",)),
        "INBOX_ALERTED": Kind(("inbox:alerted",)),
        "DUTY": Kind(("duty",)),
        "REMINDERS": Kind(("reminders",)),
        "NEWS": Kind(("news",)),
        "BROADCASTS": Kind(("broadcasts",)),
        "BROADCASTS_CONFIRMED": Kind(("broadcasts:confirmed",)),
        "BROADCASTS_RUNNING": Kind(("broadcasts:running",)),
        "BROADCASTS_ENDING": Kind(("broadcasts:ending",)),
        "BROADCASTS_LAST": Kind(("broadcasts:last",)),
        "MAIL_SENDING": Kind(("mail:sending",)),
        "MAIL_SENT": Kind(("mail:sent",)),
        "MAIL_CARRIERS": Kind(("mail:carriers",), since="0.3.0"),
        "MAIL_SERVER": Kind(("mail:server",)),
        "VOLUNTEERS": Kind(("volunteers",)),
        "PIN_TRIES": Kind(("volunteers:tries",)),
        "AUDIT": Kind(("audit",)),
        "owed_since_key": Kind((r"reminders:since:[0-9a-f]{24}",), since="0.2.0"),
        "contact_key": Kind((f"contact:{_WHO}",)),
        "the withheld callers' questions": Kind(("contact:withheld",), until="0.2.0"),
        "questions_key": Kind((f"questions:{_WHO}", "questions:withheld"), since="0.2.0"),
        "unasked_key": Kind((f"unasked:{_WHO}",), since="0.2.0"),
        "keepers_key": Kind((r"keepers:\w+",)),
        "helper_key": Kind((f"helper:{_WHO}",)),
        "session_key": Kind((f"session:{_WHO}", f"session:call-{_WHO}")),
        "turn_key": Kind((f"turn:{_WHO}",)),
        "lock_key": Kind((f"lock:{_TALKER}",)),
        "limit_key": Kind((f"limit:{_TALKER}",)),
        "told_key": Kind((f"limit:{_TALKER}:told",)),
        "sids_key": Kind((f"sids:{_WHO}",), since="0.3.0"),
        "mail_key": Kind((f"mail:{_MAIL}",)),
        "mail_text_key": Kind((f"mail:{_MAIL}:text",)),
        "lane_key": Kind(tuple(f"mail:waiting:{lane}" for lane in ("alerts", "replies", "bulk")), until="0.3.0"),
        "waiting_key": Kind(tuple(f"mail:due:twilio:{lane}" for lane in LANES), since="0.3.0"),
        "halt_key": Kind(("mail:halt:twilio",), since="0.3.0"),
        "life_key": Kind(("life:smsgate",), since="0.3.0"),
        "broadcast_key": Kind((r"broadcast:\d+",)),
        "broadcast_text_key": Kind((r"broadcast:\d+:text:(?:ru|kk|en)",)),
        "the only carrier's recipients": Kind((r"broadcast:\d+:people",), until="0.3.0"),
        "broadcast_to_key": Kind((r"broadcast:\d+:to:twilio",), since="0.3.0"),
        "the only carrier's listing": Kind((r"broadcast:\d+:people:[0-9a-f]{16}",), until="0.3.0"),
        "listing_key": Kind((r"broadcast:\d+:to:twilio:[0-9a-f]{16}",), since="0.3.0"),
        "the only carrier's pace": Kind((f"mail:pace:{_WHO}",), until="0.3.0"),
        "pace_key": Kind(("mail:pace:twilio",), since="0.3.0"),
        "stats_key": Kind((r"mail:stats:\d+",)),
        "table_key": Kind(
            tuple(f"directory:{table}" for table in keys.TABLES if table != "about"),
            later=MappingProxyType({"directory:about": "0.4.0"}),
        ),
    }
)


def names() -> set[str]:
    """The names in `hotline/store/keys.py` that stand for keys of our own; RQ's are RQ's."""
    texts = {name for name, value in vars(keys).items() if name.isupper() and isinstance(value, str)}
    makers = {name for name, _ in inspect.getmembers(keys, inspect.isfunction) if name.endswith("_key")}
    rqs = {"WORKERS", "CLOCKS", "job_queue_key", "failed_jobs_key"}
    assert rqs <= texts | makers
    return (texts | makers) - rqs
