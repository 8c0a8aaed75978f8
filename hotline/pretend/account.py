"""What the pretend carrier's account holds beside messages: its state, its number, perhaps a TwiML app and a service.

Sources: the resources Account, IncomingPhoneNumber, Application and Messaging Service in Twilio's documentation and SDK
(9.13); serializers/twilio_api and request_schemas/twilio_api of Somleng. Unverified: with which code Twilio refuses an
address that it cannot call. What overrides the number's own addresses is only shown here: texts and calls go there all
the same, and always as POST.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from hotline.pretend.messages import ApiError, is_url
from hotline.pretend.profiles import Profile

_ADDRESSES = {"SmsUrl": "sms_url", "VoiceUrl": "voice_url", "StatusCallback": "status_callback"}
_METHODS = {"SmsMethod": "sms_method", "VoiceMethod": "voice_method", "StatusCallbackMethod": "status_callback_method"}
_OVERRIDES = {
    "SmsApplicationSid": "sms_application_sid",
    "VoiceApplicationSid": "voice_application_sid",
    "TrunkSid": "trunk_sid",
}


@dataclass(slots=True)
class OwnNumber:
    """The number as its IncomingPhoneNumber resource shows it, whose fields are named here as in its JSON."""

    number: str  # E.164
    sms_url: str = ""
    voice_url: str = ""
    status_callback: str = ""
    sms_method: str = "POST"
    voice_method: str = "POST"
    status_callback_method: str = "POST"
    sms_application_sid: str = ""  # these win over the addresses; Somleng knows none of them
    voice_application_sid: str = ""
    trunk_sid: str = ""
    texts: bool = True  # what it can do
    calls: bool = True

    @property
    def sid(self) -> str:
        """Its id, the same in every run."""
        return f"PN{blake2b(self.number.encode(), digest_size=16).hexdigest()}"

    def change(self, form: Mapping[str, str], profile: Profile) -> None:
        """Take what a POST says of it, or nothing of it. Raises ApiError."""
        for name in _ADDRESSES:
            if form.get(name) and not is_url(form[name], profile):
                raise ApiError(profile.refused, profile.unfit(21402), f"{name} is not a URL that can be called")
        for name in _METHODS:
            if form.get(name, "POST") not in ("GET", "POST"):
                raise ApiError(profile.refused, profile.unfit(21403), f"{name} must be GET or POST")
        known = {**_ADDRESSES, **_METHODS, **(_OVERRIDES if profile.overrides else {})}
        for name, field_ in known.items():
            if name in form:
                setattr(self, field_, form[name])
        if form.get("TrunkSid"):  # the one deletes the other
            self.voice_application_sid = ""
        elif form.get("VoiceApplicationSid"):
            self.trunk_sid = ""

    def shown(self, account_sid: str, profile: Profile) -> dict[str, object]:
        """What is read of it, as its JSON. What is not set is an empty text, at Somleng null."""
        nothing = "" if profile.overrides else None
        wins = {name: getattr(self, name) if profile.overrides else "" for name in _OVERRIDES.values()}
        return {
            "account_sid": account_sid,
            "capabilities": {"voice": self.calls, "sms": self.texts, "mms": False, "fax": False},
            "phone_number": self.number,
            "sid": self.sid,
            **{name: getattr(self, name) or nothing for name in (*_ADDRESSES.values(), *_METHODS.values())},
            **{name: value or None for name, value in wins.items()},
        }


@dataclass(slots=True)
class MessagingService:
    """A service that the number belongs to: what it says of texts counts, unless it leaves that to the number."""

    sid: str
    inbound_request_url: str | None = None
    inbound_method: str = "POST"
    use_inbound_webhook_on_number: bool = False

    def shown(self, account_sid: str) -> dict[str, object]:
        """What is read of it, as its JSON."""
        return {
            "account_sid": account_sid,
            "inbound_method": self.inbound_method,
            "inbound_request_url": self.inbound_request_url,
            "sid": self.sid,
            "use_inbound_webhook_on_number": self.use_inbound_webhook_on_number,
        }


@dataclass(slots=True)
class PretendAccount:
    """An account, active and with one number."""

    number: OwnNumber
    status: str = "active"  # or suspended, closed
    applications: dict[str, dict[str, str]] = field(default_factory=dict)  # TwiML apps, as their JSON, by their ids
    service: MessagingService | None = None

    def shown(self, account_sid: str, auth_token: str) -> dict[str, object]:
        """The account as its JSON, in which its token stands."""
        return {
            "auth_token": auth_token,
            "owner_account_sid": account_sid,
            "sid": account_sid,
            "status": self.status,
            "type": "Full",
        }

    def numbers(self, asked: str, account_sid: str, profile: Profile) -> dict[str, object]:
        """The list of numbers, all or those `asked` for; Twilio finds one by a part of it, too."""
        number = self.number.number
        same = asked in number if profile.overrides else asked.removeprefix("+") in ("", number.removeprefix("+"))
        found = [self.number.shown(account_sid, profile)] if same else []
        return {"incoming_phone_numbers": found, "next_page_uri": None}
