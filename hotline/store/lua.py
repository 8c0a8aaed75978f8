"""Scripts of the store: each a file in the folder `lua` of the room that it belongs to."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_INCLUDE = re.compile(r"^-- include: (\w+)\n", re.MULTILINE)  # another file of the folder stands there


class Script:
    """A script, known to the server by its digest after its first run."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.digest = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()


def script(module: str, name: str) -> Script:
    """The script `lua/<name>.lua` beside a module, of which the `__file__` is given."""
    return Script(text(module, name))


def text(module: str, name: str) -> str:
    """Its text, with what it includes."""
    own = Path(module).with_name("lua") / f"{name}.lua"
    return _INCLUDE.sub(lambda found: text(module, found[1]), own.read_text())
