"""What every webhook passes: a form that can be read, no field twice, and the carrier's signature."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from ..carriers.base import Carrier
from ..carriers.form import read_form
from ..logs import broke
from ..metrics import REFUSED, SECONDS, TROUBLE

log = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of a form: a text has 1,600 characters and about 30 fields
MOST_FIELDS = 200
_FORM = b"application/x-www-form-urlencoded"
_TWIML, _TEXT = b"application/xml", b"text/plain; charset=utf-8"

Form: TypeAlias = Mapping[str, str]
Handler: TypeAlias = Callable[[Form, Form], Awaitable[str]]  # (fields, query) -> TwiML
_Headers: TypeAlias = Mapping[bytes, bytes]


class Malformed(Exception):
    """A request that is no form of the carrier; the message is the one line that is answered."""


class Webhook:
    """A door behind which `handler` gets only forms that the carrier signed for this very address.

    Whatever breaks behind it, the carrier gets TwiML: `apology` says to try again. An ASGI application: Starlette's
    objects around a request and a response would be a tenth of a turn.
    """

    def __init__(self, carrier: Carrier, public_url: str, handler: Handler, apology: Callable[[], str]) -> None:
        self._carrier = carrier
        self._public_url = public_url
        self._handler = handler
        self._apology = apology

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer TwiML, or 400 for what cannot be read, or 403 for what the carrier did not sign."""
        started = time.perf_counter()
        try:
            headers = dict(scope["headers"])
            fields = await _fields(headers, receive)
            query = scope["query_string"].decode("latin-1")
            self._check(scope["raw_path"].decode("latin-1"), query, fields, headers)
            twiml = await self._handler(dict(fields), dict(parse_qsl(query)) if query else {})
        except Malformed as problem:
            REFUSED.labels("400").inc()
            await self._reply(scope, send, 400, _TEXT, f"{problem}\n", started)
            return
        except Unsigned:
            REFUSED.labels("403").inc()
            await self._reply(scope, send, 403, _TEXT, "not signed by the carrier\n", started)
            return
        except _HungUp:  # the carrier gave up in the middle of its request: nobody reads an answer
            return
        except Exception as error:  # the last resort: the traceback names code, the message could name a person
            TROUBLE.inc()
            log.error("door=%s %s", scope["path"], broke(error))
            twiml = self._apology()
        await self._reply(scope, send, 200, _TWIML, twiml, started)

    async def _reply(self, scope: Scope, send: Send, status: int, kind: bytes, text: str, started: float) -> None:
        seconds = time.perf_counter() - started
        if status == 200:
            SECONDS.observe(seconds)
        log.info("door=%s status=%d seconds=%.4f", scope["path"], status, seconds)
        await _send(send, status, kind, text)

    def _check(self, path: str, query: str, fields: Sequence[tuple[str, str]], headers: _Headers) -> None:
        url = f"{self._public_url}{path}?{query}" if query else self._public_url + path
        if not self._carrier.is_signed(url, fields, headers.get(b"x-twilio-signature", b"").decode("latin-1")):
            raise Unsigned


class Unsigned(Exception):
    """Not signed by the carrier, or not for this address, or changed on the way."""


class _HungUp(Exception):
    """The connection was closed before the form had come."""


def needed(form: Form, *names: str) -> list[str]:
    """The values of fields that a handler cannot do without. Raises Malformed."""
    for name in names:
        if not form.get(name):
            raise Malformed(f"the form lacks {name}")
    return [form[name] for name in names]


async def _fields(headers: _Headers, receive: Receive) -> list[tuple[str, str]]:
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _FORM:
        raise Malformed(f"the body must be {_FORM.decode()}")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _HungUp
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise Malformed(f"the form is larger than {LARGEST} bytes")
        more = message.get("more_body", False)
    try:
        return read_form(body, MOST_FIELDS)
    except ValueError:  # not ASCII, not UTF-8 once unquoted, or too many fields
        raise Malformed("the form cannot be read as URL-encoded UTF-8") from None


async def _send(send: Send, status: int, kind: bytes, text: str) -> None:
    body = text.encode()
    headers = [(b"content-length", b"%d" % len(body)), (b"content-type", kind)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
