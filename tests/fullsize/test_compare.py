"""Two editions of the full practitioner table compared, against sets of their rows."""

from datetime import date
from pathlib import Path

from tests.fullsize import test_local as full

from otcpt.editions import Change, build_local, compare_law, load_edition

pytestmark = full.pytestmark

#: One row in so many is changed.
EVERY = 50_021


def test_a_full_table_that_was_changed_here_and_there(tmp_path: Path) -> None:
    """Some active rows end, some change their indicator, some turn round: each is found, and nothing else."""
    files = full.write(tmp_path, "practitioner")
    before = build_local(tmp_path / "before", ptp=files)
    expected: set[tuple[Change, frozenset[str]]] = set()
    seen = 0
    for file in files:
        rows = file.read_bytes().split(b"\r\n")
        for number, row in enumerate(rows):
            cells = row.split(b"\t")
            if len(cells) != 7 or cells[4] != b"*" or cells[5] not in (b"0", b"1"):
                continue
            seen += 1
            if seen % EVERY:
                continue
            change = (Change.ENDED, Change.INDICATOR, Change.REVERSED)[seen // EVERY % 3]
            expected.add((change, frozenset(cell.decode() for cell in cells[:2])))
            if change is Change.ENDED:
                cells[4] = b"20240930"
            elif change is Change.INDICATOR:
                cells[5] = b"1" if cells[5] == b"0" else b"0"
            else:
                cells[:2] = cells[1::-1]
            rows[number] = b"\t".join(cells)
        head = next(i for i, row in enumerate(rows) if row.count(b"\t") == 6 and row[5:6] == b"\t")
        body = sorted((row for row in rows[head:] if row), key=lambda row: row.split(b"\t")[:2])
        file.write_bytes(b"\r\n".join([*rows[:head], *body, b""]))
    after = build_local(tmp_path / "after", ptp=files)
    diff = compare_law(before, after)

    assert len(expected) > 30
    assert {(one.change, frozenset((one.column_one, one.column_two))) for one in diff.ptp} == expected
    assert not (diff.mue or diff.codes)


def test_a_local_edition_is_compared_with_a_bundled_one_where_both_can_tell(tmp_path: Path) -> None:
    """The same table with other starts: what is in force in the last quarter is the same in both."""
    local = build_local(tmp_path / "law", ptp=full.write(tmp_path, "practitioner"))
    diff = compare_law(load_edition("2024q3"), local)
    last = date(2024, 9, 30)

    standing = [one for one in diff.ptp if one.first_day <= last and (one.last_day is None or one.last_day >= last)]
    assert {one.setting for one in standing} <= {"outpatient_hospital"}
