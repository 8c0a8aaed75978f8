"""Every word of the contract finds its flow, however it is typed; and ordinary sentences set nothing off."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.hearing.keywords import Keywords, Match
from hotline.hearing.utterance import Utterance
from hotline.talk.catalog import Catalog
from hotline.turn.knowledge import lexicon

PROMPTS = Path(__file__).parents[2] / "prompts"
LEXICON = lexicon(
    Catalog(PROMPTS, ["ru", "kk", "en"]), importing.read(SAMPLE).topics or (), lambda said: "теплое" in said.words
)

# What was promised: the flow, its words in English, Russian and Kazakh, and how they are typed in Latin letters.
PROMISED = [
    ("shelter", "SHELTER", "НОЧЛЕГ, ПРИЮТ, УБЕЖИЩЕ", "БАСПАНА", "nochleg, priyut, ubezhishche, baspana"),
    ("border", "BORDER", "ГРАНИЦА, ОЧЕРЕДЬ", "ШЕКАРА", "granitsa, ochered, shekara"),
    ("register", "REGISTER", "РЕГИСТРАЦИЯ", "ТІРКЕУ", "registratsiya, tirkeu"),
    ("menu", "MENU, HELP", "МЕНЮ, ПОМОЩЬ", "МӘЗІР, КӨМЕК", "menyu, pomosch, mazir, komek"),
    ("more", "MORE", "ЕЩЁ", "ТАҒЫ", "esche, tagy"),
    ("lang", "LANG", "ЯЗЫК", "ТІЛ", "yazyk, til"),
    ("news", "NEWS", "НОВОСТИ", "ЖАҢАЛЫҚ", "novosti, zhanalyk"),
    ("volunteer", "VOLUNTEER", "ВОЛОНТЁР", "ЕРІКТІ", "volonter, erikti"),
    ("line", "LINE", "НОМЕР", "НӨМІР", "nomer, nomir"),
    ("wait", "WAIT", "ЖДУТ", "КҮТУ", "zhdut, kutu"),
    ("passed", "PASSED", "ПРОШЁЛ", "ӨТТІМ", "proshel, ottim"),
    ("now", "NOW", "СЕЙЧАС", "ҚАЗІР", "seichas, qazir"),
    ("forget", "FORGET", "ЗАБУДЬ", "ҰМЫТ", "zabud, umyt"),
    ("stop", "STOP", "СТОП", "ТОҚТА", "stop, tokta"),
    ("start", "START", "СТАРТ", "БАСТА", "start, basta"),
    ("full", "FULL", "ПОЛНО", "ТОЛЫ", "polno, toly"),
]
WORDS = [(flow, word.strip()) for flow, *columns in PROMISED for column in columns for word in column.split(",")]
ALONE = {"more", "stop", "start", "forget"}  # these act on a message that says nothing else
INCOMPLETE = {"wait", "now"}  # these need a number or a crossing: "мы сейчас в Уральске" is no report


def flow(text: str) -> str | None:
    match = LEXICON.find(Utterance(text))
    return match.flow if match else None


def found(text: str) -> Match:
    match = LEXICON.find(Utterance(text))
    assert match is not None, text
    return match


@pytest.mark.parametrize(("name", "word"), WORDS)
def test_every_word_of_the_contract_finds_its_flow_in_any_case(name: str, word: str) -> None:
    for typed in (word, word.lower(), word.capitalize(), f"  {word}!! ", f"«{word}»", word.replace("Ё", "Е")):
        match = found(typed)
        assert (match.flow, match.sure, match.whole) == (name, True, True), typed


@pytest.mark.parametrize(("name", "word"), [(name, word) for name, word in WORDS if name not in ALONE])
def test_the_place_may_stand_before_or_after_the_word(name: str, word: str) -> None:
    for place in ("Тёплое", "250 Oral") if name in INCOMPLETE else ("Уральск", "Oral"):
        for typed in (f"{word} {place}", f"{place} {word}", f"{word}, {place}.", f"{place}\n{word}"):
            match = found(typed)
            assert (match.flow, match.whole) == (name, False), typed
            assert place in match.rest.text


TYPED = [
    # the flow, what people text
    ("shelter", "Ночлег в Уральске|в уральске ночлег|НОЧЛЕХ уральске|ночлек|ночлегг|nochleg v uralske|no4leg uralsk"),
    ("shelter", "HОЧЛЕГ|НОЧЛEГ Уральск|нoчлeг"),  # Latin letters inside
    ("shelter", "sheltr|shelter pls|SHELTER ORAL|oral shelter|i need a shelter in Uralsk for 6 people"),
    ("shelter", "баспана Орал|Оралда баспана|baspana oral|баспана керек|БАСПAНА"),
    ("shelter", "где переночевать|где можно переночевать в уральске|негде ночевать|ищу ночлег на 6 человек"),
    ("shelter", "привет, где ночлег?"),  # a greeting is no wish
    ("border", "граница Самара|очередь|ochered|какая очередь на границе|на границе|границу|гpаница|borderr"),
    ("border", "шекара қалай|шекарада кезек|shekara|кезек"),
    ("register", "регистрация|registracia|регестрация|как зарегистрироваться|тіркеу 25.09|tirkeu|tіrkeu|registr"),
    ("line", "НОМЕР 143 ТЁПЛОЕ|номер 143|line 143 teploe|нөмір 143|мой номер 143"),
    ("wait", "ЖДУТ ТЁПЛОЕ 250|wait teploe 250|күту тёплое 250"),
    ("passed", "ПРОШЁЛ ТЁПЛОЕ 9 Ч|прошел теплое 16.5ч|PASSED TEPLOE 9H|прошли тёплое 9|өттім тёплое 9"),
    ("now", "СЕЙЧАС ТЁПЛОЕ 143|now teploe 143|қазір тёплое 143"),
    ("full", "ПОЛНО|полно!|там нет мест|мест нет|нет мест|full|it's full|толы|орын жоқ|тoлы"),
    ("menu", "помогите|сәлем|MEHЮ|MEHI0|меню пожалуйста|help please"),
    ("news", "новости|подписка|жаңалықтар|hовости|Н0ВОСТИ"),
    ("volunteer", "волонтер|валонтер|хочу поговорить с волонтёром|ерікті|operator|talk to a person"),
    ("lang", "язык|сменить язык|language|тілді ауыстыру|LANG kk"),
    ("topic:FOOD", "еда|где поесть|food|тамақ|покушать в уральске"),
    ("topic:SIM", "симка|сим|sim|где взять симку"),
    ("topic:MONEY", "деньги|обмен денег|ақша"),
    ("stop", "Стоп, спасибо|СТОП!|stop please|Stop. Thank you|CTОП|отписаться|не пишите мне больше|тоқта рахмет"),
    ("stop", "unsubscribe|STOPALL|cancel|end|quit|optout|revoke"),  # Twilio's
    ("start", "старт|Start|UNSTOP|баста|CTAPT|старт, пожалуйста"),
    ("forget", "ЗАБУДЬ|забудь меня|forget me|Забудьте меня, пожалуйста|ұмыт|мені ұмытыңыз"),
    ("more", "ещё|еще!|more|MORE please|тағы|дальше"),
    ("back", "назад|back|артқа"),
    ("thanks", "спасибо большое|Спасибо!|рахмет|thank you very much"),
    ("details", "подробнее|details|толығырақ"),
]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in TYPED for text in texts.split("|")])
def test_what_people_type_finds_its_flow(name: str, text: str) -> None:
    assert flow(text) == name


HARMLESS = [
    # Sentences with a word in them that would stop, erase or start something.
    "does the bus stop here?",
    "Где тут автобусная остановка, стоп сигнал не работает",
    "мы стоим, не останавливаемся",
    "please don't stop helping us",
    "I will never forget your help",
    "не забудь паспорт",
    "забудь про очередь, иди пешком",
    "тоқтап тұрмыз",
    "когда старт регистрации",
    "the end of the queue",
    "cancel my registration",
    "стопор",
    "стоп машина на границе",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_no_sentence_stops_or_erases_anybody_by_accident(text: str) -> None:
    assert flow(text) not in ("stop", "start", "forget")


ORDINARY = [
    "",
    "🙏🙏",
    "?",
    "12",
    "да",
    "нет",
    "мы сейчас в Уральске",
    "ждут нас там?",
    "Уральск",
    "в Уральске",
    "Orenburg",
    "меня зовут Анна",  # no number is being called
    "мы хотим домой",
    "у меня нет паспорта",
    "абракадабра",
    "холодно",
    "где мой чемодан",
    "когда это кончится",
    "my name is Anna",
    "кто там",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_keyword(text: str) -> None:
    assert flow(text) is None


# A keyword in an everyday phrase that does not mean it, each with one that does.
FALSE_FRIENDS = [
    # what is not meant; what is heard instead; what is meant; and its flow
    ("is it free of charge?", None, "is it free to charge a phone?", "charge"),
    ("they charge us 500 tenge", "topic:MONEY", "where do they charge phones", "charge"),
    ("who is in charge here", None, "charge in Oral", "charge"),
    ("he was charged with a crime", None, "can a phone be charged with a cable there", "charge"),
    ("my car battery died", None, "my battery died", "charge"),
    ("where to register my car", None, "where to register, we came by car", "register"),
    ("the border guard took my passport", None, "how long at the border", "border"),
    ("the border guards are kind", None, "who shelters us tonight", "shelter"),
    ("what is your phone number", None, "line number 143", "line"),
    ("my full name is Anna", None, "it is full", "full"),
    ("my father passed away", None, "we passed teploe 9h", "passed"),
    ("he passed out", None, "he passed the border", "passed"),
    ("my passport number", None, "my number in line", "line"),
    ("в первую очередь вода", None, "в какую очередь встать", "border"),
    ("v pervuyu ochered voda", None, "ochered", "border"),
    ("в первую очередь нужна еда", "topic:FOOD", "очередь большая?", "border"),
    ("мы уже за границей, где ночлег", "shelter", "на границе где ночлег", "border"),
    ("дайте номер телефона", None, "дайте номер", "line"),
    ("номер паспорта", None, "мой номер 143", "line"),
    ("номер в гостинице дорогой", None, "номер в очереди 143", "line"),
    ("меня зовут Анна, нас 4", None, "зовут номер 143", "now"),
    ("menya zovut Anna nas 4", None, "zovut 143", "now"),
    ("сейчас нас 4 человека", None, "сейчас 143", "now"),
    ("нас ждут 2 детей", None, "ждут тёплое 250", "wait"),
    ("зарегистрировать машину", None, "зарегистрировать семью", "register"),
    ("ставить машину на учёт", None, "встать на учёт", "register"),
    ("воинский учёт", None, "миграционный учёт", "register"),
    ("переходный возраст", None, "открыт ли пешеходный переход", "border"),
    ("бірінші кезекте су керек", None, "кезекте қанша адам", "border"),
    ("телефон нөмірін беріңіз", None, "менің нөмірім 143", "line"),
    ("паспорт нөмірі", None, "кезектегі нөмірім 143", "line"),
    ("қонақүйден нөмір алдық", None, "нөмір 143", "line"),
    ("көлігімді тіркеу", None, "отбасымды тіркеу", "register"),
    ("көлікті тіркеу", None, "тіркеуге қайда барамын", "register"),
    ("қазір біз 4 адамбыз", None, "қазір тёплое 143", "now"),
    ("шекарашы паспортты алды", None, "шекарада кезек", "border"),
]


@pytest.mark.parametrize(("text", "instead", "meant", "name"), FALSE_FRIENDS)
def test_an_everyday_phrase_with_a_keyword_in_it_does_not_mean_it(
    text: str, instead: str | None, meant: str, name: str
) -> None:
    assert flow(text) == instead
    assert flow(meant) == name


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("НОЧЛЕГ Уральск", "Уральск"),
        ("Уральск, ночлег!", "Уральск,"),
        ("прошёл тёплое 16.5ч", "тёплое 16.5ч"),  # numbers stay as they were written
        ("LINE 143 TEPLOE", "143 TEPLOE"),
        ("где переночевать в Уральске", "в Уральске"),
        ("ночлег-Уральск", "уральск"),
        ("ночлег", ""),
    ],
)
def test_what_is_said_besides_the_keyword_is_kept_as_written(text: str, rest: str) -> None:
    assert found(text).rest.text == rest


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("ночлег", {"ru"}),
        ("nochleg", {"ru"}),  # Latin letters are no English
        ("shelter", {"en"}),
        ("баспана", {"kk"}),
        ("қазір", {"kk"}),
    ],
)
def test_a_keyword_tells_the_language(text: str, languages: set[str]) -> None:
    assert found(text).languages == languages


def test_a_mended_typo_is_not_sure() -> None:
    match = found("ночлех")
    assert (match.flow, match.sure, match.whole) == ("shelter", False, False)


# How words are matched, on a vocabulary of its own.

SMALL = Keywords(
    {
        "up": {"en": ["north", "far north", "no"]},
        "down": {"en": ["south", "north", "southern road", "deep south road"]},
        "halt": {"en": ["halting", "stand still"]},
        "greet": {"en": ["hello there"], "fr": ["salutations"]},
        "count": {"en": ["counting"]},
    },
    courtesy=["please", "thank you"],
    ordinary=["mouth", "deep south", "my southern", "worth it"],
    alone=["halt"],
    weak=["greet"],
    incomplete=["count"],
    completes=lambda rest: rest.text == "sheep",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("north", "up"),  # claimed by two: the upper one has it
        ("southern road", "down"),
        ("far north or south", "up"),  # the longest phrase counts,
        ("south or north", "down"),  # else the first
        ("salutations, south", "down"),  # a weak one yields to any other
        ("salutations", "greet"),
        ("salutatoins", "greet"),
        ("salutatoins my friend", None),  # but a weak one is not mended among other words
        ("halting please", "halt"),
        ("we are halting here", None),  # alone or not at all
        ("haltign", None),  # and to the letter
        ("counting", "count"),
        ("counting 12 cows", "count"),  # with a number,
        ("counting sheep", "count"),  # or what else completes it
        ("counting on you", None),
        ("cuonting on you", None),
        ("soth", None),  # four letters are too few to mend
        ("sotuh", "down"),  # two exchanged are one typo
        ("sowwh", None),  # five letters have no two typos
        ("mouth", None),  # an ordinary word, though one letter from another
        ("the deep south", None),  # nor is a keyword meant in an ordinary phrase,
        ("the deep south or north", "up"),  # but beside it,
        ("the deep south road", "down"),  # or by a longer one
        ("my southern road", None),  # of two as long the ordinary one counts
        ("worth it", None),  # no word of it is mended
        ("worth going", "up"),
    ],
)
def test_the_rules_of_matching(text: str, expected: str | None) -> None:
    match = SMALL.find(Utterance(text))
    assert (match.flow if match else None) == expected


@pytest.mark.parametrize(
    ("text", "whole"),
    [("north", True), ("North, please!", True), ("thank you north", True), ("north road", False), ("norht", False)],
)
def test_a_message_is_whole_when_nothing_but_courtesy_is_left(text: str, whole: bool) -> None:
    match = SMALL.find(Utterance(text))
    assert match is not None
    assert match.whole is whole


def test_no_words_match_nothing() -> None:
    assert Keywords({}).find(Utterance("anything")) is None


def test_the_longest_message_is_searched_like_any_other() -> None:
    assert flow("а" * 1590 + " ночлег") == "shelter"
    assert flow("слово " * 250 + "граница") == "border"
