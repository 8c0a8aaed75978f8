"""The tree of errors is drawn as it is, and every exception of ours stands in it or is named below it as a signal."""

from __future__ import annotations

import importlib
import pkgutil
import re
from types import ModuleType

import flows
import hotline
import workers
from hotline import HotlineError

DRAWN, _, BELOW = (HotlineError.__doc__ or "").partition("Other exceptions")
RUNS = "hotline.__main__"  # importing it starts the command


def modules(package: ModuleType) -> list[ModuleType]:
    names = [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return [package, *(importlib.import_module(name) for name in names if name != RUNS)]


OURS = {
    found
    for package in (hotline, flows, workers)
    for module in modules(package)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Exception) and found.__module__ == module.__name__
}


def drawn() -> set[tuple[str, str]]:
    """(class, what it is a kind of), as the docstring's indents have it."""
    found, above = set(), {0: "Exception"}
    for spaces, name in re.findall(r"^( {8,20})(\w+)  ", DRAWN, re.MULTILINE):
        depth = len(spaces) // 4 - 1
        above[depth] = name
        found.add((name, above[depth - 1]))
    return found


def test_the_tree_is_drawn_as_it_is() -> None:
    assert drawn() == {
        (one.__name__, base.__name__) for one in OURS if issubclass(one, HotlineError) for base in one.__bases__
    }


def test_every_other_exception_is_named_as_a_signal_and_none_that_is_not_there() -> None:
    assert set(re.findall(r"`(\w+)`", BELOW)) == {one.__name__ for one in OURS if not issubclass(one, HotlineError)}
