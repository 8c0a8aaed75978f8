"""The whole SHELTER turn beside other ways to answer a text, measured side by side in one run.

One core is the server's; the load and the stores have the other. Every message is signed before the clock starts, has
an id of its own and comes from another person. In each round every server has its turn, in changing order.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from . import servers
from .load import CONNECTIONS, Round, drive, exchange
from .messages import Messages
from .servers import Server

ROUNDS = 5
SECONDS = 3.5  # of each round of each server
TRIED = 300  # messages from which the rate is first guessed
FIRST = "Кинотеатр «Синема Парк»"  # who asks first is sent to the cinema
ASKED = "1 ещё, 2 полно, "  # and everybody is asked what then


@dataclass(slots=True)
class Contestant:
    """A server with what it must answer, and how its rounds went."""

    name: str
    server: Server
    expected: str
    rounds: list[Round] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)  # processor seconds of the server for one message
    rate: float = 0.0  # as of the warm-up

    def warm_up(self, messages: Messages) -> None:
        """Two rounds that do not count; they check the answers and tell how many messages a round takes."""
        port = self.server.port
        (first,) = messages.take(1, port)
        exchange(port, first, FIRST if self.expected else "")
        self.rate = drive(port, messages.take(TRIED, port), self.expected).rate
        self.rate = drive(port, messages.take(round(self.rate * SECONDS / 2), port), self.expected).rate

    def race(self, messages: Messages) -> None:
        """One round."""
        prepared = messages.take(round(self.rate * SECONDS), self.server.port)
        worked = self.server.worked()
        self.rounds.append(drive(self.server.port, prepared, self.expected))
        self.costs.append((self.server.worked() - worked) / len(prepared))


def main() -> None:
    """Measure and print."""
    if not hasattr(os, "sched_setaffinity") or not {servers.SERVER_CORE, servers.LOAD_CORE} <= os.sched_getaffinity(0):
        sys.exit("the benchmark needs Linux and two processor cores, one for the server and one for the load")
    os.sched_setaffinity(0, {servers.LOAD_CORE})
    messages = Messages()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        few = Contestant("a  the hotline, 10 shelters", stack.enter_context(servers.hotline(folder / "10", 10)), ASKED)
        many = Contestant(
            "a' the hotline, 50,000 shelters", stack.enter_context(servers.hotline(folder / "50000", 50_000)), ASKED
        )
        bare = Contestant("b  Starlette, Twilio's SDK, no store", stack.enter_context(servers.starlette("bare")), ASKED)
        sync = Contestant("c  Flask quickstart, gunicorn sync", stack.enter_context(servers.flask()), ASKED)
        threads = Contestant(
            "c  Flask quickstart, gunicorn gthread",
            stack.enter_context(servers.flask("--worker-class", "gthread", "--threads", "4")),
            ASKED,
        )
        empty = Contestant("d  Starlette, empty response", stack.enter_context(servers.starlette("empty")), "")
        for contestant in (few, many, bare, sync, threads, empty):
            contestant.warm_up(messages)
        flask = max(sync, threads, key=lambda one: one.rate)
        racers = [few, many, bare, flask, empty]
        for number in range(ROUNDS):
            for contestant in racers if number % 2 else reversed(racers):
                contestant.race(messages)
        _print(racers, [(few, bare, 1.0), (few, flask, 1.5), (many, few, 1 / 1.3), (few, empty, 0.0)])


def _print(racers: Sequence[Contestant], ratios: Sequence[tuple[Contestant, Contestant, float]]) -> None:
    console = Console(width=120)
    table = Table(title=f"One core, {CONNECTIONS} messages in flight, medians of {ROUNDS} rounds of about {SECONDS} s")
    table.add_column("")
    for heading in ("requests/s", "p50 ms", "p99 ms", "server µs each", "server busy", "load busy"):
        table.add_column(heading, justify="right")
    for one in racers:
        rate, cost = median(each.rate for each in one.rounds), median(one.costs)
        table.add_row(
            one.name,
            f"{rate:,.0f}",
            f"{1000 * median(each.p50 for each in one.rounds):.1f}",
            f"{1000 * median(each.p99 for each in one.rounds):.1f}",
            f"{1e6 * cost:.0f}",
            f"{cost * rate:.0%}",
            f"{median(each.busy for each in one.rounds):.0%}",
        )
    console.print(table)
    for one, other, aim in ratios:
        pairs = [mine.rate / theirs.rate for mine, theirs in zip(one.rounds, other.rounds, strict=True)]
        aimed = f", aim {aim:.2f}: {'reached' if median(pairs) >= aim else 'missed'}" if aim else ""
        span = f"{min(pairs):.2f} to {max(pairs):.2f}"
        console.print(f"{one.name.split()[0]:2} / {other.name.split()[0]} = {median(pairs):.2f} ({span}){aimed}")
