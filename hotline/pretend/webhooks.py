"""The webhooks that the pretend carrier sends: posted and signed as Twilio does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urldefrag, urlencode

import aiohttp
from yarl import URL

from hotline.carriers.twilio import signature, without_port
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
    """Signs with the account's `auth_token`. To be made inside the running event loop."""

    def __init__(self, auth_token: str) -> None:
        self._auth_token = auth_token
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=_IDLE), timeout=_TIMEOUT)

    async def close(self) -> None:
        await self._session.close()

    async def post(self, url: str, fields: Mapping[str, str], kind: Literal["sms", "voice", "status"]) -> str:
        """Sends a webhook and gives the body of its answer. Raises WebhookFailed and TwimlRefused."""
        url = urldefrag(url).url
        signed = without_port(url) if kind == "voice" and url.startswith("https:") else url
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature(self._auth_token, signed, fields.items()),
        }
        form = urlencode(fields).encode()  # aiohttp's own encoder takes a third of the time of a request
        try:
            # encoded: yarl would otherwise tidy the URL up, and another one than the signed would arrive.
            async with self._session.post(
                URL(url, encoded=True), data=form, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            raise WebhookFailed(None) from None
        if not 200 <= answer.status < 300:
            raise WebhookFailed(answer.status)
        if kind != "status" and answer.content_type not in _TWIML_TYPES:
            raise TwimlRefused((f"content type {answer.content_type} is not TwiML's text/xml",))
        return body
