"""Twilio, and every server that speaks its API: sending by the official SDK, and checking its signatures."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]  # the SDK ships no types
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
from hotline.carriers.codes import CODES
from hotline.carriers.http_dates import moment
from hotline.carriers.smart_encoding import plain
from hotline.carriers.twilio_api import Transport
from hotline.carriers.twilio_forms import CODE, PATHS, STATES, arrival, fields_of
from hotline.carriers.twilio_setup import TwilioSetup, messaging_base
from hotline.carriers.twilio_signature import Signatures

_OWN_HOST = "api.twilio.com"
_LONGEST_VALIDITY = 36_000  # https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
_LONGEST_ELSEWHERE = 14_400  # Somleng's, the shortest of the servers known to speak this API
# `since` is a minute before a message was handed over, so one this close to it was made within a minute of it.
_NEAR = timedelta(seconds=120)


class Twilio(Carrier):
    """A Carrier on Twilio's REST API. `timeout` is in seconds for one request, `rate` in segments a second, and
    `clock` gives the machine's epoch seconds.

    Sends from `sender` (a number, E.164, or an alphanumeric id) or through `messaging_service_sid`; raises
    ValueError unless exactly one of the two is given. People text and call `numbers`. `public_url` is the hotline's,
    where callbacks come; `api_key` and its secret open the API instead of the account and its token.
    """

    paths = PATHS

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        api_key: tuple[str, str] | None = None,
        signing_key: str = "",
        public_url: str,
        sender: str | None = None,
        messaging_service_sid: str | None = None,
        numbers: Sequence[str] = (),
        api_base: str = f"https://{_OWN_HOST}",
        rate: float = 1,
        timeout: float = 10,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if bool(sender) == bool(messaging_service_sid):
            raise ValueError("Twilio needs a sender or a messaging service, and not both")
        self.limits = Limits(
            "twilio",
            number=sender if sender and sender.startswith("+") else "",
            rate=rate,
            longest_validity=_LONGEST_VALIDITY if urlsplit(api_base).hostname == _OWN_HOST else _LONGEST_ELSEWHERE,
            looks_up="by text",
        )
        self._callback = f"{public_url}/status/message?id="
        self._origin = {"from_": sender} if sender else {"messaging_service_sid": messaging_service_sid}
        account = f"{api_base}/2010-04-01/Accounts/{account_sid}"
        self._messages = f"{account}/Messages"
        self._auth = api_key or (account_sid, auth_token)
        self._transport = Transport(timeout, clock)
        self._setup = TwilioSetup(
            self._transport,
            account,
            self._auth,
            by_key=api_key is not None,
            numbers=numbers,
            service=messaging_service_sid or "",
            messaging=messaging_base(api_base),
        )
        self._client = Client(*self._auth, account_sid, http_client=self._transport)
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
                smart_encoded=False,
                **self._origin,
            )
        # What is answered with success, but not readably. `from None`: the SDK's errors quote the URL.
        except (TwilioException, AttributeError, TypeError, ValueError, RecursionError):
            raise SendError("unknown") from None
        if not isinstance(taken.sid, str):
            raise SendError("unknown")
        return taken.sid

    async def status(self, sid: str) -> Taken | None:
        """See `Carrier.status`."""
        found = await self._transport.look(f"{self._messages}/{quote(sid, safe='')}.json", {}, self._auth)
        return None if found is None else _taken(found)

    async def find(self, message: Outgoing, since: datetime, others: Collection[str] = ()) -> Taken | None:
        """See `Carrier.find`.

        The list is not narrowed by DateSent: that is when Twilio sent a message on, so one that is still queued has
        none yet and would be lost. Nor is it read only up to `since`, as Twilio sorts it by DateSent too. A messaging
        service chooses the number later and the list knows no such filter, so its messages are picked out here; and
        some servers filter nothing. Another text of that minute may be this one, changed or emptied by the carrier.
        """
        earliest = since.astimezone(UTC).replace(microsecond=0)  # Twilio's times are in whole seconds
        said, newest, found, changed = plain(message.body), earliest, None, False
        async for entry, made in self._listed(message.to, earliest):
            if not self._sent(entry, message.to):
                continue
            if plain(str(entry.get("body") or "")) == said:
                # The list has the newest first, also among those of one second.
                if made > newest or (made == newest and found is None):
                    newest, found = made, entry
            elif earliest <= made <= earliest + _NEAR and entry.get("sid") not in others:
                changed = True
        if found is None and changed:
            raise SendError("unknown")
        return None if found is None else _taken(found)

    async def _listed(self, to: str, earliest: datetime) -> AsyncIterator[tuple[Mapping[str, Any], datetime]]:
        """What the carrier lists of messages to this number, and of others where it does not filter, with its time.

        Where it does not, the list is everybody's and without an end, and so read no further back than `earliest`,
        unless it begins with the oldest. What was made at a time that is not told counts as made then.
        """
        number = self._origin.get("from_")
        asked = {"To": to, **({"From": number} if number else {})}
        first = None
        async for entry in self._transport.entries(f"{self._messages}.json", "messages", asked, self._auth):
            made = _made(entry) or earliest
            first = first or made
            if made < min(first, earliest) and not _same(entry.get("to"), to):
                return
            yield entry, made

    def _sent(self, entry: Mapping[str, Any], to: str) -> bool:
        """Whether an entry of the list was sent to that number by this sender, and is no answer to a text."""
        number, service = self._origin.get("from_"), self._origin.get("messaging_service_sid")
        return (
            _same(entry.get("to"), to)
            and entry.get("direction") == "outbound-api"
            and (_same(entry.get("from"), number) if number else entry.get("messaging_service_sid") == service)
        )

    def meaning(self, code: str) -> SendOutcome:
        """See `Carrier.meaning`."""
        return CODES[code].outcome if code in CODES else "unknown"

    async def check(self, public_url: str) -> list[str]:
        """See `Carrier.check`."""
        return await self._setup.check(public_url)

    async def connect(self, public_url: str) -> list[str]:
        """See `Carrier.connect`."""
        return await self._setup.connect(public_url)

    async def close(self) -> None:
        """See `Carrier.close`."""
        await self._transport.close()


def _same(number: object, other: str) -> bool:
    return str(number).removeprefix("+") == other.removeprefix("+")


def _taken(found: Mapping[str, Any]) -> Taken:
    """A message of the JSON as a Taken. Raises SendError for one without an id."""
    sid, code = found.get("sid"), str(found.get("error_code") or "")
    if not isinstance(sid, str):
        raise SendError("unknown")
    # A word that is not known here is no end: the carrier has the message, so it is under way.
    return Taken(sid, STATES.get(str(found.get("status")), "sent"), code if CODE.fullmatch(code) else "")


def _made(entry: Mapping[str, Any]) -> datetime | None:
    """When a message was made, None if that is not told. Raises SendError for a date that is none."""
    date = entry.get("date_created") or entry.get("date_sent")
    made = moment(str(date)) if date else None
    if date and made is None:
        raise SendError("unknown")
    return made
