"""Scripts in files: what their heads mean, that each is loaded and whole, and that key names stand in `keys` alone."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

import hotline
from hotline.store import keys
from hotline.store.lua import calling, read
from hotline.store.store import Store, connect

ROOT = Path(hotline.__file__).parents[1]
MODULES = [path for room in ("hotline", "flows", "workers") for path in (ROOT / room).rglob("*.py")]
FILES = sorted(path for room in ("hotline", "workers") for path in (ROOT / room).rglob("lua/*.lua"))
LOADED = {
    module.with_name("lua") / f"{name}.lua"
    for module in MODULES
    for name in re.findall(r'(?:script\(__file__|read\(.*"lua"\)), "(\w+)"\)', module.read_text())
}
INCLUDED = {
    file.with_name(f"{name}.lua")
    for file in FILES
    for name in re.findall(r"^-- include: (\w+)$", file.read_text(), re.M)
}
COMPOSED = [name for name, one in vars(keys).items() if name.endswith(("_key", "_id")) and not name.startswith("_")]


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    store = Store(connect(redis_url))
    yield store
    await store.close()


# Heads.


async def test_a_head_names_keys_and_arguments_and_the_last_of_each_may_be_a_list(store: Store) -> None:
    both = calling(
        "-- KEYS: one *others\n-- ARGV: first *rest\n"
        "return {one, first, #KEYS - others + 1, #ARGV - rest + 1, KEYS[others], ARGV[rest]}"
    )
    found = await store.run(both(one="k1", others=["k2", "k3"], first="a1", rest=["a2"]))
    assert found == [b"k1", b"a1", 2, 1, b"k2", b"a2"]
    assert await store.run(both(one="k1", others=[], first="a1", rest=[])) == [b"k1", b"a1", 0, 0]


@pytest.mark.parametrize("given", [{"key": "k"}, {"key": "k", "word": "w", "other": "o"}, {"key": "k", "wrod": "w"}])
def test_a_name_that_is_wrong_or_missing_is_no_call(given: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        calling("-- KEYS: key\n-- ARGV: word\nreturn word")(**given)


@pytest.mark.parametrize("name", sorted({*COMPOSED} - {"turn_key", "stats_key", "call_id"}))
async def test_a_script_names_keys_as_python_does(store: Store, name: str) -> None:
    """And the store is asked for the same key, whichever side made its name."""
    make = getattr(keys, name)
    given = ["7", "kk", "3"][: make.__code__.co_argcount]
    named = calling(f"-- NAMES: {name}\n-- ARGV: *given\nreturn {name}(unpack(ARGV, given))")
    assert await store.run(named(given=given)) == make(*given).encode()


async def test_a_script_has_the_constants_that_it_names(store: Store) -> None:
    named = calling("-- NAMES: MAIL_SENT LEASE\n-- ARGV: more\nreturn {MAIL_SENT, LEASE + more}")
    assert await store.run(named(more=1)) == [keys.MAIL_SENT.encode(), keys.LEASE + 1]


def test_a_name_that_only_python_can_hash_is_refused() -> None:
    with pytest.raises(AssertionError, match="turn_key"):
        calling("-- NAMES: turn_key\n-- ARGV: text\nreturn turn_key(text)")


# Files.


def test_every_file_is_loaded_or_included_and_nothing_else_is() -> None:
    assert set(FILES) == LOADED | INCLUDED
    assert not LOADED & INCLUDED


@pytest.mark.parametrize("file", sorted(LOADED), ids=lambda file: f"{file.parts[-3]}-{file.stem}")
async def test_every_script_is_accepted_by_the_store_and_uses_all_that_it_names(redis_url: str, file: Path) -> None:
    written = read(file.parent, file.stem)
    heads = re.findall(r"^-- (NAMES|KEYS|ARGV): (.+)$", written, re.M)
    given = [name for table, names in heads if table != "NAMES" for name in names.split()]
    source, digest, _ = calling(written)(**{name.removeprefix("*"): "" for name in given})
    async with Redis.from_url(redis_url) as redis:
        assert await redis.script_load(source) == digest
    used = set(re.findall(r"\w+", re.sub(r"--.*", "", written)))
    assert {name.removeprefix("*") for _, names in heads for name in names.split()} <= used
    assert written.startswith("-- ")


def test_the_package_brings_every_script(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.iterdir()
    assert {str(file.relative_to(ROOT)) for file in FILES} <= set(zipfile.ZipFile(wheel).namelist())


# Key names.


def _families() -> set[str]:
    """What the names in `keys` begin with, up to the colon."""
    written = [node for node in ast.walk(ast.parse(Path(keys.__file__).read_text())) if isinstance(node, ast.Constant)]
    return {str(one.value).partition(":")[0] for one in written if re.match(r"\w+:(\w|$)", str(one.value))}


def _strings(module: Path) -> Iterator[str]:
    """All strings of a module, of f-strings the parts that are written out."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _commands(module: Path) -> Iterator[tuple[str, str]]:
    """What may be commands: a first word in capitals, and what follows it if that is written out in small letters."""
    for node in ast.walk(ast.parse(module.read_text())):
        words = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
        if len(words) > 1 and isinstance(words[0], ast.Constant) and str(words[0].value).isupper():
            about = ast.unparse(words[1])
            if re.match(r"f?'[a-z]", about):
                yield str(words[0].value), about


def test_no_key_name_stands_outside_of_keys() -> None:
    """Not as a string that begins as one, nor as what a command is about."""
    own = re.compile(rf"({'|'.join(_families())}):(\w|$)")
    strings = {module: list(_strings(module)) for module in MODULES if module != Path(keys.__file__)}
    for file in FILES:
        strings[file] = re.findall(r"'([^']*)'", re.sub(r"--.*", "", file.read_text()))
    assert [(file.name, one) for file, found in strings.items() for one in found if own.match(one)] == []


async def test_no_command_is_about_a_key_that_is_written_out(store: Store) -> None:
    listing = calling("-- ARGV: what\nreturn redis.call('COMMAND', what)")
    known = {name.decode().upper() for name in await store.run(listing(what="LIST"))}
    written = {file: list(_commands(file)) for file in MODULES}
    written |= {file: re.findall(r"call\('(\w+)', ('[a-z])", file.read_text()) for file in FILES}
    assert [(file.name, one) for file, found in written.items() for one in found if one[0] in known - {"INFO"}] == []
