"""Who asks and who answers in the tests of the inbox, and what each of them gets."""

from __future__ import annotations

from hotline.mail.kinds import LANES
from hotline.people import inbox
from hotline.store.keys import mail_key, mail_text_key, waiting_key
from tests.evening import PERSON, Evening
from workers.reminders import take_due

VOLUNTEER, COLLEAGUE, COORDINATOR = "+77010000091", "+77010000092", "+77010000093"


async def mail(evening: Evening) -> dict[str, list[str]]:
    """What is queued after all that is due was taken, by pseudonym; it is taken out of the queues."""
    turns, texts = evening.turns, dict[str, list[str]]()
    await take_due(turns)
    for lane in LANES:
        for id_ in await turns.store.read("ZRANGE", waiting_key("twilio", lane), 0, -1):
            key = mail_text_key(id_.decode())
            to = (await turns.store.read("HGET", mail_key(id_.decode()), "contact")).decode()
            texts.setdefault(to, []).append(turns.seals.open(await turns.store.read("GET", key), key).decode())
        await turns.store.apply([("DEL", waiting_key("twilio", lane))])
    return texts


def got(evening: Evening, texts: dict[str, list[str]], number: str) -> list[str]:
    """What that number gets of them."""
    return texts.get(evening.turns.seals.pseudonym(number), [])


async def asked(evening: Evening, question: str = "где взять симку?", number: str = PERSON) -> int:
    """Ask, and give the question's number."""
    await evening.text(f"ВОЛОНТЁР {question}", number)
    asker = evening.turns.seals.pseudonym(number)
    waiting = await inbox.waiting(evening.turns.store, evening.turns.seals)
    return next(one.number for one in waiting if one.contact == asker and one.text == question)
