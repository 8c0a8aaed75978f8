"""SEND URALSK …, CONFIRM 4831, APPROVE 7, DROP 7: a coordinator tells everybody, after seeing what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.broadcasts import announcement
from hotline.broadcasts import broadcast as broadcasts
from hotline.broadcasts.announcement import BadText
from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import Broadcast, Broadcasts
from hotline.broadcasts.reach import Estimate, Pace, Reach, WayCost
from hotline.people import contacts, pins, rota
from hotline.people.audit import deed
from hotline.people.contacts import Contact
from hotline.people.volunteers import Volunteer
from hotline.talk.steps import Facts, Intent, Said, do, look, say

from ..talk import Talk
from .audiences import audience_said, covers, named

FRESH = 1800.0  # seconds in which a draft can be confirmed: later the estimate is not what was agreed to
WAITING = 12 * 3600.0  # seconds in which it can be approved: later it is another day's news
PROGRESS = 3  # broadcasts that STATUS tells of


async def send(talk: Talk, volunteer: Volunteer) -> None:
    """Whom, and what it comes to; nothing is sent before the PIN."""
    audience, text = audience_said(talk)
    if audience is None:
        await say("send-whom")
        return
    try:
        read = announcement.read(text, talk.lexicon.language_marks, talk.languages, talk.language)
        texts = announcement.signed(read, talk.catalog)
    except BadText as bad:
        why, language = bad.why, bad.language
        await say("send-text", lambda: {"why": why, "language": language})
        return
    if not covers(talk, volunteer, audience):
        await say("send-far")
        return
    estimate = await look("estimate", lambda: _estimate(talk, audience, texts))
    if not estimate["people"]:
        await say("send-nobody", lambda: {"whom": named(talk, audience)})
        return
    number = await look("number", lambda: talk.fetch("number", lambda store, _: broadcasts.next_number(store)))
    by = talk.contact.id
    await do("draft", lambda: [
        *broadcasts.draft(talk.office.seals, number, by, audience, texts, talk.now),
        deed("broadcast", "draft", str(number), audience.place, audience.crossing, audience.topic, audience.language),
    ])  # fmt: skip
    await say(
        "send-estimate-ways" if estimate["ways"] else "send-estimate",
        lambda: {**estimate, "number": str(number), "whom": named(talk, audience)},
    )


async def confirm(talk: Talk, volunteer: Volunteer) -> None:
    """The PIN is right: it goes out, or to a second coordinator first."""
    number = await look("draft", lambda: _own_draft(talk))
    if not number:
        await say("confirm-nothing")
        return
    pin = talk.words.strip(" +")  # as some copy it: "CONFIRM + 4831"
    checked = await look(
        "pin", lambda: talk.fetch("pin", lambda store, seals: pins.check(store, seals, volunteer, pin))
    )
    if checked != "right":
        await do("refused", lambda: [deed("broadcast", "pin", str(number), checked)])
        await say("confirm-pin", lambda: {"why": checked})
        return
    draft = _read(talk, number)
    people = await look("people", lambda: _people(talk, draft))
    # One who sends an alert writes to people who never asked for it: that takes two.
    if draft.audience.alert or people > talk.office.settings.approve_over:
        await do(
            "waiting",
            lambda: [
                *_ask_others(talk, volunteer, draft, people),
                deed("broadcast", "confirm", str(number), str(people)),
            ],
        )
        await say("confirm-waiting", lambda: {"number": str(number), "others": len(_others(talk))})
        return
    await do(
        "confirmed",
        lambda: [
            *broadcasts.confirm(number, draft.languages, talk.now),
            deed("broadcast", "confirm", str(number), str(people)),
        ],
    )
    await say("confirm-done", lambda: {"number": str(number), "people": people})


async def approve(talk: Talk, volunteer: Volunteer) -> None:
    """A second coordinator lets it go."""
    found = await look("state", lambda: _state(talk))
    if found != "waiting":
        await say("approve-nothing")
        return
    waiting = _read(talk, _number(talk))
    if waiting.by == talk.contact.id:
        await say("approve-own")
        return
    await do("approved", lambda: [
        *broadcasts.confirm(waiting.number, waiting.languages, talk.now),
        *talk.tell(_contact(talk, waiting.by), Said("approved", {"number": str(waiting.number)})),
        deed("broadcast", "approve", str(waiting.number)),
    ])  # fmt: skip
    await say("approve-done", lambda: {"number": str(waiting.number)})


async def drop(talk: Talk, volunteer: Volunteer) -> None:
    """Not one more is sent."""
    found = await look("state", lambda: _state(talk))
    broadcast = _read(talk, _number(talk)) if found else None
    if broadcast is None or found == "dropped" or (found == "sent" and broadcast.is_over()):
        await say("drop-nothing")
        return
    if broadcast.by != talk.contact.id and not volunteer.may("coordinator"):
        await say("drop-not-yours")
        return
    await do("dropped", lambda: [
        *broadcasts.drop(broadcast, talk.now),
        *_refusal(talk, broadcast),
        deed("broadcast", "drop", str(broadcast.number)),
    ])  # fmt: skip
    await say("drop-cancelled" if found in ("draft", "waiting") else "drop-done", lambda: progress(broadcast))


def running(talk: Talk) -> list[Said]:
    """The broadcasts under way, for STATUS."""
    latest = talk.fetch("broadcasts", lambda store, seals: Broadcasts(store, seals).latest(PROGRESS))
    under_way = [one for one in latest if one.state in ("waiting", "listing", "running") or not one.is_over()]
    told = [one for one in under_way if one.state != "draft" and not _is_stale(talk, one)]
    return [Said("broadcast-progress", progress(one)) for one in told]


def progress(broadcast: Broadcast) -> Facts:
    """How far a broadcast has come."""
    return {
        "number": str(broadcast.number),
        "state": broadcast.state,
        "people": broadcast.people,
        "sent": broadcast.taken,
        "delivered": broadcast.fates["delivered"],
    }


def _estimate(talk: Talk, audience: Audience, texts: dict[str, str]) -> dict[str, str | int]:
    settings, here = talk.office.settings, (talk.snapshot, talk.languages[0])
    found = talk.fetch(
        "estimate", lambda store, seals: Reach(store, seals, *here).estimate(audience, texts, Pace.of(settings))
    )
    return {
        "people": found.people,
        "segments": found.segments,
        "price": found.price(settings) or "unknown",
        "minutes": _minutes(found),
        "last": talk.clock(found.last_at),
        "ways": _ways(talk, found) if len(found.ways) > 1 else "",
    }


def _ways(talk: Talk, found: Estimate) -> str:
    """Each carrier as people call it, with its people and its time."""
    told = [Said(f"way-{name}", {"people": way.people, "minutes": _minutes(way)}) for name, way in found.ways.items()]
    return "; ".join(talk.catalog.text(talk.language, said) for said in told)


def _minutes(cost: Estimate | WayCost) -> int:
    return max(1, round(cost.minutes))


def _own_draft(talk: Talk) -> int:
    """The number of the person's last draft that may still be confirmed, 0 if there is none."""
    latest = talk.fetch("latest", lambda store, seals: Broadcasts(store, seals).latest(20))
    own = [one for one in latest if one.by == talk.contact.id]
    return own[0].number if own and own[0].state == "draft" and talk.now - own[0].at < FRESH else 0


def _state(talk: Talk) -> str:
    """The state of the broadcast whose number the words are, "" for none."""
    number = _number(talk)
    found = _find(talk, number) if number else None
    return found.state if found and not _is_stale(talk, found) else ""


def _number(talk: Talk) -> int:
    """The number that the words are, 0 if they are none."""
    number = talk.words.strip(" .#№")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 0


def _is_stale(talk: Talk, broadcast: Broadcast) -> bool:
    """Whether nobody approved it in time."""
    return broadcast.state == "waiting" and talk.now - broadcast.waiting_since > WAITING


def _find(talk: Talk, number: int) -> Broadcast | None:
    return talk.fetch(("broadcast", number), lambda store, seals: Broadcasts(store, seals).get(number))


def _read(talk: Talk, number: int) -> Broadcast:
    found = _find(talk, number)
    assert found is not None
    return found


def _refusal(talk: Talk, broadcast: Broadcast) -> Sequence[Intent]:
    """Tell the author of one that waits and that somebody else cancels: no report will."""
    if broadcast.state != "waiting" or broadcast.by == talk.contact.id:
        return []
    return talk.tell(_contact(talk, broadcast.by), Said("refused", {"number": str(broadcast.number)}))


def _people(talk: Talk, draft: Broadcast) -> int:
    """How many it would go to now."""
    here = (talk.snapshot, talk.languages[0])
    return talk.fetch("people", lambda store, seals: Reach(store, seals, *here).count(draft.audience, talk.now))


def _others(talk: Talk) -> list[Contact]:
    """The other coordinators."""
    return talk.fetch("coordinators", lambda store, seals: rota.coordinators_but(store, seals, talk.contact.id))


def _contact(talk: Talk, id_: str) -> Contact:
    return talk.fetch(("contact", id_), lambda store, seals: contacts.profile(store, seals, id_))


def _ask_others(talk: Talk, volunteer: Volunteer, draft: Broadcast, people: int) -> Sequence[Intent]:
    """Have it wait, and show the others what would be sent."""
    texts = talk.fetch("texts", lambda store, seals: Broadcasts(store, seals).texts(draft))
    writes: list[Intent] = [*broadcasts.wait_for_approval(draft.number, talk.now)]
    for other in _others(talk):
        shown = texts.get(other.language) or next(iter(texts.values()))
        facts: Facts = {"name": volunteer.name, "people": people, "text": shown, "number": str(draft.number)}
        writes += talk.tell(
            other,
            Said("approve-ask", {**facts, "whom": named(talk, draft.audience, other.language or talk.languages[0])}),
        )
    return writes
