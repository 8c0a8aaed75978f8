"""The lock files are whole: every line installs as it stands, and nothing is left for pip to resolve."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
LINE = re.compile(
    r"^(?P<pin>[^\s#\\][^\\]*?) \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def pinned(lock: str) -> dict[str, Requirement]:
    """What a lock installs on this machine, by name."""
    pins = [Requirement(found["pin"]) for found in LINE.finditer((ROOT / lock).read_text(encoding="utf-8"))]
    return {canonicalize_name(pin.name): pin for pin in pins if pin.marker is None or pin.marker.evaluate()}


def wanted(name: str, extras: set[str]) -> list[Requirement]:
    """What an installed distribution asks for on this machine, with these of its extras."""
    asked = [Requirement(line) for line in distribution(name).requires or []]
    environments = [{"extra": extra} for extra in ("", *extras)]
    return [one for one in asked if one.marker is None or any(map(one.marker.evaluate, environments))]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_names_one_version_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    begun = [line for line in text.splitlines() if line and line[0] not in " #"]
    pins = [found["pin"] for found in LINE.finditer(text)]
    assert [line.removesuffix(" \\") for line in begun] == pins
    for pin in map(Requirement, pins):
        assert [one.operator for one in pin.specifier] == ["=="], pin
        assert pin.url is None, pin


@pytest.mark.parametrize("lock", LOCKS)
def test_what_a_lock_installs_asks_for_nothing_that_the_lock_lacks(lock: str) -> None:
    pins = pinned(lock)
    queue = [(name, frozenset(pin.extras)) for name, pin in pins.items()]
    seen = set(queue)
    while queue:
        name, extras = queue.pop()
        for asked in wanted(name, set(extras)):
            other = canonicalize_name(asked.name)
            assert other in pins, f"{name} asks for {asked}, which {lock} lacks"
            (version,) = pins[other].specifier
            assert asked.specifier.contains(version.version, prereleases=True), f"{name} asks for {asked}"
            if (again := (other, frozenset(asked.extras))) not in seen:
                seen.add(again)
                queue.append(again)


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_installed_here_is_what_the_lock_says(lock: str) -> None:
    for name, pin in pinned(lock).items():
        try:
            installed = distribution(name).version
        except PackageNotFoundError:
            pytest.fail(f"{name} of {lock} is not installed")
        assert pin.specifier.contains(installed, prereleases=True), pin


def test_make_installs_without_resolving() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"pip install.*", makefile) == ["pip install --quiet --disable-pip-version-check --no-deps"]
    installs = re.findall(r"^\t\$\(INSTALL\) (.*)$", makefile, re.MULTILINE)
    assert [line for line in installs if "--require-hashes" not in line] == ["--no-build-isolation --no-index -e ."]
    assert [lock for lock in LOCKS if f"--require-hashes -r {lock}" not in installs] == []
