"""A phone that does all its users report of it, and everything dies: each text is answered, and once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from hotline.pretend.smsgate import api
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import PretendSmsGate
from tests.acceptance.house import free_port, load_sample, until
from tests.acceptance.mailroom import phones
from tests.acceptance.processes import Processes, end
from tests.acceptance.stoppable import StoppableStore, stoppable_store
from tests.phonehouse import KEY, PASSWORD, SIM, USER, smsgate_environment
from tests.serving import served

SHARE = 0.05
FAULTS = SmsGateFaults(
    seed=2022,
    unavailable=SHARE,
    server_error_after_taking=SHARE,
    cut_after_taking=SHARE,
    repeats_fail=SHARE,
    stuck=SHARE,
    stuck_seconds=4,
    no_credit=SHARE,
    undeliverable=SHARE,
    sent_untold=SHARE,
    second_sim=SHARE,
    national_senders=SHARE,
    texts_twinned=SHARE,
    webhooks_doubled=SHARE,
    webhooks_late=SHARE,
    late_seconds=3,
    reports_out_of_order=SHARE,
    clock_off=SHARE,
    silent=SHARE,
    silent_period_seconds=20,
    delivery_seconds=0.1,
)
AT_ONCE = 20  # texts in a second


class Night(Processes):
    """The hotline's processes, and the phone."""

    def __init__(self, gate: PretendSmsGate, settings: dict[str, str], log: Path) -> None:
        super().__init__(settings, log)
        self.gate = gate

    def answers(self) -> Counter[str]:
        """How many texts each number got."""
        return Counter(sms.to for sms in self.gate.sent)

    async def all_answered(self, people: list[str], seconds: float) -> None:
        """Until everybody got something, and nothing is under way any more that could answer twice."""

        async def everybody() -> bool:
            return self.answers().keys() >= set(people)

        try:
            await until(everybody, "everybody got an answer", seconds)
        except AssertionError:
            missing = set(people) - self.answers().keys()
            raise AssertionError(f"{len(missing)} got no answer; {self.gate.counts()}") from None

        async def nothing_waits() -> bool:
            return self.gate.counts()["webhooks_waiting"] == 0

        await until(nothing_waits, "the phone has told all", seconds)


@asynccontextmanager
async def night(store: StoppableStore, folder: Path) -> AsyncIterator[Night]:
    """Web, clock, two workers; all killed at the end."""
    await load_sample(store.url)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    gate = PretendSmsGate(
        flavour="phone",
        user=USER,
        password=PASSWORD,
        signing_key=KEY,
        number=SIM,
        now=lambda: datetime.now(UTC),
        second_number="+77010000078",
        first_retry=0.5,
        faults=FAULTS,
    )
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(served(lambda _: api.create_app(gate)))
        settings = smsgate_environment(store.url, url, gateway, PORT=str(port), SMSGATE_RATE="200")
        night = Night(gate, settings, folder / "processes.log")
        stack.push_async_callback(night.dismiss)
        await night.start_web()
        stack.push_async_callback(end, await night.start("clock"))
        await night.hire(2, "worker")
        gate.register(f"{url}/sms/smsgate")
        yield night


async def _survives(night: Night, store: StoppableStore, count: int, seconds: float) -> None:
    people = phones(count, 5_000_000)  # none of them is the number of a SIM
    started = time.monotonic()
    for number, person in enumerate(people):
        night.gate.text(person, ("НОЧЛЕГ Уральск", "МЕНЮ", "ГРАНИЦА", "SHELTER ORAL")[number % 4])
        await asyncio.sleep(max(0.0, started + number / AT_ONCE - time.monotonic()))
        if number % (count // 4) == count // 8:
            await night.replace(number)
        if number % (count // 2) == count // 5:
            await night.start_web()  # the one before is killed
        if number == count // 2:
            store.stop("killed")
            await asyncio.to_thread(store.back)
    await night.all_answered(people, seconds)
    Console().print(night.gate.counts())
    assert {person: texts for person, texts in night.answers().items() if texts != 1} == {}
    assert night.alive == 2


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


@pytest.mark.slow
async def test_a_thousand_texts_are_answered_once_whatever_goes_wrong(store: StoppableStore, tmp_path: Path) -> None:
    async with night(store, tmp_path) as open_night:
        await _survives(open_night, store, 1000, seconds=240)
