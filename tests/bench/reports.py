"""A volunteer's report beside a guest's turn: processor time of the web process for one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from statistics import median

from rich.console import Console

from hotline.app import make_turns
from hotline.people import volunteers
from hotline.people.volunteers import Volunteer
from hotline.store.store import Command

from .load import drive
from .messages import ASKED, VOLUNTEERS, Messages
from .servers import Hotline

ROUNDS, WARM_UPS = 5, 1
AMOUNT = 200  # reports of a round, and guests' turns beside them
# Each volunteer's turn has to follow the last entry of the audit trail, so of those at once all but one begin again.
TOGETHER = (1, 2)  # messages in flight
NOTED = "UNDO"  # what was understood can be taken back
AIM = 2.0  # times a guest's turn, at most


def measure(console: Console, server: Hotline, messages: Messages) -> None:
    """Enlist the volunteers, and print what a report of theirs costs."""
    asyncio.run(_enlist(server))
    for in_flight in TOGETHER:
        pairs = [_pair(server, messages, in_flight) for _ in range(WARM_UPS + ROUNDS)][WARM_UPS:]
        report, guest = (1e6 * median(costs) for costs in zip(*pairs, strict=True))
        ratios = [mine / other for mine, other in pairs]
        console.print(
            f"{in_flight} in flight: a volunteer's report takes {report:.0f} µs, a guest's turn {guest:.0f}: "
            f"{median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f}), aim at most {AIM:.2f}: "
            f"{'reached' if median(ratios) <= AIM else 'missed'}"
        )


def _pair(server: Hotline, messages: Messages, in_flight: int) -> tuple[float, float]:
    """Seconds of the web process's processor time for a report, and for a guest's turn."""
    guest = _cost(server, messages.take(AMOUNT, server.port), ASKED, in_flight)
    return _cost(server, messages.reports(AMOUNT, server.port), NOTED, in_flight), guest


async def _enlist(server: Hotline) -> None:
    turns = make_turns(server.settings)
    seals = turns.seals
    try:
        commands: list[Command] = []
        for number in VOLUNTEERS:
            known = Volunteer(seals.pseudonym(number), "Volunteer", "reporter")
            commands += volunteers.save(seals, known) + volunteers.introduce(seals, known.contact, number)
        await turns.store.apply(commands)
    finally:
        await turns.store.close()


def _cost(server: Hotline, prepared: Sequence[bytes], expected: str, in_flight: int) -> float:
    worked = server.worked()
    drive(server.port, prepared, expected, in_flight)
    return (server.worked() - worked) / len(prepared)
