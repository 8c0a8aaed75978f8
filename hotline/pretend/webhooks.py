"""The webhooks that the pretend carrier sends: posted as Twilio does it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urldefrag, urlencode

import aiohttp
from yarl import URL

from hotline.pretend.twiml_rules import TwimlRefused

# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: connect 5 s, read 15 s.
_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5, sock_read=15)
_IDLE = 3.0  # seconds that a connection is kept for: servers close it after five, under a webhook on its way
_TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})  # what Twilio reads as TwiML


class WebhookFailed(Exception):
    """The hotline did not answer a webhook: `status` is what HTTP said, None when no answer came at all."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"webhook not answered, HTTP status: {status or 'none'}")
        self.status = status


class Webhooks:
    """To be made inside the running event loop."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=_IDLE), timeout=_TIMEOUT)

    async def close(self) -> None:
        await self._session.close()

    async def post(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str], *, twiml: bool) -> str:
        """Sends a webhook with the `headers` that sign it, and gives the body of its answer.

        Raises WebhookFailed, and TwimlRefused if the answer is to be `twiml` and says to be something else.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        form = urlencode(fields).encode()  # aiohttp's own encoder takes a third of the time of a request
        try:
            # encoded: yarl would otherwise tidy the URL up, and another one than the signed would arrive.
            async with self._session.post(
                URL(urldefrag(url).url, encoded=True), data=form, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            raise WebhookFailed(None) from None
        if not 200 <= answer.status < 300:
            raise WebhookFailed(answer.status)
        if twiml and answer.content_type not in _TWIML_TYPES:
            raise TwimlRefused((f"content type {answer.content_type} is not TwiML's text/xml",))
        return body
