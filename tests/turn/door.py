"""A text that comes in by the door, and what is kept of who sent it."""

from __future__ import annotations

from itertools import count

from hotline.app import make_carriers
from hotline.carriers.twilio_forms import arrival
from hotline.doors.arrivals import Arrivals
from hotline.mail.outbox import Outbox
from hotline.people import contacts
from hotline.store.keys import contact_key
from hotline.talk.steps import Said
from tests.evening import PERSON, Evening

IDS = count()


async def texted(evening: Evening, body: str, number: str = PERSON, **extra: str) -> str:
    """A text that comes in by the door, and so counts; "" for silence."""
    form = {"MessageSid": f"SM{next(IDS)}", "From": number, "Body": body, **extra}
    settings = evening.turns.settings
    arrivals = Arrivals(evening.turns, Outbox(evening.turns.store, settings.keep_texts))
    answer = await arrivals(make_carriers(settings)["twilio"], arrival("/sms", "", form))
    await arrivals.close()
    return answer


def said(evening: Evening, id_: str, language: str = "ru") -> str:
    return evening.turns.knowledge.catalog.text(language, Said(id_))


async def profile(evening: Evening, number: str = PERSON) -> contacts.Contact | None:
    """What is kept of a person."""
    seals, store = evening.turns.seals, evening.turns.store
    id_ = seals.pseudonym(number)
    sealed = await store.read("GET", contact_key(id_))
    return None if sealed is None else contacts.open_profile(seals, id_, sealed)
