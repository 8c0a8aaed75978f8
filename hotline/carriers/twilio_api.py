"""The HTTP side of Twilio's API, and of every server that speaks it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]  # the SDK ships no types
from twilio.http.response import Response  # type: ignore[import-untyped]  # the SDK ships no types

from hotline.carriers.base import SendError
from hotline.carriers.codes import CODES
from hotline.carriers.http_dates import retry_after

_MOST_OF_A_MESSAGE = 64 * 1024  # bytes of an answer that are read: a message takes one or two thousand
_MOST_OF_A_PAGE = 4 * 1024 * 1024
_A_PAGE = 250  # entries: not too large, though each were 1,600 letters that JSON writes with six characters
_MOST_PAGES = 20
_CONNECT_SECONDS = 5.0  # a connection not made by then is not made by waiting longer
_LONGEST_PAUSE = 600.0  # seconds that a carrier's wish to be left alone counts for
_CODE = re.compile("[A-Za-z0-9_-]{1,16}")

_LOGGER = logging.getLogger(__name__)


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the SDK's class has no types
    """The SDK's HTTP client on one pooled aiohttp session.

    The SDK's own one ignores its time-out, logs phone numbers at INFO, keeps the last request in memory and can
    repeat a POST, which would be a second text. `timeout` is in seconds for the whole request; `clock` gives the
    machine's epoch seconds.
    """

    def __init__(self, timeout: float, clock: Callable[[], float]) -> None:
        super().__init__(_LOGGER, True, timeout)
        self._limits = aiohttp.ClientTimeout(total=timeout, connect=min(timeout, _CONNECT_SECONDS))
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        uri: str,
        *,
        params: Mapping[str, str] | None,
        data: Mapping[str, str | int] | None,
        headers: Mapping[str, str],
        auth: tuple[str, str],
        timeout: float | None,  # noqa: ASYNC109  # the SDK passes it
        allow_redirects: bool,
    ) -> Response:
        """One request of the SDK, never repeated, which was successful; else SendError tells what to do next.

        `timeout` is the SDK's per-call value, always None here, and it never follows a redirect.
        """
        status, given, body = await self._exchange(method, uri, params, data, headers, auth, _MOST_OF_A_MESSAGE)
        if status >= 300:
            raise _refusal(status, body, _pause(given.get("Retry-After", ""), self._clock()))
        try:
            return Response(status, body.decode(), given)
        except UnicodeDecodeError:
            raise SendError("unknown") from None

    async def look(
        self, uri: str, params: Mapping[str, str], auth: tuple[str, str], most: int = _MOST_OF_A_MESSAGE
    ) -> dict[str, Any] | None:
        """The JSON object at `uri`, of at most so many bytes; None if there is none (404).

        Raises SendError("unknown") if it cannot be told: a look says nothing of what became of a message.
        """
        try:
            status, _, body = await self._exchange("GET", uri, params, None, {}, auth, most)
        except SendError:
            raise SendError("unknown") from None
        if status == 404:
            return None
        if status >= 300:
            raise SendError("unknown", _refusal(status, body, None).code)
        found = _object(body)
        if found is None:
            raise SendError("unknown")
        return found

    async def entries(
        self, uri: str, name: str, params: Mapping[str, str], auth: tuple[str, str]
    ) -> AsyncIterator[dict[str, Any]]:
        """The entries of the list called `name` at `uri`, page by page, at most 5,000.

        Raises SendError("unknown") if it cannot be read to its end.
        """
        asked = {**params, "PageSize": str(_A_PAGE)}
        for _ in range(_MOST_PAGES):
            page = await self.look(uri, asked, auth, _MOST_OF_A_PAGE) or {}
            listed, following = page.get(name), page.get("next_page_uri")
            if not isinstance(listed, list):
                raise SendError("unknown")
            for entry in listed:
                if not isinstance(entry, dict):
                    raise SendError("unknown")
                yield entry
            if not following:
                return
            # It begins with the path of the base, where that has one.
            try:
                uri, before, asked = urljoin(uri, str(following)), uri, {}
            except ValueError:  # no address
                break
            if urlsplit(uri)[:2] != urlsplit(before)[:2]:  # the token is for nobody else
                break
        raise SendError("unknown")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _exchange(
        self,
        method: str,
        uri: str,
        params: Mapping[str, str] | None,
        data: Mapping[str, str | int] | None,
        headers: Mapping[str, str],
        auth: tuple[str, str],
        most: int,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body. `from None` throughout: errors quote the URL, and the URL the number."""
        if self._session is None:  # aiohttp wants its session made inside the running loop
            # What is compressed would be of any size when it is not, and is as good as not readable.
            self._session = aiohttp.ClientSession(timeout=self._limits, auto_decompress=False)
        headers = {**headers, "Accept-Encoding": "identity", "Authorization": aiohttp.encode_basic_auth(*auth)}
        try:
            async with self._session.request(
                method, uri, params=params, data=data, headers=headers, allow_redirects=False
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > most:
                        raise SendError("unknown")
                return response.status, response.headers, bytes(body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise SendError("later") from None  # no connection, so nothing can have been taken
        except (TimeoutError, aiohttp.ClientError):
            raise SendError("unknown") from None


def _refusal(status: int, body: bytes, after: float | None) -> SendError:
    """What an answer that is no success means for sending again; `after` are the seconds that it asks to wait."""
    code = str((_object(body) or {}).get("code") or status)  # a number at Twilio, a text at other servers
    if not _CODE.fullmatch(code):
        code = str(status)
    if not (400 <= status < 500 or status == 503) or status == 408:  # 408 comes from a proxy that gave up waiting
        return SendError("unknown", code, after)
    listed = CODES.get(code) or CODES.get(str(status))
    return SendError("later" if listed is None or listed.outcome == "unknown" else listed.outcome, code, after)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _pause(header: str, now: float) -> float | None:
    wished = retry_after(header, now)
    return None if wished is None else min(_LONGEST_PAUSE, wished)
