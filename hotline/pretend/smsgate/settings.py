"""The settings of the pretend SMSGate's phone: what each flavour shows of them and lets be set.

The phone heeds the ping, the processing order and what is said of webhooks; its limits and hours are only kept. It
heeds them at once, where the app begins to ping only when it is started again.
Read in SettingsService of https://github.com/capcom6/android-sms-gateway, modules/settings of
https://github.com/android-sms-gateway/server and domain_settings of
https://github.com/android-sms-gateway/client-go; told in https://docs.sms-gate.app/features/settings-management/.
"""

from __future__ import annotations

from hotline.pretend.smsgate.messages import Flavour, GateError, Payload

# What the phone knows, as it is at first.
_AT_FIRST: dict[str, dict[str, object]] = {
    "encryption": {"passphrase": None},
    "gateway": {"cloud_url": None, "private_token": None, "notification_channel": "AUTO"},
    "logs": {"lifetime_days": 30},
    "messages": {
        "send_interval_min": None,
        "send_interval_max": None,
        "limit_period": "Disabled",
        "limit_value": None,
        "sim_selection_mode": "OSDefault",
        "log_lifetime_days": None,
        "processing_order": "LIFO",
        "work_hours_enabled": False,
        "work_hours_start": "09:00",
        "work_hours_end": "19:00",
    },
    "ping": {"interval_seconds": None},
    "receiver": {"content_provider_enabled": True},
    "webhooks": {"internet_required": True, "retry_count": None, "signing_key": None},
}
_SECRETS = frozenset({"passphrase", "private_token", "signing_key"})  # never shown; set on the phone's own server only
# A server passes these over without a word: the order can be set on the phone only.
_UNKNOWN_TO_SERVERS = frozenset({"processing_order", "cloud_url"})
_USUAL_TRIES = 15


class PhoneSettings:
    """What stands on the phone. A server shows and keeps only what was set through it."""

    def __init__(self, flavour: Flavour) -> None:
        self._flavour = flavour
        self._phone = {section: dict(values) for section, values in _AT_FIRST.items()}
        self._account: dict[str, dict[str, object]] = {}

    @property
    def ping_seconds(self) -> int | None:
        """How often the phone tells that it is there; None: it does not."""
        seconds = self._phone["ping"]["interval_seconds"]
        return seconds if isinstance(seconds, int) and seconds > 0 else None

    @property
    def oldest_first(self) -> bool:
        return self._phone["messages"]["processing_order"] == "FIFO"

    @property
    def webhook_tries(self) -> int:
        """How often a webhook comes again."""
        tries = self._phone["webhooks"]["retry_count"]
        return tries if isinstance(tries, int) else _USUAL_TRIES

    @property
    def signing_key(self) -> str | None:
        """None: the one that the phone made for itself."""
        key = self._phone["webhooks"]["signing_key"]
        return key if isinstance(key, str) else None

    def shown(self) -> Payload:
        given = self._phone if self._flavour == "phone" else self._account
        return {
            section: {name: value for name, value in values.items() if name not in _SECRETS}
            for section, values in given.items()
        }

    def patch(self, given: Payload) -> Payload:
        """Sets what is named, as the API does; null is the value at first. Raises GateError."""
        for values in given.values():
            if not isinstance(values, dict):
                raise GateError(400, "a section of the settings is not an object")
            if self._flavour == "server" and any(values.get(name) for name in _SECRETS):
                raise GateError(400, "a secret is set on the phone only")
        for section, values in given.items():
            if self._flavour == "server" and section in _AT_FIRST:
                self._account.setdefault(section, {})
            for name, value in values.items():  # type: ignore[attr-defined]  # looked at above
                self._set(section, name, value)
        return self.shown()

    def replace(self, given: Payload) -> Payload:
        """As `patch`, and what is not named is as at first. Raises GateError."""
        kept = {section: dict.fromkeys(values) for section, values in self._account.items()}
        self.patch(given)
        for section, values in kept.items():
            for name in values:
                if name not in given.get(section, {}):  # type: ignore[operator]  # objects, or patch had raised
                    self.by_hand(section, name, _AT_FIRST[section][name])
                    del self._account[section][name]
        return self.shown()

    def by_hand(self, section: str, name: str, value: object) -> None:
        """Sets what a person sets in the app; a server does not hear of it."""
        self._phone[section][name] = value

    def _set(self, section: str, name: str, value: object) -> None:
        if name not in _AT_FIRST.get(section, {}) or (self._flavour == "server" and name in _UNKNOWN_TO_SERVERS):
            return
        self.by_hand(section, name, _AT_FIRST[section][name] if value is None else value)
        if self._flavour == "server":
            self._account[section][name] = value
