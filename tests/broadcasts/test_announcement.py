"""What a broadcast says, and that its estimate counts segments as the carrier does."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.app import make_catalog
from hotline.broadcasts.announcement import BadText, read, signed
from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import confirm, draft
from hotline.broadcasts.reach import Pace
from hotline.carriers.segments import segments
from hotline.routes import routes
from hotline.settings import Settings
from hotline.turn.knowledge import lexicon
from hotline.variables import LANGUAGES
from tests.broadcasts.crowd import Crowd
from tests.evening import URALSK, environment
from tests.mailroom import Mailroom

CATALOG = make_catalog(Settings.read(environment("redis://unused")))
MARKS = lexicon(CATALOG, (), lambda said: False).language_marks
KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
LETTERS = st.one_of(
    st.text("абвгдеёжзиклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖ ,.!«»—№", max_size=400),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEF 0123456789'\"-:;()", max_size=400),
    st.text(KAZAKH + "абвгд ", max_size=300),
    st.text("😀🚌🏠👨‍👩‍👧❄️🇰🇿", max_size=80),
    st.text("{}[]~^\\|€", max_size=200),  # two septets each
    st.text(max_size=100).filter(lambda text: text.isprintable()),
)
BODIES = st.lists(LETTERS, min_size=1, max_size=4).map(" ".join).filter(lambda text: bool(text.strip()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Граница закрыта", {"ru": "Граница закрыта"}),
        ("Шекара таңға дейін жабық", {"kk": "Шекара таңға дейін жабық"}),
        ("The border is closed", {"en": "The border is closed"}),
        ("ru: Закрыто kk: Жабық", {"ru": "Закрыто", "kk": "Жабық"}),
        ("KK:Жабық\nрус: Закрыто", {"kk": "Жабық", "ru": "Закрыто"}),
        ("Часы работы kk: 9-18", {"ru": "Часы работы kk: 9-18"}),
    ],
)
def test_the_language_of_a_text_is_marked_or_told_by_its_letters(text: str, found: dict[str, str]) -> None:
    assert read(text, MARKS, LANGUAGES, "ru") == found


def test_a_language_that_the_hotline_does_not_speak_is_not_taken() -> None:
    assert read("The border is closed", MARKS, ("ru", "kk"), "ru") == {"ru": "The border is closed"}
    with pytest.raises(BadText, match="unknown"):
        read("en: closed", MARKS, ("ru", "kk"), "ru")


@given(text=BODIES)
def test_a_text_costs_what_the_carrier_counts(text: str) -> None:
    """Cyrillic, Latin, Kazakh letters, emoji, characters of two septets, all of them mixed, long ones."""
    for body in signed({"ru": text, "kk": text, "en": text}, CATALOG).values():
        assert segments(body) == _by_the_standard(body)


async def test_what_was_estimated_is_what_the_carrier_s_book_says(crowd: Crowd, mailroom: Mailroom) -> None:
    """Each language has a text at the edge of another segment."""
    texts = signed(
        {
            "ru": "Ё" * 52 + " 🚌",
            "kk": "Қ" * 112 + "🏠",
            "en": "[Bus 9:00]" + "a" * 128,
        },
        CATALOG,
    )
    assert {language: segments(text) for language, text in texts.items()} == {"ru": 2, "kk": 3, "en": 2}
    for number, language in enumerate(("ru", "kk", "en", "kk", "")):
        await crowd.add(f"+7701000000{number}", language=language)
    crowd.evening.at("2022-09-26 12:00")
    pace = Pace(routes("twilio"), {"twilio": 1.0}, time(21), time(9), URALSK)
    estimate = await crowd.reach.estimate(Audience(), texts, pace)
    await crowd.store.apply(draft(crowd.seals, 7, "", Audience(), texts, crowd.evening.now))
    await crowd.store.apply(confirm(7, texts, crowd.evening.now))
    await mailroom.work()
    sent = mailroom.sent()
    assert (estimate.people, estimate.segments) == (len(sent), sum(message.segments for message in sent)) == (5, 12)
    assert sum(_by_the_standard(message.body) for message in sent) == estimate.segments
    found = await crowd.broadcasts.get(7)
    assert found is not None
    assert found.segments == estimate.segments


def _by_the_standard(body: str) -> int:
    """Counted another way than the project does: by encoding, and by cutting it into parts (3GPP TS 23.040)."""
    basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    extension = "\f^{}\\[~]|€"
    if set(body) <= {*basic, *extension}:
        units, alone, part = ["E" + one if one in extension else one for one in body], 160, 153
    else:
        units, alone, part = list(body), 70, 67
        units = ["xx" if len(one.encode("utf-16-le")) == 4 else "x" for one in units]
    if len("".join(units)) <= alone:
        return 1
    count = 0
    while units:
        size = 0
        while units and size + len(units[0]) <= part:
            size += len(units.pop(0))
        count += 1
    return count
