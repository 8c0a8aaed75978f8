"""The web process put together: settings -> store -> carrier -> turns -> routes. The only place where all meet."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from .carriers.base import Carrier
from .carriers.smsgate_settings import SmsgateSettings
from .carriers.twilio_settings import TwilioSettings
from .mail.outbox import Outbox
from .people.seal import Seals
from .settings import Settings
from .store.store import Store, StoreAway, connect
from .talk.catalog import Catalog
from .turn.turns import Turns
from .variables import PROMPTS

if TYPE_CHECKING:  # commands make turns and stores here, and open no door
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)


def make_catalog(settings: Settings) -> Catalog:
    """The prompts in the languages offered, which do not change while the process lives."""
    return _catalog(settings.languages)


@cache  # what was read of it, a worker keeps also when it opens its tools anew
def _catalog(languages: tuple[str, ...]) -> Catalog:
    return Catalog(PROMPTS, languages)


def make_carriers(settings: Settings) -> dict[str, Carrier]:
    """Those that HOTLINE_CARRIERS names, by name. Raises BadSetting."""
    return {name: _OPEN[name](settings) for name in settings.carriers}


def _twilio(settings: Settings) -> Carrier:
    own = TwilioSettings.read(settings.variables)
    others = {number for name, number in settings.carriers_numbers.items() if name != "twilio"}
    from .carriers.twilio import Twilio  # the SDK is a quarter of a second, and most commands need no carrier

    return Twilio(
        account_sid=own.account_sid,
        auth_token=own.auth_token,
        api_key=(own.api_key, own.api_secret) if own.api_key else None,
        signing_key=own.signing_key,
        public_url=settings.public_url,
        sender=own.sender or None,
        messaging_service_sid=own.messaging_service_sid or None,
        numbers=[number for number in settings.numbers if number not in others],
        api_base=own.api_base,
        rate=settings.rates["twilio"],
    )


def _smsgate(settings: Settings) -> Carrier:
    own = SmsgateSettings.read(settings.variables)
    from .carriers.smsgate import Smsgate

    return Smsgate(
        url=own.url,
        user=own.user,
        password=own.password,
        signing_key=own.signing_key,
        number=own.number,
        rate=settings.rates["smsgate"],
        sim=own.sim,
        device=own.device,
    )


_OPEN: Mapping[str, Callable[[Settings], Carrier]] = {"twilio": _twilio, "smsgate": _smsgate}


def make_store(settings: Settings) -> Store:
    """The store, not yet connected."""
    return Store(connect(settings.redis_url))


def make_turns(settings: Settings, store: Store | None = None) -> Turns:
    """What takes turns, not yet started."""
    return Turns(settings, store or make_store(settings), Seals(settings.secret_key), make_catalog(settings))


def create_app(environment: Mapping[str, str] = os.environ) -> ASGIApp:
    """The web process. Raises BadSetting, BadPrompts or StoreMisused before anything is served.

    Routes without an application around them: each webhook catches its own errors.
    """
    from starlette.routing import Route, Router

    from .doors.arrivals import Arrivals
    from .doors.health import Health
    from .doors.webhook import Webhook

    settings = Settings.read(environment)
    carriers = make_carriers(settings).values()
    turns = make_turns(settings)
    turns.knowledge.catalog.check()
    arrivals = Arrivals(turns, Outbox(turns.store, settings.keep_texts))
    health = Health(turns, environment.get("PROMETHEUS_MULTIPROC_DIR"))

    @asynccontextmanager
    async def lifespan(app: Router) -> AsyncIterator[None]:
        try:
            await turns.start()
        except StoreAway:  # it is tried again with the first text
            log.warning("store=away directory=none")
        yield
        await arrivals.close()
        await turns.store.close()
        for carrier in carriers:
            await carrier.close()

    doors = {path: Webhook(carrier, arrivals) for carrier in carriers for path in carrier.paths}
    router = Router(
        routes=[
            *(Route(path, webhook, methods=webhook.methods) for path, webhook in doors.items()),
            Route("/healthz", health.alive),
            Route("/readyz", health.ready),
            Route("/metrics", health.metrics),
        ],
        lifespan=lifespan,
    )

    doors |= {f"{path}/": webhook for path, webhook in doors.items()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # The carriers' own way, which the router would look for among patterns.
        webhook = doors.get(scope["path"]) if scope["type"] == "http" else None
        if webhook is None or scope["method"] not in webhook.methods:
            await router(scope, receive, send)
        else:
            await webhook(scope, receive, send)

    return app
