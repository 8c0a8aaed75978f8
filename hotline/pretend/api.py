"""The pretend carrier's HTTP side: REST resources as of Twilio, and a phone for whoever is on this machine."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from urllib.parse import parse_qsl

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hotline.pretend.account import MessagingService
from hotline.pretend.carrier import PretendCarrier, replies
from hotline.pretend.cut import cut
from hotline.pretend.message_list import page
from hotline.pretend.messages import ApiError
from hotline.pretend.phones import KEYS, Call, Heard
from hotline.pretend.twiml_rules import TwimlRefused
from hotline.pretend.webhooks import WebhookFailed

_ACCOUNT = "/{base:path}2010-04-01/Accounts/{account}"
_MESSAGES = (f"{_ACCOUNT}/Messages.json", f"{_ACCOUNT}/Messages")
_MESSAGE = (f"{_ACCOUNT}/Messages/{{sid}}.json", f"{_ACCOUNT}/Messages/{{sid}}")
_SERVICES = (
    "/v1/Services"  # Twilio's at messaging.twilio.com; https://www.twilio.com/docs/messaging/api/service-resource
)


def create_app(carrier: PretendCarrier) -> Starlette:
    """The app that serves `carrier`, which lives as long as the app runs. Under /pretend/ nobody is asked who it is."""

    async def post_message(request: Request) -> Response:
        _authenticate(request, carrier)
        form, seconds = await _form(request), carrier.faults.latency_seconds
        try:
            message = carrier.take(form)
            shown, lost = (
                message.shown(carrier.profile),
                carrier.lost_answer(message),
            )  # as it is now, however late that is told
        finally:
            if seconds:
                await asyncio.sleep(seconds)
        match lost:
            case "cut":
                return cut(request)
            case "server error":
                raise ApiError(500, 20500, "Internal Server Error")
            case None:
                return JSONResponse(shown, 201)

    async def list_messages(request: Request) -> Response:
        _authenticate(request, carrier)
        return JSONResponse(page(carrier.messages, carrier.account_sid, request.query_params, carrier.profile))

    async def get_message(request: Request) -> Response:
        _authenticate(request, carrier)
        message = carrier.messages.get(request.path_params["sid"])
        if message is None:
            raise _not_found()
        return JSONResponse(message.shown(carrier.profile))

    async def get_account(request: Request) -> Response:
        # Twilio's Standard keys open all but the account: https://www.twilio.com/docs/iam/api-keys/keys-in-console
        _authenticate(request, carrier, by_key=False)
        return JSONResponse(carrier.account.shown(carrier.account_sid, carrier.auth_token))

    async def list_numbers(request: Request) -> Response:
        _authenticate(request, carrier)
        asked = request.query_params.get("PhoneNumber", "")
        return JSONResponse(carrier.account.numbers(asked, carrier.account_sid, carrier.profile))

    async def post_number(request: Request) -> Response:
        _authenticate(request, carrier)
        number = carrier.account.number
        if request.path_params["sid"] != number.sid:
            raise _not_found()
        number.change(await _form(request), carrier.profile)
        return JSONResponse(number.shown(carrier.account_sid, carrier.profile))

    async def get_application(request: Request) -> Response:
        _authenticate(request, carrier)
        application = carrier.account.applications.get(request.path_params["sid"])
        if application is None or not carrier.profile.overrides:
            raise _not_found()
        return JSONResponse(application)

    def service_of(request: Request) -> MessagingService | None:
        _check_keys(request, carrier)
        if not carrier.profile.overrides:
            raise _not_found()
        return carrier.account.service

    async def list_services(request: Request) -> Response:
        service = service_of(request)
        services = [] if service is None else [service.shown(carrier.account_sid)]
        return JSONResponse({"services": services, "meta": {"next_page_url": None}})

    async def get_service(request: Request) -> Response:
        service = service_of(request)
        if service is None or service.sid != request.path_params["service"]:
            raise _not_found()
        return JSONResponse(service.shown(carrier.account_sid))

    async def get_number_of_service(request: Request) -> Response:
        service, number = service_of(request), carrier.account.number
        if service is None or (service.sid, number.sid) != (request.path_params["service"], request.path_params["sid"]):
            raise _not_found()
        return JSONResponse({"phone_number": number.number, "service_sid": service.sid, "sid": number.sid})

    async def text(request: Request) -> Response:
        form = await _form(request)
        twiml = await carrier.text(form.get("From", ""), form.get("Body", ""))
        return PlainTextResponse("\n\n".join(replies(twiml)))

    async def call(request: Request) -> Response:
        placed = carrier.call((await _form(request)).get("From", ""))
        return _told(placed, await placed.start())

    async def key(request: Request) -> Response:
        """`Digits` to press; none is silence."""
        ongoing = carrier.calls.get(request.path_params["sid"])
        if ongoing is None or ongoing.heard is None or ongoing.heard.over:
            raise _not_found()
        digits = (await _form(request)).get("Digits", "")
        if not set(digits) <= KEYS:
            return PlainTextResponse("keys are 0-9, * and #\n", 400)
        return _told(ongoing, await (ongoing.press(digits) if digits else ongoing.silence()))

    async def get_faults(request: Request) -> Response:
        return JSONResponse(carrier.faults.shown())

    async def get_counts(request: Request) -> Response:
        return JSONResponse(carrier.counts())

    async def api_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)  # Starlette's table says so, its types do not
        later = error.status in (429, 503) and carrier.faults.retry_after
        return JSONResponse(error.shown(carrier.profile), error.status, {"Retry-After": later} if later else None)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with carrier:
            yield

    return Starlette(
        routes=[
            *(Route(path, post_message, methods=["POST"]) for path in _MESSAGES),
            *(Route(path, list_messages) for path in _MESSAGES),
            *(Route(path, get_message) for path in _MESSAGE),
            Route(f"{_ACCOUNT}.json", get_account),
            Route(f"{_ACCOUNT}/IncomingPhoneNumbers.json", list_numbers),
            Route(f"{_ACCOUNT}/IncomingPhoneNumbers/{{sid}}.json", post_number, methods=["POST"]),
            Route(f"{_ACCOUNT}/Applications/{{sid}}.json", get_application),
            Route(_SERVICES, list_services),
            Route(f"{_SERVICES}/{{service}}", get_service),
            Route(f"{_SERVICES}/{{service}}/PhoneNumbers/{{sid}}", get_number_of_service),
            Route("/pretend/faults", get_faults),
            Route("/pretend/counts", get_counts),
            Route("/pretend/text", text, methods=["POST"]),
            Route("/pretend/call", call, methods=["POST"]),
            Route("/pretend/call/{sid}", key, methods=["POST"]),
        ],
        exception_handlers={
            ApiError: api_error,
            TwimlRefused: _hotline_failed,
            WebhookFailed: _hotline_failed,
        },
        lifespan=lifespan,
    )


def _check_keys(request: Request, carrier: PretendCarrier, *, by_key: bool = True) -> None:
    given = request.headers.get("Authorization", "").encode()
    pairs = [(carrier.account_sid, carrier.auth_token), *([carrier.api_key] if carrier.api_key and by_key else [])]
    if not any(hmac.compare_digest(given, aiohttp.encode_basic_auth(*pair).encode()) for pair in pairs):
        raise ApiError(401, 20003, "Authenticate")


def _authenticate(request: Request, carrier: PretendCarrier, *, by_key: bool = True) -> None:
    _check_keys(request, carrier, by_key=by_key)
    base, account = request.path_params["base"], request.path_params["account"]
    if f"/{base}" != f"{carrier.profile.base}/" or account != carrier.account_sid:
        raise _not_found()


def _not_found() -> ApiError:
    return ApiError(404, 20404, "The requested resource was not found")


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


def _told(call: Call, heard: Heard) -> Response:
    return JSONResponse({"sid": call.call_sid, **asdict(heard)})


async def _hotline_failed(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 502)
