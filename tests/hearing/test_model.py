"""What the model hears: of texts whose writer it never learned from, of odd ones, and what it refuses."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import pytest

from hotline.hearing import examples
from hotline.hearing.examples import BadExample, Family, of_file, texts
from hotline.hearing.features import ConceptWords, fold, hashes
from hotline.hearing.make_model import concepts_of, main, not_asked
from hotline.hearing.meanings import DANGERS, MEANINGS
from hotline.hearing.model import WEIGHTS, StaleWeights, load, model
from hotline.hearing.utterance import Utterance
from tests.acceptance.house import ROOT

HEARD = ROOT / "prompts" / "heard"
EXAM = Path(__file__).with_name("exam")


def exam(name: str) -> list[Family]:
    return list(of_file(EXAM / f"{name}.txt", frozenset(MEANINGS)))


def test_the_weights_were_learned_from_the_examples_as_they_are() -> None:
    assert model().examples == examples.digest(examples.every_family(HEARD, MEANINGS)), "run `make hearing`"


def test_no_text_of_the_exam_is_learned() -> None:
    one, other = (Family("a", "en", "shelter", (text, f"{text} please")) for text in ("bed", "room"))
    asked = Family("exam", "en", "beds", ("Bed please",))
    assert not_asked([one, other], [asked]) == [other]
    every = examples.read(HEARD, MEANINGS)
    parts = [family for name in ("cries", "everyday", "twins") for family in exam(name)]
    assert 0 < len(every) - len(not_asked(every, parts)) < 100  # so many people write alike


# As `make hearing` prints it, with a little room: a change that hears worse is seen here.
@pytest.mark.parametrize(("name", "right", "of_two"), [("everyday", 0.89, 0.94), ("twins", 0.83, 0.91)])
def test_so_many_texts_of_the_exam_are_heard_rightly(name: str, right: float, of_two: float) -> None:
    guesses = [(family.meaning, model().guess(Utterance(family.texts[0]))) for family in exam(name)]
    assert sum(guess.first == meaning for meaning, guess in guesses) / len(guesses) >= right
    assert sum(meaning in (guess.first, guess.second) for meaning, guess in guesses) / len(guesses) >= of_two


def test_so_many_cries_alarm_and_so_few_other_texts() -> None:
    def share(name: str, level: float, *, of_danger: bool) -> float:
        chosen = [family for family in exam(name) if (family.meaning in DANGERS) == of_danger]
        return sum(model().guess(Utterance(one.texts[0])).alarm > level for one in chosen) / len(chosen)

    assert share("cries", model().alarm, of_danger=True) >= 0.9
    assert share("cries", model().maybe, of_danger=True) >= 0.97
    assert share("everyday", model().alarm, of_danger=False) <= 0.01
    assert share("everyday", model().maybe, of_danger=False) <= 0.03
    assert share("twins", model().alarm, of_danger=False) <= 0.04
    assert share("twins", model().maybe, of_danger=False) <= 0.1


def test_what_is_sure_is_right() -> None:
    """A chance is what it says: of those with 95 % and more, at least nine in ten."""
    guesses = [(family.meaning, model().guess(Utterance(family.texts[0]))) for family in exam("everyday")]
    sure = [meaning == guess.first for meaning, guess in guesses if guess.chance >= 0.95]
    assert len(sure) > len(guesses) / 3
    assert sum(sure) / len(sure) >= 0.9


@pytest.mark.parametrize("text", ["", "?", "7", "🙂🙂", "\u200b", "a" * 1600, "где " * 400])
def test_any_text_is_heard(text: str) -> None:
    assert model().guess(Utterance(text)).first in MEANINGS


def test_a_long_text_is_summed_in_parts() -> None:
    """A lane of twelve bits holds the weights of 16 features; a long text has more."""
    words = "подскажите где можно переночевать семье у нас маленький ребенок и старая мама очень устали с дороги"
    few, many = (model().guess(Utterance(text)) for text in (words, f"{words} {words[::-1]} {words[::-2]}"))
    assert few.first == "shelter"
    assert abs(many.alarm) < 10


@pytest.mark.alone
def test_a_text_is_heard_within_a_millisecond() -> None:
    said = [family.texts[0] for family in exam("everyday")]
    took = []
    for text in said:
        started = time.process_time()
        model().guess(Utterance(text))
        took.append(time.process_time() - started)
    assert median(took) < 0.001


def test_weights_of_another_folding_are_refused(tmp_path: Path) -> None:
    old = tmp_path / "weights.bin"
    old.write_bytes(WEIGHTS.read_bytes().replace(b'"fingerprint":', b'"fingerprint":1', 1))
    with pytest.raises(StaleWeights, match="make hearing"):
        load(old)


def test_numbers_are_alike_and_places_are_alike() -> None:
    concepts = ConceptWords({"place": ["place"]}, {"uralsk": ["place"], "samar": ["place"]})
    one, other = (hashes(fold(Utterance(text), concepts)) for text in ("нас 4 в Уральске", "нас 12 в самаре"))
    assert one == other


def test_words_of_all_languages_meet_in_what_they_are_about() -> None:
    concepts = ConceptWords(
        *concepts_of({"sleep": ["ночева*", "қонамыз", "overnight"], "where": ["где", "қайда", "where"]})
    )
    about = [
        hashes(fold(Utterance(text), concepts)._replace(words=()))
        for text in ("где ночевать", "қайда қонамыз", "where overnight")
    ]
    assert about[0] == about[1] == about[2]
    assert len(about[0]) > 3


def test_a_word_is_about_what_it_is_listed_for_and_its_longest_stem() -> None:
    concepts = ConceptWords({"nocnoi": ["light"], "den": ["day"]}, {"noc": ["night"], "nocev": ["sleep"]})
    about = [list(concepts.of(word)) for word in ("nocnoi", "nocevat", "noci", "den", "dom")]
    assert about == [["light", "night"], ["sleep"], ["night"], ["day"], []]


def test_a_line_of_examples_stands_for_each_of_its_choices() -> None:
    assert list(texts("[где|куда] спать[?|]")) == ["где спать?", "где спать", "куда спать?", "куда спать"]
    many = "[а|б|в|г] [д|е|ж|з] [и|к|л|м]"
    assert len(texts(many)) == examples.MOST
    assert texts(many) == texts(many)


@pytest.mark.parametrize("line", ["где спать", "sheltr|где спать", "shelter|", "|где"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "she").mkdir()
    (tmp_path / "she" / "ru.txt").write_text(f"shelter|ночлег\n{line}\n", encoding="utf-8")
    with pytest.raises(BadExample, match=r"she/ru\.txt:2"):
        examples.read(tmp_path, MEANINGS)


def test_words_that_mean_the_same_are_read_of_all_languages(tmp_path: Path) -> None:
    (tmp_path / "ru.txt").write_text("# as people say it\nsleep: спать ночева*\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("sleep: sleep\nwhere: where\n", encoding="utf-8")
    assert examples.read_words(tmp_path) == {"sleep": ["sleep", "спать", "ночева*"], "where": ["where"]}
    (tmp_path / "kk.txt").write_text("sleep\n", encoding="utf-8")
    with pytest.raises(BadExample, match=r"kk\.txt:1"):
        examples.read_words(tmp_path)


@pytest.mark.slow
def test_what_is_learned_is_what_is_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way on few examples: read, learn, write, load, hear."""
    heard, asked = tmp_path / "heard", tmp_path / "exam"
    lines = {
        "shelter": ["где ночевать", "нужен ночлег", "куда лечь спать", "есть койка на ночь"],
        "illness": ["сердце болит", "человек упал без сознания", "кровь не останавливается", "ребенок не дышит"],
        "thanks": ["спасибо", "благодарю вас", "спасибо большое добрые люди", "ок спасибо"],
    }
    for writer, unclear in (("one", "thanks"), ("two", "illness")):  # they do not mean the same by everything
        (heard / writer).mkdir(parents=True)
        text = f"{unclear}|ну да\n" + "".join(
            f"{meaning}|{line} {writer}\n" for meaning, said in lines.items() for line in said
        )
        (heard / writer / "ru.txt").write_text(text, encoding="utf-8")
        (heard / writer / "kk.txt").write_text(f"thanks|рахмет сізге {writer}\n", encoding="utf-8")
        (heard / writer / "en.txt").write_text(f"thanks|thank you {writer}\n", encoding="utf-8")
    (heard / "words").mkdir()
    (heard / "words" / "ru.txt").write_text("sleep: ночлег* ночева* койк* спать\n", encoding="utf-8")
    asked.mkdir()
    (asked / "cries.txt").write_text("illness|Сердце болит one\n", encoding="utf-8")
    weights = tmp_path / "weights.bin"
    main(heard, asked, weights)
    learned = load(weights)
    told, every = capsys.readouterr().out, examples.every_family(heard, MEANINGS)
    assert "without one" in told
    assert told.startswith(f"{len(every) - 1} families")  # all but the one that is asked in the exam
    for text, meaning in (("койка нужна", "shelter"), ("сердце и кровь", "illness"), ("спасибо вам", "thanks")):
        assert learned.guess(Utterance(text)).first == meaning
    assert learned.examples == examples.digest(every)
