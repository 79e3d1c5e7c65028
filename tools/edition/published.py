"""What CMS published for a quarter, as named by its files and read by the readers of local editions."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import attrs
from tools.edition.fee_schedule import FeeSchedule, is_fee_schedule, read_fee_schedule

from otcpt.editions._published import mue_tables, ptp_tables, quarter_of
from otcpt.errors import InvalidInput
from otcpt.io.cms import AddonFile, MueFile, PtpFile, read_addon

_NAMES = {"ptp": "cci(pra|oph)", "mue": "mue_", "addons": "aoc_"}


@attrs.frozen
class Published:
    """The tables, each with the first day of its quarter."""

    ptp: tuple[tuple[PtpFile, date], ...] = ()
    mue: tuple[MueFile, ...] = ()
    addons: tuple[tuple[AddonFile, date], ...] = ()
    fees: tuple[FeeSchedule, ...] = ()

    @property
    def newest(self) -> date:
        """The first day of the newest quarter."""
        named = [day for _, day in (*self.ptp, *self.addons)]
        return max([*named, *(file.effective for file in self.mue), *(file.effective for file in self.fees)])


def read_published(paths: Sequence[Path]) -> Published:
    """Read the files; raise `InvalidInput` for a name that tells nothing, `InputErrors` for what is wrong in a file."""
    kinds: dict[str, list[Path]] = {kind: [] for kind in (*_NAMES, "fees")}
    for path in paths:
        found = [kind for kind, name in _NAMES.items() if re.search(name, path.name, re.IGNORECASE)]
        if is_fee_schedule(path.name):
            found = ["fees"]
        if len(found) != 1:
            raise InvalidInput(
                f"{path.name} is not the name of a table that is read here; keep the name CMS gives it, like "
                "ccipra-v323r0-f1.txt, MCR_MUE_PractitionerServices_Eff_10-01-2026.csv, AOC_V2026Q4-MCR.txt or "
                "PPRRVU2026_Oct_nonQPP.csv",
                "file",
                path.name,
            )
        kinds[found[0]].append(path)
    addons = [read_addon(path) for path in kinds["addons"]]
    return Published(
        tuple(ptp_tables(kinds["ptp"], None, None)),
        tuple(mue_tables(kinds["mue"], None)),
        tuple((file, quarter_of(file.effective, None, file.part.name)) for file in addons),
        tuple(read_fee_schedule(path) for path in kinds["fees"]),
    )
