"""Every key name in the store, and every lifetime. No key holds a number or a text."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Literal

# Lifetimes, in seconds of real time.
LEASE = 5  # a turn's lock: a killed process holds a person up no longer than this
WAIT = 12  # a duplicate waits so long for the turn in flight: the carrier gives up at 15
REPLIES = 24 * 3600  # stored replies: carriers repeat a webhook within minutes
OWED_SINCE = 24 * 3600  # since when a reminder is tried again: workers may be stopped for so long between two tries
HELPED = 3600  # so long after an answer what a person adds goes to the volunteer who gave it
LIMIT_WINDOW = 600  # texts are counted over ten minutes
LIMIT_TEXTS = 20  # so many are answered, then one notice, then silence
SIDS = 3600  # which messages to a person are known: a doubt about another one is mostly settled within minutes
UNASKED = 48 * 3600  # a person's count of a day: longer than any day
CHANGES_AT_ONCE = 1000  # entries that a turn brings; a process further behind reads the directory anew
CHANGES_KEPT = 100_000  # entries of the change log, about 10 MB; the last word on each shelter is kept besides

# Keys. No key holds a number or a text: people are pseudonyms, message and call ids are hashed.
CONTACTS = "contacts"  # sorted set: pseudonym by the time of the last answer
CHANGES = "changes"  # stream: what changes by the minute
LATEST = "latest"  # hash: the last word on each shelter's state and free places, as in the stream
FORMAT = "format"  # how all of this is laid out, as a number; `formats.py` knows which
VERSION = "directory:version"
CLOCK = "clock:offset"
FENCE = "fence"
SEALED_WITH = "sealed:with"  # a keyed hash, by which a process sees whether it has the secret of those before it
READY = "ready"  # written by /readyz, which wants to know whether one can write
REWRITE = "rewrite"  # the append-only file still has to be rewritten for somebody who was forgotten
FORGOTTEN = "forgotten"  # set: pseudonym and life of those whose traces upkeep still has to clear
INBOX = "inbox"  # sorted set: number and asker of open questions by time, danger to life first
INBOX_HELD = "inbox:held"  # hash: a question as in INBOX -> who has it, until when, and whether it was shown to them
INBOX_ALERTED = "inbox:alerted"  # when coordinators were last told that too much waits
DUTY = "duty"  # set: pseudonyms of the volunteers who want to hear of new questions
REMINDERS = "reminders"  # sorted set: what is owed to whom, by the time it is due
NEWS = "news"  # sorted set: who asked for news, by when
BROADCASTS = "broadcasts"  # sorted set: numbers of broadcasts by when they were written
BROADCASTS_CONFIRMED = "broadcasts:confirmed"  # sorted set: those whose recipients are to be listed, by when
BROADCASTS_RUNNING = "broadcasts:running"  # sorted set: those that are being sent, by since when
BROADCASTS_ENDING = "broadcasts:ending"  # sorted set: those that were sent, by when to look for the end of all
BROADCASTS_LAST = "broadcasts:last"  # the number of the last one
MAIL_SENDING = "mail:sending"  # sorted set: messages being sent or in doubt, by when to look them up
MAIL_SENT = "mail:sent"  # sorted set: messages sent whose end is not known, by when to ask for it
MAIL_CARRIERS = "mail:carriers"  # set: names of all carriers that messages were queued for
MAIL_SERVER = "mail:server"  # hash: the run of the store that the outbox has seen last, and since when
VOLUNTEERS = "volunteers"  # hash: pseudonym -> sealed record of who helps
PIN_TRIES = "volunteers:tries"  # hash: pseudonym -> wrong PINs in a row
AUDIT = "audit"  # stream: who changed what, each entry under the next number and chained to the one before
JOB_QUEUES = ("alerts", "replies", "upkeep", "bulk")  # a free worker takes the upper ones first
WORKERS = "rq:workers"  # RQ's set: names of hashes with `last_heartbeat`
CLOCKS = "rq:cron_schedulers"  # RQ's sorted set: clocks by their last heartbeat
TABLES = ("shelters", "crossings", "offices", "topics", "rules", "about")


def owed_since_key(id_: str) -> str:
    """When what is tried again was due at first; by the id of its next try."""
    return f"reminders:since:{id_}"


def contact_key(contact: str) -> str:
    """Their sealed profile, the number in it."""
    return f"contact:{contact}"


def questions_key(asker: str) -> str:
    """Hash: what they asked and nobody has answered yet, sealed, by the question's number."""
    return f"questions:{asker}"


def unasked_key(contact: str) -> str:
    """A day of theirs (ISO date) and how many unasked messages it has brought."""
    return f"unasked:{contact}"


def keepers_key(shelter: str) -> str:
    """Set: pseudonyms of those who keep a shelter."""
    return f"keepers:{shelter}"


def helper_key(contact: str) -> str:
    """Which volunteer answered this person last and when, sealed."""
    return f"helper:{contact}"


def session_key(talker: str) -> str:
    """Sealed session of a contact's texts, or of a call."""
    return f"session:{talker}"


def turn_key(message_id: str) -> str:
    """Sealed reply to one message of the carrier."""
    return f"turn:{_hashed(message_id)}"


def call_id(sid: str) -> str:
    """A call, as its session and lock are named."""
    return f"call-{_hashed(sid)}"


def lock_key(talker: str) -> str:
    """The token of the turn that a contact, or a call, is in."""
    return f"lock:{talker}"


def limit_key(talker: str) -> str:
    """List: when the last texts came, in whole seconds."""
    return f"limit:{talker}"


def told_key(limit: str) -> str:
    """Of a key of `limit_key`: whether the notice was given."""
    return f"{limit}:told"


def mail_key(id_: str) -> str:
    """Hash: one message of the outbox."""
    return f"mail:{id_}"


def mail_text_key(id_: str) -> str:
    """Sealed text of one message."""
    return f"mail:{id_}:text"


def sids_key(contact: str) -> str:
    """Set: ids at carriers of what was sent to them in the last hour."""
    return f"sids:{contact}"


def waiting_key(carrier: str, lane: str) -> str:
    """Sorted set: messages of one urgency that one carrier is to send, by when they may leave."""
    return f"mail:due:{carrier}:{lane}"


def lane_key(lane: str) -> str:
    """What `waiting_key` was while there was only one carrier."""
    return f"mail:waiting:{lane}"


def halt_key(carrier: str) -> str:
    """Hash: until when nothing is sent by a carrier, since when and why; and what it has turned away in a row."""
    return f"mail:halt:{carrier}"


def life_key(carrier: str) -> str:
    """Hash: when a carrier's other end was last heard of, how far off its clock is, and how it is."""
    return f"life:{carrier}"


def broadcast_key(number: int) -> str:
    """Hash: one broadcast."""
    return f"broadcast:{number}"


def broadcast_text_key(number: int, language: str) -> str:
    """Its sealed text in one language."""
    return f"broadcast:{number}:text:{language}"


def broadcast_to_key(number: int | Literal["*"], carrier: str) -> str:
    """List: those of its recipients whom one carrier reaches, fixed when it was confirmed."""
    return f"broadcast:{number}:to:{carrier}"


def listing_key(number: int | Literal["*"], carrier: str, token: str) -> str:
    """Such a list that is being made."""
    return f"broadcast:{number}:to:{carrier}:{token}"


def broadcast_mail_id(number: int, carrier: str, place: int) -> str:
    """Its message to the recipient at that place of a carrier's list, from 1."""
    return f"b{number}-{carrier}-{place}"


def broadcast_mail_ids(number: int) -> str:
    """A pattern of all of them."""
    return f"b{number}-*"


def pace_key(carrier: str) -> str:
    """When the next segment by a carrier may leave."""
    return f"mail:pace:{carrier}"


STATS_SECONDS = 72 * 3600  # counts by the hour are kept so long


def stats_key(now: float) -> str:
    """Hash: what became of messages in this hour."""
    return f"mail:stats:{int(now // 3600)}"


def stats_minute(now: float) -> int:
    """The minute of that hour, 0 to 59, as the hash's `minute:<n>` counts what was sent in it."""
    return int(now // 60 % 60)


def job_queue_key(queue: str) -> str:
    """RQ's list: ids of jobs that wait. RQ's names are repeated here, so that a web process need not load RQ."""
    return f"rq:queue:{queue}"


def failed_jobs_key(queue: str) -> str:
    """RQ's sorted set: ids of failed jobs by when they are forgotten."""
    return f"rq:failed:{queue}"


def table_key(table: str) -> str:
    """One table of the directory as JSON."""
    return f"directory:{table}"


@lru_cache(maxsize=256)  # a turn is named when it begins and when it ends
def _hashed(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
