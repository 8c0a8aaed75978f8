"""The pretend SMSGate's HTTP side, in both flavours, and a phone in the street for whoever is on this machine.

Read in WebService and its routes of https://github.com/capcom6/android-sms-gateway and in handlers of
https://github.com/android-sms-gateway/server. Who asks says so by Basic; tokens, which both know too, are left out.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import TypeAlias
from urllib.parse import parse_qsl
from uuid import uuid4

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hotline.pretend.cut import cut
from hotline.pretend.smsgate.gateway import PretendSmsGate
from hotline.pretend.smsgate.messages import GateError, Payload, as_object, as_time, iso
from hotline.pretend.smsgate.phone import WebhookDelivery
from hotline.pretend.smsgate.webhooks import EVENTS, OTHER_EVENTS, RegisteredWebhook, is_secure

_Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
_DELIVERIES: dict[object, WebhookDelivery] = {one: one for one in ("Disabled", "Individual", "Batch")}


def create_app(gate: PretendSmsGate) -> Starlette:
    """The app that serves `gate`, which lives as long as the app runs. Under /pretend/ nobody is asked who it is."""
    on_phone = gate.flavour == "phone"

    async def post_message(request: Request) -> Response:
        seconds = gate.faults.latency_seconds
        try:
            message = gate.take(
                await request.body(), any_number=request.query_params.get("skipPhoneValidation") == "true"
            )
            shown, lost = message.shown(gate.flavour, gate.device), gate.lost_answer(message)
        finally:
            if seconds:
                await asyncio.sleep(seconds)
        match lost:
            case "cut":
                return cut(request)
            case "server error":
                raise GateError(500, "failed to handle request")
            case None:
                return JSONResponse(shown, 202)

    async def get_message(request: Request) -> Response:
        return JSONResponse(gate.get(request.path_params["id"]).shown(gate.flavour, gate.device))

    async def delete_message(request: Request) -> Response:
        if on_phone and gate.faults.old_app:
            return Response(status_code=405)
        return JSONResponse(gate.cancel(request.path_params["id"]).shown(gate.flavour, gate.device))

    async def get_webhooks(request: Request) -> Response:
        return JSONResponse([webhook.shown() for webhook in gate.webhooks.registered.values()])

    async def post_webhook(request: Request) -> Response:
        webhook = _webhook(as_object(await request.body()), gate.device, any_scheme=not on_phone)
        gate.webhooks.registered[webhook.id] = webhook
        return JSONResponse(webhook.shown(), 201)

    async def delete_webhook(request: Request) -> Response:
        gate.webhooks.registered.pop(request.path_params["id"], None)
        return Response(status_code=204)

    async def get_devices(request: Request) -> Response:
        gate.live()
        phone = gate.phone
        zone = gate.now().tzinfo if on_phone else UTC
        seen = gate.now() + _clock_error(gate) if on_phone else phone.last_seen
        times = {"createdAt": phone.began, "updatedAt": seen, "lastSeen": seen}
        shown = {"id": gate.device, "name": "pretend/phone", "simCards": phone.sim_cards()}
        return JSONResponse([{**shown, **{name: iso(time.astimezone(zone)) for name, time in times.items()}}])

    async def get_settings(request: Request) -> Response:
        return JSONResponse(gate.settings.shown())

    async def patch_settings(request: Request) -> Response:
        return JSONResponse(gate.settings.patch(as_object(await request.body())))

    async def put_settings(request: Request) -> Response:
        return JSONResponse(gate.settings.replace(as_object(await request.body())))

    async def refresh_inbox(request: Request) -> Response:
        """A phone looks at triggerWebhooks only, a server lets webhookDelivery win."""
        if on_phone and gate.faults.old_app:
            raise GateError(404, "not found")
        given = as_object(await request.body())
        delivery: WebhookDelivery = "Individual" if given.get("triggerWebhooks") is True else "Disabled"
        if not on_phone and given.get("webhookDelivery") is not None:
            if given["webhookDelivery"] not in _DELIVERIES:
                raise GateError(400, "webhookDelivery is none of the three")
            delivery = _DELIVERIES[given["webhookDelivery"]]
        return _refreshed(given, delivery)

    async def export_inbox(request: Request) -> Response:
        """What a refresh was called before; webhooks come unless they are forbidden."""
        given = as_object(await request.body())
        quiet = on_phone and given.get("triggerWebhooks") is False
        return _refreshed(given, "Disabled" if quiet else "Individual")

    def _refreshed(given: Payload, delivery: WebhookDelivery) -> Response:
        since, until = as_time(given.get("since")), as_time(given.get("until"))
        if since > until:
            raise GateError(400, "since must be before until")
        gate.refresh(since, until, delivery)
        return Response(status_code=202)

    async def health(request: Request) -> Response:
        if not on_phone:
            return JSONResponse({"status": "pass", "version": "1.47.0", "releaseId": 1})
        shown = gate.phone.health()
        return JSONResponse(shown, 500 if shown["status"] == "fail" else 200)

    async def text(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        sim = {"1": 1, "2": 2}.get(form.get("Sim", ""))
        return PlainTextResponse("\n\n".join(await gate.talk(form.get("From", ""), form.get("Body", ""), sim=sim)))

    async def get_sent(request: Request) -> Response:
        to = request.query_params.get("to")
        return JSONResponse([asdict(sms) | {"at": iso(sms.at)} for sms in gate.sent if to in (None, sms.to)])

    async def get_faults(request: Request) -> Response:
        return JSONResponse(gate.faults.shown())

    async def get_counts(request: Request) -> Response:
        return JSONResponse(gate.counts())

    def guarded(handler: _Handler, *, known: bool = True) -> _Handler:
        """Nobody reaches the server of a silent phone, and nobody but its user has a say; `known`: they are asked."""

        async def answer(request: Request) -> Response:
            if on_phone and gate.phone.silent:
                return cut(request)
            now = gate.now() + (_clock_error(gate) if on_phone else timedelta())
            _date(request, format_datetime(now.astimezone(UTC), usegmt=True))
            try:
                if known:
                    _authenticate(request, gate)
                return await handler(request)
            except GateError as error:
                if on_phone and error.status in (401, 404):
                    return Response(status_code=error.status)
                return JSONResponse({"message": error.message}, error.status)

        return answer

    def at(path: str, method: str, handler: _Handler) -> Route:
        return Route(gate.base + path, guarded(handler), methods=[method])

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with gate:
            yield

    routes = [
        at("/messages", "POST", post_message),
        at("/messages/inbox/export", "POST", export_inbox),
        at("/messages/{id}", "GET", get_message),
        at("/messages/{id}", "DELETE", delete_message),
        at("/webhooks", "GET", get_webhooks),
        at("/webhooks", "POST", post_webhook),
        at("/webhooks/{id}", "DELETE", delete_webhook),
        at("/device" if on_phone else "/devices", "GET", get_devices),
        at("/inbox/refresh", "POST", refresh_inbox),
        at("/settings", "GET", get_settings),
        at("/settings", "PATCH", patch_settings),
        Route(gate.base + "/health", guarded(health, known=False)),
        Route("/pretend/text", text, methods=["POST"]),
        Route("/pretend/sent", get_sent),
        Route("/pretend/faults", get_faults),
        Route("/pretend/counts", get_counts),
    ]
    if not on_phone:
        routes.append(at("/settings", "PUT", put_settings))
    return Starlette(routes=routes, lifespan=lifespan)


def _authenticate(request: Request, gate: PretendSmsGate) -> None:
    given = request.headers.get("Authorization", "").encode()
    wanted = aiohttp.encode_basic_auth(gate.user, gate.password).encode()
    if not hmac.compare_digest(given, wanted):
        raise GateError(401, "Unauthorized")


def _webhook(given: Payload, device: str, *, any_scheme: bool) -> RegisteredWebhook:
    """The webhook that a POST asks for. Raises GateError.

    A server takes an http:// address too, which no phone will post to.
    """
    id_, url, event = given.get("id") or uuid4().hex[:21], given.get("url"), given.get("event")
    if not isinstance(id_, str) or len(id_) > 36:
        raise GateError(400, "id is not a string of at most 36 characters")
    if event not in (*EVENTS, *OTHER_EVENTS):
        raise GateError(400, "invalid event type")
    if not isinstance(url, str) or not (is_secure(url) or (any_scheme and url.startswith("http://"))):
        raise GateError(400, "url must start with https://")
    if given.get("deviceId") not in (None, device):
        raise GateError(400, "no such device")
    return RegisteredWebhook(id_, url, str(event), None if given.get("deviceId") is None else device)


def _clock_error(gate: PretendSmsGate) -> timedelta:
    return timedelta(seconds=gate.faults.clock_error("answer", iso(gate.now())))


def _date(request: Request, date: str) -> None:
    """Dates the answer by another clock than this machine's, which uvicorn would do."""
    cycle = request.receive.__self__  # type: ignore[attr-defined]  # uvicorn's RequestResponseCycle, bound
    others = [(name, value) for name, value in cycle.default_headers if name != b"date"]
    cycle.default_headers = [*others, (b"date", date.encode())]
