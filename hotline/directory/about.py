"""What the coordinator says of the hotline itself, and whom else to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .localized import Localized

# Who runs the hotline; whom to call who wants to die, or misses somebody.
AboutWhat: TypeAlias = Literal["us", "suicide", "missing"]
ABOUT: tuple[AboutWhat, ...] = get_args(AboutWhat)


@dataclass(frozen=True, slots=True)
class About:
    """One section of about.toml."""

    what: AboutWhat
    text: Localized
