"""The place that a person means is found, however it is typed; ordinary words are no villages."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.directory.localized import Localized
from hotline.directory.places import make_gazetteer
from hotline.directory.places.gazetteer import GAZETTEER, displayed, name_key, rows
from hotline.directory.places.places import Landmark, Place, Places, distance_km, load_gazetteer
from hotline.hearing.utterance import Utterance

URALSK, AKSAI, TASKALA, PETROPAVL, ALMATY = "608668", "610613", "609721", "1520172", "1526384"
ANCHORS = [(51.246, 51.4256), (51.1107, 50.2945), (51.1681, 52.998), (55.0692, 67.9019)]

GAZETTEER_PLACES = load_gazetteer()
TEPLOE = Place("TEPLOE", Localized(ru="Тёплое"), Localized(), "KZ", 51.6, 51.2, "Asia/Oral", 0)
LANDMARKS = [
    Landmark("TEPLOE", ("Тёплое / Шаган", "Tyoploye / Shagan", "TEPLOE"), TEPLOE),
    Landmark("PETUKHOVO", ("Петухово / Жана Жол", "Petukhovo / Zhana Zhol"), GAZETTEER_PLACES.by_id[PETROPAVL]),
    Landmark("CINEMA", ("Cinema Park",), GAZETTEER_PLACES.by_id[URALSK]),
]
PLACES = Places(GAZETTEER_PLACES, LANDMARKS, ANCHORS)


def ids(text: str, places: Places = PLACES) -> list[str]:
    return [place.id for place in places.find(Utterance(text)).places]


def made(id_: str, name: str, lat: float, lon: float, population: int) -> Place:
    return Place(id_, Localized(ru=name), Localized(), "RU", lat, lon, "Europe/Moscow", population)


EXACT = [
    ("608668", "Уральск|в Уральске|из Уральска|под Уральском|Уральску|уралск|УРАЛЬСК!|г. Уральск"),
    ("608668", "Uralsk|ural'sk|v uralske|iz uralska|uralske|near Uralsk|Oral|УPAЛЬCК"),  # the last: Latin P A C
    ("608668", "Орал|Оралда|Оралға|Оралдан|Оралдағы|Оралдың|Орал қаласында|oralda|Орал маңында"),
    ("610613", "Аксай|в Аксае|Ақсайда|Aqsay|Аксая|aksaj"),
    ("1520172", "Петропавловск|в Петропавловске|Петропавлда|Petropavl"),
    ("1526384", "Алматы|в Алматы|Алматыда|Алма-Ата|алма ата|Алмата|almaty"),
    ("610529", "Атырау|Атырауда|Гурьев|atirau"),
    ("499099", "Самара|в Самаре|из Самары|Самару|самарой|Самарадан"),
    ("607610", "Жаңаөзен|Новый Узень|жана озен|в Новом Узене"),
    ("520555", "Нижний Новгород|в Нижнем Новгороде|nizhny novgorod"),
    ("501175", "Ростов-на-Дону|в Ростове на Дону|rostov na donu"),
    ("1526273", "Астана|Нур-Султан|нурсултан|в Нур-Султане"),
    ("515012", "Орёл|в Орле"),  # a vowel that vanishes
    ("479561", "Уфа|в Уфе"),  # three letters
    ("1519422", "Семей|в Семее|Семипалатинск"),
    ("523750", "Набережные Челны|в Набережных Челнах"),
]


@pytest.mark.parametrize(("geonameid", "texts"), EXACT)
def test_a_name_is_found_in_any_case_alphabet_and_spelling(geonameid: str, texts: str) -> None:
    for text in texts.split("|"):
        found = PLACES.find(Utterance(text))
        assert ([place.id for place in found.places], found.sure, found.rest) == ([geonameid], True, ""), text


@pytest.mark.parametrize(
    ("text", "geonameid"),
    [
        ("Уральс", URALSK),
        ("Ураьск", URALSK),
        ("в ураске", URALSK),  # misspelt and declined
        ("уралиск", URALSK),
        ("тасклала", TASKALA),
        ("кастанай", "1519928"),
        ("омкс", "1496153"),  # two letters exchanged
        ("нижни новогрод", "520555"),
        ("кварквено", "537541"),  # a far village, but long enough and alone
        ("Tyaploje", "TEPLOE"),
        ("ночлег в ураске на 6 человек", URALSK),
        ("мы стоим вторые сутки голодные помогите добраться ураьске пожалуйста", URALSK),
    ],
)
def test_a_misspelt_name_is_a_guess(text: str, geonameid: str) -> None:
    found = PLACES.find(Utterance(text))
    assert (found.places[0].id, found.sure) == (geonameid, False)


@pytest.mark.parametrize(
    ("text", "geonameid", "rest"),
    [
        ("ночлег в уральске на 6 человек", URALSK, "ночлег на 6 человек"),
        ("Орал қаласы маңында баспана", URALSK, "баспана"),
        ("Уральск ночлег", URALSK, "ночлег"),
        ("shelter near Uralsk please", URALSK, "shelter please"),
        ("нахожусь возле села Таскала, 2 детей", TASKALA, "нахожусь 2 детей"),
        ("номер 143 Тёплое", "TEPLOE", "номер 143"),
        ("еду из Самары в Уральск", URALSK, "еду из самары"),  # where to, not where from
        ("Самарадан Оралға", URALSK, "самарадан"),
        ("ураьске ночлег", URALSK, "ночлег"),
    ],
)
def test_a_place_among_other_words_leaves_the_others(text: str, geonameid: str, rest: str) -> None:
    found = PLACES.find(Utterance(text))
    assert ([place.id for place in found.places], found.rest) == ([geonameid], rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "да",
        "ночлег граница",
        "помогите пожалуйста мы с детьми на границе",
        "где сегодня автобус",
        "спасибо привет работа еда мир",
        "жок рахмет",
        "please help we have 3 children",
        "ночлег с семьёй",  # by its letters also Semey
        "хочу кушать плов",
        "наша победа будет скоро вместе",
        "вышел тепло одет",
        "я на работе",  # я + на is no Яна
        "орл",  # three letters are too few to guess from
        "9 человек 2 детей",
        "абракадабра",
        "доброе утро, подскажите, какие документы нужны для регистрации и сколько ждать очередь",
        "очередь движется медленно люди мерзнут водители ругаются полиция молчит",
    ],
)
def test_ordinary_words_are_no_place(text: str) -> None:
    found = PLACES.find(Utterance(text))
    assert found.places == ()
    assert not found.sure


def test_the_words_of_a_text_without_a_place_are_all_left() -> None:
    assert PLACES.find(Utterance("Где сегодня АВТОБУС?")).rest == "где сегодня автобус"


def test_an_ordinary_word_that_is_a_village_is_found_only_alone() -> None:
    village = made("1", "Работа", 60.0, 60.0, 900)
    places = Places([village], [], [])
    assert ids("Работа", places) == ["1"]
    assert ids("нужна работа", places) == []


def test_a_far_village_is_believed_only_where_nothing_else_can_be_meant() -> None:
    places = Places([made("1", "Кудрявка", 60.0, 60.0, 900)], [], ANCHORS)
    assert ids("Кудрявка", places) == ["1"]
    assert ids("ночлег Кудрявка", places) == ["1"]
    assert ids("волшебная кисть в Кудрявке лежит", places) == ["1"]  # "в" leads to it
    assert ids("волшебная Кудрявка лежит забытая", places) == []


def test_a_name_that_sounds_alike_is_offered_for_an_unknown_one() -> None:
    found = PLACES.find(Utterance("Бурмундск"))
    named = [place.name.in_language("en") for place in found.places]
    assert (named, found.sure, found.rest) == (["Murmansk"], False, "")


def test_landmarks_win_over_the_gazetteer() -> None:
    assert ids("Тёплое") == ids("в Тёплом") == ids("teploe") == ids("Шаган") == ["TEPLOE"]
    assert ids("Тёплое", Places(GAZETTEER_PLACES, [], ANCHORS)) != ["TEPLOE"]
    assert ids("Жаңа Жол") == ids("Петухово") == [PETROPAVL]
    assert ids("cinema park") == ids("в Синема Парке") == [URALSK]


def test_the_namesake_near_an_anchor_is_meant() -> None:
    assert ids("Каменка") == [TASKALA]
    rostov = [(47.23, 39.7)]
    assert [place.country for place in Places(GAZETTEER_PLACES, [], rostov).find(Utterance("Аксай")).places] == ["RU"]


def test_namesakes_are_asked_about_when_several_may_be_meant() -> None:
    near = made("near", "Ивановка", 51.0, 51.0, 300)
    beside = made("beside", "Ивановка", 52.5, 51.0, 5000)
    far = made("far", "Ивановка", 60.0, 80.0, 20_000)
    twice = made("twice", "Ивановка", 52.51, 51.01, 10)  # the same village once more
    assert ids("Ивановка", Places([near, beside, far, twice], [], ANCHORS)) == ["beside", "near"]
    assert ids("Ивановка", Places([near, far], [], ANCHORS)) == ["near"]


def test_far_namesakes_are_asked_about_when_they_compare() -> None:
    small, middle, large = (made(str(n), "Ивановка", 60.0, 60.0 + n, n * 1000) for n in (1, 5, 9))
    unknown = made("0", "Ивановка", 65.0, 60.0, 0)
    assert ids("Ивановка", Places([small, middle, large, unknown], [], [])) == ["9", "5"]
    assert ids("Ивановка", Places([small, large], [], [])) == ["9"]
    assert ids("Ивановка", Places([unknown], [], [])) == ["0"]


def test_a_famous_city_is_asked_about_beside_a_village_of_its_name() -> None:
    village, city = made("village", "Киров", 51.0, 51.0, 300), made("city", "Киров", 58.6, 49.6, 500_000)
    assert ids("Киров", Places([village, city], [], ANCHORS)) == ["village", "city"]


def test_at_most_five_namesakes_are_offered() -> None:
    assert len(ids("Ивановка", Places([made(str(n), "Ивановка", 60.0, 60.0 + n, 0) for n in range(9)], [], []))) == 5


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [("Oral", URALSK), ("Tasqala", TASKALA), ("Aqsay", AKSAI), ("Petropavl", PETROPAVL), ("Алма-Ата", ALMATY)],
)
def test_a_row_names_its_place_without_anchors(name: str, geonameid: str) -> None:
    place = Places(GAZETTEER_PLACES, [], []).named(name)
    assert place is not None
    assert place.id == geonameid


def test_a_row_that_names_nothing_known_has_no_place() -> None:
    assert PLACES.named("Нигде") is None


def test_a_place_is_had_by_its_id() -> None:
    assert PLACES.get(URALSK).name == Localized(en="Oral", ru="Уральск", kk="Орал")
    with pytest.raises(KeyError):
        PLACES.get("gone")


def test_a_long_text_is_answered() -> None:
    assert ids("помогите " * 170 + "Уральск") == [URALSK]


def test_the_distance_between_two_towns() -> None:
    # Uralsk to Samara, about 234 km as the crow flies.
    assert distance_km(51.246, 51.4256, 53.2001, 50.15) == pytest.approx(234, abs=3)
    assert distance_km(51.0, 51.0, 51.0, 51.0) == 0
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)


def test_the_gazetteer_has_every_place_with_what_an_answer_needs() -> None:
    countries = [place.country for place in GAZETTEER_PLACES]
    assert (countries.count("KZ"), countries.count("RU")) == (351, 5309)
    for place in GAZETTEER_PLACES:
        assert place.name.by_language()["en"].isascii(), place.id  # an English answer stays GSM-7
        assert place.timezone, place.id
    nameless = [place.id for place in GAZETTEER_PLACES if place.country == "KZ" and not place.name.by_language()["ru"]]
    assert nameless == []
    assert all(place.region for place in GAZETTEER_PLACES if place.population > 7000)


def test_every_large_town_is_found_by_each_of_its_names() -> None:
    places = Places(GAZETTEER_PLACES, [], [])
    for place in GAZETTEER_PLACES:
        if place.population >= 50_000:
            for name in displayed(place):
                assert place.name in {found.name for found in places.find(Utterance(name)).places}, name


def test_the_gazetteer_says_whose_data_it_is() -> None:
    with GAZETTEER.open(encoding="utf-8") as file:
        header = file.readline()
    assert "GeoNames, https://www.geonames.org, licensed CC BY 4.0" in header


# What becomes of a row of GeoNames: main name and alternates -> shown names and others.
ROWS = [
    ("RU", "Tver", ["Твер", "Тверь", "Цвер", "Калинин", "Tver'", "KLD"], "Tver Тверь Тверь Калинин"),
    ("RU", "Novokuznetsk", ["Новокузнетск", "Новокузнецк", "Новокузнецьк"], "Novokuznetsk Новокузнецк Новокузнецк "),
    ("RU", "Orël", ["Орел", "Орёл"], "Orel Орёл Орёл "),
    ("RU", "Nowhere", [], "Nowhere   "),
    ("KZ", "Qostanay", ["Костанай", "Қостанай", "Кустанай"], "Qostanay Костанай Қостанай Кустанай"),
    ("KZ", "Akkol’", ["Акколь", "Ақкөл", "Алексеевка"], "Akkol Акколь Ақкөл Алексеевка"),
]


@pytest.mark.parametrize(("country", "main", "alternates", "expected"), ROWS)
def test_the_names_shown_are_chosen_by_sound_and_alphabet(
    country: str, main: str, alternates: list[str], expected: str
) -> None:
    city = {
        **{"geonameid": 1, "countrycode": country, "admin1code": "01", "name": main, "alternatenames": alternates},
        **{"latitude": 1.0, "longitude": 2.0, "population": 3, "timezone": "Asia/Oral"},
    }
    columns = make_gazetteer.row(city, None)
    assert " ".join([*columns[3:6], columns[10]]) == expected


def test_the_gazetteer_holds_the_names_written_by_hand() -> None:
    for geonameid, _, ru, kk, also in [*rows(make_gazetteer.NAMES)][1:]:
        place = GAZETTEER_PLACES.by_id[geonameid]
        assert place.name[1:] == (ru, kk or ru)
        assert {name_key(name) for name in also.split("|") if name} <= {
            name_key(name) for name in (*displayed(place), *place.also)
        }


@pytest.mark.slow
def test_the_file_is_what_its_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Corrections go into gazetteer_names.tsv: the file itself is made anew when GeoNames is."""
    monkeypatch.setattr(make_gazetteer, "GAZETTEER", tmp_path / "made.tsv")
    make_gazetteer.main(["KZ", "RU"])
    assert (tmp_path / "made.tsv").read_text(encoding="utf-8") == GAZETTEER.read_text(encoding="utf-8")
