"""Smart encoding: characters that have a likeness in GSM-7 are replaced by it, whatever else the text holds.

Sources: https://www.twilio.com/docs/messaging/services/smart-encoding-char-list, as Somleng has it in
app/models/smart_encoding.rb; the two spaces for a hard one are read there only.
"""

from __future__ import annotations

from unicodedata import normalize

# Replacement: what it stands for.
_LIKENESSES = {
    '"': "\u00ab\u00bb\u201c\u201d\u02ba\u02ee\u201f\u275d\u275e\u301d\u301e\u201e",
    "'": "\u2018\u2019\u02bb\u02c8\u02bc\u02bd\u02b9\u201b\u00b4\u02ca`\u02cb\u275b\u275c"
    "\u0313\u0314\ufe10\ufe11\u2017",
    "/": "\u00f7\u29f8\u0337\u0338\u2044\u2215",
    "\\": "\u29f9\u29f5\u20e5\ufe68",
    "1/4": "\u00bc",
    "1/2": "\u00bd",
    "3/4": "\u00be",
    "_": "\u0332",
    "|": "\u20d2\u20d3\u2223\u23b8\u23b9\u23d0\u239c\u239f",
    "-": "\u23bc\u23bd\u2015\ufe63\u2010\u2043\u2014\u2013\u2022",
    "@": "\ufe6b",
    "$": "\ufe69",
    "!": "\u01c3\ufe15\ufe57",
    "!!": "\u203c",
    "#": "\ufe5f",
    "%": "\ufe6a",
    "&": "\ufe60",
    ",": "\u201a\u0326\ufe50\ufe51\uff64\u3001",
    "(": "\u2768\u276a\ufe59\u27ee\u2985",
    ")": "\u2769\u276b\ufe5a\u27ef\u2986",
    "*": "\u204e\u2217\u229b\u2722\u2723\u2724\u2725\u2731\u2732"
    "\u2733\u273a\u273b\u273c\u273d\u2743\u2749\u274a\u274b\u29c6\ufe61",
    "+": "\u02d6\ufe62",
    ".": "\u3002\ufe52\uff61",
    "...": "\u2026",
    ":": "\u02d0\u02f8\u2982\ua789\ufe13",
    ";": "\u204f\ufe14\ufe54",
    "<": "\ufe64\u203a",
    "=": "\u0347\ua78a\ufe66",
    ">": "\ufe65\u2039",
    "?": "\ufe16\ufe56",
    "^": "\u02c6\u0302\u1dcd",
    "{": "\u2774\ufe5b",
    "}": "\u2775\ufe5c",
    "~": "\u02dc\u02f7\u0303\u0330\u0334\u223c",
    " ": "\u2028\u2029\u2001",
    "  ": "\u00a0\u2000\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x8d\x9f\x80\x90\x9b",
    " " * 7: "\t",
    "": "\x10\x00\x03\x04\x17\x19\x11\x12\x13\x14\u2060\u200b\ufeff",
}
_SMALL_CAPITALS = zip("ABCDEFGHIJKLMNOPRSTUVWYZ", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", strict=True)
_FULL_WIDTH = {*range(0xFF01, 0xFF5F)} - {*range(0xFF40, 0xFF5B)}  # ! to ~ without the small letters and `
_TABLE = {
    **{ord(character): likeness for likeness, characters in _LIKENESSES.items() for character in characters},
    **{ord(small): letter for letter, small in _SMALL_CAPITALS},
    **{code: chr(code - 0xFEE0) for code in _FULL_WIDTH},
}


def smart_encoded(text: str) -> str:
    """The text as a phone gets it."""
    return text.translate(_TABLE)


def plain(text: str) -> str:
    """The text as far as it stays the same on its way through a carrier, whatever that makes of signs and spaces."""
    return " ".join(smart_encoded(normalize("NFC", text)).split())
