"""SMSGate: an Android phone with a SIM of its own, asked over its own server or over one that phones connect to.

The app is https://github.com/capcom6/android-sms-gateway, told in https://docs.sms-gate.app/; the server is
https://github.com/android-sms-gateway/server.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from hotline.carriers.base import (
    Arrival,
    Carrier,
    CarrierState,
    Limits,
    Outgoing,
    Request,
    Response,
    SendError,
    SendOutcome,
    Taken,
)
from hotline.carriers.smsgate_api import ApiAnswer, SmsgateApi
from hotline.carriers.smsgate_reasons import MEANINGS, reason_code
from hotline.carriers.smsgate_setup import SILENT, SmsgateSetup
from hotline.carriers.smsgate_webhooks import MESSAGE_ID, SmsgateWebhooks

PATH = "/sms/smsgate"

_SHORTEST_VALIDITY = 5  # a server refuses less
_LONGEST_VALIDITY = 36_000  # SMSGate knows no longest; what is older is of no use
_IN_FLIGHT = 4
_LEAST_PRIORITY, _MOST_PRIORITY = -128, 127
_STATES: dict[str, CarrierState] = {
    **dict.fromkeys(("Pending", "Processed", "Sent", "Cancelling"), "sent"),
    "Delivered": "delivered",
    "Failed": "failed",
    "Cancelled": "withdrawn",
}


class Smsgate(Carrier):
    """A Carrier on SMSGate's API at `url`, which ends before /messages; `user` and `password` are the app's.

    The phone signs its webhooks with `signing_key`. `number` is its SIM's (E.164), `rate` in segments a second. `sim`
    (from 1) and `device` choose where there are several. `timeout` is in seconds for one request; `clock` gives the
    machine's epoch seconds.

    A message's priority goes to the phone as it is: from 100 on it passes the limits that are set in the app.
    """

    paths = (PATH,)

    def __init__(
        self,
        *,
        url: str,
        user: str,
        password: str,
        signing_key: str,
        number: str = "",
        rate: float = 0.1,
        sim: int | None = None,
        device: str = "",
        timeout: float = 10,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.limits = Limits(
            "smsgate",
            number=number,
            rate=rate,
            longest_validity=_LONGEST_VALIDITY,
            shortest_validity=_SHORTEST_VALIDITY,
            in_flight=_IN_FLIGHT,
            looks_up="by our id",
            answers=False,
            takes_back=True,
            lively=SILENT,
        )
        self._api = SmsgateApi(url, user, password, timeout)
        self._webhooks = SmsgateWebhooks(signing_key, sim=sim, device=device)
        self._setup = SmsgateSetup(self._api, signing_key=signing_key, device=device, clock=clock)
        self._device, self._clock = device, clock
        # One of its phones, else any takes a message, and a repeat of it may go out by another.
        self._chosen = ({} if sim is None else {"simNumber": sim}) | ({"deviceId": device} if device else {})

    def receive(self, request: Request) -> Arrival:
        """See `Carrier.receive`."""
        return self._webhooks.read(request)

    def answer(self, arrived: Arrival | None, said: str) -> Response:
        """See `Carrier.answer`. The phone reads the status only; what broke comes again in a few seconds."""
        return Response(503 if arrived is None else 204, b"", b"")

    async def send(self, message: Outgoing) -> str:
        """See `Carrier.send`. The id is ours, so the same message is never taken twice."""
        wanted = {
            "id": message.id,
            "phoneNumbers": [message.to],
            "textMessage": {"text": message.body},
            "ttl": max(_SHORTEST_VALIDITY, message.validity_seconds),
            "priority": max(_LEAST_PRIORITY, min(_MOST_PRIORITY, message.priority)),
            "withDeliveryReport": True,
            **self._chosen,
        }
        # A server reads numbers as Russian ones, and turns good ones away, unless it is told to leave them alone.
        answer = await self._api.request("POST", "/messages?skipPhoneValidation=true", wanted)
        if answer.status == 409:  # it was taken before
            return message.id
        if not answer.is_good:
            raise _refusal(answer)
        if _named(answer, message.id) is None:
            raise SendError("unknown")
        return message.id

    async def find(self, message: Outgoing, since: datetime, others: Collection[str] = ()) -> Taken | None:
        """See `Carrier.find`. Looks by our id, so neither `since` nor `others` is needed."""
        return await self.status(message.id)

    async def status(self, sid: str) -> Taken | None:
        """See `Carrier.status`."""
        if not MESSAGE_ID.fullmatch(sid):
            return None
        try:
            answer = await self._api.request("GET", f"/messages/{sid}")
        except SendError:
            raise SendError("unknown") from None
        if answer.status == 404:
            return None
        found = _named(answer, sid) if answer.is_good else None
        if found is None or not isinstance(word := found.get("state"), str):
            raise SendError("unknown", "" if answer.is_good else str(answer.status))
        # A word that is not known here is no end: the phone has the message, so it is under way.
        state = _STATES.get(word, "sent")
        return Taken(sid, state, _reason(found) if state == "failed" else "")

    async def take_back(self, sid: str) -> bool:
        """See `Carrier.take_back`. A server promises it only: a phone that is not heard may still send the message."""
        if not MESSAGE_ID.fullmatch(sid):
            return False
        try:
            return (await self._api.request("DELETE", f"/messages/{sid}")).is_good
        except SendError:
            return False

    def meaning(self, code: str) -> SendOutcome:
        """See `Carrier.meaning`. One "sender" may be chance: the network's no to one number looks like no credit."""
        return MEANINGS[code][0] if code in MEANINGS else "unknown"

    async def check(self, public_url: str) -> list[str]:
        """See `Carrier.check`."""
        return await self._setup.check(public_url + PATH)

    async def connect(self, public_url: str) -> list[str]:
        """See `Carrier.connect`."""
        return await self._setup.connect(public_url + PATH)

    async def seen(self) -> float | None:
        """See `Carrier.seen`. By the server, or by the phone itself, which is heard of when it answers."""
        try:
            listed = (await self._api.devices()).listed
        except SendError:
            return None
        ages = [device.age for device in listed if self._device in ("", device.id) and device.age is not None]
        return self._clock() - min(ages) if ages else None

    async def catch_up(self, since: float, until: float) -> None:
        """See `Carrier.catch_up`. The texts come as webhooks, when the phone is heard.

        A text that the app did see waits in its own queue and comes by itself. Older apps tell all of that time again,
        under the same ids.
        """
        wanted = {"since": _iso(since), "until": _iso(until), "triggerWebhooks": True, "webhookDelivery": "Individual"}
        chosen = {"deviceId": self._device} if self._device else {}
        try:
            answers = [await self._api.request("POST", "/inbox/refresh", wanted | chosen)]
            if answers[0].status == 404:  # an older one: it has another name for it, and asks which phone is meant
                phones = [self._device] if self._device else [one.id for one in (await self._api.devices()).listed]
                asked = [wanted | {"deviceId": phone} for phone in phones]
                answers = [await self._api.request("POST", "/messages/inbox/export", one) for one in asked]
        except SendError:
            raise SendError("unknown") from None
        if refused := [str(answer.status) for answer in answers if not answer.is_good]:
            raise SendError("unknown", refused[0])

    async def close(self) -> None:
        """See `Carrier.close`."""
        await self._api.close()


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _refusal(answer: ApiAnswer) -> SendError:
    """Of a 5xx it is not known what was done before; 408 comes from a proxy that gave up waiting."""
    code = str(answer.status)
    if answer.status in (429, 503):
        return SendError("later", code, answer.retry_after)
    if code in MEANINGS:
        return SendError(MEANINGS[code][0], code)
    return SendError("later" if 400 <= answer.status < 500 and answer.status != 408 else "unknown", code)


def _named(answer: ApiAnswer, id_: str) -> dict[str, object] | None:
    """The message of an answer, if it is the one with that id."""
    content = answer.content
    return content if isinstance(content, dict) and content.get("id") == id_ else None


def _reason(found: dict[str, object]) -> str:
    """The code of why a message failed, "OTHER" where no reason is told."""
    recipients = found.get("recipients")
    first = recipients[0] if isinstance(recipients, list) and recipients else None
    reason = first.get("error") if isinstance(first, dict) else None
    return reason_code(reason if isinstance(reason, str) else "")
