"""The environment's variables: each read by its kind, and one clear line for what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from . import Misuse
from .numbers import is_texted

PROMPTS = Path(__file__).parent.parent / "prompts"
_FIRST = ("ru", "kk", "en")
# Those that have prompts. Who lacks a text in their own language most likely reads the first of the others.
LANGUAGES = (*_FIRST, *sorted({path.stem for path in PROMPTS.glob("*.ftl")}.difference(_FIRST)))

_BASE = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[!-~]*)?")


class BadSetting(Misuse):
    """A setting is missing or cannot be read; the message names it and the mend, never its value if it is secret."""


class Variables:
    """Reads variables of `environment`, each by its kind; empty is not set. Whatever is wrong raises BadSetting."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def text(self, name: str, default: str = "") -> str:
        """Any text, without the spaces around it."""
        return self.environment.get(name, "").strip() or default

    def needed(self, name: str, default: str = "") -> str:
        """A text that has to be there."""
        value = self.text(name, default)
        if not value:
            raise BadSetting(f"{name} is not set; docs/operator.md says where to find it")
        return value

    def secret(self, name: str) -> str:
        """A key of 32 bytes or more; never told."""
        value = self.needed(name)
        if len(value.encode()) < 32:
            raise BadSetting(f"{name} is too short: 32 bytes or more, for instance from `openssl rand -hex 32`")
        return value

    def url(self, name: str, schemes: tuple[str, ...], default: str = "") -> str:
        """An address that starts with one of `schemes`."""
        value = self.needed(name, default)
        if not value.startswith(schemes):
            raise BadSetting(f"{name} must start with {' or '.join(schemes)}")
        return value

    def key(self, name: str) -> str:
        """A key that others have made, without the letters that none has; "" if not set. Never told."""
        value = self.text(name)
        if not all("!" <= letter <= "~" for letter in value):
            raise BadSetting(f"{name} holds a space, or a letter that is in no key; copy it again")
        return value

    def base(self, name: str, default: str = "") -> str:
        """An address on the web to which paths are added, without its last slash."""
        value = self.url(name, ("https://", "http://"), default).rstrip("/")
        if "@" in value:
            raise BadSetting(f"{name} names a user or a password before its host; take them out")
        if "?" in value or "#" in value:
            raise BadSetting(f"{name} goes on behind a ? or a #; take that away")
        if not _BASE.fullmatch(value):
            raise BadSetting(
                f"{name} is an address like https://hotline.example.org, in Latin letters and without spaces"
            )
        return value

    def public_url(self, name: str) -> str:
        """An address that carriers call and sign: a host, and perhaps a port."""
        value = self.base(name)
        scheme, _, rest = value.partition("://")
        host, slash, _ = rest.partition("/")
        if slash:  # what a call is told to do next names a path from the top
            raise BadSetting(f"{name} ends with the host, as {scheme}://HOST; take away the path behind it")
        if "_" in host:
            raise BadSetting(f"{name} has an underscore in its host, and Twilio calls no such host; use another name")
        return value

    def numbers(self, name: str) -> tuple[str, ...]:
        """Numbers in E.164 or short codes, with commas between them; none if not set."""
        found = tuple(part.strip() for part in self.text(name).split(",") if part.strip())
        if not all(map(is_texted, found)):
            raise BadSetting(
                f"{name}: write each with + and country code, and commas between: +77000000001,+15005550006"
            )
        return found

    def one_of(self, name: str, values: tuple[str, ...], default: str) -> str:
        """One of `values`."""
        value = self.text(name, default)
        if value not in values:
            raise BadSetting(f"{name} must be {' or '.join(values)}, not {value!r}")
        return value

    def languages(self, name: str, default: str) -> tuple[str, ...]:
        """Languages that have prompts, in order."""
        wanted = tuple(part.strip() for part in self.text(name, default).split(","))
        for language in wanted:
            if language not in LANGUAGES:
                raise BadSetting(f"{name}: {language!r} has no prompts; there are {', '.join(LANGUAGES)}")
        if len(set(wanted)) < len(wanted):
            raise BadSetting(f"{name} names a language twice")
        return wanted

    def zone(self, name: str, default: str) -> ZoneInfo:
        """A time zone by its name."""
        value = self.text(name, default)
        try:
            return ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise BadSetting(f"{name}: no time zone {value!r}; write it like Asia/Oral") from None

    def countries(self, name: str, default: str) -> tuple[str, ...]:
        """Countries (ISO 3166 alpha-2) in order; "*" for all."""
        wanted = tuple(part.strip().upper() for part in self.text(name, default).split(","))
        for country in wanted:
            if country != "*" and not (len(country) == 2 and country.isascii() and country.isalpha()):
                raise BadSetting(f"{name}: {country!r} is no country; write two letters each, like KZ,RU, or *")
        return wanted

    def positive(self, name: str, default: str) -> float:
        """A number above 0."""
        value = self.text(name, default)
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < 1e6:
            raise BadSetting(f"{name} must be a number above 0, not {value!r}")
        return number

    def price(self, name: str) -> tuple[float, str] | None:
        """An amount and its currency; None if not set."""
        value = self.text(name)
        if not value:
            return None
        amount, _, currency = value.partition(" ")
        try:
            price = float(amount)
        except ValueError:
            price = -1.0
        if not 0 <= price < 1000 or not currency.strip():
            raise BadSetting(f"{name} must be an amount and a currency like 0.05 USD, not {value!r}")
        return price, currency.strip()

    def whole(self, name: str, default: str, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.text(name, default)
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and 0 < int(value) <= most):
            raise BadSetting(f"{name} must be a whole number from 1 to {most}, not {value!r}")
        return int(value)

    def hours(self, name: str, default: str) -> tuple[time, time]:
        """Two times of day."""
        value = self.text(name, default)
        try:
            start, end = (time.fromisoformat(part.strip()) for part in value.split("-"))
        except ValueError:
            raise BadSetting(f"{name} must look like 21:00-09:00, not {value!r}") from None
        return start, end

    def moment(self, name: str) -> float | None:
        """A time in epoch seconds, in HOTLINE_TIMEZONE unless it names its own; None if not set."""
        value = self.text(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise BadSetting(f"{name} must be an ISO time like 2022-09-25T23:00+05:00, not {value!r}") from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone("HOTLINE_TIMEZONE", "Asia/Oral"))
        return moment.timestamp()
