"""The webhooks that the pretend SMSGate posts: signed by the phone, one after another, again until they are answered.

Read in WebhookQueueProcessorWorker, WebhookQueueRepository and PayloadSingingPlugin of
https://github.com/capcom6/android-sms-gateway; told in https://docs.sms-gate.app/features/webhooks/.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
import orjson
from yarl import URL

from hotline.pretend.smsgate.faults import Fate, Plan
from hotline.pretend.smsgate.messages import Payload
from hotline.pretend.smsgate.settings import PhoneSettings

EVENTS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "sms:cancelled", "system:ping", "app:started")
OTHER_EVENTS = ("sms:batch:received", "sms:data-received", "mms:received", "mms:downloaded")
_TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=5, sock_read=5)
# Its JSON library writes these characters so, outside of any tag, too; a body that was read and written anew differs.
_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&='"}


@dataclass(frozen=True, slots=True)
class RegisteredWebhook:
    """Where events of one kind are posted to."""

    id: str
    url: str
    event: str
    device: str | None = None

    def shown(self) -> Payload:
        return {"id": self.id, "deviceId": self.device, "url": self.url, "event": self.event}


@dataclass(slots=True)
class Posting:
    """An event on its way to one webhook. `fate` says what befalls it; `tries` are those that failed."""

    url: str
    body: bytes
    event: str
    fate: Fate
    tries: int = 0


class WebhookQueue:
    """What is registered, and what waits to be posted.

    A post that is not answered with 2xx within five seconds comes again after `first_retry` seconds, and then after
    twice as long each time, as often as the settings say. To be opened inside the running event loop.
    """

    def __init__(
        self,
        plan: Plan,
        now: Callable[[], datetime],
        settings: PhoneSettings,
        *,
        device: str,
        signing_key: str,
        first_retry: float,
    ) -> None:
        self.registered: dict[str, RegisteredWebhook] = {}
        self.answers: Counter[str] = Counter()  # posts by the status of their answer, "none" without one
        self.events: Counter[str] = Counter()  # posts that were answered with 2xx, by event
        self.given_up = 0
        self._plan, self._now, self._settings = plan, now, settings
        self._device, self._signing_key, self._first_retry = device, signing_key, first_retry
        self._waiting: list[tuple[datetime, int, Posting]] = []  # a heap: by time, then as they came
        self._number = 0

    def open(self) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), timeout=_TIMEOUT)

    async def close(self) -> None:
        await self._session.close()

    def __len__(self) -> int:
        """How many posts wait."""
        return len(self._waiting)

    @property
    def next_due(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    def emit(self, event: str, payload: Payload, at: datetime, fate: Fate) -> None:
        """Queues an event, for each webhook that is registered for it, under an id of its own."""
        plan = self._plan()
        due = at + timedelta(seconds=plan.late_seconds if plan.befalls("webhooks_late", event, *fate) else 0)
        for webhook in self.registered.values():
            if webhook.event != event:
                continue
            shown = {
                "id": uuid4().hex[:21],
                "webhookId": webhook.id,
                "event": event,
                "deviceId": self._device,
                "payload": {name: value for name, value in payload.items() if value is not None},
            }
            body = orjson.dumps(shown).decode().translate(_ESCAPED).encode()
            for _ in range(1 + plan.befalls("webhooks_doubled", event, *fate)):
                self._push(due, Posting(webhook.url, body, event, (event, *fate)))

    async def post_due(self, may: Callable[[], bool]) -> None:
        """Posts one after another what is due, what becomes due meanwhile too, as long as the phone `may`."""
        while self._waiting and self._waiting[0][0] <= self._now() and may():
            _, _, posting = heappop(self._waiting)
            status = await self._post(posting)
            self.answers[str(status or "none")] += 1
            if status is not None and 200 <= status < 300:
                self.events[posting.event] += 1
            elif posting.tries < self._settings.webhook_tries:
                self._push(self._now() + timedelta(seconds=self._first_retry * 2**posting.tries), posting)
                posting.tries += 1
            else:
                self.given_up += 1

    async def _post(self, posting: Posting) -> int | None:
        """The status of the answer, None for none."""
        if not is_secure(posting.url):
            return None  # Android lets no app do that
        error = self._plan().clock_error(*posting.fate, posting.tries)
        timestamp = str(int(self._now().timestamp() + error))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "me.capcom.smsgateway/1.67.0",
            "X-Signature": signature(self._settings.signing_key or self._signing_key, posting.body, timestamp),
            "X-Timestamp": timestamp,
        }
        url = URL(posting.url, encoded=True)
        try:
            async with self._session.post(url, data=posting.body, headers=headers, allow_redirects=False) as answer:
                return answer.status
        except (TimeoutError, aiohttp.ClientError):
            return None

    def _push(self, due: datetime, posting: Posting) -> None:
        self._number += 1
        heappush(self._waiting, (due, self._number, posting))


def signature(key: str, body: bytes, timestamp: str) -> str:
    """What X-Signature holds: the key over the body as sent, with the seconds of X-Timestamp at its end."""
    return hmac.new(key.encode(), body + timestamp.encode(), "sha256").hexdigest()


def is_secure(url: str) -> bool:
    """Whether the phone posts there: HTTPS, or itself."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", "127.0.0.1")
        )
    except ValueError:
        return False
