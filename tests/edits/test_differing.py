"""Which pairs two packed tables tell differently, against sets of plain rows, by lower code and by column one."""

from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from otcpt.edits import PtpCoverage, PtpTable, pairs_that_differ
from otcpt.edits.flags import pack_flags

CODES = ("29125", "97110", "97140", "97530", "97750", "G0283")
DATES = ("", "2019-12-31", "2020-10-01", "2025-01-01")

#: Column one, column two, indicator, first and last day by their places in the lists above.
Row = tuple[int, int, int, int, int]

rows = st.sets(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 1), st.integers(1, 3), st.integers(0, 3)).filter(
        lambda row: row[0] != row[1]
    ),
    max_size=12,
)


def bundled(shown: Sequence[Row], *, shift: int, seen: Sequence[tuple[int, int]] = ()) -> PtpTable:
    """A table as the bundle has it: pairs under the lower code, and the changes another table saw."""
    packed = [
        (min(one, two), max(one, two), first, last, pack_flags(indicator, swapped=one > two, basis="exact"))
        for one, two, indicator, first, last in shown
    ]
    changes = {(CODES[min(pair)], CODES[max(pair)]): date(2025, 1, 1) for pair in seen if pair[0] != pair[1]}
    return table(sorted(packed), shift, changes)


def local(shown: Sequence[Row], *, shift: int) -> PtpTable:
    """A table as a local edition may have it: pairs under column one, as CMS's files are."""
    packed = [(one, two, first, last, indicator) for one, two, indicator, first, last in sorted(shown)]
    return table(packed, shift)


def table(
    packed: Sequence[tuple[int, int, int, int, int]],
    shift: int,
    changes: Mapping[tuple[str, str], date] | None = None,
) -> PtpTable:
    """Put rows into columns; ``shift`` adds codes and days that nothing refers to, so that places differ."""
    codes = [*(f"0000{n}" for n in range(shift)), *CODES]
    dates = [*DATES, *(f"203{n}-01-01" for n in range(shift))]
    starts = [sum(row[0] + shift < code for row in packed) for code in range(len(codes) + 1)]
    columns: dict[str, Sequence[int]] = {
        "list": range(len(codes)),
        "ends": starts,
        "high": [row[1] + shift for row in packed],
    }
    held = sorted({row[2:] for row in packed})
    columns["term"] = [held.index(row[2:]) for row in packed]
    columns |= {name: [row[i] for row in held] for i, name in enumerate(("first_day", "last_day", "flags"))}
    columns |= {name: [0] * len(held) for name in ("not_before", "source")}
    return PtpTable("practitioner", PtpCoverage(), codes, dates, ("none",), columns, changes)


def expected(one: set[Row], other: set[Row]) -> tuple[tuple[str, str], ...]:
    """The pairs of the rows that only one has."""
    pairs = {tuple(sorted((CODES[row[0]], CODES[row[1]]))) for row in one ^ other}
    return tuple(sorted((low, high) for low, high in pairs))


@example({(4, 3, 1, 2, 0), (1, 3, 0, 1, 2)}, {(4, 3, 1, 3, 0), (1, 3, 0, 1, 2)}, 1, [])
@example({(4, 3, 1, 2, 0), (3, 1, 1, 2, 0), (2, 5, 0, 1, 0)}, {(3, 4, 1, 2, 0), (3, 1, 1, 2, 0)}, 2, [(1, 2)])
@example({(5, 0, 1, 2, 0)}, set(), 0, [])
@given(rows, rows, st.integers(0, 2), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3))
def test_pairs_that_differ_are_those_of_the_rows_only_one_table_has(
    one: set[Row], other: set[Row], shift: int, seen: list[tuple[int, int]]
) -> None:
    """Whatever the layout, the order of the codes in the columns, and the changes seen in another table."""
    for make in (bundled, local):
        left = bundled(sorted(one), shift=0, seen=seen)
        right = make(sorted(other), shift=shift)
        assert pairs_that_differ(left, right) == pairs_that_differ(right, left) == expected(one, other)


def test_tables_that_hold_nothing_do_not_differ() -> None:
    """Medicaid's pairs are held by no edition."""
    nothing = PtpTable("medicaid", PtpCoverage()), PtpTable("medicaid", PtpCoverage())

    assert pairs_that_differ(*nothing) == ()


def test_a_start_that_is_better_known_is_another_row() -> None:
    """The rows differ; whether the answers contradict each other is for the comparison of editions to say."""
    assert pairs_that_differ(bundled([(3, 4, 1, 2, 0)], shift=0), bundled([(3, 4, 1, 3, 0)], shift=0)) == (
        ("97530", "97750"),
    )


@given(rows, rows, st.sets(st.sampled_from(CODES)), st.integers(0, 1))
def test_only_partners_that_matter_are_compared(one: set[Row], other: set[Row], chosen: set[str], shift: int) -> None:
    """A pair counts where one of its codes is chosen, the way registry codes are held with every code."""
    chosen_codes = frozenset(chosen)
    for make in (bundled, local):
        pairs = pairs_that_differ(
            bundled(sorted(one), shift=0),
            make(sorted(other), shift=shift),
            lambda code: None if code in chosen_codes else chosen_codes,
        )
        assert pairs == tuple(pair for pair in expected(one, other) if chosen_codes & {*pair})


def test_edits_after_a_day_are_those_that_begin_or_end_later() -> None:
    """Of every code, wherever its rows stand, with the columns as they are reported."""
    shown = [(0, 1, 1, 1, 0), (1, 2, 1, 2, 0), (4, 3, 0, 1, 3), (3, 5, 1, 3, 0), (0, 5, 0, 1, 2)]
    later = list(bundled(shown, shift=2).edits_after(date(2020, 1, 1)))

    assert [(one.column_one, one.column_two, one.modifier_indicator) for one in later] == [
        ("29125", "G0283", 0),
        ("97110", "97140", 1),
        ("97750", "97530", 0),
        ("97530", "G0283", 1),
    ]
    assert [str(one.first_day) for one in later] == ["2019-12-31", "2020-10-01", "2019-12-31", "2025-01-01"]
    assert list(bundled(shown, shift=0).edits_after(date(2025, 1, 1))) == []
