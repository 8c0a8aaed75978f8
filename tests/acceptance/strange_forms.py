"""Requests that no carrier would send, and some that it would: the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

PATHS = ("/sms", "/sms", "/voice", "/voice/keys", "/voice/keys", "/voice/recording", "/status/message", "/status/call")
BODIES = (
    "НОЧЛЕГ Уральск", "БАСПАНА Орал", "SHELTER", "ГРАНИЦА", "BORDER TEPLOE", "РЕГИСТРАЦИЯ", "25.09.2022", "МЕНЮ",
    "ЖДУТ ТЁПЛОЕ 250", "НОМЕР 143 ТЁПЛОЕ", "СТОП", "ЗАБУДЬ", "ВОЛОНТЁР где я?", "помогите, бьют", "ЯЗЫК", "НОВОСТИ",
    "", " ", "0", "1", "2", "3", "9", "*", "#", "-1", "1e9", "99999999999999999999", "😀", "👨‍👩‍👧‍👦🇰🇿", "\x00",
    "\x1b[2J\x07", "\r\n\r\nHTTP/1.1 200", "<Message>&amp;]]></Message>", "{ $key }", "%s%n{0}", "';--",
    "\u202e\u2066abc", "\ufffe\uffff",
    "e\u0301" * 50, "х" * 1600, "слово " * 266, "1 " * 800, "😀" * 800, "a" * 20_000, "ü" * 9_000,
)  # fmt: skip
SENDERS = (
    "", "anonymous", "Anonymous", "unknown", "+266696687", "Beeline", "1414", "+1414", "+14155552671", "+380501234567",
    "client:anna", "sip:a@b.invalid", "+", "++7701", "+77010000001 ", "+7701٠٠٠٠٠٠١", "\x00", "+" + "7" * 500, "😀",
)  # fmt: skip
PIECES = (
    "абвгд",
    "НОЧЛЕГ",
    "qwerty",
    "\u0000\u0007",
    "😀🇰🇿",
    "١٢٣",
    "́̂",
    "\u202e",
    "<&>\"'",
    " \t\r\n",
    "1234567890*#",
    "中文",
)


@dataclass(frozen=True, slots=True)
class Strange:
    """One request. `raw` replaces the form as bytes; `signed` says whether its signature is right."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    signed: bool = True


def strange_forms(count: int, seed: int) -> Iterator[Strange]:
    """`count` requests: three of four rightly signed forms, the others unsigned, broken or no forms at all."""
    dice = Random(seed)
    for number in range(count):
        path = dice.choice(PATHS)
        if path.startswith("/voice/"):
            path += _query(dice)
        fields = _fields(dice, number)
        match dice.randrange(12):
            case 0:
                yield Strange(path, fields, signed=False)
            case 1:
                yield Strange(path, raw=dice.randbytes(dice.choice((0, 1, 50, 3000, 70_000))))
            case 2:
                kind = dice.choice(("text/plain", "application/json", "multipart/form-data", "\u00fc", "a" * 3000))
                yield Strange(path, fields, headers={"Content-Type": kind})
            case _:
                yield Strange(path, fields)


def texts_in(request: Strange) -> Iterator[str]:
    """What of a request no log may repeat: numbers and texts long enough to be told from our own words."""
    for name, value in request.fields:
        if name in ("From", "Body", "Caller") and len(value.strip()) > 4:
            yield value.strip()


def _query(dice: Random) -> str:
    step = dice.choice(("0", "1", "2", "3", "17", "199", "200", "-1", "x", "", "%00", "%D9%A3", "9" * 30))
    pressed = dice.choice(
        ("", "1", "1.1", "1.1.1", "1.2", "1.3.25092022", "*.*", "9.9.9", "x", "1" * 40, "%F0%9F%98%80")
    )
    return dice.choice((f"?step={step}&pressed={pressed}", f"?step={step}", "", f"?{quote(_piece(dice))}"))


def _fields(dice: Random, number: int) -> list[tuple[str, str]]:
    sender = dice.choice(SENDERS) if dice.random() < 0.3 else f"+7701{dice.randrange(400):07}"
    body = dice.choice(BODIES) if dice.random() < 0.7 else _piece(dice)
    rows = {
        "MessageSid": f"SM{number if dice.random() < 0.9 else dice.randrange(50)}",
        "CallSid": f"CA{dice.randrange(300)}",
        "From": sender,
        "To": "+77000000001",
        "Body": body,
        "Digits": dice.choice(("", "1", "2", "3", "7", "0", "*", "#", "25092022", "x", "1" * 40, "٣")),
        "RecordingUrl": "https://recordings.invalid/" + _piece(dice)[:50],
        "MessageStatus": dice.choice(("delivered", "failed", "x", "\x00")),
    }
    if dice.random() < 0.05:
        rows["OptOutType"] = dice.choice(("STOP", "START", "HELP", "x", "\x00"))
    for name in dice.sample(sorted(rows), dice.choice((0, 0, 0, 1, 2, 5))):
        del rows[name]
    if dice.random() < 0.1:
        rows[_piece(dice)] = _piece(dice)
    return list(rows.items()) + ([("Body", "x")] if dice.random() < 0.03 else [])


def _piece(dice: Random) -> str:
    return "".join(dice.choice(PIECES) for _ in range(dice.choice((1, 2, 5, 40, 150))))
