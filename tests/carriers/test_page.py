"""Who adds a carrier is told all that it will be asked, and the sketch on that page is a carrier."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import aiohttp
import orjson
import pytest

from hotline.carriers import base
from hotline.carriers.base import Carrier, DeliveryReport, Ignored, IncomingText, Malformed, Request, Unsigned
from tests.world import NUMBER, PERSON

PAGE = (Path(__file__).parents[2] / "docs" / "carriers.md").read_text(encoding="utf-8")
TOKEN = "a token of courier's"


def told(heading: str) -> set[str]:
    """The names that begin the rows of the table under that heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return set(re.findall(r"`(\w+)", " ".join(rows)))


def names(union: object) -> set[str]:
    return {getattr(one, "__name__", one) for one in get_args(union)}


def test_all_that_a_carrier_is_asked_is_told() -> None:
    asked = {name for name in {*vars(Carrier), *Carrier.__annotations__} if not name.startswith("_")}
    assert len(asked) > 10
    assert told("What it does") == asked


def test_all_that_can_come_in_and_all_outcomes_are_told() -> None:
    assert told("What comes in") == names(base.Arrival)
    assert told("What an outcome means") == names(base.SendOutcome)


@pytest.fixture
def courier() -> Carrier:
    [sketch] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    there: dict[str, Any] = {**vars(base), "aiohttp": aiohttp, "datetime": datetime, "hmac": hmac}
    there["json_object"] = orjson.loads
    exec(f"from __future__ import annotations\n{sketch}", there)  # a page of ours
    carrier: Carrier = there["Courier"](url="https://courier.example", token=TOKEN, number=NUMBER)
    return carrier


def posted(**told: str) -> Request:
    body = orjson.dumps(told)
    signed = hmac.new(TOKEN.encode(), body, "sha256").hexdigest().encode()
    return Request("POST", "/sms/courier", "", {b"x-courier-signature": signed}, body, 0)


def test_the_sketch_reads_what_its_network_signed(courier: Carrier) -> None:
    text = posted(**{"event": "text", "id": "7", "from": PERSON, "text": "НОЧЛЕГ"})
    assert courier.receive(text) == IncomingText("7", PERSON, "НОЧЛЕГ")
    assert courier.receive(posted(event="status", ref="m1", state="failed")) == DeliveryReport("m1", "m1", "failed")
    assert courier.receive(posted(event="price")) == Ignored("event")


def test_the_sketch_refuses_what_is_none_of_it(courier: Carrier) -> None:
    for request in (replace(posted(event="price"), body=b"{}"), replace(posted(event="price"), headers={})):
        with pytest.raises(Unsigned):
            courier.receive(request)
    with pytest.raises(Malformed):
        courier.receive(posted(id="7"))
