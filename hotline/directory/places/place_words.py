"""Words around a place: prepositions, the endings of cases, and ordinary words that a village happens to be called."""

from __future__ import annotations

from functools import lru_cache

from ...hearing.spelling import readings, skeleton

_BEFORE = """
в во на из изо с со к ко у от до по под за над около возле вблизи близ недалеко рядом близко через и это я мы мне нам
г гор город города городе городу с село села селе пос поселок поселке п пгт д дер деревня деревне деревни аул ст
станица станция район районе in at to from near the by of around outside close city town village of i am we are im
"""

# Postpositions and the words for a town that Kazakh and English put behind the name.
_AFTER = """
жанында жанындамын маңында маңындамын маңындағы қасында қасындамын қаласы қаласында қаласынан қаласына қала ауылы
ауылында ауылынан ауданы ауданында облысы облысында маған бармын тұрмын город города область области обл районе рядом
city region district town oblast
"""

_FROM = "из изо от с со from iz izo ot"

# What people write around a place. A village of that name is found only where it is the whole text.
_ORDINARY = """
да нет не ни ок окей ладно хорошо можно нельзя надо нужно нужен нужна нужны есть был была были будет будем буду мой
моя мои наш наша наши ваш вам вас нас нам мне меня тебя тебе его ее их они она он оно мы вы ты сам сами свой весь все
всё всем всех кто что чего где куда откуда как когда какой какая какие сколько почему зачем тут там здесь туда сюда
сейчас сегодня завтра вчера утром утро вечером вечер ночью ночь днем день дня дней час часа часов минута минут неделя
неделю месяц год года лет уже еще ещё потом скоро пока поздно рано быстро очень много мало больше меньше только тоже
также если или но чтобы без для про при между после перед один одна одни два две двое три трое четыре четверо пять
шесть семь восемь девять десять первый второй несколько пара привет здравствуйте добрый добрая доброе доброго спасибо
пожалуйста помогите помощь помоги просьба прошу подскажите скажите хочу хотим люди людей человек человека мужчина
мужчины женщина женщины девушка парень ребенок ребёнок ребенка дети детей детьми мама папа муж жена сын дочь брат
сестра семья семьей семьи друг друзья бабушка дедушка собака собакой кошка кот младенец беременная ночлег приют
убежище жилье жильё переночевать ночевать спать хостел гостиница отель квартира комната дом дома койка место мест
места граница границы границе границу границей очередь очереди очередью кпп переход пропускной пункт таможня паспорт
документы документ регистрация регистрации зарегистрироваться цон иин внж виза миграция миграционная повестка
мобилизация война мир еда еду еды поесть вода воды воду чай хлеб магазин аптека врач больница больной лекарства деньги
денег банк карта карту обмен тенге рубли работа работу работы автобус автобуса автобусы автобусе поезд поезда поездом
вокзал вокзала вокзале такси машина машине машину машины пешком самолет аэропорт билет билеты дорога дороге дорогу
трасса трассе трассы улица улице путь ехать едем еду идти идем иду стоим стою стоять прошел прошла прошли проехал
проехали приехал приехали приехала нахожусь находимся ищу ищем ждать жду ждем ждут прибыли прибыл меню язык новости
новость волонтер волонтёр волонтеры номер сим симка связь телефон интернет школа школу садик церковь мечеть лагерь
центр центре старт стоп забудь сброс открыто закрыто полно полный свободно свободные холодно тепло теплый страшно
плохо срочно мокрый казахстан казахстана казахстане казахстану казахстаном россия россии россию россией рф рк русский
казахский новый новая новое старый большой малый красный победа мост река озеро лес поле гора горы восток запад север
юг любой любая рейс ответ вопрос yes no ok okay please thanks thank you hello hi help need want where how when what
who which why there here now today tomorrow tonight shelter sleep bed beds night place room hostel hotel food water
eat bus train taxi car foot walk money bank work job people person persons children child kids family man woman men
women wife husband border crossing queue line wait waiting waited passed open closed full register registration
document documents passport menu more lang language news volunteer number start stop forget with without and or for is
it my our me us have has can will be on far next nearest kazakhstan russia сәлем салем сәлеметсіз бе рахмет рақмет иә
жоқ жок бар керек маған бізге біз мен сен сіз олар кім не қайда қайдан қалай қашан қанша неше баспана пана шекара
кезек тіркеу тіркелу мәзір тағы тіл жаңалық ерікті нөмір қазір күту өттім бүгін ертең кеше түн түнде таң кеш күн адам
адамбыз адамдар бала балалар балам отбасы әйел еркек жол жолда тамақ нан су ақша жұмыс автобус пойыз көлік үй жақсы
жаман көп аз бос толы ашық жабық көмек көмектесіңіз өтінем ұмыт тоқта баста қазақстан қазақстанда қазақстанға ресей
ресейден келдім келдік тұр орын бір екі үш төрт бес алты жеті сегіз тоғыз он ауыл қала
"""

# Case endings as skeletons -> what the nominative ends in instead. The longest that fits, and all shorter ones, count.
_RUSSIAN_ENDINGS = {
    **{"e": ("", "a", "o", "i", "ei"), "i": ("", "a"), "u": ("", "a", "o"), "a": ("", "o", "e"), "oi": ("a", "aia")},
    **{"iu": ("", "i", "ia", "e"), "ia": ("", "i", "e"), "om": ("", "o", "i", "oe"), "em": ("", "i", "e", "ee")},
    **{"ei": ("", "a", "ia", "aia"), "im": ("i", "oe", "e"), "ogo": ("i", "oe", "oi"), "ego": ("i", "e")},
    **{"omu": ("i", "oe", "oi"), "emu": ("i", "e"), "ah": ("i", "a"), "iah": ("i", ""), "am": ("i", "a")},
    **{"ami": ("i", "a"), "ih": ("i", "e"), "uiu": ("aia",), "ok": ("ki",)},
}  # fmt: skip
_KAZAKH_ENDINGS = tuple(
    f"{consonant}{ending}"
    for consonants, vowels, rest in (
        ("dt", "ae", ("", "n", "gi", "min", "miz")),  # -да, -дан, -дағы; -дамын "I am in"
        ("n", "ae", ("n",)),
        ("gk", "ae", ("",)),
        ("dtn", "i", ("n", "")),
        ("mbp", "e", ("n",)),
    )
    for consonant in consonants
    for ending in (vowel + tail for vowel in vowels for tail in rest)
)

_ABLATIVE = ("dan", "den", "tan", "ten", "nan", "nen")

# Уфе, Шуда: a shorter stem than this says nothing.
_SHORTEST_STEM = 2


@lru_cache(maxsize=16384)
def nominatives(word: str) -> tuple[str, ...]:
    """What a declined skeleton may have been before, in Russian or Kazakh; the word itself is not among them.

    "uralske" -> "uralsk" and others that no place is called. Orlov-type fleeting vowels: "orle" -> "orel".
    """
    found: dict[str, None] = {}
    for ending, nominative_endings in _RUSSIAN_ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST_STEM:
            continue
        found.update(dict.fromkeys(stem + nominative for nominative in nominative_endings))
        if len(ending) < 3 and stem[-1] in "lns" and stem[-2] not in "aeiou":
            found[f"{stem[:-1]}e{stem[-1]}"] = None
    for ending in _KAZAKH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST_STEM:
            found[word.removesuffix(ending)] = None
    found.pop(word, None)
    return tuple(found)


def is_ablative(word: str) -> bool:
    """Whether a declined skeleton is Kazakh for "from there": "oraldan"."""
    return word.endswith(_ABLATIVE)


@lru_cache(maxsize=16384)
def is_filler(word: str) -> bool:
    """Whether a casefolded word only leads to a place: "в", "около", "г", "near", "маңында"."""
    return not _SKELETONS_AROUND.isdisjoint(readings(word))


@lru_cache(maxsize=16384)
def follows(word: str) -> bool:
    """Whether a casefolded word belongs to the place before it: "қаласында", "область"."""
    return not _SKELETONS_AFTER.isdisjoint(readings(word))


@lru_cache(maxsize=16384)
def means_from(word: str) -> bool:
    """Whether a casefolded word says that the place after it is where somebody came from."""
    return skeleton(word) in _SKELETONS_FROM


@lru_cache(maxsize=16384)
def is_ordinary(word: str) -> bool:
    """Whether a casefolded word is one that people write around places, or a number."""
    return word[0].isdecimal() or word in _ORDINARY_WORDS or not _ORDINARY_SKELETONS.isdisjoint(readings(word))


def _skeletons(table: str) -> frozenset[str]:
    return frozenset(map(skeleton, table.split()))


_SKELETONS_AFTER = _skeletons(_AFTER)
_SKELETONS_AROUND = _skeletons(_BEFORE) | _SKELETONS_AFTER
_SKELETONS_FROM = _skeletons(_FROM)
_ORDINARY_WORDS = frozenset(_ORDINARY.replace("ё", "е").split())
_ORDINARY_SKELETONS = _skeletons(_ORDINARY) - {"semei"}  # семьей by its letters only: semey is a city
