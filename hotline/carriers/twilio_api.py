"""The HTTP side of Twilio's API, and of every server that speaks it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import aiohttp
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]  # the SDK ships no types
from twilio.http.response import Response  # type: ignore[import-untyped]  # the SDK ships no types

from hotline.carriers.base import SendError

_CONNECT_SECONDS = 5.0  # a connection not made by then is not made by waiting longer

_LOGGER = logging.getLogger(__name__)


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the SDK's class has no types
    """The SDK's HTTP client on one pooled aiohttp session.

    The SDK's own one ignores its time-out, logs phone numbers at INFO, keeps the last request in memory and can
    repeat a POST, which would be a second text. `timeout` is in seconds for the whole request.
    """

    def __init__(self, timeout: float) -> None:
        super().__init__(_LOGGER, True, timeout)
        self._limits = aiohttp.ClientTimeout(total=timeout, connect=min(timeout, _CONNECT_SECONDS))
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
        """One request, never repeated. `timeout` is the SDK's per-call value, always None here. Raises SendError."""
        if self._session is None:  # aiohttp wants its session made inside the running loop
            self._session = aiohttp.ClientSession(timeout=self._limits)
        headers = {**headers, "Authorization": aiohttp.encode_basic_auth(*auth)}
        try:
            async with self._session.request(
                method, uri, params=params, data=data, headers=headers, allow_redirects=allow_redirects
            ) as response:
                return Response(response.status, await response.text(), response.headers)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise SendError("later") from None  # no connection, so nothing can have been taken
        except (TimeoutError, aiohttp.ClientError, UnicodeDecodeError):
            raise SendError("unknown") from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
