"""A stored answer asked again says what differs, and puts the blame on the part that changed it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import otcpt
from otcpt import (
    Claim,
    Episode,
    History,
    InputErrors,
    InvalidInput,
    OtcptError,
    Overlay,
    PriorPayments,
    Report,
    UnknownName,
)
from otcpt.comparing import Part
from otcpt.findings import report_schema
from otcpt.testing.strategies import claims

CLAIM = otcpt.claim("2026-03-02", "97130:GO x1 @15")
CHANGED_IN_2025 = otcpt.claim("2025-03-03", "97597 x1", "97602 x1")
POLICY = "medicare-part-b"


def stored(claim: Claim = CLAIM, **more: Any) -> dict[str, Any]:
    """Return the record of a report, as JSON gives it back."""
    record: dict[str, Any] = json.loads(otcpt.check(claim, **{"policy": POLICY, **more}).to_json())
    return record


def test_the_same_question_has_the_same_answer() -> None:
    """From a record, from its text and from the report itself."""
    report = otcpt.check(CLAIM, policy=POLICY)

    for given_ in (report, report.to_record(), report.to_json(), stored()):
        again = otcpt.replay(given_, CLAIM)
        assert again.same and again.differs == () and again.verdict == "Same findings."
    assert again.reports == (report,)


@given(claim=claims())
def test_every_answer_replays(claim: Claim) -> None:
    """Whatever the claim: its record leads back to the same answer."""
    assert otcpt.replay(otcpt.check(claim, policy=POLICY).to_json(), claim).same


def test_another_law_is_blamed_and_put_back() -> None:
    """The record's own edition brings the old findings back."""
    record = stored(CHANGED_IN_2025, policy="medicare-part-b-facility", edition="2024q3")
    again = otcpt.replay(record, CHANGED_IN_2025, edition="2026q4")

    assert again.differs == again.restored_by == (Part.LAW,)
    assert "PTP002" in {finding.rule_id for finding in again.appeared}
    assert not again.same and not again.equivalent


def test_an_older_answer_is_asked_under_its_own_law() -> None:
    """Without an edition the record's pin decides, not the newest."""
    record = stored(CHANGED_IN_2025, policy="medicare-part-b-facility", edition="2024q3")

    assert otcpt.replay(record, CHANGED_IN_2025).same


def test_another_payer_is_blamed() -> None:
    """And the findings that the new payer does not give have vanished."""
    again = otcpt.replay(stored(), CLAIM, policy=otcpt.load_policy(POLICY) | Overlay(id="acme", off=("AOC001",)))

    assert Part.PAYER in again.differs and again.restored_by == (Part.PAYER,)
    assert [record["rule_id"] for record in again.vanished] == ["AOC001"]


def test_other_rules_are_put_back() -> None:
    """Where the caller runs other rules, those of the record are held and bring the old answer back."""
    fewer = [rule for rule in otcpt.ALL_RULES if rule.id != "AOC001"]
    again = otcpt.replay(stored(), CLAIM, rules=fewer)

    assert again.differs == again.restored_by == (Part.RULES,)
    assert again.verdict == "1 finding vanished. Rules differ. Putting the old rules back gives the stored answer."
    again = otcpt.replay(stored(), CLAIM, rules=fewer, policy="ama-midpoint")
    assert again.restored_by == (Part.PAYER, Part.RULES)


def test_a_package_that_is_missing_is_named() -> None:
    """With its version; the caller may give other rules, and then the record's cannot be put back."""
    record = stored()
    record["identity"]["packages"] = ["acme of acme-rules 1.2"]

    with pytest.raises(UnknownName, match=r"ran rules of acme of acme-rules 1\.2: .* as rules= \(--rules\)"):
        otcpt.replay(record, CLAIM)
    again = otcpt.replay(record, CLAIM, rules=[rule for rule in otcpt.ALL_RULES if rule.id != "AOC001"])
    assert again.differs == (Part.RULES,) and again.restored_by == ()


def test_a_verdict_of_the_same_findings_says_so() -> None:
    """Where only what was not evaluated differs."""
    again = otcpt.replay(stored(), CLAIM, policy="ama-midpoint")

    assert again.verdict.startswith("Same findings, other rules were not evaluated. Payer differs.")


def test_another_input_is_named() -> None:
    """Another claim, or another history, is not the same answer even where the findings are."""
    paid = History(prior_payments=[PriorPayments(year=2026, allowed=Decimal(100))])

    other = otcpt.replay(stored(), otcpt.claim("2026-03-02", "97130:GO x2 @30"))
    assert Part.INPUT in other.differs and other.inputs == ("claim 1 is another",)
    assert "Input differs. Claim 1 is another." in other.verdict
    assert otcpt.replay(stored(history=History()), CLAIM, history=paid).inputs == ("the history is another",)
    assert otcpt.replay(stored(history=paid), CLAIM, history=paid).same


def test_other_words_are_no_other_finding() -> None:
    """Messages, fixes' words and citations change with versions; rule, lines, evidence and changes are the finding."""
    record = stored()
    record["findings"][0]["message"] = "It read otherwise."
    record["findings"][0]["fixes"][0]["words"] = "Do something"
    record["identity"]["otcpt"] = "0.0.9"
    again = otcpt.replay(record, CLAIM)

    assert [finding.rule_id for finding in again.reworded] == ["AOC001"]
    assert again.equivalent and not again.same and again.differs == (Part.VERSION,)
    assert again.verdict == "1 finding in other words. Version differs."


def test_another_revision_of_a_rule_is_named() -> None:
    """The digest of the rules differs."""
    record = stored()
    record["identity"]["rules"] = "0" * 16

    assert otcpt.replay(record, CLAIM).differs == (Part.RULES,)


def test_what_cannot_be_found_by_its_pin_is_asked_for() -> None:
    """A policy of one's own, and an edition of another version."""
    own = otcpt.load_policy(POLICY) | Overlay(id="acme-2026", unit_method="ama")
    record = stored(policy=own)
    with pytest.raises(UnknownName, match=r"acme-2026 is not one of otcpt's .* as policy= \(--policy\)"):
        otcpt.replay(record, CLAIM)
    assert otcpt.replay(record, CLAIM, policy=own).same

    record = stored()
    record["identity"]["edition"] = f"2027q1@sha256:{'0' * 64}"
    with pytest.raises(UnknownName, match="install the version of otcpt"):
        otcpt.replay(record, CLAIM)
    again = otcpt.replay(record, CLAIM, edition="2026q4")
    assert again.differs == (Part.LAW,) and again.restored_by == ()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("", "no record of a report"),
        ("[]", "is a list; give the record of one report"),
        ("{", "no record of a report"),
        ({"file": "week.csv"}, "no record of a report"),
        ({**stored(), "schema_version": 99}, "schema_version 99"),
    ],
)
def test_what_is_no_record_is_refused(record: Any, message: str) -> None:
    """With what is wrong, and never with a stray error."""
    with pytest.raises(InvalidInput, match=message):
        otcpt.replay(record, CLAIM)


def test_every_fault_of_a_record_is_named() -> None:
    """With its place, and what was probably meant."""
    for broken, paths in (
        ({}, ["schema_version", "verdict"]),
        ({**stored(), "findings": [{}], "claen": 1}, ["findings[0].claim_id", "claen"]),
        ({**stored(), "identity": {}}, ["identity.edition", "identity.policy"]),
    ):
        with pytest.raises(InputErrors) as refused:
            otcpt.replay(broken, CLAIM)
        assert {*paths} <= {one.column for one in refused.value.problems}


@pytest.mark.parametrize("key", ["claim", "history", "rules", "otcpt"])
@pytest.mark.parametrize("value", [[], {}])
def test_a_list_in_the_identity_is_named(key: str, value: object) -> None:
    """It is no digest, and no stray error of Python's."""
    record: dict[str, Any] = json.loads(otcpt.check(CLAIM, policy="medicare-part-b").to_json())
    record["identity"][key] = value

    with pytest.raises(InputErrors, match=f"identity.{key}"):
        otcpt.replay(record, CLAIM)


def test_many_records_find_their_claims() -> None:
    """By the digest of the claim, in any order; claims are checked together, as they were."""
    lines = [otcpt.claim("2026-03-02", text).lines[0] for text in ("97150:GO x1", "97530:GO x2")]
    pair = [Claim([attrs.evolve(line, patient_key="P")]) for line in lines]
    records = [report.to_json() for report in otcpt.check_all(pair, policy=POLICY)]

    assert all(one.same for one in otcpt.replay_all(records[::-1], pair))
    assert not otcpt.replay(records[1], pair[1]).same
    with pytest.raises(InvalidInput, match="record 1 is about none of the 1 claims"):
        otcpt.replay_all(records, [CLAIM])


def test_a_record_of_a_replay_is_plain() -> None:
    """It survives JSON, and its findings have the record of a finding."""
    record = json.loads(json.dumps(otcpt.replay(stored(), CLAIM, policy="ama-midpoint").to_record()))

    assert record["differs"] == ["payer"]
    assert set(record) >= {"verdict", "same", "appeared", "vanished", "reworded", "restored_by"}


def test_the_identity_names_its_input() -> None:
    """Two claims have two digests, two histories too; patients are in the digest and nowhere to be read."""
    one, other = stored(), stored(otcpt.claim("2026-03-02", "97130:GO x2 @15"))
    known = stored(history=History())

    assert one["identity"]["claim"] != other["identity"]["claim"]
    assert one["identity"]["history"] is None and known["identity"]["history"]
    assert one["identity"]["claim"] == known["identity"]["claim"]
    assert set(one["identity"]) == set(report_schema()["$defs"]["identity"]["properties"])  # type: ignore[index]


@given(texts=st.lists(st.text(max_size=5), max_size=3))
def test_digests_see_every_field(texts: list[str]) -> None:
    """A patient's key, an id: each field that is given is in the digest."""
    from otcpt.claims import digest_of

    lines = [attrs.evolve(CLAIM.lines[0], patient_key=text or None) for text in texts]
    digests = {digest_of(Claim([line])) for line in lines}
    assert len(digests) == len({line.patient_key for line in lines})


@pytest.mark.parametrize(
    ("records", "given_claims", "match"),
    [
        (None, [CLAIM], "replay_all takes several records, not None"),
        ("{}", [CLAIM], "replay_all takes several records, not a str"),
        (stored(), [CLAIM], "replay_all takes several records, not a dict"),
        (otcpt.check(CLAIM, policy=POLICY), [CLAIM], "replay_all takes several records, not a Report"),
        ([stored()], None, "claims is None"),
        ([stored()], CLAIM, "claims is one Claim"),
        ([stored()], [3], r"claims\[0\] is an int"),
    ],
)
def test_a_wrong_list_is_named(records: Any, given_claims: Any, match: str) -> None:
    """One record or one claim in place of several, and values of other kinds."""
    with pytest.raises(InvalidInput, match=match):
        otcpt.replay_all(records, given_claims)


@pytest.mark.parametrize("rules", [3, "AOC001"])
def test_rules_are_a_list(rules: Any) -> None:
    """As everywhere else."""
    with pytest.raises(InvalidInput, match="rules takes several rules"):
        otcpt.replay(stored(), CLAIM, rules=rules)


def test_packages_of_a_record_are_names() -> None:
    """A record with another value there is refused."""
    record = stored()
    record["identity"]["packages"] = [None]
    with pytest.raises(InvalidInput, match="packages") as refused:
        otcpt.replay(record, CLAIM)
    assert refused.value.what == "packages"


def test_nothing_at_all_is_not_unknown() -> None:
    """A claim without occurrence codes, a chart without plans or reports: known, and so another input."""
    from otcpt.claims import digest_of

    bare = Claim([attrs.evolve(CLAIM.lines[0], occurrence_codes=())])
    charts = [Episode(first_day="2026-01-05"), Episode(first_day="2026-01-05", plans=[])]
    charts += [Episode(first_day="2026-01-05", progress_reports=[]), Episode(first_day="2026-01-05", changes=[])]

    assert digest_of(bare) != digest_of(CLAIM)
    assert len({digest_of(History(episodes=[chart])) for chart in charts}) == len(charts)
    assert otcpt.replay(stored(), bare).differs == (Part.INPUT,)


def altered(value: Any) -> Iterator[Any]:
    """Yield a record with one of its values changed, for each value in it."""
    if isinstance(value, dict | list) and value:
        for key in value if isinstance(value, dict) else range(len(value)):
            for other in altered(value[key]):
                again = value.copy()
                again[key] = other
                yield again
    elif isinstance(value, bool | int):
        yield not value if isinstance(value, bool) else value + 1
        yield int(value) if isinstance(value, bool) else bool(value) if value in (0, 1) else float(value)
    else:
        yield f"{value or ''}x" if not isinstance(value, dict | list) else ["x"] if value == [] else {"x": "x"}


def test_no_value_of_a_record_changes_unseen() -> None:
    """Findings, verdict, what was not evaluated and why, identity: each value, changed by hand, is noticed."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30", "97750:GO x2 @30")
    unseen = []
    for record in altered(stored(claim)):
        try:
            again = otcpt.replay(record, claim)
        except OtcptError:
            continue
        if again.verdict == "Same findings." or (again.same and not again.differs and not again.packages):
            unseen.append(record)
        with pytest.raises(OtcptError):
            Report.from_record(record, claim)

    assert unseen == []


def test_a_value_that_was_taken_out_is_missing() -> None:
    """A report is read from a whole record only; evidence has no schema that would ask for its keys."""
    record = stored()
    del record["findings"][0]["evidence"][next(iter(record["findings"][0]["evidence"]))]

    with pytest.raises(InputErrors, match=r"findings\[0\]\.evidence\.\w+: is missing"):
        Report.from_record(record, CLAIM)


def test_a_finding_that_is_bypassed_now_is_another() -> None:
    """A record whose finding stands among the bypassed ones has another answer."""
    record = stored()
    record["bypassed"], record["findings"] = record["findings"], []
    again = otcpt.replay(record, CLAIM)

    assert again.verdict == "1 finding appeared, 1 finding vanished."


@pytest.mark.parametrize("key", ["clean", "complete"])
def test_what_an_older_record_says_of_itself_follows_from_it(key: str) -> None:
    """A verdict has the words of its version; whether it is clean and complete has none."""
    record = stored()
    record["identity"]["otcpt"], record["verdict"] = "0.1.9", "one error"
    assert otcpt.replay(record, CLAIM).same
    record[key] = not record[key]
    again = otcpt.replay(record, CLAIM)

    assert not again.equivalent and again.contradictions[0].startswith(f"{key} is ")
