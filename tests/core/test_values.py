"""Floor 0: errors, citations, the frozen map, the timeline."""

import pickle
from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.citation import Document
from otcpt.errors import InputErrors, InvalidInput, OutsideCoverage, Problem, UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap, MapWhenRead
from otcpt.timeline import Span, Timeline, calendar_day

PAIRS = st.dictionaries(st.text(max_size=3), st.integers(), max_size=6)


@given(PAIRS)
def test_a_frozen_map_is_the_dictionary_it_was_made_of(pairs: dict[str, int]) -> None:
    """Equality, hash and pickle follow the pairs, not their order."""
    frozen = FrozenMap(pairs)
    turned = FrozenMap(dict(reversed(pairs.items())))

    assert dict(frozen) == pairs
    assert frozen == turned
    assert hash(frozen) == hash(turned)
    assert pickle.loads(pickle.dumps(frozen)) == frozen


@given(PAIRS)
def test_a_map_when_read_is_worked_out_once_and_only_when_read(pairs: dict[str, int]) -> None:
    """Nothing is worked out for a map that is only kept; when read it is the frozen map, its hash and its pickle."""
    asked: list[int] = []

    def work() -> dict[str, int]:
        asked.append(1)
        return pairs

    later = MapWhenRead(work)
    assert not asked
    assert later == FrozenMap(pairs)
    assert FrozenMap(pairs) == later
    assert hash(later) == hash(FrozenMap(pairs))
    assert pickle.loads(pickle.dumps(later)) == FrozenMap(pairs)
    assert len(asked) == 1


def test_a_frozen_map_cannot_be_written() -> None:
    """There is no way to set a key."""
    with pytest.raises(TypeError):
        FrozenMap({"a": 1})["b"] = 2  # type: ignore[index]


@pytest.mark.parametrize(
    "error",
    [
        InvalidInput("no", "units", -1),
        UnknownName("no"),
        OutsideCoverage("no"),
        InputErrors([Problem("week.csv", 3, "units", "x", "not a number")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_pickling(error: Exception) -> None:
    """A worker process can hand its error back whole."""
    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_a_problem_names_file_row_column_and_value() -> None:
    """Everything needed to find and correct the cell is in the sentence."""
    problem = Problem("week.csv", 3, "units", "two", "expected a whole number")

    assert str(problem) == "week.csv, row 3, units: 'two': expected a whole number"


def test_near_misses_are_suggested_and_nonsense_is_not() -> None:
    """A typo gets a suggestion; something else entirely gets none."""
    assert did_you_mean("medicare", ["medicare-part-b"]) == " Did you mean medicare-part-b?"
    assert did_you_mean("zzz", ["medicare-part-b"]) == ""
    assert did_you_mean("practice", ["medicare-part-b"]) == ""


def test_a_citation_names_authority_title_revision_place_and_confidence() -> None:
    """A reader can find the sentence and see how surely it was read."""
    manual = Document("CMS", "NCCI Policy Manual", "rev. 2026-01-01")

    assert str(manual.at("XI.P.8")) == "CMS, NCCI Policy Manual, rev. 2026-01-01, XI.P.8 [P]"
    assert str(manual.at("XI.P.8", "I")).endswith("[I]")


SPANS = (
    Span("old", date(2006, 1, 1), date(2017, 12, 31)),
    Span("new", date(2018, 1, 1), None),
)


def test_both_ends_of_a_span_are_inside() -> None:
    """The last day still holds, the next day is the next span's."""
    line = Timeline(SPANS)

    assert line.on(date(2017, 12, 31)) == "old"
    assert line.on(date(2018, 1, 1)) == "new"
    assert line.get(date(2005, 12, 31)) is None


def test_a_gap_raises_and_names_what_is_known() -> None:
    """Nothing is carried over a gap."""
    with pytest.raises(OutsideCoverage, match=r"2005-12-31.*2006-01-01 to 2017-12-31"):
        Timeline(SPANS).on(date(2005, 12, 31))


@pytest.mark.parametrize("first", [None, date(2019, 1, 1), date(2020, 12, 31)])
def test_overlapping_spans_are_refused(first: date | None) -> None:
    """Two values for one day cannot both be law."""
    with pytest.raises(InvalidInput, match="overlap"):
        Timeline([Span(1, None, date(2020, 12, 31)), Span(2, first, None)])


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    """Such a row is a mistake, not an empty span."""
    with pytest.raises(InvalidInput, match="ends before it begins: 2020-01-02 to 2020-01-01"):
        Span(1, date(2020, 1, 2), date(2020, 1, 1))


def test_a_timeline_is_a_frozen_value_that_gives_its_spans_back() -> None:
    """Hash, pickle, repr and a rebuild from its spans agree; a gap inside stays one."""
    line = Timeline([*SPANS[:1], Span("later", date(2020, 1, 1))])

    assert hash(pickle.loads(pickle.dumps(line))) == hash(line) == hash(Timeline(reversed(line.spans)))
    assert line.spans == (SPANS[0], Span("later", date(2020, 1, 1)))
    assert repr(line) == f"Timeline({list(line.spans)!r})"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        line.starts = ()  # type: ignore[misc]


@pytest.mark.parametrize("bad", [datetime(2026, 3, 2), "3/2/2026", "20260302", None])
def test_a_moment_or_a_text_of_another_form_is_not_a_day(bad: object) -> None:
    """A timeline is asked by calendar day."""
    with pytest.raises(InvalidInput, match="calendar day"):
        Timeline(SPANS).get(bad)  # type: ignore[arg-type]


DAYS = st.dates(date(2000, 1, 1), date(2000, 3, 1))


@given(st.lists(st.tuples(DAYS, st.integers(0, 2))), DAYS)
def test_a_sampled_timeline_has_the_value_of_the_last_cut(changes: list[tuple[date, int]], on: date) -> None:
    """Whatever the cuts and their order, a day has the value of the latest cut not after it; neighbors differ."""
    value = dict(changes)

    def answer(day: date) -> int:
        past = [cut for cut in value if cut <= day]
        return value[max(past)] if past else -1

    line = Timeline.sampled(value, answer)
    assert line.on(on) == answer(on)
    assert line.on(on - timedelta(days=400)) == -1
    assert all(left != right for left, right in zip(line.values, line.values[1:], strict=False))


@given(st.sets(DAYS, min_size=2, max_size=8), DAYS)
def test_a_timeline_agrees_with_a_scan_of_its_spans(days: set[date], on: date) -> None:
    """Every other stretch is held: inside, at both ends and in the gaps the answer is that of a plain look at each."""
    edges = sorted(days)
    spans = [Span(number, *pair) for number, pair in enumerate(zip(edges[::2], edges[1::2], strict=False))]
    held = [span.value for span in spans if span.first_day and span.last_day and span.first_day <= on <= span.last_day]

    assert Timeline(spans).get(on) == (held[0] if held else None)


@pytest.mark.parametrize(
    "text", ["20260302", "2026-W10-1", "2026-3-2", "03/02/2026", "2026-02-30", "", "2026-03-02T00"]
)
def test_only_one_form_of_a_date_is_read(text: str) -> None:
    """Other forms that Python would take are refused, not guessed."""
    with pytest.raises(InvalidInput, match="YYYY-MM-DD"):
        calendar_day(text)
