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
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from . import people, reports, servers
from .contestants import SECONDS, Condition, Contestant
from .load import exchange
from .messages import ASKED, FIRST, Messages

ROUNDS = 5
# The first is the strictest: each answer waits for the disk. In the second each server keeps its core busy, a store
# behind it or not.
SAFE, BUSY = Condition(32, "always"), Condition(64, "everysec")


def main() -> None:
    """Measure and print."""
    if not hasattr(os, "sched_setaffinity") or not {servers.SERVER_CORE, servers.LOAD_CORE} <= os.sched_getaffinity(0):
        sys.exit("the benchmark needs Linux and two processor cores, one for the server and one for the load")
    os.sched_setaffinity(0, {servers.LOAD_CORE})
    messages, console = Messages(), Console(width=120)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        few = stack.enter_context(servers.hotline(folder / "10", 10))
        many = stack.enter_context(servers.hotline(folder / "50000", 50_000))
        bare = stack.enter_context(servers.starlette("bare"))
        sync = stack.enter_context(servers.flask())
        threads = stack.enter_context(servers.flask("--worker-class", "gthread", "--threads", "4"))
        empty = stack.enter_context(servers.starlette("empty"))
        for server in (few, many, bare, sync, threads):
            (first,) = messages.take(1, server.port)
            exchange(server.port, first, FIRST)

        def ours(condition: Condition) -> Contestant:
            return Contestant("a  the hotline, 10 shelters", few, ASKED, condition)

        def theirs(condition: Condition) -> Contestant:
            return Contestant("b  Starlette, Twilio's SDK, no store", bare, ASKED, condition)

        a, b = ours(SAFE), theirs(SAFE)
        _measure([a, b], messages)
        _print(console, [a, b], [(a, b, 1.0)])
        a, b = ours(BUSY), theirs(BUSY)
        country = Contestant("a' the hotline, 50,000 shelters", many, ASKED, BUSY)
        flasks = [
            Contestant("c  Flask quickstart, sync worker", sync, ASKED, BUSY),
            Contestant("c  Flask quickstart, gthread worker", threads, ASKED, BUSY),
        ]
        for one in flasks:
            one.warm_up(messages)
        c = max(flasks, key=lambda one: one.rate)
        d = Contestant("d  Starlette, empty response", empty, "", BUSY)
        _measure([a, country, b, c, d], messages)
        _print(console, [a, country, b, c, d], [(a, b, 1.0), (a, c, 1.5), (country, a, 1 / 1.3), (a, d, 0.0)])
    with tempfile.TemporaryDirectory() as name, servers.hotline(Path(name), 10) as fresh:
        people.measure(console, fresh, messages)
        reports.measure(console, fresh, messages)


def _measure(racers: Sequence[Contestant], messages: Messages) -> None:
    for contestant in racers:
        contestant.warm_up(messages)
    for number in range(ROUNDS):
        for contestant in racers if number % 2 else reversed(racers):
            contestant.race(messages)


def _print(
    console: Console, racers: Sequence[Contestant], ratios: Sequence[tuple[Contestant, Contestant, float]]
) -> None:
    condition = racers[0].condition
    table = Table(
        title=f"One core, {condition.in_flight} messages in flight, appendfsync {condition.appendfsync}, "
        f"medians of {ROUNDS} rounds of about {SECONDS:g} s"
    )
    table.add_column("")
    for heading in ("requests/s", "p50 ms", "p99 ms", "server µs", "server busy", "store µs", "load busy"):
        table.add_column(heading, justify="right")
    for one in racers:
        table.add_row(*one.cells())
    console.print(table)
    for one, other, aim in ratios:
        pairs = [mine.rate / theirs.rate for mine, theirs in zip(one.rounds, other.rounds, strict=True)]
        aimed = f", aim {aim:.2f}: {'reached' if median(pairs) >= aim else 'missed'}" if aim else ""
        span = f"{min(pairs):.2f} to {max(pairs):.2f}"
        console.print(f"{one.name.split()[0]:2} / {other.name.split()[0]} = {median(pairs):.2f} ({span}){aimed}")
    console.print(f"by processor time, one store feeds {racers[0].feeds()} web processes\n")
