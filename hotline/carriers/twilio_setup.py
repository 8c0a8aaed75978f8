"""Where texts and calls to our numbers go at Twilio, or at a server that speaks its API: looked at, and set.

What wins over a number's own addresses is told in
https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource, what a Messaging Service does in
https://www.twilio.com/docs/messaging/api/service-resource.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from hotline.carriers.base import SendError
from hotline.carriers.codes import CODES
from hotline.carriers.twilio_api import Transport

_NOT_ACCEPTED = {"401", "403", "20003"}
_AWAY = (
    "the carrier does not answer at TWILIO_API_BASE, or not as its API does; look whether the address is right, and "
    "whether this machine reaches it"
)
_ELSEWHERE = (
    "the carrier knows no account TWILIO_ACCOUNT_SID, or TWILIO_API_BASE is not where its API begins; copy both from "
    "its console"
)
_NO_SERVICE = "the carrier knows no service TWILIO_MESSAGING_SERVICE_SID; copy it from its console"


class _Destination(NamedTuple):
    """Where something goes, by which method, and whose setting says so: "" is the number's own."""

    what: str
    address: object
    method: object
    whose: str = ""


class TwilioSetup:
    """Asks the API at `account`, which ends before .json. `messaging` is where Messaging Services are told, "" nowhere.

    `by_key`: `auth` is an API key, which need not open the account itself. `numbers` are those that people text and
    call, `service` is the Messaging Service that sends, "" without one.
    """

    def __init__(
        self,
        transport: Transport,
        account: str,
        auth: tuple[str, str],
        *,
        by_key: bool,
        numbers: Sequence[str],
        service: str,
        messaging: str,
    ) -> None:
        self._transport, self._account, self._auth = transport, account, auth
        self._by_key, self._numbers, self._service = by_key, numbers, service
        self._services = f"{messaging}/v1/Services" if messaging else ""

    async def check(self, public_url: str) -> list[str]:
        """What would fail tonight, a line each with the mend. `public_url` is the hotline's own."""
        try:
            if found := await self._closed():
                return found
            if await self._look(f"{self._account}/IncomingPhoneNumbers.json") is None:
                return []  # a server that tells nothing of it
            for number in self._numbers:
                page = await self._page(number)
                found += _not_ours(number) if page is None else await self._wrong(number, page, public_url)
        except SendError as error:
            return [self._trouble(error)]
        return found

    async def connect(self, public_url: str) -> list[str]:
        """Points all numbers to the hotline at `public_url`; says what was set, and what wins over that."""
        said = []
        try:
            for number in self._numbers:
                page = await self._page(number)
                if page is None:
                    said += _not_ours(number)
                    continue
                said.append(await self._point(number, page, public_url))
                said += await self._wrong(number, await self._page(number) or page, public_url)
        except SendError as error:
            said.append(self._trouble(error))
        return said

    async def _closed(self) -> list[str]:
        """Why nothing can be done with the account, or with the service."""
        try:
            account = await self._look(f"{self._account}.json")
        except SendError as error:
            # https://www.twilio.com/docs/iam/api-keys/keys-in-console: a Standard key opens all but the account.
            if not self._by_key or error.code not in _NOT_ACCEPTED:
                raise
            account = {}
        if account is None:
            return [_ELSEWHERE]
        if (status := account.get("status")) in ("suspended", "closed"):
            return [f"the account is {status} at the carrier, and nothing leaves; look into its console"]
        if self._service and self._services and await self._look(f"{self._services}/{self._service}") is None:
            return [_NO_SERVICE]
        return []

    async def _page(self, number: str) -> Mapping[str, Any] | None:
        """What is set for a number, None if it is not the account's. The list may hold others, too."""
        uri = f"{self._account}/IncomingPhoneNumbers.json"
        async for page in self._transport.entries(uri, "incoming_phone_numbers", {"PhoneNumber": number}, self._auth):
            if str(page.get("phone_number")).removeprefix("+") == number.removeprefix("+"):
                return page
        return None

    async def _point(self, number: str, page: Mapping[str, Any], public_url: str) -> str:
        uri = f"{self._account}/IncomingPhoneNumbers/{quote(str(page.get('sid')), safe='')}.json"
        form: dict[str, str | int] = {"SmsMethod": "POST", "VoiceMethod": "POST", "StatusCallbackMethod": "POST"}
        form |= {"SmsUrl": f"{public_url}/sms", "VoiceUrl": f"{public_url}/voice"}
        form["StatusCallback"] = f"{public_url}/status/call"
        try:
            await self._transport.request(
                "POST", uri, params=None, data=form, headers={}, auth=self._auth, timeout=None, allow_redirects=False
            )
        except SendError as error:
            if not error.code or error.code in _NOT_ACCEPTED:
                raise
            return f"the addresses of {number} are not taken: {_words(error.code)}"
        return f"{number}: the addresses for texts, calls and reports on calls are set to {public_url}"

    async def _wrong(self, number: str, page: Mapping[str, Any], public_url: str) -> list[str]:
        """What of the number does not come to the hotline."""
        able = page.get("capabilities")
        able = able if isinstance(able, Mapping) else {}
        found = []
        if able.get("sms") is not False:
            found += _astray(await self._texts(number, page), f"{public_url}/sms")
        if page.get("trunk_sid"):
            found.append(f"calls to {number} go to a SIP trunk, which wins over the number; take it out of the trunk")
        elif able.get("voice") is not False:
            calls, status = await self._calls(number, page)
            found += _astray(calls, f"{public_url}/voice") + _astray(status, f"{public_url}/status/call")
        return found

    async def _texts(self, number: str, page: Mapping[str, Any]) -> _Destination:
        """A service wins over an app, and an app over the number."""
        what = f"texts to {number}"
        service = await self._service_of(str(page.get("sid")))
        if service is not None and service.get("use_inbound_webhook_on_number") is not True:
            return _Destination(
                what, service.get("inbound_request_url"), service.get("inbound_method"), "Messaging Service"
            )
        if (app := await self._app(page.get("sms_application_sid"))) is not None:
            return _Destination(what, app.get("sms_url"), app.get("sms_method"), "TwiML app")
        return _Destination(what, page.get("sms_url"), page.get("sms_method"))

    async def _calls(self, number: str, page: Mapping[str, Any]) -> tuple[_Destination, _Destination]:
        """Of calls, and of what becomes of them."""
        app = await self._app(page.get("voice_application_sid"))
        shown, whose = (page, "") if app is None else (app, "TwiML app")
        told = _Destination(
            f"reports on calls to {number}", shown.get("status_callback"), shown.get("status_callback_method"), whose
        )
        return _Destination(f"calls to {number}", shown.get("voice_url"), shown.get("voice_method"), whose), told

    async def _app(self, sid: object) -> Mapping[str, Any] | None:
        """What is set for the TwiML app, nothing for one that is no longer there; None without an app."""
        return (
            (await self._look(f"{self._account}/Applications/{quote(str(sid), safe='')}.json") or {}) if sid else None
        )

    async def _service_of(self, number: str) -> Mapping[str, Any] | None:
        """The Messaging Service to which the number with this id belongs, as far as that is told."""
        if not self._services:
            return None
        try:
            listed = (await self._look(self._services) or {}).get("services")
            for service in listed if isinstance(listed, list) else ():
                sid = service.get("sid") if isinstance(service, dict) else None
                if sid and await self._look(f"{self._services}/{quote(str(sid), safe='')}/PhoneNumbers/{number}"):
                    return dict(service)
        except SendError as error:
            if error.code not in _NOT_ACCEPTED:  # a key may open numbers and no services
                raise
        return None

    async def _look(self, uri: str) -> dict[str, Any] | None:
        return await self._transport.look(uri, {}, self._auth)

    def _trouble(self, error: SendError) -> str:
        if not error.code:
            return _AWAY
        if error.code in _NOT_ACCEPTED:
            keys = (
                "TWILIO_API_KEY and TWILIO_API_SECRET" if self._by_key else "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
            )
            return f"the carrier does not accept {keys}, or the account is suspended; copy both from its console"
        return f"the carrier does not tell how it is set up: {_words(error.code)}; look into its console"


def messaging_base(api_base: str) -> str:
    """Where the server with this API base tells of Messaging Services; "" for servers other than Twilio's own.

    Those of its edges and regions are named alike: https://www.twilio.com/docs/global-infrastructure.
    """
    host = urlsplit(api_base).hostname or ""
    return f"https://messaging.{host.removeprefix('api.')}" if re.fullmatch(r"api\.(?:.+\.)?twilio\.com", host) else ""


def _astray(to: _Destination, right: str) -> list[str]:
    """How it misses the address `right`. The one that is set is not quoted: it may hold a password."""
    if not to.address:
        how = "go nowhere"
    elif _plain(str(to.address)) != _plain(right):
        how = f"go elsewhere than to {right}"
    elif str(to.method or "POST").upper() != "POST":
        how = "come as HTTP GET, which the hotline does not take"
    else:
        return []
    if not to.whose:
        return [f"{to.what} {how}; hotline connect"]
    return [
        f"{to.what} {how}: so says its {to.whose}, which wins over the number; in the carrier's console, set it "
        f"there to {right} as HTTP POST, or leave it to the number"
    ]


def _plain(address: str) -> str:
    """An address without what our doors do not mind: a port that goes without saying, a slash or ? at the end."""
    for scheme, port in (("https", 443), ("http", 80)):
        address = re.sub(f"^({scheme}://[^/]+):{port}(?=/)", r"\1", address)
    return address.rstrip("/?")


def _not_ours(number: str) -> list[str]:
    """Twilio lists short codes elsewhere: of one, nothing is known."""
    if not number.startswith("+"):
        return []
    return [f"{number} is no number of this account: nobody reaches us by it; mend TWILIO_FROM and HOTLINE_NUMBERS"]


def _words(code: str) -> str:
    return f"{CODES[code].words} ({code})" if code in CODES else f"the carrier's code {code}"
