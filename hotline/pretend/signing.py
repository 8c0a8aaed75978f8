"""How the pretend carrier signs its webhooks. The hotline's own check shares nothing with it."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping

from hotline.pretend.profiles import Algorithm, Port, Profile

SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
SHARED_KEY_ID = "webhooks_sharedkey_00000000000000000000000000"  # names the key, is not it
_URL = re.compile(r"(?i)(https?)://(?:[^/?#@]*@)?(\[[^]]*]|[^/?#:]*)(?::([0-9]+))?([^#]*)(?s:#.*)?")
_STANDARD = {"http": "80", "https": "443"}


def signature(key: str, url: str, fields: Iterable[tuple[str, str]], algorithm: Algorithm = "HMAC_SHA1") -> str:
    """Base64 of the HMAC of url + names and values, sorted by name, under `key`.

    Source: https://www.twilio.com/docs/usage/security#validating-requests
    """
    signed = url + "".join(name + value for name, value in sorted(fields))
    return b64encode(hmac.digest(key.encode(), signed.encode(), algorithm.removeprefix("HMAC_"))).decode()


def signed_url(url: str, port: Port, *, call: bool) -> str:
    """What is signed for a webhook to `url`, which belongs to a call or to a message.

    "as it stands" signs all of it. Else userinfo and fragment are not signed, and the port is put in or left out.
    """
    parts = _URL.fullmatch(url)
    if port == "as it stands" or parts is None:
        return url
    scheme, host, given, rest = parts.groups()
    match port:
        case "always":
            given = given or _STANDARD[scheme.lower()]
        case "never":
            given = None
        case "not in calls":
            given = None if call and scheme.lower() == "https" else given
    return f"{scheme}://{host}" + (f":{given}" if given else "") + rest


def headers(profile: Profile, key: str, url: str, fields: Mapping[str, str], *, call: bool) -> dict[str, str]:
    """The headers that sign a form for `url`."""
    signed = signature(key, signed_url(url, profile.port, call=call), fields.items(), profile.algorithm)
    settings = {SETTINGS_HEADER: f"key={SHARED_KEY_ID},algorithm={profile.algorithm}"}
    return {profile.signature_header: signed, **(settings if profile.names_algorithm else {})}
