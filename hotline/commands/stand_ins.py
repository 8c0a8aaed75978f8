"""The stand-ins that play a demo's carrier: which settings lead to each, and how it comes to know the hotline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..app import make_carriers
from ..pretend.faults import FaultPlan
from ..pretend.smsgate.faults import SmsGateFaults
from ..settings import Settings

if TYPE_CHECKING:  # a stand-in loads much, and most commands start none
    from starlette.types import ASGIApp

CarrierName: TypeAlias = Literal["twilio", "smsgate"]
StandInFaults: TypeAlias = FaultPlan | SmsGateFaults

NUMBER = "+77000000001"  # the demo's own
_KEY = "only-for-the-demo-on-this-machine"


@dataclass(frozen=True, slots=True)
class StandIn:
    """Which carrier is played, and the port on which that is done."""

    name: CarrierName
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """The variables that make it the hotline's only carrier."""
        own = {
            "twilio": {
                "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
                "TWILIO_AUTH_TOKEN": _KEY,
                "TWILIO_FROM": NUMBER,
                "TWILIO_API_BASE": self.url,
            },
            "smsgate": {
                "SMSGATE_URL": self.url,
                "SMSGATE_USER": "demo",
                "SMSGATE_PASSWORD": _KEY,
                "SMSGATE_SIGNING_KEY": _KEY,
                "SMSGATE_NUMBER": NUMBER,
                "SMSGATE_RATE": "1",  # a SIM carries a tenth of it, and who tries something will not wait so long
            },
        }
        return {"HOTLINE_CARRIERS": self.name, **own[self.name]}


@dataclass(frozen=True, slots=True)
class PlayedCarrier:
    """A stand-in to be served. `set_up` lets it know the hotline, once both answer, and gives what is still wrong."""

    app: ASGIApp
    set_up: Callable[[], Awaitable[list[str]]]


def read_plan(carrier: CarrierName, text: str | bytes) -> StandInFaults:
    """What goes wrong at that carrier, from the JSON of its own plan. Raises BadFaults."""
    return FaultPlan.read(text) if carrier == "twilio" else SmsGateFaults.read(text)


def play(environment: Mapping[str, str], faults: StandInFaults) -> PlayedCarrier:
    """The stand-in that such faults befall, for a hotline with these settings."""
    return _twilio(environment, faults) if isinstance(faults, FaultPlan) else _smsgate(environment, faults)


def _twilio(environment: Mapping[str, str], faults: FaultPlan) -> PlayedCarrier:
    from ..pretend.api import create_app
    from ..pretend.carrier import PretendCarrier

    carrier = PretendCarrier(
        account_sid=environment["TWILIO_ACCOUNT_SID"],
        auth_token=environment["TWILIO_AUTH_TOKEN"],
        number=environment["TWILIO_FROM"],
        base_url=environment["HOTLINE_PUBLIC_URL"],
        now=_now,
        faults=faults,
    )

    async def set_up() -> list[str]:
        return []  # its number's webhooks point at the hotline from the first

    return PlayedCarrier(create_app(carrier), set_up)


def _smsgate(environment: Mapping[str, str], faults: SmsGateFaults) -> PlayedCarrier:
    from ..pretend.smsgate.api import create_app
    from ..pretend.smsgate.gateway import PretendSmsGate

    gate = PretendSmsGate(
        flavour="phone",
        user=environment["SMSGATE_USER"],
        password=environment["SMSGATE_PASSWORD"],
        signing_key="another, until the hotline sets its own",
        number=environment["SMSGATE_NUMBER"],
        now=_now,
    )

    async def set_up() -> list[str]:
        """As a real phone is, and on a good day: what goes wrong begins after it."""
        settings = Settings.read(environment)
        carrier = make_carriers(settings)["smsgate"]
        try:
            await carrier.connect(settings.public_url)
            return await carrier.check(settings.public_url)
        finally:
            await carrier.close()
            gate.faults = faults

    return PlayedCarrier(create_app(gate), set_up)


def _now() -> datetime:
    return datetime.now(UTC)
