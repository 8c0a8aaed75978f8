"""An answer in words names the option that it means, in three languages and with typos, and else none."""

from __future__ import annotations

import pytest

from hotline.hearing.utterance import Utterance
from hotline.talk.naming import Naming
from tests.talk.test_answers import WORDS

LISTS = {
    "found-bed": ({"yes": ["found"], "full": ["full", "not-found"], "other": ["not-gone"]}, "other"),
    "crossed": ({"not-yet": ["waiting"], "other": ["not-gone"]}, "not-yet"),
    "due": ({"yes": ["done"], "no": ["not-done"]}, "no"),
}

MEANT = [
    ("found-bed", "yes", ["да", "Да, спасибо", "нашлось", "да, нашли", "yes", "found one", "иә", "орын табылды"]),
    ("found-bed", "full", ["мест не было", "нет, мест не было", "да, но мест не было", "не нашлось", "не пустили"]),
    ("found-bed", "full", ["мест небыло", "нет мест", "it was full", "no beds there", "орын болмады", "толы екен"]),
    ("found-bed", "other", ["нет", "не пошли", "нет, мы не поехали", "we didn't go", "ол жерге бармадық", "жоқ"]),
    ("crossed", "yes", ["да", "Да!", "yes", "иә", "ia"]),
    (
        "crossed",
        "not-yet",
        ["нет", "ещё нет", "еще стоим", "стоим", "стаим", "нет, ещё стоим", "мы в очереди", "не прошли"],
    ),
    ("crossed", "not-yet", ["not yet", "still waiting", "still waitng", "әлі тұрмыз", "жоқ", "жоқ әлі", "әлі жоқ"]),
    ("crossed", "other", ["не поехали", "нет, не поехали", "передумали", "вернулись", "we turned back", "бармадық"]),
    ("due", "yes", ["да", "сделали", "да, сделал", "зарегистрировались", "зарегестрировались", "done", "тіркелдік"]),
    ("due", "no", ["нет", "ещё нет", "не успели", "нет ещё", "not yet", "жоқ", "әлі тіркелген жоқпыз", "не знаю"]),
]


def _code(question: str, text: str) -> str:
    lists, no = LISTS[question]
    sayings = {code: [word for name in names for word in WORDS[name]] for code, names in lists.items()}
    return Naming(sayings, {"yes": WORDS["yes"], no: WORDS["no"]}).code(Utterance(text))


@pytest.mark.parametrize(("question", "code", "texts"), MEANT)
def test_an_option_is_named_in_words(question: str, code: str, texts: list[str]) -> None:
    assert {text: _code(question, text) for text in texts} == dict.fromkeys(texts, code)


@pytest.mark.parametrize("question", LISTS)
@pytest.mark.parametrize("text", ["", "👍", "да нет", "yes no", "почему вы спрашиваете", "где взять симку?", "7"])
def test_what_names_no_option_or_two_is_asked_again(question: str, text: str) -> None:
    assert _code(question, text) == ""


def test_a_long_sentence_is_no_answer() -> None:
    """Whatever words it has in it."""
    assert _code("found-bed", "мы нашли хорошее место но там не было никого и мы ушли") == ""
    assert _code("due", "а я не знаю где мне сделать это с ребёнком") == ""
