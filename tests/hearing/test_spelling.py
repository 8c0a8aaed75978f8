"""Spellings of one word meet, whatever the alphabet."""

import pytest

from hotline.hearing.spelling import joined, keyboard_language, readings, skeleton, words, zeros

SAME_WORD = [
    "ночлег nochleg Ночлег NOCHLEG no4leg HОЧЛEГ",  # the last with Latin H and E
    "Уральск Uralsk Ural'sk Ural’sk uralsk УРАЛЬСК УPAЛЬCК",
    "тіркеу tirkeu tіrkeu ТІРКЕУ",  # the third with a Cyrillic і
    "баспана baspana",
    "шекара shekara",
    "Оралда oralda",
    "қазір qazir kazir",
    "Тёплое Теплое Tyoploye Teploe Tjoploje",
    "Ақсай Аксай Aqsay Aksai Aksaj Aqsaı",
    "жол jol zhol",
    "Жаңа Жана Jana Zhana Jańa",
    "Жезказган Джезказган Zhezkazgan Dzhezkazgan",
    "Екатеринбург Yekaterinburg Ekaterinburg Jekaterinburg",
    "Нижний Nizhny Nizhniy Nizhnij",
    "Щучинск Shchuchinsk Schuchinsk Şuchinsk",
    "Новокузнецк Novokuznetsk Novokuzneck",
    "Тюмень Tyumen Tiumen",
    "Рязань Ryazan Riazan",
    "старт CTAPT START",  # capitals that look alike
    "меню menyu MEHI0 MEHIO",
    "ты tbl",
    "синема cinema",
    "ещё еще eshche",
    "мәзір mazir",
    "Н0ВОСТИ novosti",  # a zero
]


@pytest.mark.parametrize("spellings", SAME_WORD)
def test_spellings_of_a_word_share_a_reading(spellings: str) -> None:
    first, *others = words(spellings)
    for other in others:
        assert set(readings(first)) & set(readings(other)), other


@pytest.mark.parametrize(
    ("one", "another"),
    [("уральск", "аральск"), ("жар", "шар"), ("чай", "шай"), ("кот", "ход"), ("мост", "мест"), ("гора", "кора")],
)
def test_different_words_stay_apart(one: str, another: str) -> None:
    assert skeleton(one) != skeleton(another)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ночлег, Уральск!", ["ночлег", "уральск"]),
        ("Алма-Ата", ["алма", "ата"]),
        ("«Орал», (нас -двое)… дома.", ["орал", "нас", "двое", "дома"]),
        ("ural'sk Ural’sk", ["uralsk", "uralsk"]),
        ("Ещё ЕЩЁ еще", ["еще", "еще", "еще"]),
        ("Бесла\u0301н", ["беслан"]),  # a stress mark
        ("й и\u0306", ["й", "й"]),  # й in one sign and in two
        ("🙏 помогите🙏🏽нас 6️⃣", ["помогите", "нас", "6"]),
        ("ноч\u00adлег\u200b", ["ночлег"]),  # signs that nobody sees
        ("𝐒𝐓𝐎𝐏 ＳＴＯＰ", ["stop", "stop"]),  # letters of other fonts
        ("9ч 22:30 snake_case", ["9ч", "22", "30", "snake", "case"]),
        ("", []),
        ("👍 … —", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("hочлeг", "nocleg"),  # strange letters are repaired first
        ("tіrkeu", "tirkeu"),
        ("ctapt", "ktapt"),  # all Latin is read as Latin first
        ("уральsk", "uralsk"),  # s has no double in Cyrillic: letter by letter
        ("143", "143"),
        ("jaroslavl", "jaroslavl"),
    ],
)
def test_the_likeliest_reading_comes_first(word: str, best: str) -> None:
    assert readings(word)[0] == best


def test_a_number_has_one_reading() -> None:
    assert readings("143") == ("143",)
    assert readings("100") == ("100",)


def test_a_latin_j_is_either_sound() -> None:
    assert {"jana", "iana"} <= set(readings("jana"))
    assert {"aksai", "aksaj"} == set(readings("aksaj"))


def test_a_name_of_several_words_is_the_same_without_gaps() -> None:
    assert joined([skeleton("жаңа"), skeleton("арқа")]) == skeleton("жаңаарқа")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Тіркеу", "kk"),
        ("ҚАЗІР", "kk"),
        ("Ночлег", "ru"),
        ("баспана", "ru"),  # no letter tells
        ("nochleg 6", None),
        ("", None),
    ],
)
def test_a_keyboard_gives_its_language_away(text: str, language: str | None) -> None:
    assert keyboard_language(text) == language


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("30O", "300"),
        ("WAIT 3о", "WAIT 30"),
        ("2О22", "2022"),
        ("10", "10"),
        ("5 о 3", "5 о 3"),
        ("30 облаков", "30 облаков"),
        ("3ok", "3ok"),
    ],
)
def test_an_o_inside_a_number_is_a_zero(text: str, read: str) -> None:
    assert zeros(text) == read
