"""Looking for a person in the store's files on disk, in every shape a text takes there."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

# Where a stream of zlib or gzip may begin.
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
SHORTEST = 5  # characters: shorter texts ("1", "МЕНЮ") stand by chance in any file, and tell of nobody


def found_in(folder: Path, texts: Iterable[str]) -> list[str]:
    """Those of `texts` that stand in a file below `folder`, each with the file's name."""
    wanted = {text: shapes(text) for text in texts if len(text) >= SHORTEST}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_socket():
            blobs = list(unpacked(path.read_bytes()))
            found += [
                f"{path.name}: {text}"
                for text, forms in wanted.items()
                if any(form in blob for form in forms for blob in blobs)
            ]
    return found


def shapes(text: str) -> set[bytes]:
    """The bytes that a text may become: encodings, escapes, hexadecimal, base64 at each of its three offsets."""
    plain = {text, text.strip("+")}
    encoded = {one.encode(name) for one in plain for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    encoded |= {one.encode("cp1251", "ignore") for one in plain if len(one.encode("cp1251", "ignore")) == len(one)}
    forms = set(encoded)
    for one in plain:
        forms |= {json.dumps(one)[1:-1].encode(), quote(one).encode(), one.encode("unicode_escape")}
        forms.add(one.encode("utf-8").decode("latin-1").encode("unicode_escape"))  # repr of the bytes
    for data in encoded:
        forms |= {data.hex().encode(), data.hex().upper().encode()}
        forms |= {_base64_inside(data, offset) for offset in range(3)}
    return {form for form in forms if len(form) >= SHORTEST}


def unpacked(data: bytes) -> Iterator[bytes]:
    """The data itself, and all that zlib or gzip packed anywhere inside it."""
    yield data
    for start in (match.start() for match in _PACKED.finditer(data)):
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            plain = stream.decompress(data[start:])
        except zlib.error:
            continue
        if len(plain) >= SHORTEST:
            yield from unpacked(plain)


def _base64_inside(data: bytes, offset: int) -> bytes:
    """What surely stands in base64 when the data begins `offset` bytes into a group of three."""
    padded = base64.b64encode(b"\0" * offset + data)
    start = (0, 2, 3)[offset]
    spare = (len(data) + offset) % 3
    return padded[start : len(padded) - (0, 3, 2)[spare]]
