"""Volunteers: who they are, what they may, and the trail of what was done."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.table import Table

from ..directory.snapshot import Snapshot
from ..hearing.utterance import Utterance
from ..mail import reminders
from ..numbers import is_served
from ..people import audit as trail
from ..people import contacts, inbox, pins, volunteers
from ..people.volunteers import LONGEST_NAME, ROLES, Role, Volunteer
from ..turn.turns import Turns
from .common import FINDING, MISUSE, VAR, Folder, console, fail, read_number, with_turns

Phone = Annotated[str, typer.Option("--phone", help="Their number, like +77010000001.")]


def add(
    phone: Phone,
    name: Annotated[str, typer.Option(help="As others shall read it.")],
    role: Annotated[str, typer.Option(help="reporter, broadcaster or coordinator.")] = "reporter",
    place: Annotated[str, typer.Option(help="What they answer for, with 50 km around it; none: everything.")] = "",
    shelter: Annotated[str, typer.Option(help="Code of the shelter they keep.")] = "",
    pin: Annotated[str | None, typer.Option(help="4 to 8 digits; asked for where a role needs one.")] = None,
    folder: Folder = VAR,
) -> None:
    """Make somebody a volunteer, or change one: the same phone again. A new PIN also unlocks.

    Example: hotline volunteer add --phone +77010000001 --name Aigul --shelter CINEMA
    """
    phone = read_number(phone, folder)
    if role not in ROLES:
        fail(f"--role must be one of {', '.join(ROLES)}", MISUSE)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        fail(f"--name has 1 to {LONGEST_NAME} characters", MISUSE)

    async def act(turns: Turns) -> None:
        if not is_served(phone, turns.settings.countries):
            fail("--phone: HOTLINE_COUNTRIES does not serve numbers of that country", MISUSE)
        contact = turns.seals.pseudonym(phone)
        before = await volunteers.one(turns.store, turns.seals, contact)
        found = Volunteer(
            contact,
            name,
            _role(role),
            _place(turns.knowledge.snapshot, place),
            _shelter(turns.knowledge.snapshot, shelter),
        )
        typed = _typed_pin(found, before) if pin is None else pin
        try:
            kept = pins.hashed(turns.seals, contact, typed) if typed else before.pin if before else ""
        except pins.WeakPin as problem:
            fail(f"--pin: {problem}", MISUSE)
        found = Volunteer(contact, name, found.role, found.place, found.shelter, kept)
        commands = volunteers.leave(before) if before else []
        commands += volunteers.save(turns.seals, found) + volunteers.introduce(turns.seals, contact, phone)
        if found.shelter:
            snapshot = turns.knowledge.snapshot
            zone = snapshot.zone(snapshot.town(snapshot.shelter_rows[found.shelter].place))
            commands += reminders.ask_keeper(contact, found.shelter, zone, turns.store.now())
        if typed:
            commands += pins.unlock(contact)
        verb = "change" if before else "add"
        words = ["volunteer", verb, contact, found.role, found.place, found.shelter, *(["pin"] if typed else [])]
        await trail.write(turns.store, turns.seals, trail.OPERATOR, [trail.deed(*words)], commands)
        console.print("changed" if before else "added")

    with_turns(act, folder)


def list_(folder: Folder = VAR) -> None:
    """All volunteers, with no more of a number than its last two digits.

    Example: hotline volunteer list
    """

    async def act(turns: Turns) -> None:
        table = Table("name", "role", "place", "shelter", "PIN", "number", box=None)
        for one in await volunteers.everybody(turns.store, turns.seals):
            number = (await contacts.profile(turns.store, turns.seals, one.contact)).number
            place = _place_name(turns.knowledge.snapshot, one.place)
            table.add_row(one.name, one.role, place, one.shelter, "yes" if one.pin else "", f"…{number[-2:]}")
        console.print(table)

    with_turns(act, folder)


def remove(phone: Phone, folder: Folder = VAR) -> None:
    """Make a volunteer a person like any other.

    Example: hotline volunteer remove --phone +77010000001
    """
    phone = read_number(phone, folder)

    async def act(turns: Turns) -> None:
        contact = turns.seals.pseudonym(phone)
        found = await volunteers.one(turns.store, turns.seals, contact)
        if found is None:
            fail("that number is no volunteer's; see: hotline volunteer list", FINDING)
        deed = trail.deed("volunteer", "remove", contact)
        await trail.write(turns.store, turns.seals, trail.OPERATOR, [deed], volunteers.remove(found))
        await inbox.release(turns.store, contact)
        console.print("removed")

    with_turns(act, folder)


def audit(
    export: Annotated[Path | None, typer.Option(help="Write it into this file, as CSV.")] = None, folder: Folder = VAR
) -> None:
    """Who changed what, checked: an entry that was edited, dropped or moved is a finding.

    Example: hotline audit --export audit.csv
    """

    async def act(turns: Turns) -> None:
        entries = await trail.read(turns.store, turns.seals)
        names = {one.contact: one.name for one in await volunteers.everybody(turns.store, turns.seals)}
        rows = [_row(one, names, turns) for one in entries]
        if export is None:
            _write(sys.stdout, rows)
        else:
            try:
                with export.open("w", encoding="utf-8", newline="") as file:
                    _write(file, rows)
            except OSError as error:
                fail(f"cannot write to {export}: {error.strerror}", FINDING)
            console.print(f"{len(rows)} entries written to {export}")
        broken = [str(one.number) for one in entries if not one.whole]
        if broken:
            fail(f"the trail was tampered with at entry {', '.join(broken[:10])}", FINDING)
        if entries:
            print(f"whole up to entry {entries[-1].number}, seal {entries[-1].seal[:16]}", file=sys.stderr)  # noqa: T201

    with_turns(act, folder)


def _typed_pin(found: Volunteer, before: Volunteer | None) -> str:
    """A PIN from the terminal, unseen, for the roles that need one; "" keeps what there is."""
    if not found.may("broadcaster") or (before and before.pin) or not sys.stdin.isatty():
        return ""
    return str(typer.prompt("PIN (4 to 8 digits)", hide_input=True, confirmation_prompt=True))


def _role(text: str) -> Role:
    return next(role for role in ROLES if role == text)


def _place(snapshot: Snapshot, text: str) -> str:
    if not text:
        return ""
    found = snapshot.places.find(Utterance(text))
    if len(found.places) != 1 or not found.sure:
        fail(f"--place: no single place is called {text!r}", MISUSE)
    return found.places[0].id


def _shelter(snapshot: Snapshot, code: str) -> str:
    if code and code not in snapshot.shelter_rows:
        fail(f"--shelter: there is no shelter {code!r}", MISUSE)
    return code


def _place_name(snapshot: Snapshot, place: str) -> str:
    if not place:
        return "everywhere"
    try:
        return snapshot.places.get(place).name.in_language("en")
    except KeyError:
        return "(gone)"


def _row(one: trail.Entry, names: dict[str, str], turns: Turns) -> list[str]:
    at = datetime.fromtimestamp(one.at, turns.settings.timezone).isoformat(timespec="seconds")
    return [str(one.number), at, one.who, names.get(one.who, ""), " ".join(one.words), one.seal]


def _write(file: TextIO, rows: list[list[str]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["number", "at", "who", "name", "what", "seal"])
    writer.writerows(rows)
