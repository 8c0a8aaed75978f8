"""Stores as earlier versions left them: an evening of each, with every kind of record, to be opened by all later ones.

`<version>.jsonl.gz`: a first line on the fill, then a line a key: its name and its value as DUMP gives it (both in
base64), and the milliseconds it has left to live, -1 for ever. RQ's own keys are left out. A file is written once, by
`python -m tests.stores.fill` of the version it is named for, and never again: it says what stands out there.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from redis import Redis

from hotline.commands.terminal import answers
from hotline.pretend.phones import Call
from hotline.turn.turns import Turns
from tests.evening import Evening

FOLDER = Path(__file__).parent
FOREIGN = b"rq:"


@dataclass(frozen=True, slots=True)
class Fill:
    """What must be known of a filled store to open it and talk on."""

    version: str
    at: float  # the machine's time at the end of the fill, in epoch seconds
    secret: str
    pin: str  # the coordinator's
    people: Mapping[str, str]  # role -> number
    said: Mapping[str, str]  # id of a message, or role -> what was answered, to that role last
    call: Mapping[str, str]  # the one that goes on: its `sid`, and the `url` of its last webhook

    def evening(self, redis_url: str) -> Evening:
        """The hotline at that moment, not yet begun."""
        return Evening(redis_url, now=self.at, more={"HOTLINE_SECRET_KEY": self.secret})


def versions() -> list[str]:
    """Those that left a store here."""
    return sorted(path.name.removesuffix(".jsonl.gz") for path in FOLDER.glob("*.jsonl.gz"))


def everything(redis: Redis) -> dict[bytes | str, object]:
    """Each key and what it holds: a hash by its fields, whose order may change, all else as DUMP gives it."""
    return {
        key: redis.hgetall(key) if redis.type(key) == b"hash" else redis.dump(key)
        for key in redis.scan_iter(count=1000)
    }


def write(redis: Redis, fill: Fill) -> None:
    """Keep a store as it stands now."""
    lines = [json.dumps(asdict(fill), ensure_ascii=False)]
    for key in sorted(redis.scan_iter(count=1000)):
        left, value = redis.pttl(key), redis.dump(key)
        if value is not None and not key.startswith(FOREIGN):
            lines.append(json.dumps([b64encode(key).decode(), left, b64encode(value).decode()]))
    path = FOLDER / f"{fill.version}.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


def restore(redis: Redis, version: str) -> Fill:
    """Put the store that a version left into an empty one."""
    lines = gzip.decompress((FOLDER / f"{version}.jsonl.gz").read_bytes()).decode().splitlines()
    for line in lines[1:]:
        key, left, value = json.loads(line)
        redis.restore(b64decode(key), max(left, 0), b64decode(value))
    return Fill(**json.loads(lines[0]))


def phone(turns: Turns, number: str, sid: str, url: str, asked: list[str]) -> Call:
    """A phone that begins with the document at `url`, or goes on from there; `asked` gets each address it asks."""
    answer = answers(turns)

    async def post(address: str, fields: Mapping[str, str]) -> str:
        asked.append(address)
        return await answer(address, fields)

    return Call(post, start_url=url, caller=number, called="", call_sid=sid, account_sid="")
