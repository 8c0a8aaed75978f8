"""What Twilio, or a server that speaks its API, needs to be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..numbers import is_texted
from ..variables import BadSetting, Variables

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")  # Somleng's and SignalWire's are UUIDs
_NAME = re.compile(
    r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}"
)  # https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """The account, who messages come from, and what proves who asks: one of `sender` and the service is ""."""

    account_sid: str
    auth_token: str = field(repr=False)  # "" where the three keys stand for it
    api_key: str
    api_secret: str = field(repr=False)
    signing_key: str = field(repr=False)  # "": webhooks are signed with the token
    sender: str  # E.164, a short code, or a name
    messaging_service_sid: str
    api_base: str  # no trailing slash

    @classmethod
    def read(cls, read: Variables) -> TwilioSettings:
        """The settings of this carrier. Raises BadSetting."""
        api_base = read.base("TWILIO_API_BASE", "https://api.twilio.com")
        is_twilio = (urlsplit(api_base).hostname or "").endswith(".twilio.com")
        account_sid = read.needed("TWILIO_ACCOUNT_SID")
        if re.fullmatch(r"SK[0-9a-fA-F]{32}", account_sid):
            raise BadSetting("TWILIO_ACCOUNT_SID is an API key: that is TWILIO_API_KEY, the account's begins with AC")
        _check_id("TWILIO_ACCOUNT_SID", account_sid, "AC" if is_twilio else "")
        api_key, api_secret = read.text("TWILIO_API_KEY"), read.key("TWILIO_API_SECRET")
        if bool(api_key) != bool(api_secret):
            raise BadSetting("TWILIO_API_KEY and TWILIO_API_SECRET go together: set both, or none of them")
        _check_id("TWILIO_API_KEY", api_key, "SK" if is_twilio else "")
        auth_token, signing_key = read.key("TWILIO_AUTH_TOKEN"), read.key("TWILIO_SIGNING_KEY")
        if not auth_token and not (api_key and signing_key):
            raise BadSetting(
                "TWILIO_AUTH_TOKEN is not set; docs/operator.md says where to find it. "
                "Only TWILIO_API_KEY, TWILIO_API_SECRET and TWILIO_SIGNING_KEY together stand for it"
            )
        sender, service = read.text("TWILIO_FROM"), read.text("TWILIO_MESSAGING_SERVICE_SID")
        if bool(sender) == bool(service):
            raise BadSetting("set either TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: who the messages come from")
        _check_id("TWILIO_MESSAGING_SERVICE_SID", service, "MG" if is_twilio else "")
        if sender and not is_texted(sender) and not _NAME.fullmatch(sender):
            raise BadSetting(
                "TWILIO_FROM is a number with + and country code and no spaces, like +15005550006, a short code, "
                "or a name of up to 11 Latin letters and digits"
            )
        if not is_texted(sender) and not read.numbers("HOTLINE_NUMBERS"):
            raise BadSetting(
                "HOTLINE_NUMBERS is not set: with a Messaging Service or a name as sender, only it says "
                "which numbers people text and call"
            )
        return cls(account_sid, auth_token, api_key, api_secret, signing_key, sender, service, api_base)


def _check_id(name: str, value: str, twilio: str) -> None:
    """`twilio`: how Twilio's own begin, with 32 hexadecimal digits behind it (https://www.twilio.com/docs/glossary)."""
    if not value:
        return
    if twilio and not re.fullmatch(f"{twilio}[0-9a-fA-F]{{32}}", value):
        raise BadSetting(f"{name} is {twilio} and 32 digits or letters from a to f; copy it from the carrier's console")
    if not _ID.fullmatch(value):
        raise BadSetting(f"{name} has up to 64 letters, digits and hyphens; copy it from the carrier's console")
