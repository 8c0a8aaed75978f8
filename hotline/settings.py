"""All settings, read once from the environment. A bad value is one clear line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from . import Misuse
from .logs import LEVELS

DAY = 24 * 3600.0
LANGUAGES = ("ru", "kk", "en")  # those that have prompts


class BadSetting(Misuse):
    """A setting is missing or cannot be read; the message names it and the mend, never its value if it is secret."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says; see docs/operator.md for each variable."""

    redis_url: str
    public_url: str  # no trailing slash
    secret_key: str
    carrier: str
    twilio_account_sid: str
    twilio_auth_token: str
    twilio_from: str
    twilio_messaging_service_sid: str
    twilio_api_base: str
    languages: tuple[str, ...]  # the first is the default
    timezone: ZoneInfo
    countries: frozenset[str]  # ISO 3166 alpha-2; {"*"} for all
    region: str  # the first of them, at home in which a number without a country code is dialled
    send_rate: float  # segments a second for each sender
    quiet_from: time
    quiet_until: time
    unasked_a_day: int  # unasked messages that one person gets in a day at the most; alerts do not count
    approve_over: int  # a broadcast to more people needs a second coordinator
    segment_price: tuple[float, str] | None  # what one segment costs, and in which currency
    keep_texts: float  # seconds that an ended message and its text are kept
    keep_journals: float  # seconds that a talk is remembered after its last word
    keep_contacts: float  # seconds that a person with nothing pending is remembered
    log: str  # from which level on the processes log
    now: float | None  # epoch seconds: where the shared clock is to start
    host: str  # address on which the web process listens
    port: int
    web_concurrency: int  # processes that answer

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """The settings in `environment`. Raises BadSetting."""
        read = _Reader(environment)
        public_url = read.url("HOTLINE_PUBLIC_URL", ("https://", "http://")).rstrip("/")
        countries = read.countries("HOTLINE_COUNTRIES", "KZ,RU")
        quiet_from, quiet_until = read.hours("HOTLINE_QUIET_HOURS", "21:00-09:00")
        return cls(
            redis_url=read.url("REDIS_URL", ("redis://", "rediss://", "unix://", "sentinel://")),
            public_url=public_url,
            secret_key=read.secret("HOTLINE_SECRET_KEY"),
            carrier=read.one_of("HOTLINE_CARRIER", ("twilio",), "twilio"),
            twilio_account_sid=read.needed("TWILIO_ACCOUNT_SID"),
            twilio_auth_token=read.needed("TWILIO_AUTH_TOKEN"),
            twilio_from=read.text("TWILIO_FROM"),
            twilio_messaging_service_sid=read.text("TWILIO_MESSAGING_SERVICE_SID"),
            twilio_api_base=read.url("TWILIO_API_BASE", ("https://", "http://"), "https://api.twilio.com").rstrip("/"),
            languages=read.languages("HOTLINE_LANGUAGES", "ru,kk,en"),
            timezone=read.zone("HOTLINE_TIMEZONE", "Asia/Oral"),
            countries=frozenset(countries),
            region=next((one for one in countries if one != "*"), "KZ"),
            send_rate=read.positive("HOTLINE_SEND_RATE", "1"),
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            unasked_a_day=read.whole("HOTLINE_UNASKED_A_DAY", "4", 100),
            approve_over=read.whole("HOTLINE_APPROVE_OVER", "200", 10_000_000),
            segment_price=read.price("HOTLINE_SEGMENT_PRICE"),
            keep_texts=read.whole("HOTLINE_KEEP_TEXTS_DAYS", "30", 3650) * DAY,
            keep_journals=read.whole("HOTLINE_KEEP_JOURNALS_DAYS", "2", 3650) * DAY,
            keep_contacts=read.whole("HOTLINE_KEEP_CONTACTS_DAYS", "180", 3650) * DAY,
            log=read.one_of("HOTLINE_LOG", LEVELS, "warning"),
            now=read.moment("HOTLINE_NOW"),
            # Without a certificate in front, which 127.0.0.1 tells, nobody else shall come in.
            host=read.text("HOST", "127.0.0.1" if "//127.0.0.1" in public_url else "0.0.0.0"),  # noqa: S104
            port=read.whole("PORT", "8000", 65_535),
            web_concurrency=read.whole("WEB_CONCURRENCY", "1", 256),
        )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str = "") -> str:
        return self._environment.get(name, "").strip() or default

    def needed(self, name: str, default: str = "") -> str:
        value = self.text(name, default)
        if not value:
            raise BadSetting(f"{name} is not set; docs/operator.md says where to find it")
        return value

    def secret(self, name: str) -> str:
        value = self.needed(name)
        if len(value.encode()) < 32:
            raise BadSetting(f"{name} is too short: 32 bytes or more, for instance from `openssl rand -hex 32`")
        return value

    def url(self, name: str, schemes: tuple[str, ...], default: str = "") -> str:
        value = self.needed(name, default)
        if not value.startswith(schemes):
            raise BadSetting(f"{name} must start with {' or '.join(schemes)}")
        return value

    def one_of(self, name: str, values: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in values:
            raise BadSetting(f"{name} must be {' or '.join(values)}, not {value!r}")
        return value

    def languages(self, name: str, default: str) -> tuple[str, ...]:
        wanted = tuple(part.strip() for part in self.text(name, default).split(","))
        for language in wanted:
            if language not in LANGUAGES:
                raise BadSetting(f"{name}: {language!r} has no prompts; there are {', '.join(LANGUAGES)}")
        if len(set(wanted)) < len(wanted):
            raise BadSetting(f"{name} names a language twice")
        return wanted

    def zone(self, name: str, default: str) -> ZoneInfo:
        value = self.text(name, default)
        try:
            return ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise BadSetting(f"{name}: no time zone {value!r}; write it like Asia/Oral") from None

    def countries(self, name: str, default: str) -> tuple[str, ...]:
        wanted = tuple(part.strip().upper() for part in self.text(name, default).split(","))
        for country in wanted:
            if country != "*" and not (len(country) == 2 and country.isascii() and country.isalpha()):
                raise BadSetting(f"{name}: {country!r} is no country; write two letters each, like KZ,RU, or *")
        return wanted

    def positive(self, name: str, default: str) -> float:
        value = self.text(name, default)
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < 1e6:
            raise BadSetting(f"{name} must be a number above 0, not {value!r}")
        return number

    def price(self, name: str) -> tuple[float, str] | None:
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
        value = self.text(name, default)
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and 0 < int(value) <= most):
            raise BadSetting(f"{name} must be a whole number from 1 to {most}, not {value!r}")
        return int(value)

    def hours(self, name: str, default: str) -> tuple[time, time]:
        value = self.text(name, default)
        try:
            start, end = (time.fromisoformat(part.strip()) for part in value.split("-"))
        except ValueError:
            raise BadSetting(f"{name} must look like 21:00-09:00, not {value!r}") from None
        return start, end

    def moment(self, name: str) -> float | None:
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
