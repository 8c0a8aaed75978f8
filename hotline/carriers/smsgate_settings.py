"""What SMSGate, an Android phone with a SIM of its own, needs to be told: https://docs.sms-gate.app."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from ..numbers import is_number
from ..variables import BadSetting, Variables

SHORTEST_KEY = 8  # characters: the app makes such a one by itself
_DEVICE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class SmsgateSettings:
    """The phone's address and credentials, and its SIM."""

    url: str  # what stands before /messages; no trailing slash
    user: str
    password: str = field(repr=False)
    signing_key: str = field(repr=False)
    number: str  # E.164, of the SIM
    sim: int | None  # 1 to 3; None: the one that the phone chooses
    device: str  # "" where the account has only one

    @classmethod
    def read(cls, read: Variables) -> SmsgateSettings:
        """The settings of this carrier. Raises BadSetting."""
        url = read.base("SMSGATE_URL").removesuffix("/messages").rstrip("/")
        if urlsplit(url).path.endswith("/mobile/v1"):
            raise BadSetting(
                "SMSGATE_URL is the address for phones; programs send to …/3rdparty/v1 in the cloud, to "
                "…/api/3rdparty/v1 on a server of one's own, and to the phone itself without a path"
            )
        if url.startswith("http://") and not _is_private(urlsplit(url).hostname or ""):
            raise BadSetting("SMSGATE_URL must start with https://; http:// is for a private address or 127.0.0.1 only")
        user = read.needed("SMSGATE_USER")
        if ":" in user:
            raise BadSetting(
                "SMSGATE_USER is the name alone, without a colon; what stands behind it is SMSGATE_PASSWORD"
            )
        password, signing_key = read.needed("SMSGATE_PASSWORD"), read.needed("SMSGATE_SIGNING_KEY")
        if len(signing_key) < SHORTEST_KEY:
            raise BadSetting(
                f"SMSGATE_SIGNING_KEY is too short: {SHORTEST_KEY} characters or more, as the app shows it"
            )
        number = read.needed("SMSGATE_NUMBER")
        if not is_number(number):
            raise BadSetting("SMSGATE_NUMBER is the SIM's number with + and country code and no spaces: +77000000001")
        device = read.text("SMSGATE_DEVICE")
        if device and not _DEVICE.fullmatch(device):
            raise BadSetting("SMSGATE_DEVICE has up to 64 letters, digits, hyphens and underscores; the app shows it")
        sim = read.whole("SMSGATE_SIM", "1", 3) if read.text("SMSGATE_SIM") else None
        return cls(url, user, password, signing_key, number, sim, device)


def _is_private(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_private
    return host == "localhost"
