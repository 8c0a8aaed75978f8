"""Scripts of the store: each a file in the folder `lua` of its room, with a head of lines like these.

    -- NAMES: MAIL_SENT mail_key  constants and functions of `keys`, which are the same here
    -- KEYS: lock turn            what KEYS and ARGV hold: locals here, keywords in Python
    -- ARGV: token *commands      the last may be a list in Python; here it is the place in the table where that begins
    -- include: finish            another file of the folder

A script may name keys of other records, as that of a message's broadcast: the store is one primary, never a cluster.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from . import keys

ScriptValue: TypeAlias = str | bytes | int | float
ScriptCall: TypeAlias = tuple[
    str, str, Sequence[ScriptValue]
]  # source, its digest; how many keys, the keys, the arguments
Script: TypeAlias = Callable[..., ScriptCall]

_INCLUDE = re.compile(r"^-- include: (\w+)$", re.MULTILINE)
_HEAD = re.compile(r"^-- (NAMES|KEYS|ARGV): (.+)$", re.MULTILINE)


def script(module: str, name: str) -> Script:
    """What calls the script `name` of a room; `module` is the `__file__` of one that stands in it."""
    return calling(read(Path(module).with_name("lua"), name))


def read(folder: Path, name: str) -> str:
    """A script as it was written, with what it includes."""
    return _INCLUDE.sub(lambda found: read(folder, found[1]), (folder / f"{name}.lua").read_text(encoding="utf-8"))


def calling(text: str) -> Script:
    """A function of what the head names, all by keyword; it raises TypeError for a name that is wrong or missing."""
    source = _HEAD.sub(lambda head: " ".join(_locals(head[1], head[2].split())), text)
    digest = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
    head = dict(_HEAD.findall(text))
    own = head.get("KEYS", "").split()
    count = " + ".join(f"len({name[1:]})" if name[0] == "*" else "1" for name in own) or "0"
    items = ", ".join([*own, *head.get("ARGV", "").split()])
    # Python itself puts the names in order, as it does for a namedtuple: at a fifth of what a dictionary of them costs.
    given = f" *, {items.replace('*', '')}" if items else ""
    made = f"lambda{given}: (source, digest, [{count}, {items}])"
    call: Script = eval(made, {"source": source, "digest": digest})  # noqa: S307 - only names of our own files
    return call


def _locals(table: str, names: Sequence[str]) -> list[str]:
    if table == "NAMES":
        return [_named(name) for name in names]
    places = enumerate(names, 1)
    return [f"local {name[1:]} = {at}" if name[0] == "*" else f"local {name} = {table}[{at}]" for at, name in places]


def _named(name: str) -> str:
    found = getattr(keys, name)
    if not callable(found):
        return f"local {name} = {found!r}"
    parameters = inspect.signature(found).parameters
    slots = [f"' .. {one} .. '" for one in parameters]
    key = found(*slots)
    assert all(slot in key for slot in slots), f"no script can make a {name}"
    return f"local function {name}({', '.join(parameters)}) return '{key}' end"
