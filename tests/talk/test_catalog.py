"""Broken prompts are told at the start, by file and id; whole ones give text for an SMS and wording for the voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.talk.catalog import BadPrompts, Catalog
from hotline.talk.steps import Said

WHOLE = """
plain = plain
spoken = 5 km
    .voice = five kilometres
asked = Which?
    .voice = Which one?
    .again = Reply with a number.
    .again-voice = No such key.
told = Told.
    .again = Told again.
bare =
    .voice = only by voice
keyword-shelter = sleep, bed ,, roof,
keyword-menu = menu
# Remarks are for those who write it.
free = { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
"""


def catalog(folder: Path, **sources: str) -> Catalog:
    for language in ("ru", "kk", "en"):
        (folder / f"{language}.ftl").write_text(sources.get(language, WHOLE), encoding="utf-8")
    return Catalog(folder, ["ru", "en"])


@pytest.mark.parametrize(
    ("id_", "again", "text", "voice"),
    [
        ("plain", False, "plain", "plain"),
        ("spoken", False, "5 km", "five kilometres"),
        ("asked", False, "Which?", "Which one?"),
        ("asked", True, "Reply with a number.", "No such key."),
        ("told", True, "Told again.", "Told again."),  # the voice takes the text's .again before its own first words
        ("spoken", True, "5 km", "five kilometres"),  # nothing more helpful: the same again
        ("bare", False, "", "only by voice"),
    ],
)
def test_the_wording_fits_the_channel_and_the_attempt(
    tmp_path: Path, id_: str, again: bool, text: str, voice: str
) -> None:
    found = catalog(tmp_path)
    assert found.text("en", Said(id_), again=again) == text
    assert found.voice("en", Said(id_), again=again) == voice


RUSSIAN_FREE = """
    [one] место
    [few] места
   *[many] мест
"""


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "1 место"), (2, "2 места"), (5, "5 мест"), (11, "11 мест"), (21, "21 место"), (0, "0 мест")],
)
def test_russian_counts_as_russian_does(tmp_path: Path, count: int, expected: str) -> None:
    plural = WHOLE.partition("free = ")[0] + "free = { $count } { $count ->" + RUSSIAN_FREE + "    }\n"
    assert catalog(tmp_path, ru=plural).text("ru", Said("free", {"count": count})) == expected


def test_no_invisible_marks_stand_around_what_is_filled_in(tmp_path: Path) -> None:
    """They would turn a Latin SMS of 160 characters into one of 70."""
    assert catalog(tmp_path).text("en", Said("free", {"count": 2})) == "2 places"


def test_a_vocabulary_is_cut_at_commas_and_keyed_by_what_follows_the_prefix(tmp_path: Path) -> None:
    found = catalog(tmp_path).vocabulary("keyword-")
    assert found["shelter"] == {language: ["sleep", "bed", "roof"] for language in ("ru", "kk", "en")}
    assert found["menu"]["en"] == ["menu"]
    assert list(found) == ["shelter", "menu"]


def test_it_is_known_which_messages_there_are(tmp_path: Path) -> None:
    found = catalog(tmp_path)
    assert found.has("plain")
    assert not found.has("plane")
    assert found.languages == ("ru", "en")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (WHOLE.replace("plain = plain", "plain = { $"), "prompts: kk.ftl: not understood: plain = { $"),
        (WHOLE + "-term = text\n", "prompts: kk.ftl: not understood: -term = text"),
        ("text\n" + WHOLE, "prompts: kk.ftl: not understood: text"),
        (WHOLE + "one-more = text\n", "prompts: one-more stands in only one of ru.ftl and kk.ftl"),
        (WHOLE.replace("plain = plain\n", ""), "prompts: plain stands in only one of ru.ftl and kk.ftl"),
        (WHOLE + "plain = twice\n", "prompts: kk.ftl: plain stands there twice"),
    ],
)
def test_broken_prompts_are_told_by_file_and_id(tmp_path: Path, source: str, message: str) -> None:
    with pytest.raises(BadPrompts) as error:
        catalog(tmp_path, kk=source).check()
    assert str(error.value) == message


def test_a_language_that_nobody_could_choose_is_told(tmp_path: Path) -> None:
    names = "language-ru = Русский\nlanguage-kk = Қазақша\nlanguage-en = English\n"
    sources = dict.fromkeys(("ru", "kk", "en"), WHOLE + names.replace("language-kk", "language-kz"))
    with pytest.raises(BadPrompts, match="no file has language-kk"):
        catalog(tmp_path, **sources).check()


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadPrompts, match=r"^prompts: ru\.ftl cannot be read as UTF-8$"):
        Catalog(tmp_path, ["ru"])


def test_a_file_in_another_encoding_is_told_by_its_name(tmp_path: Path) -> None:
    for language in ("ru", "kk", "en"):
        (tmp_path / f"{language}.ftl").write_bytes("hello = Привет".encode("cp1251"))
    with pytest.raises(BadPrompts, match=r"^prompts: ru\.ftl cannot be read as UTF-8$"):
        Catalog(tmp_path, ["ru"])


def test_a_fact_that_is_missing_is_an_error_and_no_hole_in_the_text(tmp_path: Path) -> None:
    with pytest.raises(BadPrompts, match=r"^prompts: free in en\.ftl: "):
        catalog(tmp_path).text("en", Said("free"))
