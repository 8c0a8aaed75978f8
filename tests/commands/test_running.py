"""`hotline demo` and `hotline doctor`, as far as they end by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from hotline.commands.laptop import SAMPLE
from tests.commands.shell import Hotline, Ran, is_one_line


@pytest.mark.parametrize(
    ("faults", "problem"),
    [('{"lost": 1}', "there is no 'lost'"), ("nowhere.json", "cannot be read"), ("bad.json", "not JSON")],
)
def test_demo_with_a_wrong_plan_of_faults_does_not_start(
    hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("callbacks_lost: 1")
    ran = hotline("demo", "--faults", faults)
    assert is_one_line(ran, 2)
    assert problem in ran.err
    assert not (tmp_path / "var").exists()


def test_doctor_ends_with_0_when_all_is_well_and_with_1_otherwise(store: Redis, hotline: Hotline) -> None:
    ill = hotline("doctor")
    assert (ill.code, ill.out) == (1, "✗ no directory is loaded; hotline load DIR\n")
    hotline("load", str(SAMPLE))
    assert hotline("doctor") == Ran(0, "✓ nothing found\n", "")
