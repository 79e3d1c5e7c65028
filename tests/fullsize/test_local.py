"""Both full PTP tables, written in the layout of CMS, built into a local edition, and asked against a scan of the rows.

OTCPT_FULL_DATA names the folder of ``data``. The copies tell when an edit ended, not when it began: starts are made
up, a quarter by column one, so that the edits of a pair follow each other.
"""

import csv
import gzip
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from zlib import crc32

import pytest
from tests.io.cms.layouts import PTP_HEADER, lines

from otcpt.editions import Edition, build_local, load_edition

_ROOT = os.environ.get("OTCPT_FULL_DATA")
pytestmark = pytest.mark.skipif(_ROOT is None, reason="OTCPT_FULL_DATA is unset: no full-size edition is built")

IN_FORCE, LAST, ACTIVE = "20240701", date(2024, 9, 30), "99991231"
QUARTERS = [f"{year}{month:02}01" for year in range(1996, 2024) for month in (1, 4, 7, 10)]
PTP = {
    "practitioner": ("ptp_practitioner_v30.2_2024q3.csv.gz", "ccipra-v302r0", 2_546_017, 98_853),
    "outpatient_hospital": ("ptp_outpatient_hospital_v30.2_2024q3.csv.gz", "ccioph-v302r0", 1_775_818, 29_884),
}

#: Column one, column two, first and last day (both as CMS writes them), indicator, rationale.
Row = tuple[str, str, str, str, str, str]


def dated(name: str) -> Iterator[Row]:
    """Yield the rows of a table with starts made up, in the order of the table."""
    with gzip.open(Path(str(_ROOT), "data", "ncci", name), "rt", encoding="utf-8", newline="") as stream:
        for (one, two), rows in groupby(islice(csv.reader(stream), 1, None), itemgetter(0, 1)):
            earliest = QUARTERS[0]
            wanted = QUARTERS[crc32(one.encode()) % len(QUARTERS)]
            for _, _, deletion, indicator, rationale in sorted(rows, key=itemgetter(2)):
                last = deletion.replace("-", "")
                first = last if indicator == "9" else min(max(wanted, earliest), last, IN_FORCE)
                if indicator != "9" and last != ACTIVE:
                    earliest = f"{date.fromisoformat(last) + timedelta(days=1):%Y%m%d}"
                yield one, two, first, last, indicator, rationale


def write(folder: Path, setting: str) -> list[Path]:
    """Write a table as f1 to f4."""
    source, name, count, _ = PTP[setting]
    paths = [folder / f"{name}-f{part}.txt" for part in range(1, 5)]
    table = dated(source)
    for path in paths:
        with path.open("wb") as stream:
            stream.write(lines(PTP_HEADER))
            for one, two, first, last, indicator, rationale in islice(table, -(-count // 4)):
                end = "*" if last == ACTIVE else last
                stream.write(f"{one}\t{two}\t\t{first}\t{end}\t{indicator}\t{rationale}\r\n".encode("latin-1"))
    return paths


@pytest.fixture(name="edition", scope="module")
def _edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Both tables in one edition."""
    folder = tmp_path_factory.mktemp("full")
    built = build_local(folder / "law", ptp=[path for setting in PTP for path in write(folder, setting)])
    assert sum(path.stat().st_size for path in (folder / "law").iterdir()) <= 4_000_000
    return built


def test_the_edition_opens_and_holds_every_edit_that_lived(edition: Edition) -> None:
    """Every row but those of indicator 9, in both tables."""
    again = load_edition(edition.pin)
    again.verify()
    for setting, (_, _, count, void) in PTP.items():
        table = again.manifest.tables[f"ptp_{setting}"]
        assert (table.rows, table.verified_through) == (count - void, LAST)


@pytest.mark.parametrize("setting", sorted(PTP))
def test_random_pairs_and_days_agree_with_a_scan_over_the_rows(edition: Edition, setting: str) -> None:
    """20,000 pairs that have a row and 20,000 of any two codes, asked on and around the days of the rows."""
    dice = random.Random(20260701)
    held: dict[frozenset[str], list[Row]] = {}
    codes: set[str] = set()
    for row in dated(PTP[setting][0]):
        codes.update(row[:2])
        pair = frozenset(row[:2])
        if dice.random() < 0.009 or pair in held:
            held.setdefault(pair, [])
    listed = sorted(codes)
    wanted = {frozenset(dice.sample(listed, 2)) for _ in range(20_000)} | set(held)
    rows: dict[frozenset[str], list[Row]] = {pair: [] for pair in wanted}
    for row in dated(PTP[setting][0]):
        if (pair := frozenset(row[:2])) in rows and row[4] != "9":
            rows[pair].append(row)

    table = edition.ptp(setting)
    compared = unknown = 0
    for pair, mine in rows.items():
        one, two = sorted(pair)
        days = {date(1996, 1, 1), LAST, date(1996, 1, 1) + timedelta(days=dice.randrange(10_000))}
        for _, _, first, last, _, _ in mine:
            days |= {date.fromisoformat(first), min(date.fromisoformat(last), LAST)}
            days |= {date.fromisoformat(day) + timedelta(days=1) for day in (first, last) if day != ACTIVE}
        for on in days:
            answer = table.between(one, two, on=on)
            assert answer == table.between(two, one, on=on)
            text = f"{on:%Y%m%d}"
            found = [row for row in mine if row[2] <= text <= row[3]]
            if on > LAST or len(found) > 1:
                assert not answer.known
                unknown += 1
                continue
            edit = answer.edit
            shown = None if edit is None else (edit.column_one, edit.column_two, str(edit.modifier_indicator))
            assert answer.known
            assert shown == ((found[0][0], found[0][1], found[0][4]) if found else None), (pair, on)
            compared += 1
    assert len(held) > 10_000
    assert compared > 100_000
    assert unknown < compared / 20
