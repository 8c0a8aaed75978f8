"""SMSGate's HTTP API as the hotline asks it: one request at a time, never repeated, answers of bounded size.

Told in https://docs.sms-gate.app/integration/api/. The phone's own server and the server that phones connect to have
the same paths but for the list of phones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import aiohttp
import orjson
from yarl import URL

from hotline.carriers.base import SendError
from hotline.carriers.http_dates import moment, retry_after

_LARGEST = 64 * 1024  # bytes of an answer; a list of webhooks is the longest that is asked for
_CONNECT_SECONDS = 5.0  # a connection not made by then is not made by waiting longer
_DEVICE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # as settings take it; it is shown in terminals


class ApiAnswer(NamedTuple):
    """What was answered. `content` is the JSON, None if it is none or too long."""

    status: int
    content: object
    date: float | None  # epoch seconds by their clock
    retry_after: float | None  # seconds

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class ListedDevice(NamedTuple):
    """A phone of the account. `age` is how many seconds ago it was heard of, by the clock of who lists it."""

    id: str
    age: float | None


class DeviceList(NamedTuple):
    """The phones of the account, or what was answered instead. `own_server`: the phone itself was asked."""

    answer: ApiAnswer
    own_server: bool
    listed: Sequence[ListedDevice]


class SmsgateApi:
    """The API at `url`, which ends before /messages. `timeout` is in seconds for one request."""

    def __init__(self, url: str, user: str, password: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        self._limits = aiohttp.ClientTimeout(total=timeout, connect=min(timeout, _CONNECT_SECONDS))
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str, path: str, body: Mapping[str, object] | None = None) -> ApiAnswer:
        """One request. `path` is percent-encoded.

        Raises SendError: "later" if there was no connection, "unknown" if there was one and no answer.
        """
        if self._session is None:  # aiohttp wants its session made inside the running loop
            self._session = aiohttp.ClientSession(
                timeout=self._limits, headers=self._headers, cookie_jar=aiohttp.DummyCookieJar()
            )
        data = None if body is None else orjson.dumps(body)
        headers = None if body is None else {"Content-Type": "application/json"}
        url = URL(self._url + path, encoded=True)
        # `from None` throughout: aiohttp's errors quote the URL.
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as response:
                content = await _content(response)
                dated = moment(response.headers.get("Date", ""))
                date = None if dated is None else dated.timestamp()
                after = retry_after(response.headers.get("Retry-After", ""), date)
                return ApiAnswer(response.status, content, date, after)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise SendError("later") from None  # no connection, so nothing can have been taken
        except (TimeoutError, aiohttp.ClientError):
            raise SendError("unknown") from None

    async def devices(self) -> DeviceList:
        """The phones of the account. Raises SendError."""
        answer, own_server = await self.request("GET", "/devices"), False
        if answer.status == 404:  # a phone's own server knows itself only
            answer, own_server = await self.request("GET", "/device"), True
        listed = []
        for device in answer.content if isinstance(answer.content, list) else ():
            if isinstance(device, dict) and isinstance(id_ := device.get("id"), str) and _DEVICE_ID.fullmatch(id_):
                seen, date = told_time(device.get("lastSeen")), answer.date
                age = None if seen is None or date is None else max(0.0, date - seen)
                listed.append(ListedDevice(id_, age))
        return DeviceList(answer, own_server, listed)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def told_time(value: object) -> float | None:
    """Epoch seconds of a time as SMSGate writes it, 2022-09-25T21:40:00.000+05:00; None for anything else."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
        return None if time is None or time.tzinfo is None else time.timestamp()
    except (ValueError, OverflowError):
        return None


async def _content(response: aiohttp.ClientResponse) -> object:
    body = b""
    async for chunk in response.content.iter_chunked(_LARGEST):
        body += chunk
        if len(body) > _LARGEST:
            return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
