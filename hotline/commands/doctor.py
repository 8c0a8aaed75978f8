"""What would make the hotline fail tonight, one line each with the mend."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .. import Misuse
from ..app import make_carriers, make_catalog
from ..carriers.base import Carrier
from ..directory.snapshot import Snapshot
from ..people.joining import join
from ..people.seal import BrokenSeal, Seals
from ..settings import Settings
from ..status.status import read_status
from ..status.troubles import troubles
from ..store.formats import NewerStore, OlderStore, check_up_to_date
from ..store.store import Store, StoreAway, connect

OLD_RULE_DAYS = 365  # a rule that nobody has checked for a year is likely to have changed
ASKING = 10.0  # seconds that a carrier has to tell how it is set up


async def examine(environment: Mapping[str, str], *, asks: bool = True) -> list[str]:
    """All findings; empty when all is well. `asks`: whether the carriers are asked, too."""
    try:
        settings = Settings.read(environment)
        carriers = make_carriers(settings)
        make_catalog(settings).check()
        store = Store(connect(settings.redis_url))
    except Misuse as error:
        return [str(error)]
    findings = []
    if not settings.public_url.startswith("https://") and "//127.0.0.1" not in settings.public_url:
        findings.append(
            "HOTLINE_PUBLIC_URL is not https: texts travel in the open; put a certificate before the web process"
        )
    if asks:
        findings += await _carriers(carriers.values(), settings.public_url)
    try:
        findings += await _store(store)
        await check_up_to_date(store)
        findings += await _joined(store, settings)
        findings += await _directory(store, settings)
        findings += troubles(await read_status(store, settings.carriers))
    except (NewerStore, OlderStore) as other:  # whose directory and mail it would misread
        findings.append(str(other))
    except StoreAway as away:
        findings.append(f"{away}; start it, or mend REDIS_URL")
    finally:
        await store.close()
    return findings


async def _carriers(carriers: Iterable[Carrier], public_url: str) -> list[str]:
    async def ask(carrier: Carrier) -> list[str]:
        try:
            async with asyncio.timeout(ASKING):
                found = await carrier.check(public_url)
        except TimeoutError:
            found = [f"it did not tell within {ASKING:.0f} s how it is set up; look whether this machine reaches it"]
        finally:
            await carrier.close()
        return [f"{carrier.limits.name}: {line}" for line in found]

    return [line for found in await asyncio.gather(*map(ask, carriers)) for line in found]


async def _store(store: Store) -> list[str]:
    findings = []
    config: dict[str, str] = {}
    for name in ("appendonly", "appendfsync", "maxmemory", "maxmemory-policy"):
        answer = await store.read("CONFIG", "GET", name)
        pairs = answer.items() if isinstance(answer, dict) else zip(answer[::2], answer[1::2], strict=True)
        config |= {_text(key): _text(value) for key, value in pairs}
    if config.get("appendonly") != "yes":
        findings.append("the store keeps no append-only file: a restart loses everything; CONFIG SET appendonly yes")
    if config.get("appendfsync") == "no":
        findings.append(
            "the store leaves it to the system when its file is written: half a minute is lost with the power; "
            "CONFIG SET appendfsync everysec, or always"
        )
    if config.get("maxmemory-policy", "noeviction") != "noeviction":
        findings.append("the store may evict people when memory runs out; CONFIG SET maxmemory-policy noeviction")
    memory = await store.read("INFO", "memory")
    used, limit = int(memory["used_memory"]), int(config.get("maxmemory") or 0)
    if limit and used > 0.8 * limit:
        findings.append(f"the store has used {100 * used // limit} % of its memory; raise maxmemory")
    return findings


async def _joined(store: Store, settings: Settings) -> list[str]:
    """A changed secret is the one mistake that cannot be mended later: every number would be lost."""
    try:
        await join(store, Seals(settings.secret_key), settings.now)
    except BrokenSeal as broken:
        await store.start_clock(None)
        return [str(broken)]
    return []


async def _directory(store: Store, settings: Settings) -> list[str]:
    version, tables = await store.read_tables()
    if not version:
        return ["no directory is loaded; hotline load DIR"]
    snapshot = Snapshot(version, tables, settings.timezone)
    snapshot.apply(await store.read_changes())
    today = datetime.fromtimestamp(store.now(), settings.timezone).date()
    findings = []
    if not snapshot.shelter_rows:
        findings.append("no shelter is loaded: SHELTER finds nothing; fill shelters.csv and load it")
    elif not snapshot.shelters.towns_open(store.now(), snapshot.occupancy):
        findings.append(
            "no shelter is open now: look at opens and closes in shelters.csv, and at what was reported closed"
        )
    if not snapshot.crossings:
        findings.append("no crossing is loaded: BORDER finds nothing; fill crossings.csv and load it")
    if not any(rule.since <= today and (rule.until is None or today <= rule.until) for rule in snapshot.rules):
        findings.append("no registration rule is in force today: REGISTER gives no dates; mend rules.toml and load it")
    for rule in snapshot.rules:
        in_force = rule.since <= today and (rule.until is None or today <= rule.until)
        if in_force and rule.verified and (today - rule.verified).days > OLD_RULE_DAYS:
            findings.append(f"the rule in force since {rule.since} was last checked on {rule.verified}; check it again")
    return findings


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
