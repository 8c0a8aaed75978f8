"""What is wrong with a data file, said so that a coordinator finds the cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ... import HotlineError

LONGEST = 1_000  # characters in a field: Fluent fills in no longer one, and a message has 1,600

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PHONE = re.compile(r"\+?(?:[ ().-]*[0-9]){10,}[ ().-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One error. `line` counts from 1, 0: the file as a whole.

    `column` is a column's or key's name, or a position in the line (from 1) where no name can be given: in bytes
    for what is not UTF-8, in characters for what is not TOML. "": the line as a whole.
    """

    file: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.what}"


class BadData(HotlineError):
    """Nothing was loaded. `problems` holds every error of every file, by file and line; `str` is one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def shown(value: object) -> str:
    """`value` as an error may show it: short, and no phone number that slipped into another column."""
    text = str(value)
    if not text:
        return "nothing"
    if _PHONE.fullmatch(text):
        return "what looks like a phone number"
    if _NUMBER.fullmatch(text):
        return text[:40]
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def decoded(file: str, raw: bytes) -> str | Problem:
    """The file's text with every line ending made \\n and without a byte order mark, or why it has none."""
    # Before decoding, so that the lines counted here are those that the readers count.
    raw = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text, bad, what = raw.decode(), raw.find(b"\0"), "a NUL byte; the file is damaged or not a text"
    except UnicodeDecodeError as error:
        text, bad, what = (
            "",
            error.start,
            f"not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8, in a spreadsheet as “CSV UTF-8”",
        )
    if bad >= 0:
        before = raw[:bad]
        return Problem(file, before.count(b"\n") + 1, str(bad - before.rfind(b"\n")), what)
    if not text.strip():
        return Problem(file, 1, "", "the file is empty")
    return text
