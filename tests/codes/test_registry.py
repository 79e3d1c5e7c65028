"""The code registry of the newest edition."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.codes import CodeMeaning, Registry
from otcpt.editions import load_edition
from otcpt.errors import OutsideCoverage, UnknownName

TODAY = date(2026, 3, 2)


@pytest.fixture(name="codes")
def _codes() -> Registry:
    return load_edition().codes


def meanings(codes: Registry) -> list[CodeMeaning]:
    """Every meaning of every code."""
    return [meaning for history in codes.values() for meaning in history]


def test_a_retired_code_says_when_it_ended_and_what_replaced_it(codes: Registry) -> None:
    """97003 ended on 2016-12-31 and became three codes by complexity."""
    history = codes["97003"]
    assert history.on(date(2016, 12, 31)).label
    with pytest.raises(OutsideCoverage, match="97165, 97166, 97167"):
        history.on(date(2017, 1, 1))


def test_a_history_reads_well_in_a_notebook(codes: Registry) -> None:
    """One line says what the number meant, when, and what replaced it; a context code has no invented start."""
    shown = repr(codes["97003"])
    assert shown.endswith("1998-01-01 to 2016-12-31; replaced by 97165, 97166, 97167>")
    assert repr(codes["97760"]).count(", 20") == 2
    assert "an unknown day to now" in repr(codes["99213"].on(TODAY))
    assert "before 2000 to now" in repr(codes["97110"].on(TODAY))


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("97760", date(2017, 12, 31), date(2018, 1, 1)),
        ("97761", date(2017, 12, 31), date(2018, 1, 1)),
        ("98976", date(2025, 12, 31), date(2026, 1, 1)),
        ("98977", date(2025, 12, 31), date(2026, 1, 1)),
        ("98978", date(2025, 12, 31), date(2026, 1, 1)),
        ("90901", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_number_that_changed_its_meaning(codes: Registry, code: str, before: date, after: date) -> None:
    """The same number means two things, one after the other, without a gap."""
    assert codes[code].on(before) != codes[code].on(after)
    assert codes[code].on(before).successors[0] == code


POOL = [
    "97032",
    "97033",
    "97034",
    "97035",
    "97036",
    "97110",
    "97112",
    "97113",
    "97116",
    "97124",
    "97129",
    "97130",
    "97140",
    "97530",
    "97533",
    "97535",
    "97537",
    "97542",
    "97750",
    "97755",
    "97760",
    "97761",
    "97763",
    "90912",
    "90913",
    "97532",
    "G0515",
    "97504",
    "97520",
    "97703",
    "97762",
    "97770",
]


def test_the_pool_of_the_total_time_rule(codes: Registry) -> None:
    """Exactly these codes; fifteen minutes alone do not make a member."""
    assert {meaning.code for meaning in meanings(codes) if meaning.timing.pool} == set(POOL)
    assert all(meaning.timing.interval == 15 for meaning in meanings(codes) if meaning.timing.pool)
    outside = {m.code for m in meanings(codes) if m.timing.interval == 15 and not m.timing.pool and not m.context}
    assert {"L4205", "T1027", "G0152", "G0237", "G0238", "0791T", "97551", "96203", "G0540", "G0542"} <= outside


@pytest.mark.parametrize(
    ("first", "additional", "lengths"),
    [
        ("97129", "97130", (15, 15)),
        ("97550", "97551", (30, 15)),
        ("96112", "96113", (60, 30)),
        ("97545", "97546", (120, 60)),
        ("90912", "90913", (15, 15)),
        ("98980", "98981", (20, 20)),
        ("92605", "92618", (60, 30)),
        ("G0541", "G0542", (30, 15)),
    ],
)
def test_first_and_additional_codes_share_a_family(
    codes: Registry, first: str, additional: str, lengths: tuple[int, int]
) -> None:
    """Both name the family by its first code, and the add-on names its parent."""
    timings = [codes[code].meanings[-1].timing for code in (first, additional)]
    assert [timing.interval for timing in timings] == list(lengths)
    assert {(timing.family, timing.additional) for timing in timings} == {(first, additional)}
    assert codes[additional].meanings[-1].add_on_to == (first,)


def test_remote_monitoring_counts_full_time_only(codes: Registry) -> None:
    """98979 has a floor of ten minutes, 98980 and 98981 twenty full ones; no midpoint."""
    timings = {code: codes[code].on(TODAY).timing for code in ("98979", "98980", "98981")}
    assert {timing.rounding for timing in timings.values()} == {"full"}
    assert (timings["98979"].minimum, timings["98979"].interval) == (10, None)


@pytest.mark.parametrize(
    ("code", "minimum"), [("G0129", 45), ("99366", 30), ("98970", 5), ("98972", 21), ("98968", 21)]
)
def test_bands_and_minimums_are_no_intervals(codes: Registry, code: str, minimum: int) -> None:
    """They count once, from their first minute on."""
    timing = codes[code].on(TODAY).timing
    assert (timing.minimum, timing.interval, timing.pool) == (minimum, None, None)


@pytest.mark.parametrize("code", ["97039", "97139", "97150", "97165", "97010"])
def test_untimed_codes(codes: Registry, code: str) -> None:
    """Typical minutes of an evaluation are no unit, and an unlisted code has no time."""
    assert not codes[code].on(TODAY).timing.timed


def test_designation_and_how_sure_it_is(codes: Registry) -> None:
    """97530 always; 97129 sometimes, confirmed; 97597 sometimes, by the outpatient code editor; 98986 unconfirmed."""
    shown = {code: codes[code].on(TODAY) for code in ("97530", "97129", "97130", "97597", "98986")}
    assert {code: (m.designation, m.designation_confirmed) for code, m in shown.items()} == {
        "97530": ("always", True),
        "97129": ("sometimes", True),
        "97130": ("sometimes", True),
        "97597": ("sometimes", True),
        "98986": ("sometimes", False),
    }


def test_context_codes_have_no_invented_start(codes: Registry) -> None:
    """Codes of other fields are there for cross-discipline rules, with no dates beyond what is documented."""
    context = [meaning for meaning in meanings(codes) if meaning.context]
    assert {"92507", "93798", "94626", "97155", "98941", "11042", "96130", "96158", "97803", "99213"} <= {
        meaning.code for meaning in context
    }
    known = {m.code: m.first_day for m in context if m.start_known}
    assert known == {
        **dict.fromkeys(("94625", "94626"), date(2022, 1, 1)),
        **dict.fromkeys(("96156", "96158"), date(2020, 1, 1)),
    }
    assert all((m.first_day, m.last_day) == (None, None) for m in context if not m.start_known)


@pytest.mark.parametrize(
    ("typo", "near"), [("97410", "97140"), ("95730", "97530"), ("97350", "97530"), ("G0823", "G0283")]
)
def test_swapped_neighbors_are_named(codes: Registry, typo: str, near: str) -> None:
    """A transposition of a registry code is reported; the error of a look-up suggests it."""
    assert near in codes.near(typo)
    with pytest.raises(UnknownName, match=near):
        codes[typo]


@pytest.mark.parametrize("code", ["97530", "99231", "71046", "zz"])
def test_a_registry_code_or_a_plainly_foreign_one_is_near_nothing(codes: Registry, code: str) -> None:
    """99231 is another code, not a typo."""
    assert codes.near(code) == ()


def test_keys_are_forgiven_their_case_but_not_their_type(codes: Registry) -> None:
    """Lower case and blanks are read; a number raises, and is in nothing."""
    assert codes[" g0283 "] is codes["G0283"]
    number: object = 97530
    assert number not in codes
    with pytest.raises(UnknownName, match="text"):
        codes[97530]  # type: ignore[index]
    assert codes.get(None) is None  # type: ignore[arg-type]
    assert codes.get([]) is None  # type: ignore[arg-type]


def test_search_and_families(codes: Registry) -> None:
    """Every word must be found in number, label or family; capitals do not matter."""
    assert {"29125", "29126"} <= {history.code for history in codes.search("FOREARM splint")}
    splints = [history.code for history in codes.search("splint")]
    assert splints.index("S8452") < splints.index("29200")  # a label that says splint, before strapping of its family
    assert codes.search("  ") == ()
    assert [history.code for history in codes.search("97530")] == ["97530"]
    for family in codes.families:
        assert codes.search(family), family


def test_in_force_counts_codes_by_day(codes: Registry) -> None:
    """In 2016 the old evaluations are in force, in 2026 the new ones."""
    old, new = ({meaning.code for meaning in codes.in_force(day)} for day in (date(2016, 3, 1), TODAY))
    assert "97003" in old - new
    assert "97165" in new - old


def test_every_value_is_plausible_and_every_source_resolves(codes: Registry) -> None:
    """No empty label, a span that runs forward, known words for status and designation, sources that exist."""
    for meaning in meanings(codes):
        assert meaning.label
        assert meaning.first_day is None or meaning.last_day is None or meaning.first_day <= meaning.last_day
        assert meaning.designation in ("always", "sometimes", "not")
        assert meaning.confidence in ("high", "medium", "low")
        assert load_edition().billers.of(meaning.code, on=meaning.last_day or "2026-12-31")
        assert meaning.sources
        assert set(meaning.sources) <= set(load_edition().sources)
        for other in (*meaning.successors, *meaning.add_on_to):
            assert other in codes, (meaning.code, other)


@given(st.text(max_size=8))
def test_any_text_is_looked_up_without_a_crash(text: str) -> None:
    """A code column may hold anything; a look-up finds it or not."""
    codes = load_edition().codes
    assert (codes.get(text) is not None) == (text in codes)
    codes.near(text)
    codes.search(text)
