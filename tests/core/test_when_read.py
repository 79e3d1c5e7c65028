"""Evidence and changes that are worked out when they are read are like those that were there from the start."""

import pickle

import attrs
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checking import ClaimChecker, read_finding
from otcpt.claims import parse_claim
from otcpt.frozenmap import TupleWhenRead

CHECKER = ClaimChecker(policy="medicare-part-b")
CODES = ("97110", "97112", "97530", "97129", "97130", "97542")
LINES = st.tuples(st.sampled_from(CODES), st.integers(0, 4), st.integers(0, 45))
VALUES = st.lists(st.tuples(st.text(), st.integers())).map(tuple)


@given(VALUES, VALUES)
def test_a_tuple_when_read_is_like_the_tuple(values: tuple[object, ...], others: tuple[object, ...]) -> None:
    """Equal either way round, with its hash and its text, and pickled as the tuple itself; worked out once."""
    asked: list[int] = []

    def work() -> tuple[object, ...]:
        asked.append(1)
        return values

    late = TupleWhenRead(work)
    assert asked == []
    assert late == values and values == late and late == TupleWhenRead(lambda: values)
    assert (late == others) is (others == late) is (values == others)
    assert (hash(late), repr(late), len(late), [*late]) == (hash(values), repr(values), len(values), [*values])
    assert type(pickle.loads(pickle.dumps(late))) is tuple and pickle.loads(pickle.dumps(late)) == values
    assert asked == [1]


@given(st.lists(LINES, min_size=1, max_size=4))
def test_findings_are_the_same_whether_read_or_not(lines: list[tuple[str, int, int]]) -> None:
    """Equal and with one hash before anything of them is read, after pickling, and made of their record."""
    claim = parse_claim("2026-03-02", *(f"{code}:GO x{units} @{minutes}" for code, units, minutes in lines))
    read, unread = CHECKER.check(claim), CHECKER.check(claim)
    texts = [repr(finding) for finding in read.findings]

    assert pickle.loads(pickle.dumps(unread)) == unread == read and hash(unread) == hash(read)
    assert [repr(finding) for finding in unread.findings] == texts
    for finding in CHECKER.check(claim).findings:
        early = attrs.evolve(finding, evidence=tuple(finding.evidence.items()))
        assert early == finding and hash(early) == hash(finding)
        assert read_finding(early.to_record(), claim) == finding
