"""How minutes become units of one code."""

import attrs


@attrs.frozen
class Timing:
    """The unit length of a code meaning, in whole minutes.

    ``interval`` is the length of one unit (97550: 30, its add-on 97551: 15); an untimed code has none. ``pool`` names
    the total-time pool of CMS the minutes enter (``"cms-15"``), or is None: timed with 15 minutes is *not* the pool.
    ``family`` is the first code of a first-plus-additional family (97129 for both 97129 and 97130), ``additional`` its
    add-on. ``rounding`` is ``"midpoint"`` (a unit is reached past half of it), ``"full"`` (RTM: full time only) or
    ``"unknown"`` (announced as time-based, the length of a unit not yet published: 90901 from 2027). A code with a
    minimum or a band instead of an interval (G0129, 98970) has ``minimum`` and counts once. ``least`` is the fewest
    minutes of the last unit where a payer says another number than the code.
    """

    interval: int | None = None
    pool: str | None = None
    family: str | None = None
    additional: str | None = None
    rounding: str = "midpoint"
    minimum: int | None = None
    least: int | None = None

    @property
    def timed(self) -> bool:
        """Whether units follow from minutes by an interval."""
        return self.interval is not None


#: One unit whatever the minutes.
UNTIMED = Timing()
