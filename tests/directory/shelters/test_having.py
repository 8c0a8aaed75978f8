"""Which shelter is named to who wants something there and no bed. Times are local ones of Uralsk (UTC+5)."""

from __future__ import annotations

import pytest

from hotline.directory.changes import ShelterReport
from hotline.directory.shelters.shelters import Shelter

from .town import ALWAYS, NOW, TOWN, guest, live, shelter, table, volunteer

EVENING, MORNING, SOON = (20 * 60, 9 * 60), (9 * 60, 18 * 60), (0, 10 * 60)  # at 23:00 open, shut, shut for an hour yet
HERE = 50.0


def with_sockets(
    code: str, km: float | None, hours: tuple[int | None, int | None] = ALWAYS, place: str = "Oral"
) -> Shelter:
    return shelter(code, km, hours, place=place, offers=("tea", "charging"))


@pytest.mark.parametrize(
    ("rows", "reports", "order"),
    [
        # by distance, however near to one another they are
        ([with_sockets("B", 2), with_sockets("C", 3), with_sockets("A", 1)], [], ["A", "B", "C"]),
        # who does not offer it is left out
        ([shelter("NEAR", 1), with_sockets("FAR", 20)], [], ["FAR"]),
        # full ones are named in their place, whoever says that they are full
        ([with_sockets("FULL", 1), with_sockets("FREE", 2)], [volunteer("FULL", "full")], ["FULL", "FREE"]),
        ([with_sockets("SAID", 1), with_sockets("FREE", 2)], [guest("SAID", "a")], ["SAID", "FREE"]),
        # shut ones after all that are open, the nearest first, if they open soon or not
        ([with_sockets("SHUT", 1, MORNING), with_sockets("OPEN", 40, EVENING)], [], ["OPEN", "SHUT"]),
        ([with_sockets("SOON", 3, SOON), with_sockets("SHUT", 2, MORNING), with_sockets("OPEN", 4)], [],
         ["OPEN", "SHUT", "SOON"]),
        ([with_sockets("NEAR", 2, MORNING), with_sockets("FAR", 30, MORNING)], [], ["NEAR", "FAR"]),
        # hours that nobody knows count as open
        ([with_sockets("SHUT", 1, MORNING), with_sockets("UNKNOWN", 2, (None, None))], [], ["UNKNOWN", "SHUT"]),
        # a volunteer's word overrides the hours, and closes for good
        ([with_sockets("SHUT", 2, MORNING), with_sockets("OPENED", 3, MORNING)], [volunteer("OPENED", "open")],
         ["OPENED", "SHUT"]),
        ([with_sockets("CLOSED", 1), with_sockets("OPEN", 2)], [volunteer("CLOSED", "closed")], ["OPEN"]),
        # none, and none that is near enough; a far one in the same band as one that is not
        ([shelter("NONE", 1)], [], []),
        ([with_sockets("FAR", 50.2)], [], []),
        ([with_sockets("NEAR", 49), with_sockets("FAR", 50.2)], [], ["NEAR"]),
    ],
)  # fmt: skip
def test_order(rows: list[Shelter], reports: list[ShelterReport], order: list[str]) -> None:
    shelters, occupancy, seen = table(*rows), live(*reports), list[str]()
    while (offer := shelters.having("charging", *TOWN, seen, NOW, occupancy, HERE)) is not None:
        seen.append(offer.code)
    assert seen == order


def test_one_without_a_position_comes_after_those_whose_distance_is_known() -> None:
    rows = [with_sockets("NOWHERE", None), with_sockets("KNOWN", 30)]
    shelters = table(*rows, position_of=lambda row: None if row.lat is None or row.lon is None else (row.lat, row.lon))
    seen: list[str] = []
    while (offer := shelters.having("charging", *TOWN, seen, NOW, live(), HERE)) is not None:
        seen.append(offer.code)
    assert seen == ["KNOWN", "NOWHERE"]
