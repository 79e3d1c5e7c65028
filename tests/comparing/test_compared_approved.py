"""Documented time over many claims, word for word: what was missed, and what another payer would make of it."""

import json
import re
from collections.abc import Callable

import attrs
import pytest
from tests.page.test_outlines import page_outline

from otcpt.checking import check, read_finding
from otcpt.claims import Claim, Episode, History, Visit, parse_claim, parse_visit
from otcpt.comparing import compare_policies, missed_units, replay
from otcpt.editions import Change
from otcpt.errors import InvalidInput
from otcpt.page import Section, Table, to_text
from otcpt.policies import Overlay, Policy, load_policy

Approved = Callable[[str, str], None]

PRACTICE = load_policy("medicare-part-b")
HOSPITAL = load_policy("medicare-part-b-facility")
MIDPOINT = load_policy("ama-midpoint")
DAY = "2026-03-02"


def claim(*lines: str, on: str = DAY, name: str | None = None, frequency: str = "1", **more: object) -> Claim:
    """A claim in shorthand, the same fields on every line."""
    given = [attrs.evolve(line, **more) for line in parse_claim(on, *lines).lines]  # type: ignore[arg-type]
    return Claim(given, claim_id=name, frequency=frequency)


#: Claims of several patients, disciplines, entities and years.
CLAIMS = [
    claim("97110:GO x1 @13+A23+J5", "97140:GO x1 @8", name="A", patient_key="P1", billing_provider_key="B1"),
    claim("97530 x0 @7", "97110:GP x1 @38", name="B", patient_key="P1"),
    claim("97110:GO x1 @7", "97110:GO x0 @8", line_id="L2", patient_key="P2", billing_provider_key="B1"),
    claim("97110:GO x0 @7", patient_key="P2", billing_provider_key="B2"),
    claim("97110:GO x0 @7", patient_key="P2"),
    claim("97129 x1 @15", "97130 x0 @40", "97150 x1 @20", "97165 x1 @60"),
    claim("97530:GO x2", "97110:GO x1 @15", name="silent"),
    claim("97530:GO @30", "97110:GO x1 @15"),
    claim("97530:GO x48 @720", "97530:GO:KX x47 @721"),
    claim("97530:GO x48 @720", "97530:GO:KX x47 @720"),
    claim("97110:GO x1 @13+A23", "96125:GO x1 @50+A70", on="2019-06-03"),
    claim("97110:GO x1 @13+A23", "96125:GO x1 @50+A70+J1", on="2021-06-01"),
    claim("97110:GO x0 @13+A2", on="2021-06-01"),
    claim("97112:GO x1 @45", "97112:GO:KX x1 @45"),
    claim("96125:GO x1 @A60+J60", "97535:GO x0 @J20", "97129:GO x1 @10+A30", "G0158 x1 @40", on="2024-06-03"),
    claim("97110:GO x1 @13+A23", bill_type="851"),
    claim("97110:GO x1 @13+A23", bill_type="131"),
    claim("97110:GN x1 @A40", "92507:GN x1 @45", "97110:GP x1 @A40"),
    claim("97530:GO x2 @30", "97542:GO x0 @30", "97542:GP x1 @30", "97112:GO x1 @75", "97140 x1 @15"),
    claim("97530:GO x2 @30", "97535:GO x0 @30", "97110:GP @30"),
    claim("97530 x1 @40", "97110:GO x3 @20", "97140:GO x0 @30", "97140:GO:KX x1 @3"),
    claim(*(f"{code}:GO x0 @7" for code in ("97110", "97112", "97113", "97116", "97140")), "97530:GO x2 @7"),
    claim(*(f"{code}:GO x0 @7" for code in ("97110", "97112", "97113", "97116", "97140", "97530")), "97535:GO x2 @7"),
    claim("97530:GO x1 @45", name="R", patient_key="P3"),
    claim("97530:GO x2 @45", name="R", frequency="7", patient_key="P3"),
    claim("97530:GO x1 @30+?", "97110:GO x1 @15", on="2026-03-03"),
    claim("97530 x1 @45", payer="CI"),
    claim("99999 x1 @45", "97550:GO x1 @50", "97551:GO x0 @5"),
    claim("90901:GO x1 @45", "97110:GO x1 @30", on="2027-03-02"),
]
VISITS = [
    parse_visit(DAY, "97530@8", "97110@8", "97140@7"),
    parse_visit(DAY, "97129@40", "97530:GP@20", "97165@30"),
    parse_visit(DAY, "97150@20", "97530@15"),
]
PAYERS: dict[str, Policy] = {
    "practice": PRACTICE,
    "hospital": HOSPITAL,
    "midpoint": MIDPOINT,
    "per session": MIDPOINT | Overlay(id="per-session", unit_method="per_session"),
    "pt": PRACTICE | Overlay(id="pt", discipline="PT", tie_break="code_order", de_minimis="simple"),
}


@pytest.mark.parametrize("payer", PAYERS)
def test_missed_units_are_approved(payer: str, approved: Approved) -> None:
    """Each day that was billed too little, each that cannot tell, and why."""
    found = missed_units(CLAIMS, policy=PAYERS[payer])
    lines = [found.summary]
    for day in found.days:
        lines += [f"{day.claims} {day.claim_ids} {day.date_of_service} {day.discipline}: {day.units}"]
        lines += [f"  {attrs.astuple(one)}" for one in day.codes]
        lines += [f"  in the way: {one.rule_id} {one.positions} {one.message}" for one in day.obstacles]
    approved(f"missed/{payer.replace(' ', '-')}", "\n".join([*lines, *map(str, found.not_comparable), ""]))


@pytest.mark.parametrize(
    ("a", "b"), [("practice", "midpoint"), ("midpoint", "hospital"), ("pt", "per session"), ("hospital", "pt")]
)
def test_comparisons_of_payers_are_approved(a: str, b: str, approved: Approved) -> None:
    """Every row of units, every finding that appears or vanishes, and the days that cannot tell."""
    mixed: list[Claim | Visit] = [VISITS[0], *CLAIMS, *VISITS[1:]]
    found = compare_policies(mixed, PAYERS[a], PAYERS[b])
    lines = [found.summary]
    for row in found.units:
        whose = f"{row.claims} {row.claim_ids} {row.date_of_service} {row.discipline}"
        lines += [
            f"{whose} {row.code} @{row.minutes}: billed {row.billed}, {row.before} against {row.after} ({row.change:+})"
        ]
    for one in found.findings:
        what = one.finding
        shown = f"{one.change} {what.rule_id} {what.severity} {what.positions} {' '.join(what.codes)} {one.why}"
        lines += [shown.rstrip()]
    approved(f"compared/{a}-{b}".replace(" ", "-"), "\n".join([*lines, *map(str, found.not_comparable), ""]))


def test_both_are_asked_under_the_edition_that_was_named() -> None:
    """An edition of 2024 knows nothing of 2026, so what appears there is reported as such."""
    one = claim("97530:GO x2 @30", "97750:GO x1 @15")
    visit = parse_visit(DAY, "97530@30", "97750@15")
    for given in (one, visit):
        now = compare_policies([given], PRACTICE, MIDPOINT)
        then = compare_policies([given], PRACTICE, MIDPOINT, edition="2024q3")
        back = compare_policies([given], MIDPOINT, PRACTICE, edition="2024q3")
        assert [(x.change, x.finding.rule_id) for x in now.findings if x.finding.rule_id == "PTP002"] == [
            (Change.VANISHED, "PTP002")
        ]
        assert "PTP002" not in {x.finding.rule_id for x in (*then.findings, *back.findings)}
    assert missed_units([claim("97530:GO x1 @30")], policy=PRACTICE).units == 1
    old = missed_units([claim("97530:GO x0 @30", "97750:GO x2 @30")], policy=PRACTICE, edition="2024q3")
    new = missed_units([claim("97530:GO x0 @30", "97750:GO x2 @30")], policy=PRACTICE)
    assert [x.rule_id for day in new.days for x in day.obstacles] == ["PTP002"]
    assert [x.rule_id for day in old.days for x in day.obstacles] == []


def test_why_the_other_payer_says_nothing() -> None:
    """Its table does not tell, which is stated, of another field's code too."""
    state = load_policy("medicaid-ncci") | Overlay(id="state", unit_method="ama")

    def shown(one: Claim, a: Policy, b: Policy) -> dict[str, str]:
        return {x.finding.rule_id: x.why for x in compare_policies([one], a, b).findings}

    assert shown(claim("11042 x40"), PRACTICE, state)["MUE001"] == ("No MUE of 11042, a code of another field, is held")
    assert shown(claim("97530 x1 @8", "97110 x1 @8"), PRACTICE, MIDPOINT)["UNIT001"] == ""
    assert shown(claim("0791T x40", on="2024-08-05"), PRACTICE, state)["MUE001"] == (
        "No published MUE of this code was read (which does not mean that it has none)"
    )
    assert (
        shown(claim("97530:GO x2", "97150:GO x1"), PRACTICE, MIDPOINT)["PTP002"] == "ama-midpoint does not ask for it"
    )
    assert shown(claim("98016:GO x1", "96127:GO x1", on="2025-08-04"), HOSPITAL, PRACTICE)["PTP002"] == (
        "the outpatient hospital table changed this pair on 2025-07-01, after this table was last read (2024-09-30)"
    )


def test_what_is_no_claim_is_named() -> None:
    """With the value that was given."""
    calls: list[Callable[[], object]] = [
        lambda: missed_units(["97530"], policy=PRACTICE),  # type: ignore[list-item]
        lambda: compare_policies([CLAIMS[0], "97530"], PRACTICE, MIDPOINT),  # type: ignore[list-item]
    ]
    for call in calls:
        with pytest.raises(InvalidInput) as refused:
            call()
        assert (refused.value.what, refused.value.value) == ("claims", "97530")


def test_a_finding_is_read_back_from_its_record() -> None:
    """What is wrong with a record is stated with the record, or with the part that differs."""
    one = claim("97150:GO x1", "97530:GO x2")
    [finding] = check(one, policy=PRACTICE).findings
    record = finding.to_record()
    assert read_finding(record, one) == finding
    for broken, result in (
        ({**record, "positions": [0, 7]}, "there is no line 8 in the claim"),
        ({**record, "positions": [1, -1]}, "there is no line 1 in the history"),
        ({**record, "positions": [1, 1]}, "PTP002 rests on lines of several claims; check them again"),
        ({**record, "rule_id": 7}, "no rule is called '7'"),
        ({**record, "evidence": {"column_one": 1.5}}, "1.5 cannot be evidence"),
        ({**record, "evidence": {"column_one": [1]}}, "column_two"),
        ({key: value for key, value in record.items() if key != "codes"}, "codes"),
        ({**record, "evidence": []}, "evidence [] is not a mapping"),
        ({**record, "positions": []}, "[] is not a list of something"),
    ):
        with pytest.raises(InvalidInput) as refused:
            read_finding(broken, one)
        assert result in str(refused.value)
        assert (refused.value.what, refused.value.value) == ("record", broken)
    with pytest.raises(InvalidInput, match=r'the record says \[1, "0"\] as positions, for this claim it would be'):
        read_finding({**record, "positions": [1, "0"]}, one)
    with pytest.raises(InvalidInput, match="the record says 'x' as message, for this claim it would be") as differs:
        read_finding({**record, "message": "x"}, one)
    assert (differs.value.what, differs.value.value) == ("message", "x")


def test_a_finding_with_lists_and_earlier_lines_comes_back() -> None:
    """Evidence of several parts, and lines of the history counted from its first."""
    addon = claim("97130:GO x1 @15")
    [finding] = check(addon, policy=PRACTICE).findings
    assert read_finding(json.loads(json.dumps(finding.to_record())), addon) == finding
    with pytest.raises(InvalidInput, match="there is no line 1 in the claim"):
        read_finding(finding.to_record(), Claim([]))

    again = claim("97760:GO x1 @15", on="2026-03-09")
    past = History(parse_claim(DAY, "97760:GO x1 @15").lines, [Episode(first_day="2026-03-01")])
    found = {one.rule_id: one for one in check(again, policy=PRACTICE, history=past).findings}["ORTH002"]
    assert found.positions == (0, -1)
    assert read_finding(found.to_record(), again, history=past) == found
    with pytest.raises(InvalidInput, match="there is no line 1 in the history"):
        read_finding(found.to_record(), again)


def test_pages_are_approved(approved: Approved) -> None:
    """What a person reads of comparisons, of missed units, and of answers asked again; and how each part is meant."""
    few = [CLAIMS[place] for place in (0, 1, 3, 6, 7, 14, 18, 21)]
    few.append(claim("97530:GO x2", "97140:GO x1"))
    denied = parse_claim(DAY, "97150:GO x1", "97530:GO x2")
    record = json.loads(check(denied, policy=PRACTICE).to_json())
    reworded = json.loads(json.dumps(record))
    reworded["findings"][0]["message"] = "Other words"
    pages = [
        compare_policies(few, PRACTICE, MIDPOINT, locality="national").to_page(),
        compare_policies(CLAIMS[:1], PRACTICE, PRACTICE).to_page(),
        missed_units(few, policy=PRACTICE, locality="national").to_page(),
        missed_units(CLAIMS[1:4], policy=PAYERS["per session"]).to_page(),
        replay(record, denied).to_page(),
        replay(reworded, denied).to_page(),
        replay(record, denied, policy=MIDPOINT).to_page(),
        replay(record, CLAIMS[0], policy=PRACTICE | Overlay(id="a", unit_method="ama")).to_page(),
    ]
    lines = [text for page in pages for text in (to_text(page), "", *page_outline(page), "")]
    approved("compared/pages", re.sub("sha256:[0-9a-f]+", "pin", "\n".join(lines)))


def test_a_table_has_forty_rows_and_counts_the_others() -> None:
    """Of 41 days on which two payers differ one is left out."""
    days = [claim("97110:GO x2 @22", "97140:GO x0 @7", on=f"2026-{month:02}-10") for month in range(1, 8)] * 6
    for number, left in ((40, ""), (41, "and 1 more; to_records() or --format json has them all")):
        (units, *_) = compare_policies(days[:number], PRACTICE, MIDPOINT).to_page().blocks
        assert isinstance(units, Section)
        (table,) = units.blocks
        assert isinstance(table, Table) and len(table.rows) == number
        assert table.rows[-1][1] == (left or "2026-05-10")
