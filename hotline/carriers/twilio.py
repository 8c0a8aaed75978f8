"""Twilio, and every server that speaks its API: sending by the official SDK, and checking its signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from twilio.base.exceptions import (  # type: ignore[import-untyped]  # the SDK ships no types
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.rest import Client  # type: ignore[import-untyped]  # the SDK ships no types

from hotline.carriers import twiml
from hotline.carriers.base import (
    Arrival,
    CallTurn,
    Carrier,
    Limits,
    Outgoing,
    Request,
    Response,
    SendError,
    SendOutcome,
    Speech,
    Taken,
    Unsigned,
)
from hotline.carriers.twilio_api import Transport
from hotline.carriers.twilio_forms import PATHS, STATES, arrival, fields_of
from hotline.carriers.twilio_signature import Signatures

# https://www.twilio.com/docs/api/errors: 21211 not a number, 21408 region not permitted, 21610 stopped,
# 21614 not mobile, 21617 over 1,600 characters, 21635 landline, 30003 unreachable, 30004 blocked, 30005 unknown,
# 30006 landline, 30450 and 30453 blocked as SMS pumping.
_MEANINGS: Mapping[str, SendOutcome] = {
    **dict.fromkeys(
        ("21211", "21408", "21614", "21617", "21635", "30003", "30004", "30005", "30006", "30450", "30453"), "number"
    ),
    "21610": "stopped",
    "20429": "later",
}
_OWN_HOST = "api.twilio.com"
_LONGEST_VALIDITY = 36_000  # https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
_LONGEST_ELSEWHERE = 14_400  # Somleng's, the shortest of the servers known to speak this API
_MOST_A_PAGE = 1000  # https://www.twilio.com/docs/usage/twilios-response#pagination


class Twilio(Carrier):
    """A Carrier on Twilio's REST API. `timeout` is in seconds for one request, `rate` in segments a second.

    Sends from `sender` (a number, E.164, or an alphanumeric id) or through `messaging_service_sid`; raises
    ValueError unless exactly one of the two is given. `public_url` is the hotline's, where callbacks come.
    """

    paths = PATHS

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        signing_key: str = "",
        public_url: str,
        sender: str | None = None,
        messaging_service_sid: str | None = None,
        api_base: str = f"https://{_OWN_HOST}",
        rate: float = 1,
        timeout: float = 10,
    ) -> None:
        if bool(sender) == bool(messaging_service_sid):
            raise ValueError("Twilio needs a sender or a messaging service, and not both")
        self.limits = Limits(
            "twilio",
            number=sender if sender and sender.startswith("+") else "",
            rate=rate,
            longest_validity=_LONGEST_VALIDITY if urlsplit(api_base).hostname == _OWN_HOST else _LONGEST_ELSEWHERE,
            looks_up="by text",
            calls=True,
        )
        self._callback = f"{public_url}/status/message?id="
        self._origin = {"from_": sender} if sender else {"messaging_service_sid": messaging_service_sid}
        self._transport = Transport(timeout)
        self._client = Client(account_sid, auth_token, http_client=self._transport)
        self._client.edge = self._client.region = None  # from TWILIO_EDGE they would rewrite api_base's host
        self._client.api.base_url = api_base
        self._public_url = public_url
        self._signatures = Signatures(auth_token, signing_key)

    def receive(self, request: Request) -> Arrival:
        """See `Carrier.receive`. The address that was signed is the public one, whatever proxies say."""
        fields = fields_of(request)
        path = self._public_url + request.path
        url = f"{path}?{request.query}" if request.query else path
        if not self._signatures.hold(url, fields, request.headers):
            raise Unsigned
        return arrival(request.path.removesuffix("/"), request.query, dict(fields))

    def answer(self, arrived: Arrival | None, said: str) -> Response:
        """See `Carrier.answer`: TwiML."""
        document = said if isinstance(arrived, CallTurn) else twiml.message(said)
        return Response(200, b"application/xml", document.encode())

    def markup(self, speech: Speech) -> str:
        """See `Carrier.markup`: TwiML."""
        return twiml.call(speech)

    async def send(self, message: Outgoing) -> str:
        """See `Carrier.send`. Gives the MessageSid."""
        try:
            taken = await self._client.messages.create_async(
                to=message.to,
                body=message.body,
                status_callback=self._callback + message.id,
                validity_period=message.validity_seconds,
                **self._origin,
            )
        # `from None` throughout: Twilio's messages and URLs quote the number.
        except (TwilioRestException, TwilioServiceException) as error:
            raise _failure(error.status, error.code) from None
        except (TwilioException, json.JSONDecodeError, AttributeError):
            raise SendError("unknown") from None  # answered with success, but not readably
        if not isinstance(taken.sid, str):
            raise SendError("unknown")
        return taken.sid

    async def status(self, sid: str) -> Taken | None:
        """See `Carrier.status`."""
        with _asking():
            try:
                return _taken(await self._client.messages(sid).fetch_async())
            except (TwilioRestException, TwilioServiceException) as error:
                if error.status != 404:
                    raise
                return None

    async def find(self, message: Outgoing, since: datetime) -> Taken | None:
        """See `Carrier.find`.

        The list is not narrowed by DateSent: that is when Twilio sent a message on, so one that is still queued has
        none yet and would be lost. Nor is it read only up to `since`, as Twilio sorts it by DateSent too. A messaging
        service chooses the number later and the list knows no such filter, so its messages are picked out here.
        """
        earliest = since.astimezone(UTC).replace(microsecond=0)  # Twilio's times are in whole seconds
        number, service = self._origin.get("from_"), self._origin.get("messaging_service_sid")
        with _asking():
            listed = await self._client.messages.list_async(
                to=message.to, page_size=_MOST_A_PAGE, **({"from_": number} if number else {})
            )
            alike = [
                (entry.date_created or entry.date_sent or earliest, entry)
                for entry in listed
                if entry.body == message.body
                and entry.direction == "outbound-api"  # not an answer that happened to say the same
                and (number or entry.messaging_service_sid == service)
            ]
            # The list has the newest first, and so has `max` among those of one second.
            made, newest = max(alike, key=itemgetter(0), default=(earliest, None))
            return None if newest is None or made < earliest else _taken(newest)

    async def close(self) -> None:
        """See `Carrier.close`."""
        await self._transport.close()


@contextmanager
def _asking() -> Iterator[None]:
    """A look-up that goes wrong leaves the message as unknown as it was: raises SendError("unknown") for all of it."""
    try:
        yield
    except SendError:
        raise SendError("unknown") from None
    except (TwilioRestException, TwilioServiceException) as error:
        raise SendError("unknown", _code(error.code)) from None
    # TwilioException: a page that is none. The others: an answer whose JSON, or something in it, is not what it says.
    except (TwilioException, AttributeError, TypeError, ValueError):
        raise SendError("unknown") from None


def _taken(found: Any) -> Taken:
    """The SDK's message as a Taken. Raises SendError for one without an id."""
    if not isinstance(found.sid, str):
        raise SendError("unknown")
    # A word that is not known here is no end: the carrier has the message, so it is under way.
    return Taken(found.sid, STATES.get(str(found.status), "sent"), _code(found.error_code))


def _code(code: object) -> str:
    """An error code of the JSON: a number at Twilio, a text at other servers."""
    return str(code) if isinstance(code, int | str) else ""


def _failure(status: int, code: object) -> SendError:
    word = _code(code)
    if word in _MEANINGS:
        return SendError(_MEANINGS[word], word)
    if 400 <= status < 500 and status != 408:  # a request turned away; 408 comes from a proxy that gave up waiting
        return SendError("later", word)
    return SendError("unknown", word)
