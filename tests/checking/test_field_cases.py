"""Situations that billers ask about in public, with the answer that the sources give, rule by rule.

The number is that of the situation in the list they were collected in; a letter is a variant. Situations that need a
history, clock times or a payer's own keys are cases of their rules (tests/cases).
"""

from typing import Any

import attrs
import pytest

from otcpt.checking import check
from otcpt.claims import Claim, parse_claim
from otcpt.findings import Reason
from otcpt.policies import Overlay, Policy, load_policy

PRACTICE = load_policy("medicare-part-b")
FACILITY = load_policy("medicare-part-b-facility")
PHYSICIAN = PRACTICE | Overlay(id="physician", biller="physician")
MIDPOINT = load_policy("ama-midpoint")


@attrs.frozen
class Case:
    """A claim, what is found in it or bypassed, and the rules in which something that decides stays open."""

    number: str
    lines: tuple[str, ...]
    shown: tuple[str, ...]
    on: str = attrs.field(default="2026-09-14", kw_only=True)
    policy: Policy = attrs.field(default=PRACTICE, kw_only=True)
    fields: dict[str, Any] = attrs.field(factory=dict, kw_only=True)
    by_line: tuple[dict[str, Any], ...] = attrs.field(default=(), kw_only=True)
    open_in: tuple[str, ...] = attrs.field(default=(), kw_only=True)

    @property
    def claim(self) -> Claim:
        """The claim."""
        own = self.by_line or ({},) * len(self.lines)
        lines = zip(parse_claim(self.on, *self.lines).lines, own, strict=True)
        return Claim(attrs.evolve(line, **self.fields, **more) for line, more in lines)


CASES = (
    Case("002", ("97110:GO x1 @15", "97140:GO x1 @10"), ()),
    Case("006", ("97110:GO x2 @22", "97530:GO x1 @15"), ("UNIT001 error",)),
    Case("007", ("97150:GO x3 @45",), ("UNIT004 error",)),
    Case("008", ("97165:GO x4 @60",), ("UNIT004 error",)),
    Case("009", ("97110:GO x4 @60",), ()),
    Case("010", ("97750:GO x16 @240",), ("MUE001 error",)),
    Case("014", ("97110:GO x1 @10+A10",), ()),
    Case("014b", ("97110:GO x1 @10+A10",), ("ASST003 error",), on="2021-06-01"),
    Case("015", ("97110:GO x2 @25", "97110:GO:CO x1 @A15"), ()),
    Case("016", ("97110:GO x4 @53+J7",), ()),
    Case("020", ("97165:GO x1 @A40",), ("ASST002 error",)),
    Case("022", ("97165:GO x1 @30+A10",), ("ASST002 advice",)),
    Case("023", ("98980:GO x1 @A20",), ("ASST003 error",)),
    Case("024", ("98980:GO:95 x1",), ("MOD008 warning",)),
    Case("025", ("98985:GO x1", "98977:GO x1"), ("RTM001 error",)),
    Case("027", ("98979:GO x1", "98981:GO x1"), (), open_in=("AOC001",)),
    Case("028", ("98977:GO x1", "99457:GO x1"), ("CODE011 error",), open_in=("CODE003",)),
    Case("029", ("98975:GO x1", "98977:GO x1", "98980:GO x1 @20"), ()),
    Case("030", ("97550:GO x1 @30", "97751:GO x1 @15"), ("CODE002 error",), open_in=("CODE003",)),
    Case("031", ("97531:GO x1",), ("CODE002 error",), open_in=("CODE003",)),
    Case("034", ("97550:GO x1 @30", "97550:GP x1 @30"), (), open_in=("MUE001",)),
    Case("035", ("97110:GO x4 @60", "97110:GP x4 @60"), (), open_in=("MUE001",)),
    Case("036", ("97530:GO x2 @30", "97750:GP x2 @30"), (), open_in=("PTP001",)),
    Case("037", ("97129:GN x1 @15", "97130:GO x1 @15"), (), open_in=("AOC001",)),
    Case("039", ("97165:GO x1", "97755:GO x1 @15"), ("PTP001 error",)),
    Case("040", ("97165:GO x1", "97542:GO x1 @15"), ()),
    Case("042", ("97168:GP x1",), ("MOD003 error",)),
    Case(
        "043",
        ("99213 x1", "97164:GP x1"),
        (),
        by_line=({"rendering_provider_key": "MD"}, {"rendering_provider_key": "PT"}),
        open_in=("CODE003",),
    ),
    Case("044", ("99213 x1", "97164:GP x1"), ("PTP002 error",), policy=PHYSICIAN, open_in=("CODE003",)),
    Case("044b", ("99213:25 x1", "97164:GP x1"), ("PTP003 bypassed",), policy=PHYSICIAN, open_in=("CODE003",)),
    Case("045", ("97530:GO x1 @15", "97535:GO x1 @15"), ("PTP002 error",), on="2021-12-31"),
    Case("045b", ("97530:GO x1 @15", "97535:GO x1 @15"), (), on="2022-01-01"),
    Case("048", ("90901:GO x1 @45", "97110:GO x1 @15"), ()),
    Case("052", ("90911:GO x1", "97032:GO x1 @15"), (), on="2019-06-03", open_in=("PTP001",)),
    Case("053", ("29584:GO:RT x1", "29584:GO:LT x1"), ("MUE001 error",)),
    Case("053b", ("29584:GO:50 x1",), ()),
    Case("053c", ("29584:GO:50 x2",), ("MOD013 warning", "MUE001 error")),
    Case("054", ("97140:GO x1 @15", "29584:GO x1"), ("PTP002 error",)),
    Case("054b", ("97597:GO x1", "29581:GO x1"), ("PTP002 error",)),
    Case("057", ("97602:GO x1", "97597:GO x1"), ("CODE004 warning", "PTP001 error"), on="2024-03-04"),
    Case("059", ("11042:GO x1",), ("CODE011 error",), open_in=("CODE003",)),
    Case(
        "061",
        ("98016:GO x1", "97802:GO x1", "97153:GO x1", "98940:GO x1"),
        ("CODE011 error", "CODE011 error", "CODE011 error", "CODE011 error"),
        open_in=("CODE003",),
    ),
    Case("063", ("97124:GO:59 x1 @15", "97140:GO x1 @15"), ("PTP001 error",)),
    Case("064", ("97545 x1 @120", "97546 x2 @120", "97110 x2 @30"), (), policy=MIDPOINT),
    Case("069", ("97750:GO x4 @60", "97140:GO x1 @15"), ("PTP002 error",)),
    Case("077", ("S8940:GO x1",), ("CODE004 error",), open_in=("CODE003",)),
    Case("077b", ("S9129:GO x1",), ("CODE004 error",)),
    Case("079", ("97010:GO:GY x1", "97602:GO:GY x1"), ("CODE004 warning", "CODE004 warning")),
    Case("080", ("97530:GO:KX:GA x1 @15",), ("MOD007 warning",)),
    Case("083", ("20560:KX x1",), (), policy=PHYSICIAN),
    Case("084", ("20561:GO x1",), ("CODE010 advice", "MOD015 warning")),
    Case("086", ("97530:GO:95 x1 @15",), (), on="2026-01-31", open_in=("MOD008",)),
    Case("087", ("97140:GO:95 x1 @15",), ("MOD008 warning",), fields={"place_of_service": "10"}),
    Case("088", ("97530:GO x1 @15",), (), fields={"place_of_service": "11"}),
    Case(
        "090",
        ("97530:GO x1 @15",),
        ("FAC002 error",),
        policy=FACILITY,
        fields={"bill_type": "0131", "revenue_code": "0420"},
    ),
    Case(
        "091",
        ("97530:GO x8 @120",),
        ("MUE001 warning",),
        policy=FACILITY,
        fields={"bill_type": "0221", "revenue_code": "0430"},
    ),
    Case("098", ("97504:GO x1 @15", "29125:GO x1"), (), on="2005-03-07", open_in=("PTP001",)),
    Case("102", ("97535 x1 @15",), ("MOD001 error",), policy=PHYSICIAN),
    Case("102b", ("97535:GO x1 @15", "99213 x1"), ("PTP009 advice",), policy=PHYSICIAN, open_in=("CODE003",)),
    Case(
        "104",
        ("97165:GO x1", "97763:GO x1 @15"),
        ("PTP005 error",),
        fields={"billing_provider_key": "G"},
        by_line=({"rendering_provider_key": "A"}, {"rendering_provider_key": "B"}),
    ),
    Case("112", ("97110:GO x1 @15", "97150:GO x1 @30"), ("PTP002 error",)),
    Case("112b", ("97110:GO:59 x1 @15", "97150:GO x1 @30"), ("PTP003 bypassed",)),
    Case(
        "114",
        ("97129:GN:59 x1 @15", "92507:GN x1"),
        ("PTP005 error",),
        fields={"rendering_provider_key": "S"},
        open_in=("CODE003",),
    ),
    Case("119", ("97110:GP x1 @15", "97110:GP:CQ x1 @A13", "97140:GP x1 @22"), ()),
    Case("122", ("20560 x1",), (), on="2020-02-10", policy=PHYSICIAN),
    Case("123", ("98966:GO x1",), ("CODE004 error",), on="2020-02-28"),
    Case("123b", ("98966:GO x1",), (), on="2020-03-16"),
    Case(
        "124",
        ("99453:GO x1", "99454:GO x1", "99457:GO x1"),
        ("CODE011 error", "CODE011 error", "CODE011 error"),
        open_in=("CODE003",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_the_situation_has_the_answer_of_its_sources(case: Case) -> None:
    """Findings and bypassed edits are these and no others."""
    report = check(case.claim, policy=case.policy)
    found = [f"{one.rule_id} {one.severity}" for one in report.findings]

    assert (*found, *(f"{one.rule_id} bypassed" for one in report.bypassed)) == case.shown


@pytest.mark.parametrize("case", [case for case in CASES if case.open_in], ids=lambda case: case.number)
def test_what_decides_and_is_not_known_is_stated(case: Case) -> None:
    """Keys that are missing, codes and lists that are not held: the report is not complete."""
    report = check(case.claim, policy=case.policy)
    kinds = (Reason.INPUT_MISSING, Reason.OUTSIDE_COVERAGE)

    assert set(case.open_in) <= {one.rule_id for one in report.not_evaluated if one.reason in kinds}
    assert not report.complete
