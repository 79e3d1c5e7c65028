"""Every value that people look at shows itself, without a key, in text and in HTML alike."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import attrs
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.page.test_page import Bare, words_of

import otcpt
import otcpt.batch
from otcpt.claims import Claim, Episode, History, PlanOfCare, ServiceLine, Visit
from otcpt.comparing import make_lock
from otcpt.denials import score
from otcpt.page import Page, to_html, to_text
from otcpt.shown import Shown
from otcpt.testing import strategies

SECRET = "SECRET-9"
CHECKER = otcpt.Checker(policy="medicare-part-b")


def keyed(claim: Claim) -> Claim:
    """Return the claim with keys that must not be seen."""
    return attrs.evolve(claim, lines=list(map(keyed_line, claim.lines)))


def keyed_line(line: ServiceLine) -> ServiceLine:
    """Return the line with keys that must not be seen."""
    return attrs.evolve(line, patient_key=SECRET, rendering_provider_key=SECRET, billing_provider_key=SECRET)


CLAIM = keyed(otcpt.claim("2026-03-02", "97530:GO x2 @30", "97750:GO x1 @15", "97010:GO x1 @10", "97140:GO:59 x1 @15"))
CLOCK = Claim(
    ServiceLine("97530", date_of_service="2026-03-02", units=2, start_time=time(9), end_time=time(*end), minutes=30)
    for end in ((9, 30), (9, 45), (8, 50))
)
VISIT = attrs.evolve(otcpt.visit("2026-03-02", "97110@33", "97140@7", "97129@40", "97530@10+A5"), patient_key=SECRET)
HISTORY = History(
    CLAIM.lines,
    [
        Episode(
            first_day="2026-02-02",
            plans=[PlanOfCare(first_day="2026-02-02", last_day="2026-03-01"), PlanOfCare(first_day="2026-03-10")],
            progress_reports=["2026-02-20"],
            changes=["2026-02-25"],
            patient_key=SECRET,
        )
    ],
)
REPORT = CHECKER.check(CLAIM)
EDITION = otcpt.load_edition()
MIDPOINT = otcpt.Overlay(id="x", unit_method="ama", first_day="2026-07-01", citation="A manual")

#: A column that is not read is a note.
TABLE = pa.table(
    {"claim_id": ["C1"], "date_of_service": ["2026-03-02"], "code": ["97003"], "units": [1], "patient_key": [SECRET]}
    | {"modifer": ["GO"]}
)
EXAMPLES = Path(__file__).parents[2] / "examples" / "denials"
ANSWERED = otcpt.read_remittances(EXAMPLES / "answer.835")
SENT = otcpt.read_claims(EXAMPLES / "claims.csv")

VALUES: dict[str, Callable[[], Shown]] = {
    "claim": lambda: CLAIM,
    "claim on the clock": lambda: CLOCK,
    "empty claim": lambda: Claim([]),
    "visit": lambda: VISIT,
    "empty visit": lambda: Visit("2026-03-02", ()),
    "history": lambda: HISTORY,
    "empty history": History,
    "report": lambda: REPORT,
    "report of nothing": lambda: CHECKER.check(Claim([])),
    "report on the clock": lambda: CHECKER.check(CLOCK),
    "reports": lambda: CHECKER.check_all([CLAIM, CLOCK]),
    "no reports": lambda: CHECKER.check_all([]),
    "finding": lambda: REPORT.findings[0],
    "bypassed": lambda: REPORT.bypassed[0],
    "bill": lambda: CHECKER.bill(VISIT),
    "allocation": lambda: otcpt.allocate_units({"97110": 33, "97140": 7, "97129": 40, "97150": 20}, method="cms"),
    "midpoint": lambda: otcpt.allocate_units({"97110": 33, "97140": 7, "97550": 40, "97551": 9}, method="ama"),
    "tenths": lambda: otcpt.allocate_units({"97110": 33}, method="tenths"),
    "nothing": lambda: otcpt.allocate_units({}, method="cms"),
    "repairs": lambda: CHECKER.repairs(CLAIM, REPORT),
    "explanation": lambda: CHECKER.explain(CLAIM, "PTP002"),
    "comparison": lambda: otcpt.compare_policies([CLAIM], "medicare-part-b", "ama-midpoint"),
    "missed": lambda: CHECKER.missed_units([otcpt.claim("2026-03-02", "97530:GO x1 @38", "97110:GO x1")]),
    "missed with its working": lambda: CHECKER.missed_units([otcpt.claim("2026-03-02", "97530:GO x1 @38")]),
    "editions": lambda: otcpt.compare_editions("2024q3", "2026q4", claims=[CLAIM], policy="medicare-part-b"),
    "edition": lambda: EDITION,
    "code": lambda: EDITION.codes["97760"],
    "meaning": lambda: EDITION.codes["97530"].on("2026-03-02"),
    "pair": lambda: EDITION.ptp("practitioner").between("97530", "97750", on="2026-03-02"),
    "pair without an edit": lambda: EDITION.ptp("practitioner").between("97110", "97140", on="2026-03-02"),
    "policy": lambda: otcpt.load_policy("medicare-part-b") | MIDPOINT,
    "code on a day": lambda: otcpt.code("97530", on="2026-03-02"),
    "two codes on a day": lambda: otcpt.pair("97530", "97750", on="2026-03-02"),
    "documentation": lambda: otcpt.documentation(CLAIM, policy="medicare-part-b"),
    "estimate": lambda: otcpt.price(CLAIM, policy="medicare-part-b", locality="national"),
    "estimate under another payer": lambda: otcpt.price(CLAIM, policy="ama-midpoint", locality="national"),
    "estimates": lambda: otcpt.price_all([CLAIM, CLAIM], policy="medicare-part-b", locality="national"),
    "no estimates": lambda: otcpt.price_all([], policy="medicare-part-b", locality="national"),
    "running totals": lambda: otcpt.price_all([CLAIM], policy="medicare-part-b", locality="national").ledger,
    "denial code": lambda: otcpt.denial_code("CO-236"),
    "replay": lambda: otcpt.replay(REPORT.to_json(), CLAIM),
    "replay under another payer": lambda: otcpt.replay(REPORT.to_json(), CLAIM, policy="ama-midpoint"),
    "lock": lambda: make_lock(["medicare-part-b", "ama-midpoint"]),
    "overlay": lambda: MIDPOINT,
    "split": lambda: otcpt.split_assistant_units(therapist=13, assistant=23, units=2, on="2026-03-02"),
    "split without a source": lambda: otcpt.split_assistant_units(therapist=8, assistant=8, units=2, on="2026-03-02"),
    "question": lambda: CHECKER.bill(otcpt.visit("2026-03-02", "97530@30", "97750@30")).questions[0],
    "identity": lambda: REPORT.identity,
    "identity without a claim": lambda: CHECKER.identity,
    "many lines": lambda: otcpt.batch.check_table(TABLE, policy="medicare-part-b"),
    "no lines": lambda: otcpt.batch.check_table(TABLE.slice(0, 0), policy="medicare-part-b"),
    "score": lambda: score(otcpt.explain_denials(ANSWERED, SENT, policy="medicare-part-b")),
    "denials": lambda: otcpt.explain_denials(ANSWERED, SENT, policy="medicare-part-b"),
}


def check_drawings(page: Page, text: str, html: str) -> None:
    """Compare what was drawn: the same words in the same order, and no key."""
    assert (text, html) == (to_text(page), to_html(page))
    assert Bare(html).words == words_of(text)
    assert SECRET not in text + html


@pytest.mark.parametrize("name", VALUES)
def test_a_value_shows_itself_alike_wherever_it_is_drawn(name: str) -> None:
    """Print, notebook and a saved document; nothing that is hidden is a key."""
    value = VALUES[name]()
    page = value.to_page()

    check_drawings(page, str(value), value._repr_html_())
    assert Bare(value.to_html(whole=True)).words[: len(words_of(page.title))] == words_of(page.title)
    assert value.to_text() == str(value)


@pytest.mark.parametrize("name", VALUES)
def test_a_repr_is_short_and_names_no_one(name: str) -> None:
    """One line that says what it is."""
    shown = repr(VALUES[name]())

    assert SECRET not in shown
    assert "\n" not in shown
    assert len(shown) <= 400


@given(strategies.claims(max_size=4), st.booleans())
def test_a_report_of_any_claim_shows_everything_it_has(claim: Claim, several: bool) -> None:
    """Each finding with its fixes and sources, each note, each reason; law and payer last."""
    claim = keyed(claim)
    report = CHECKER.check(claim)
    shown = CHECKER.check_all([claim, claim]) if several else report
    text = " ".join(str(shown).split())

    check_drawings(shown.to_page(), str(shown), shown._repr_html_())
    for finding in report.findings if not several else ():
        assert " ".join(finding.message.split()) in text
        assert all(str(part) in text for part in (*finding.fixes, *finding.citations))
    for caveat in report.caveats:
        assert " ".join(caveat.text.split()) in text
    assert text.endswith(f"rules {report.identity.rules}, otcpt {report.identity.version}")


@given(strategies.visits())
def test_a_bill_of_any_visit_shows_itself(visit: Visit) -> None:
    """Whatever was done."""
    billed = CHECKER.bill(visit)

    check_drawings(billed.to_page(), str(billed), billed._repr_html_())
    assert all(question.text in str(billed) for question in billed.questions)
    for allocation in billed.allocations.values():
        check_drawings(allocation.to_page(), str(allocation), allocation._repr_html_())


@given(st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1439)), max_size=5))
def test_any_clock_can_be_drawn(spans: list[tuple[int, int]]) -> None:
    """An end before its start is stated, and no time is left out."""
    lines = [
        ServiceLine(
            "97530",
            date_of_service=date(2026, 3, 2),
            start_time=time(*divmod(start, 60)),
            end_time=time(*divmod(end, 60)),
        )
        for start, end in spans
    ]
    claim = Claim(lines)

    check_drawings(claim.to_page(), str(claim), claim._repr_html_())
    assert str(claim).count("ends before it starts") == sum(end < start for start, end in spans)
