"""Whether a server that speaks Twilio's API signed a webhook."""

from __future__ import annotations

import hashlib
import hmac
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hotline.keyed import KeyedHash

if TYPE_CHECKING:
    from hashlib import _Hash

_BASE = re.compile(r"(https?)://([^/?#]*?)(:\d+)?(?=[/?#]|$)", re.IGNORECASE)
_STANDARD = {"http": "80", "https": "443"}
_TWILIO, _SIGNALWIRE, _SETTINGS = (
    b"x-twilio-signature",
    b"x-signalwire-signature",
    b"x-twilio-webhooks-signature-settings",
)
# What the header with the settings names: https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
_ALGORITHMS: Mapping[str, Callable[[bytes], _Hash]] = {"HMAC_SHA1": hashlib.sha1, "HMAC_SHA256": hashlib.sha256}


class Signatures:
    """Checks signatures made with an account's token, or with a signing key where the server has one apart from it.

    Either may be "": then the other stands for it. Twilio signs with the token, and with the shared key of a Webhooks
    Rule when a header names the algorithm; SignalWire with its signing key, in a header of its own.
    """

    def __init__(self, auth_token: str, signing_key: str = "") -> None:
        self._token = KeyedHash((auth_token or signing_key).encode(), hashlib.sha1)
        key = (signing_key or auth_token).encode()
        self._keys = {name: KeyedHash(key, hashed) for name, hashed in _ALGORITHMS.items()}

    def hold(self, url: str, fields: Sequence[tuple[str, str]], headers: Mapping[bytes, bytes]) -> bool:
        """Whether this form was signed for `url`: the public one, raw path and raw query, without userinfo or fragment.

        Header names are in lower case. Never raises, False on any doubt. A doubled field name is False: what was
        signed would not say which of the two values counts.
        """
        given, key = self._given(headers)
        if not given or key is None or not given.isascii() or len(dict(fields)) != len(fields):
            return False
        payload = "".join([name + value for name, value in sorted(fields)])
        try:
            if hmac.compare_digest(_encoded(key, url + payload), given):
                return True
            return any(hmac.compare_digest(_encoded(key, one + payload), given) for one in _variants(url))
        except UnicodeEncodeError:  # half a surrogate pair: nothing that was ever signed
            return False

    def _given(self, headers: Mapping[bytes, bytes]) -> tuple[bytes, KeyedHash | None]:
        """The signature that came, and the key that must have made it; None for an algorithm that nobody uses."""
        if _SIGNALWIRE in headers:
            return headers[_SIGNALWIRE], self._keys["HMAC_SHA1"]
        settings = headers.get(_SETTINGS)
        key = self._token if settings is None else self._keys.get(_algorithm(settings.decode("latin-1")))
        return headers.get(_TWILIO, b""), key


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """The X-Twilio-Signature of a form webhook: base64 of HMAC-SHA1(token, url + sorted names and values).

    Source: https://www.twilio.com/docs/usage/security#validating-requests
    """
    payload = "".join(name + value for name, value in sorted(set(fields)))
    return _encoded(KeyedHash(token.encode(), hashlib.sha1), url + payload).decode()


def _encoded(key: KeyedHash, signed: str) -> bytes:
    return b2a_base64(key.digest(signed.encode()), newline=False)


def _variants(url: str) -> Iterator[str]:
    """The address as servers write it who put the standard port in, or leave any port out.

    Twilio signs a port for texts and drops it for calls over HTTPS; its SDKs take both, and :443 and :80 as well.
    A question mark without a query behind it is signed, and does not come with the request.
    """
    if (found := _BASE.match(url)) is not None:
        scheme, host, port = found.groups()
        ports = dict.fromkeys((port or "", "", f":{_STANDARD[scheme.lower()]}"))
        rest = url[found.end() :]
        tails = (rest,) if "?" in rest else (rest, rest + "?")
        yield from (f"{scheme}://{host}{port}{tail}" for port in ports for tail in tails)


def _algorithm(settings: str) -> str:
    """As Twilio's SDK reads the header, `key=…,algorithm=…`: without an algorithm it is the old one."""
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return "HMAC_SHA1"
