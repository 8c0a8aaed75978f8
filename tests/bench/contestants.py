"""Who takes part: a server under a condition, and how its rounds went."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from .load import Round, drive
from .messages import Messages
from .servers import Hotline, Server

SECONDS = 3.0  # of each round of each server
TRIED = 300  # messages from which the rate is first guessed


@dataclass(frozen=True, slots=True)
class Condition:
    """Under which all are measured alike."""

    in_flight: int  # messages
    appendfsync: str  # of the stores of those that have one


@dataclass(slots=True)
class Contestant:
    """A server with what it must answer, and how its rounds went."""

    name: str
    server: Server
    expected: str
    condition: Condition
    rounds: list[Round] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)  # processor seconds of the server for one message
    store_costs: list[float] = field(default_factory=list)  # and of its store, if it has one
    rate: float = 0.0  # as of the warm-up

    def warm_up(self, messages: Messages) -> None:
        """Two rounds that do not count; they check the answers and tell how many messages a round takes."""
        if isinstance(self.server, Hotline):
            self.server.sync(self.condition.appendfsync)
        self.rate = self._drive(messages.take(TRIED, self.server.port)).rate
        self.rate = self._drive(messages.take(round(self.rate * SECONDS / 2), self.server.port)).rate

    def race(self, messages: Messages) -> None:
        """One round."""
        prepared = messages.take(round(self.rate * SECONDS), self.server.port)
        worked, store_worked = self.server.worked(), _store_worked(self.server)
        self.rounds.append(self._drive(prepared))
        self.costs.append((self.server.worked() - worked) / len(prepared))
        self.store_costs.append((_store_worked(self.server) - store_worked) / len(prepared))

    def cells(self) -> list[str]:
        """Its row of the table: medians of its rounds."""
        rate, cost, store_cost = median(one.rate for one in self.rounds), median(self.costs), median(self.store_costs)
        return [
            self.name,
            f"{rate:,.0f}",
            f"{1000 * median(one.p50 for one in self.rounds):.1f}",
            f"{1000 * median(one.p99 for one in self.rounds):.1f}",
            f"{1e6 * cost:.0f}",
            f"{cost * rate:.0%}",
            f"{1e6 * store_cost:.0f}" if store_cost else "",
            f"{median(one.busy for one in self.rounds):.0%}",
        ]

    def feeds(self) -> str:
        """How many such servers one store feeds: it runs its commands in one thread, as each server does its turns."""
        pairs = [cost / store_cost for cost, store_cost in zip(self.costs, self.store_costs, strict=True)]
        return f"{median(pairs):.1f} ({min(pairs):.1f} to {max(pairs):.1f})"

    def _drive(self, prepared: list[bytes]) -> Round:
        return drive(self.server.port, prepared, self.expected, self.condition.in_flight)


def _store_worked(server: Server) -> float:
    return server.store_worked() if isinstance(server, Hotline) else 0.0
