"""Timings for the tests of this room: it knows no edition, so they are written here."""

from collections.abc import Mapping
from typing import Final

from otcpt.codes import Timing

POOL = Timing(interval=15, pool="cms-15")
POOLED: Final = ("97035", "97110", "97112", "97116", "97140", "97530", "97535")


def _family(first: int, code: str, each: int, additional: str, pool: str | None = None) -> dict[str, Timing]:
    return {
        code: Timing(interval=first, pool=pool, family=code, additional=additional),
        additional: Timing(interval=each, pool=pool, family=code, additional=additional),
    }


#: The codes the tests use: pool members, families, and one of every other kind.
TIMINGS: Mapping[str, Timing] = {
    **dict.fromkeys(POOLED, POOL),
    **_family(15, "97129", 15, "97130", "cms-15"),
    **_family(15, "90912", 15, "90913", "cms-15"),
    **_family(30, "97550", 15, "97551"),
    **_family(60, "96112", 30, "96113"),
    **_family(120, "97545", 60, "97546"),
    "96125": Timing(interval=60),
    "98981": Timing(interval=20, rounding="full"),
    "G0129": Timing(minimum=45),
    **dict.fromkeys(("97150", "97010", "92521"), Timing()),
}
