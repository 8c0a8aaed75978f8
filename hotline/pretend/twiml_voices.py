"""The voices of `<Say>` and their languages. There is none for Kazakh, at any of Twilio's providers.

Source: https://www.twilio.com/docs/voice/twiml/say/text-speech and, for the names,
https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
"""

from __future__ import annotations

from collections.abc import Mapping

POLLY: Mapping[str, frozenset[str]] = {
    language: frozenset(names.split())
    for language, names in {
        "ar-AE": "Hala Zayd",
        "arb": "Zeina",
        "ca-ES": "Arlet",
        "cmn-CN": "Zhiyu",
        "cs-CZ": "Jitka",
        "cy-GB": "Gwyneth",
        "da-DK": "Mads Naja Sofie",
        "de-AT": "Hannah",
        "de-DE": "Daniel Hans Marlene Vicki",
        "en-AU": "Nicole Olivia Russell",
        "en-GB": "Amy Arthur Brian Emma",
        "en-GB-WLS": "Geraint",
        "en-IE": "Niamh",
        "en-IN": "Aditi Kajal Raveena",
        "en-NZ": "Aria",
        "en-US": "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen",
        "en-ZA": "Ayanda",
        "es-ES": "Conchita Enrique Lucia Sergio",
        "es-MX": "Andres Mia",
        "es-US": "Lupe Miguel Pedro Penelope",
        "fi-FI": "Suvi",
        "fr-BE": "Isabelle",
        "fr-CA": "Chantal Gabrielle Liam",
        "fr-FR": "Celine Lea Mathieu Remi",
        "hi-IN": "Aditi Kajal",
        "is-IS": "Dora Karl",
        "it-IT": "Adriano Bianca Carla Giorgio",
        "ja-JP": "Kazuha Mizuki Takumi Tomoko",
        "ko-KR": "Seoyeon",
        "nb-NO": "Ida Liv",
        "nl-BE": "Lisa",
        "nl-NL": "Laura Lotte Ruben",
        "pl-PL": "Ewa Jacek Jan Maja Ola",
        "pt-BR": "Camila Ricardo Thiago Vitoria",
        "pt-PT": "Cristiano Ines",
        "ro-RO": "Carmen",
        "ru-RU": "Maxim Tatyana",
        "sv-SE": "Astrid Elin",
        "tr-TR": "Burcu Filiz",
        "yue-CN": "Hiujin",
    }.items()
}
_GOOGLE_ALONE = (
    "af-ZA ar-XA bg-BG bn-IN el-GR eu-ES fil-PH gl-ES gu-IN he-IL hu-HU id-ID kn-IN lt-LT lv-LV ml-IN mr-IN ms-MY "
    "pa-IN sk-SK sr-RS ta-IN te-IN th-TH uk-UA ur-IN vi-VN"
)
_BASIC_ALONE = "en-CA zh-CN zh-HK zh-TW"
LANGUAGES = frozenset(POLLY) | frozenset(_GOOGLE_ALONE.split()) | frozenset(_BASIC_ALONE.split())

_BASIC = frozenset({"man", "woman", "alice"})
_WITHOUT_NEURAL = frozenset({"Maxim", "Tatyana"})  # the Russian ones exist as standard voices only


def problem(voice: str | None, language: str | None) -> str | None:
    """What is wrong with this pair of Say's attributes, None when Twilio would speak. Either may be left out."""
    if language is not None and language not in LANGUAGES:
        return f"no voice speaks {language}"
    if voice is None or voice in _BASIC:
        return None
    provider, _, name = voice.partition(".")
    if provider == "Google" and name:
        fits = language is None or name.startswith(f"{language}-")
    elif provider == "Polly" and name:
        name, _, engine = name.partition("-")
        spoken = {code for code, names in POLLY.items() if name in names}
        if not spoken or engine not in ("", "Neural", "Generative") or (engine and name in _WITHOUT_NEURAL):
            return f"there is no voice {voice}"
        fits = language is None or language in spoken
    else:
        return f"there is no voice {voice}"
    return None if fits else f"voice {voice} does not speak {language}"
