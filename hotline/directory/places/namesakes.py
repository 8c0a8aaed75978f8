"""Which of several places of one name is meant, seen from where the loaded data are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .gazetteer import Place, distance_km

NEAR_KM = 300.0  # a day's way from what the data name: of namesakes the one within it is meant
FAMOUS = 100_000  # people; a city of which a village near an anchor may bear the name
FAR_BIGGER = 20  # times as many people as the village: then it is asked about as well
CLEARLY_BIGGER = 3  # times as many people: then one of far namesakes is meant without asking
SAME_PLACE_KM = 15.0  # GeoNames has some towns twice
MOST_OFFERED = 5  # choices that fit a text message


class Surroundings:
    """What is near the anchors; computed for a place when it is first asked about."""

    def __init__(self, anchors: Sequence[tuple[float, float]]) -> None:
        """`anchors` are latitudes and longitudes in degrees; those within some 10 km count as one."""
        self._anchors = tuple({(round(lat, 1), round(lon, 1)) for lat, lon in anchors})
        self._nearness: dict[str, bool] = {}

    def near(self, place: Place) -> bool:
        """Whether a place lies within 300 km of an anchor."""
        near = self._nearness.get(place.id)
        if near is None:
            near = any(
                abs(place.lat - lat) < 3 and distance_km(place.lat, place.lon, lat, lon) <= NEAR_KM
                for lat, lon in self._anchors  # 3 degrees of latitude are 333 km
            )
            self._nearness[place.id] = near
        return near

    def meant(self, candidates: Iterable[Place]) -> tuple[Place, ...]:
        """Of namesakes the one that is meant, or those to ask about, the likeliest first, at most 5.

        Those near an anchor, and with them a famous city; with none near the largest, unless others compare with it.
        """
        ranked = sorted(
            {place.id: place for place in candidates}.values(),
            key=lambda place: (self.near(place), place.population),
            reverse=True,
        )
        distinct: list[Place] = []
        for place in ranked:
            if not any(_apart(place, other) < SAME_PLACE_KM for other in distinct):
                distinct.append(place)
        near = [place for place in distinct if self.near(place)]
        if near:
            famous = max(FAMOUS, FAR_BIGGER * max(place.population for place in near))
            return (*near, *(p for p in distinct if p.population >= famous and not self.near(p)))[:MOST_OFFERED]
        if distinct and distinct[0].population:
            distinct = [p for p in distinct if p.population * CLEARLY_BIGGER > distinct[0].population]
        return tuple(distinct[:MOST_OFFERED])


def _apart(place: Place, other: Place) -> float:
    return distance_km(place.lat, place.lon, other.lat, other.lon)
