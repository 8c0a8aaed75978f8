"""All settings, read once from the environment. A bad value is one clear line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from .logs import LEVELS
from .numbers import is_texted
from .routes import OWN_NUMBER, RATE, Route, carrier_of, routes
from .variables import LANGUAGES, BadSetting, Variables

DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says; see docs/operator.md for each variable."""

    redis_url: str = field(repr=False)
    public_url: str  # no trailing slash
    secret_key: str = field(repr=False)
    routes: tuple[Route, ...]  # which carrier serves whom
    numbers: tuple[str, ...]  # our own, E.164 or short codes: those of HOTLINE_NUMBERS first, then the carriers'
    carriers_numbers: Mapping[str, str]  # of these by carrier, the one that it sends from
    rates: Mapping[str, float]  # segments a second by carrier
    languages: tuple[str, ...]  # the first is the default
    timezone: ZoneInfo
    countries: frozenset[str]  # ISO 3166 alpha-2; {"*"} for all
    region: str  # the first of them, at home in which a number without a country code is dialled
    quiet_from: time
    quiet_until: time
    unasked_a_day: int  # unasked messages that one person gets in a day at the most; alerts do not count
    approve_over: int  # a broadcast to more people needs a second coordinator
    resend_alerts: bool  # where nobody can tell whether an alert has gone, it is sent again
    segment_price: tuple[float, str] | None  # what one segment costs, and in which currency
    keep_texts: float  # seconds that an ended message and its text are kept
    keep_journals: float  # seconds that a talk is remembered after its last word
    keep_contacts: float  # seconds that a person with nothing pending is remembered
    log: str  # from which level on the processes log
    now: float | None  # epoch seconds: where the shared clock is to start
    host: str  # address on which the web process listens
    port: int
    web_concurrency: int  # processes that answer
    variables: Variables = field(repr=False, compare=False)  # from which each carrier reads what is its own

    def number_for(self, reader: str) -> str:
        """The number of ours that people with numbers like theirs (E.164, "" unknown) text to; "" if none is known."""
        own = self.carriers_numbers.get(carrier_of(reader, self.routes), "")
        # A service picks among numbers that are no other carrier's.
        picked = [number for number in self.numbers if number not in self.carriers_numbers.values()]
        return own or next(iter([*picked, *self.numbers]), "")

    @property
    def carriers(self) -> tuple[str, ...]:
        """The names of all carriers that serve somebody."""
        return tuple(dict.fromkeys(route.name for route in self.routes))

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """The settings in `environment`. Raises BadSetting."""
        read = Variables(environment)
        if read.text("HOTLINE_CARRIER"):
            raise BadSetting("HOTLINE_CARRIER is HOTLINE_CARRIERS now, for instance smsgate:+77,twilio; take it out")
        served_by = routes(read.text("HOTLINE_CARRIERS", "twilio"))
        own = {route.name: read.text(OWN_NUMBER[route.name]) for route in served_by}
        own = {name: number for name, number in own.items() if is_texted(number)}
        public_url = read.public_url("HOTLINE_PUBLIC_URL")
        countries = read.countries("HOTLINE_COUNTRIES", "KZ,RU")
        quiet_from, quiet_until = read.hours("HOTLINE_QUIET_HOURS", "21:00-09:00")
        return cls(
            redis_url=read.url("REDIS_URL", ("redis://", "rediss://", "unix://", "sentinel://")),
            public_url=public_url,
            secret_key=read.secret("HOTLINE_SECRET_KEY"),
            routes=served_by,
            numbers=tuple(dict.fromkeys((*read.numbers("HOTLINE_NUMBERS"), *own.values()))),
            carriers_numbers=own,
            rates={route.name: read.positive(*RATE[route.name]) for route in served_by},
            languages=read.languages("HOTLINE_LANGUAGES", ",".join(LANGUAGES)),
            timezone=read.zone("HOTLINE_TIMEZONE", "Asia/Oral"),
            countries=frozenset(countries),
            region=next((one for one in countries if one != "*"), "KZ"),
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            unasked_a_day=read.whole("HOTLINE_UNASKED_A_DAY", "4", 100),
            approve_over=read.whole("HOTLINE_APPROVE_OVER", "200", 10_000_000),
            resend_alerts=read.one_of("HOTLINE_RESEND_ALERTS", ("no", "yes"), "no") == "yes",
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
            variables=read,
        )
