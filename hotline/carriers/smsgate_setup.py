"""What SMSGate and its phone must be told before the hotline can use them: looked at by `check`, set by `connect`.

Told in https://docs.sms-gate.app/features/webhooks/ and https://docs.sms-gate.app/features/settings-management/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from hotline.carriers.base import SendError
from hotline.carriers.smsgate_api import ApiAnswer, DeviceList, SmsgateApi
from hotline.carriers.smsgate_reasons import MEANINGS
from hotline.carriers.smsgate_webhooks import EVENTS, observed

SILENT = 300.0  # seconds, so five pings missed

_PING_SECONDS, _RAREST_PING = 60, 300
_MOST_SKEW = 60.0  # seconds; long before its webhooks are refused
_LOW_BATTERY = 25  # percent; the app warns from here on
# It dates a text in two ways: https://github.com/capcom6/android-sms-gateway/blob/master/CHANGELOG.md
_TELLS_TWICE = "1.66.1"

_AWAY = "SMSGate does not answer at SMSGATE_URL; look whether it runs there, and whether this machine reaches it"
_REFUSED = "SMSGate does not accept SMSGATE_USER and SMSGATE_PASSWORD; take both from the app's Home tab"
_ELSEWHERE = (
    "SMSGATE_URL is not where SMSGate's API begins; it ends in /3rdparty/v1 in the cloud, in /api/3rdparty/v1 on a "
    "server of one's own, and in the port on the phone"
)
_INSECURE = (
    "HOTLINE_PUBLIC_URL is neither https nor http://127.0.0.1, and a phone posts nowhere else; put a certificate "
    "before the web process"
)
_NEWEST_FIRST = "the phone sends the newest message first; in the app: Settings, Messages, Processing order: FIFO"


class SmsgateSetup:
    """Looks at `api` and sets what it can. `device` is the phone to use, "" if there is one only.

    `clock` gives the machine's epoch seconds.
    """

    def __init__(self, api: SmsgateApi, *, signing_key: str, device: str, clock: Callable[[], float]) -> None:
        self._api, self._signing_key, self._device, self._clock = api, signing_key, device, clock

    async def check(self, url: str) -> list[str]:
        """What would fail tonight, a line each with the mend. `url` is where the webhooks should point."""
        found = [] if _is_secure(url) else [_INSECURE]
        try:
            devices = await self._api.devices()
            if trouble := _trouble(devices.answer) or self._choice(devices):
                return [*found, trouble]
            found += self._phone(devices)
            found += self._missing(await self._webhooks(), url)
            found += _settings((await self._api.request("GET", "/settings")).content)
            if devices.own_server:
                found += _health((await self._api.request("GET", "/health")).content)
        except SendError:
            found.append(_AWAY)
        return found

    async def connect(self, url: str) -> list[str]:
        """Points the webhooks to `url` and sets what can be set from afar; says what was, and what is left to do."""
        if not _is_secure(url):
            return [_INSECURE]
        try:
            devices = await self._api.devices()
            if trouble := _trouble(devices.answer) or self._choice(devices):
                return [trouble]
            return [*await self._register(url), *await self._set(devices.own_server)]
        except SendError:
            return [_AWAY]

    def _choice(self, devices: DeviceList) -> str | None:
        """What is wrong with which phone is to be used."""
        ids = [device.id for device in devices.listed]
        if not ids:
            return "no phone is known to SMSGate; open the app, switch Cloud server on, and wait until it is online"
        if self._device and self._device not in ids:
            return f"SMSGATE_DEVICE is none of the phones that SMSGate knows: {', '.join(ids)}"
        if len(ids) > 1 and not self._device:
            return f"any of {len(ids)} phones may take a message; set SMSGATE_DEVICE to one of {', '.join(ids)}"
        return None

    def _phone(self, devices: DeviceList) -> Iterator[str]:
        for device in devices.listed:
            if self._device in ("", device.id) and device.age is not None and device.age > SILENT:
                yield (
                    f"the phone was last heard of {device.age / 60:.0f} min ago; look whether it has power and "
                    "network, and whether Android put the app to sleep"
                )
        if devices.own_server and devices.answer.date is not None:
            skew = devices.answer.date - self._clock()
            if abs(skew) > _MOST_SKEW:
                off = "fast" if skew > 0 else "slow"
                yield f"the phone's clock is {abs(skew):.0f} s {off}; set its time to come from the network"

    async def _webhooks(self) -> Sequence[Mapping[str, Any]]:
        listed = (await self._api.request("GET", "/webhooks")).content
        return [webhook for webhook in listed if isinstance(webhook, dict)] if isinstance(listed, list) else []

    def _missing(self, webhooks: Sequence[Mapping[str, Any]], url: str) -> Iterator[str]:
        for event in EVENTS:
            same = [webhook for webhook in webhooks if webhook.get("event") == event]
            if any(webhook.get("url") == url and self._concerns(webhook) for webhook in same):
                continue
            if any(_is_ours(webhook, url) for webhook in same):
                yield f"the webhook {event} points elsewhere than to {url}; hotline connect"
            else:
                yield f"the webhook {event} is not registered; hotline connect"

    def _concerns(self, webhook: Mapping[str, Any]) -> bool:
        return not self._device or webhook.get("deviceId") in (None, self._device)

    async def _register(self, url: str) -> Sequence[str]:
        said, ids = [], {event: f"hotline-{event.replace(':', '-')}" for event in EVENTS}
        chosen = {"deviceId": self._device} if self._device else {}
        for event, id_ in ids.items():
            answer = await self._api.request("POST", "/webhooks", {"id": id_, "url": url, "event": event, **chosen})
            if not answer.is_good:
                said.append(f"the webhook {event} is not taken: {_words(answer)}; an older app may not know it")
        there = await self._webhooks()
        missing = list(self._missing(there, url))
        said.insert(0, f"{len(EVENTS) - len(missing)} of {len(EVENTS)} webhooks point to {url}")
        for webhook in there:
            old = webhook.get("id")
            if _is_ours(webhook, url) and isinstance(old, str) and old not in ids.values():
                await self._api.request("DELETE", f"/webhooks/{quote(old, safe='')}")
                said.append("an older webhook of the hotline's is deleted")
        return said

    async def _set(self, on_phone: bool) -> Sequence[str]:
        wanted: dict[str, object] = {
            "ping": {"interval_seconds": _PING_SECONDS},
            "messages": {"processing_order": "FIFO"},
        }
        if on_phone:
            wanted["webhooks"] = {"signing_key": self._signing_key}
        answer = await self._api.request("PATCH", "/settings", wanted)
        if not answer.is_good:
            return [f"the settings are not taken: {_words(answer)}"]
        there = (await self._api.request("GET", "/settings")).content
        said = []
        if _number(_section(there, "ping").get("interval_seconds")) == _PING_SECONDS:
            said.append(f"a ping comes every {_PING_SECONDS} s, once the app is stopped and started again on the phone")
        else:
            said.append(f"the ping is not taken; in the app: Settings, Ping, {_PING_SECONDS} seconds")
        if _section(there, "messages").get("processing_order") == "FIFO":
            said.append("the oldest message leaves first")
        else:
            said.append(_NEWEST_FIRST)
        if on_phone:
            said.append("the phone signs with SMSGATE_SIGNING_KEY")
        else:
            said.append("in the app: Settings, Webhooks, Signing key must be SMSGATE_SIGNING_KEY")
            said.append("the phone fetches the rest by itself within some minutes")
        return said


def _settings(there: object) -> Iterator[str]:
    messages, ping = _section(there, "messages"), _number(_section(there, "ping").get("interval_seconds"))
    if messages.get("processing_order") not in (None, "FIFO"):  # a server does not know it
        yield _NEWEST_FIRST
    if ping is None or not 0 < ping <= _RAREST_PING:
        yield f"the phone does not ping every {_RAREST_PING} s, so its silence is not noticed; hotline connect"
    if messages.get("work_hours_enabled") is True:
        yield "the phone has working hours, so some messages wait till morning; in the app: Settings, Messages"


def _health(there: object) -> Iterator[str]:
    health = there if isinstance(there, dict) else {}
    battery = observed(health, "battery:level")
    if battery is not None and battery < _LOW_BATTERY:
        yield f"the phone's battery is at {battery} %; plug it in"
    if health.get("version") == _TELLS_TWICE:
        yield f"SMSGate {_TELLS_TWICE} tells texts twice, so people are answered twice; update the app"


def _trouble(answer: ApiAnswer) -> str | None:
    if answer.status in (401, 403):
        return _REFUSED
    if answer.is_good and isinstance(answer.content, list):
        return None
    if answer.is_good or answer.status in (404, 405):
        return _ELSEWHERE
    return f"SMSGate does not tell of its phones: {_words(answer)}; look into its log"


def _words(answer: ApiAnswer) -> str:
    known = MEANINGS.get(str(answer.status))
    return f"{known[1]} ({answer.status})" if known else f"status {answer.status}"


def _is_ours(webhook: Mapping[str, Any], url: str) -> bool:
    """Whether it was made for a hotline, at this address or at another: only those have the path of `url`."""
    theirs = webhook.get("url")
    return isinstance(theirs, str) and theirs.endswith(urlsplit(url).path)


def _is_secure(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", "127.0.0.1")


def _section(there: object, name: str) -> Mapping[str, Any]:
    section = there.get(name) if isinstance(there, dict) else None
    return section if isinstance(section, dict) else {}


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
