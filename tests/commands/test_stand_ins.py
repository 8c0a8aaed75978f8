"""The pretend phone as the demo plays it: set up as a real one is, and well until then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from starlette.types import ASGIApp

from hotline.app import make_carriers
from hotline.commands.laptop import demo_environment
from hotline.commands.stand_ins import PlayedCarrier, StandIn, play, read_plan
from hotline.pretend.faults import FaultPlan
from hotline.pretend.plan import BadFaults
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.settings import Settings
from tests.serving import served

HOTLINE = 8000


@dataclass
class Stage:
    """A stand-in that is served, and what leads to it."""

    carrier: StandIn
    environment: dict[str, str]
    played: PlayedCarrier

    async def shown(self, path: str) -> Any:
        async with aiohttp.ClientSession() as http, http.get(self.carrier.url + path) as answer:
            return await answer.json()


Staged = Callable[[SmsGateFaults], AbstractAsyncContextManager[Stage]]


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    @asynccontextmanager
    async def staged(faults: SmsGateFaults) -> AsyncIterator[Stage]:
        stages: list[Stage] = []

        def make_app(url: str) -> ASGIApp:
            carrier = StandIn("smsgate", int(url.rpartition(":")[2]))
            environment = demo_environment(tmp_path, {}, HOTLINE, carrier)
            stages.append(Stage(carrier, environment, play(environment, faults)))
            return stages[0].played.app

        async with served(make_app):
            yield stages[0]

    return staged


async def test_the_phone_lacks_nothing_once_it_is_set_up(staged: Staged) -> None:
    async with staged(SmsGateFaults()) as stage:
        settings = Settings.read(stage.environment)
        carrier = make_carriers(settings)["smsgate"]
        assert "the webhook sms:received is not registered; hotline connect" in await carrier.check(settings.public_url)
        assert await stage.played.set_up() == []
        assert await carrier.check(settings.public_url) == []
        await carrier.close()


async def test_what_goes_wrong_begins_when_the_phone_is_set_up(staged: Staged) -> None:
    """A phone that answers nobody could not even be told where the hotline is."""
    async with staged(SmsGateFaults(seed=7, silent=1.0)) as stage:
        assert (await stage.shown("/pretend/faults"))["silent"] == 0
        assert await stage.played.set_up() == []
        assert (await stage.shown("/pretend/faults"))["silent"] == 1


async def test_a_phone_that_cannot_be_set_up_says_why(staged: Staged) -> None:
    async with staged(SmsGateFaults()) as stage:
        stage.environment["SMSGATE_PASSWORD"] = "another"
        [line] = await stage.played.set_up()
        assert "SMSGATE_PASSWORD" in line


def test_each_carrier_has_a_plan_of_its_own() -> None:
    assert read_plan("smsgate", '{"stuck": 0.5}') == SmsGateFaults(stuck=0.5)
    assert read_plan("twilio", '{"callbacks_lost": 0.5}') == FaultPlan(callbacks_lost=0.5)
    for carrier, plan in (("twilio", '{"stuck": 0.5}'), ("smsgate", '{"callbacks_lost": 0.5}')):
        with pytest.raises(BadFaults, match="there is no"):
            read_plan(carrier, plan)  # type: ignore[arg-type]
