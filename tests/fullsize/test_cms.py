"""The full NCCI tables, written in the layout of CMS and read back. OTCPT_FULL_DATA names the folder of ``data``.

The copies tell when an edit ended, not when it began: an edit that ended is given its last day as its first, one that
is active the day the table came into force.
"""

import csv
import gzip
import os
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.io.cms.layouts import PTP_HEADER, addon_text, csv_of, lines, mue_cells

from otcpt.io.cms import AddonRow, MueRow, read_addon, read_mue, read_ptp

_ROOT = os.environ.get("OTCPT_FULL_DATA")
pytestmark = pytest.mark.skipif(_ROOT is None, reason="OTCPT_FULL_DATA is unset: the full CMS tables are not read")

IN_FORCE = date(2024, 7, 1)
PTP = {
    "practitioner": ("ptp_practitioner_v30.2_2024q3.csv.gz", "ccipra-v302r0", 2_546_017, 1_669_820),
    "outpatient_hospital": ("ptp_outpatient_hospital_v30.2_2024q3.csv.gz", "ccioph-v302r0", 1_775_818, 1_335_857),
}


def rows_of(name: str) -> Iterator[list[str]]:
    """Yield the rows of one table of the folder, without its header."""
    with gzip.open(Path(str(_ROOT), "data", "ncci", name), "rt", encoding="utf-8", newline="") as stream:
        yield from islice(csv.reader(stream), 1, None)


def write_parts(folder: Path, source: str, name: str, rows: int) -> list[Path]:
    """Write a PTP table as f1 to f4, the last of them zipped, and return the paths."""
    paths = []
    table = rows_of(source)
    for part in range(1, 5):
        path = folder / f"{name}-f{part}.txt"
        with path.open("wb") as stream:
            stream.write(lines(PTP_HEADER))
            for one, two, deletion, indicator, rationale in islice(table, -(-rows // 4)):
                last = "*" if deletion == "9999-12-31" else deletion.replace("-", "")
                first = f"{IN_FORCE:%Y%m%d}" if last == "*" else last
                stream.write(f"{one}\t{two}\t\t{first}\t{last}\t{indicator}\t{rationale}\r\n".encode("latin-1"))
        paths.append(path)
    zipped = paths[3].with_suffix(".zip")
    with ZipFile(zipped, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(paths[3], paths[3].name)
    return [*paths[:3], zipped]


@pytest.mark.parametrize("setting", ["practitioner", "outpatient_hospital"])
def test_every_row_of_the_whole_table_is_read_back(tmp_path: Path, setting: str) -> None:
    """Row by row: codes, deletion, indicator and rationale; every rule of the table holds."""
    source, name, count, active = PTP[setting]
    table = read_ptp(write_parts(tmp_path, source, name, count))

    assert (table.setting, table.version, table.effective) == (setting, "30.2", IN_FORCE)
    assert (len(table), sum(part.rows for part in table.parts)) == (count, count)
    live = [terms.deletion is None for terms in table.terms]
    assert sum(map(live.__getitem__, table.term)) == active
    assert len({terms.rationale for terms in table.terms}) == 12
    assert table.both_ways == ()
    shown = [
        [str(terms.deletion or "9999-12-31"), str(terms.modifier_indicator), terms.rationale] for terms in table.terms
    ]
    codes = table.codes
    columns = zip(table.column_one, table.column_two, table.term, strict=True)
    for row, (one, two, term) in zip(rows_of(source), columns, strict=True):
        assert row == [codes[one], codes[two], *shown[term]]


@pytest.mark.parametrize(
    ("setting", "words"), [("practitioner", "Practitioner"), ("outpatient_hospital", "Outpatient Hospital")]
)
def test_every_row_of_the_unit_limits_is_read_back(setting: str, words: str) -> None:
    """Code, units, indicator and rationale."""
    marks = {1: "1 Line Edit", 2: "2 Date of Service Edit: Policy", 3: "3 Date of Service Edit: Clinical"}
    rows = [
        MueRow(code, int(units), int(mark), marks[int(mark)], rationale)
        for code, units, mark, rationale, _ in rows_of(f"mue_{setting}_2024-07-01.csv.gz")
    ]
    table = read_mue(csv_of(mue_cells(rows, words)), effective=IN_FORCE)

    assert len(rows) > 14_000
    assert (table.setting, list(table)) == (setting, rows)


def test_every_row_of_the_addon_table_is_read_back() -> None:
    """Only years are reported: an edit begins on the first day of its year and ends on the first day of its last."""
    rows = []
    for primary, add_on, kind, primary_ended, ended, first, last, notes in rows_of("aoc_2024q2_with_years.csv.gz"):
        begin, *ends = (date(int(year), 1, 1) if year else None for year in (first, last, ended, primary_ended))
        assert begin is not None
        rows.append(AddonRow(add_on, primary or None, int(kind), begin, ends[0], ends[1], ends[2], notes))
    table = read_addon(addon_text(rows), name="AOC_V2024Q2-MCR.txt")

    assert (len(table), table.effective) == (8_186, date(2024, 4, 1))
    assert list(table) == rows
