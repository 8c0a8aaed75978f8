"""The evening of the sample data, 25 September 2022, 23:00 in Uralsk: a hotline on a real store, its clock in hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from hotline.app import make_catalog
from hotline.commands import terminal
from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.directory.reports import logbook
from hotline.hearing.utterance import Utterance
from hotline.people import pins, volunteers
from hotline.people.seal import Seals
from hotline.people.volunteers import Role, Volunteer
from hotline.pretend.phones import Call, Heard, Spoken
from hotline.settings import Settings
from hotline.store.store import Store, connect
from hotline.turn.turns import Turns

SECRET = "a secret of the tests, long enough to be one"
PERSON, OTHER, THIRD = "+77010000001", "+77010000002", "+79161234567"
URALSK = ZoneInfo("Asia/Oral")
START = datetime(2022, 9, 25, 23, 0, tzinfo=URALSK).timestamp()

# Read from the files once a test process: the sample data does not change under the tests.
_tables = cache(importing.read)


def environment(redis_url: str, **more: str) -> dict[str, str]:
    """The settings of a hotline in the tests."""
    base = {
        "REDIS_URL": redis_url,
        "HOTLINE_PUBLIC_URL": "http://127.0.0.1:8000",
        "HOTLINE_SECRET_KEY": SECRET,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "12345",
        "TWILIO_FROM": "+77000000001",
    }
    return {**base, **more}


@dataclass
class Evening:
    """A hotline whose clock stands still until it is moved."""

    redis_url: str
    now: float = START
    more: dict[str, str] = field(default_factory=dict)
    turns: Turns = field(init=False)

    async def begin(self, *, sample: bool = True) -> Evening:
        """Connect, and load the sample data."""
        settings = Settings.read(environment(self.redis_url, **self.more))
        store = Store(connect(self.redis_url), clock=lambda: self.now)
        self.turns = Turns(settings, store, Seals(settings.secret_key), make_catalog(settings))
        if sample:
            await importing.write(store, _tables(SAMPLE))
        await self.turns.start()
        return self

    async def end(self) -> None:
        await self.turns.store.close()

    @staticmethod
    def time(text: str) -> float:
        """A local time in epoch seconds: "2022-09-25 21:30", or "21:30" of the first day."""
        moment = datetime.fromisoformat(text if "-" in text else f"2022-09-25 {text}")
        return moment.replace(tzinfo=URALSK).timestamp()

    def at(self, text: str) -> None:
        """Move the clock to a local time, as `time` reads it. Nothing is sent on the way."""
        self.now = self.time(text)

    def later(self, minutes: float) -> None:
        """Move the clock on."""
        self.now += 60 * minutes

    async def text(self, body: str, number: str = PERSON) -> str:
        """The answer to a text."""
        return await terminal.text(self.turns, number, body)

    async def report(self, words: str, by: str = "operator") -> None:
        """What a volunteer reports."""
        knowledge = self.turns.knowledge
        change = knowledge.reader.read(Utterance(words), knowledge.snapshot, self.now, by)
        await self.turns.store.apply(logbook.log(change))

    async def volunteer(
        self, number: str, name: str, role: Role = "reporter", place: str = "", shelter: str = "", pin: str = ""
    ) -> Volunteer:
        """Make somebody a volunteer; `place` as people call it."""
        store, seals = self.turns.store, self.turns.seals
        where = self.turns.knowledge.snapshot.places.find(Utterance(place)).places[0].id if place else ""
        contact = seals.pseudonym(number)
        found = Volunteer(contact, name, role, where, shelter, pins.hashed(seals, contact, pin) if pin else "")
        await store.apply(volunteers.save(seals, found) + volunteers.introduce(seals, contact, number))
        return found

    def call(self, number: str = PERSON) -> Call:
        """A call, not yet begun; every document it is given is checked as Twilio would."""
        return terminal.call(self.turns, number)


def spoken(heard: Heard) -> str:
    """What is said on the phone, a line a sentence."""
    return "\n".join(line.text for line in heard.lines if isinstance(line, Spoken))
