"""What the record must show: the table, its words, and the checklist of a claim."""

import re
from datetime import date
from pathlib import Path

import attrs
import pytest
from tools import record_pages

import otcpt
from otcpt.edits import Circumstance, Need, RecordDocument
from otcpt.fixes import element_words
from otcpt.policies import PolicyLike, load_policy
from otcpt.recording import TITLES, ChecklistItem, Documentation, Status, element, elements, elements_of_rule
from otcpt.recording._elements import _CONDITIONS

EVERY = elements()
PART_B = "medicare-part-b"


def listed(
    *lines: str, policy: PolicyLike = PART_B, on: str = "2026-03-02", history: otcpt.History | None = None
) -> Documentation:
    """Return the checklist of lines in shorthand."""
    return otcpt.documentation(otcpt.claim(on, *lines), policy=policy, history=history)


def of(found: Documentation, id_: str) -> list[ChecklistItem]:
    """Return the items of one element."""
    return [item for item in found.items if item.element.id == id_]


def chart(**plan: str) -> otcpt.History:
    """Return the chart of one episode with one plan of care."""
    return otcpt.History(
        episodes=[
            otcpt.Episode(
                first_day="2026-01-05",
                plans=[otcpt.PlanOfCare(**{"first_day": "2026-01-05", **plan})],  # type: ignore[arg-type]
                progress_reports=[],
            )
        ]
    )


def test_every_element_has_words_and_every_word_an_element() -> None:
    """The law names ids only; what a person reads is in the package."""
    assert {one.id for one in EVERY} == set(element_words())
    assert set(TITLES) == set(RecordDocument) == {one.document for one in EVERY}
    assert set(_CONDITIONS) == set(Circumstance) == {one for each in EVERY for one in each.law.circumstances}


def test_the_edition_holds_no_english() -> None:
    """Fields, circumstances and sections are the only texts of a row."""
    for one in EVERY:
        law = one.law
        texts = (law.document, law.need, *law.circumstances, *law.fields, *law.settings)
        assert all(re.fullmatch(r"[a-z._-]+", str(text)) for text in texts), one.id


def test_every_rule_that_words_name_is_a_rule() -> None:
    """A rule that is gone must not be named."""
    named = {rule for one in EVERY for rule in one.rules}

    assert named <= {rule.id for rule in otcpt.ALL_RULES}
    assert [one.id for one in elements_of_rule("POC002")] == ["DOC-052", "DOC-055", "DOC-059", "DOC-061"]


def test_an_unknown_id_has_near_misses() -> None:
    """As every unknown name."""
    with pytest.raises(otcpt.UnknownName, match=r"DOC-0771.*DOC-077"):
        element("DOC-0771")


def test_an_element_that_only_the_record_can_show_is_never_shown_by_data() -> None:
    """However much is known of the claim."""
    full = otcpt.Claim([
        otcpt.ServiceLine(
            "97530", date_of_service=date(2026, 1, 12), modifiers=("GO",), units=2, therapist_minutes=30,
            total_treatment_minutes=30, place_of_service="11", rendering_provider_key="R", billing_provider_key="B",
        )
    ])  # fmt: skip
    found = otcpt.documentation(full, policy=PART_B, history=chart(signed_on="2026-01-09", last_day="2026-03-30"))

    assert {item.status for item in found.items if not item.element.law.fields} == {Status.RECORD}
    shown = {item.element.id for item in found.with_status(Status.SHOWN)}
    assert {"DOC-040", "DOC-055", "DOC-059", "DOC-064", "DOC-077", "DOC-078", "DOC-081", "DOC-089"} <= shown


def test_minutes_and_total_time_are_shown_where_they_are_given() -> None:
    """And what is not given is named."""
    found = listed("97530:GO x2 @30", "97140:GO x1")
    (given, missing) = of(found, "DOC-077")

    assert (given.status, given.positions) == (Status.SHOWN, (0,))
    assert (missing.status, missing.positions, missing.missing) == (Status.RECORD, (1,), ("line.minutes",))
    assert [item.missing for item in of(found, "DOC-078")] == [("line.total_treatment_minutes",)]


def test_a_finding_contradicts() -> None:
    """Units above the minutes contradict that billing and minutes agree; the minutes themselves are shown."""
    found = listed("97530:GO x4 @30")

    assert [(item.status, item.contradicted_by) for item in of(found, "DOC-081")] == [
        (Status.CONTRADICTED, ("UNIT001",))
    ]
    assert [item.status for item in of(found, "DOC-077")] == [Status.SHOWN]


@pytest.mark.parametrize(
    ("plan", "id_", "status"),
    [
        ({"signed_on": "2026-01-20"}, "DOC-059", Status.SHOWN),
        ({"signed_on": "2026-02-25"}, "DOC-059", Status.CONTRADICTED),
        ({"order_on": "2026-01-02", "sent_on": "2026-01-06"}, "DOC-061", Status.SHOWN),
        ({"order_on": "2026-01-02"}, "DOC-061", Status.RECORD),
        ({"signed_on": "2026-01-20", "last_day": "2026-02-01"}, "DOC-064", Status.CONTRADICTED),
        ({"signed_on": "2026-01-20", "last_day": "2026-03-30"}, "DOC-064", Status.SHOWN),
    ],
)
def test_a_chart_shows_or_contradicts(plan: dict[str, str], id_: str, status: Status) -> None:
    """Signature, order exception and certified period."""
    found = listed("97530:GO x2 @30", history=chart(**plan))

    assert [item.status for item in of(found, id_)] == [status]


def test_without_a_history_nothing_of_the_chart_is_shown() -> None:
    """Unknown is neither shown nor contradicted."""
    found = listed("97530:GO x2 @30")

    assert [(item.status, item.missing) for item in of(found, "DOC-055")] == [(Status.RECORD, ("plan.signed_on",))]


def test_an_evaluation_alone_asks_for_no_plan_where_the_history_says_so() -> None:
    """With an empty history the evaluation is all there is; without one treatment may follow."""
    alone = listed("97165:GO x1", history=otcpt.History())
    unknown = listed("97165:GO x1")

    assert of(alone, "DOC-040") == [] and of(alone, "DOC-029")
    assert "treatment follows the evaluation" in of(unknown, "DOC-040")[0].when
    assert "the evaluation is the only service" in of(unknown, "DOC-029")[0].when


def test_the_payer_decides_what_is_asked_for() -> None:
    """Medicare's elements are not asked of a commercial claim; the prescription is Medicaid's."""
    commercial = otcpt.claim("2026-03-02", "97530 x2 @30")
    lines = [
        otcpt.ServiceLine(line.code, date_of_service=line.date_of_service, units=2, minutes=30, payer="CI")
        for line in commercial
    ]
    found = otcpt.documentation(otcpt.Claim(lines), policy="ama-midpoint")

    assert [item.element.id for item in found.items] == ["DOC-187", "DOC-188"]
    assert {item.when for item in found.items} == {""}
    medicaid = listed(
        "97530:GO x2 @30", policy=load_policy("medicaid-ncci") | otcpt.Overlay(id="state", unit_method="ama")
    )
    assert of(medicaid, "DOC-189") and not of(medicaid, "DOC-055")


def test_a_payer_that_is_not_known_is_a_condition() -> None:
    """The midpoint policy answers for many payers."""
    (item,) = of(listed("97530 x2 @30", policy="ama-midpoint"), "DOC-187")

    assert item.when == "the payer is commercial insurance"


def test_setting_and_day_decide() -> None:
    """A CORF's plan is signed before treatment; the order exception begins in 2025."""
    corf = otcpt.Claim(
        [otcpt.ServiceLine("97530", date_of_service="2026-03-02", modifiers=("GO",), units=2, bill_type="751")]
    )
    found = otcpt.documentation(corf, policy="medicare-part-b-facility")

    assert of(found, "DOC-053") and of(found, "DOC-052")
    assert not of(listed("97530:GO x2 @30"), "DOC-053")
    assert not of(listed("97530:GO x2 @30", on="2024-12-31"), "DOC-061")
    assert of(listed("97530:GO x2 @30", on="2025-01-01"), "DOC-061")


def test_codes_and_modifiers_decide() -> None:
    """The monitoring log, the separate service and the assistant's minutes."""
    assert not of(listed("97530:GO x2 @30"), "DOC-170")
    assert of(listed("97140:GO:59 x1 @15"), "DOC-170")
    assert of(listed("98977:GO x1"), "DOC-151")
    assert of(listed("L3906 x1"), "DOC-139") and not of(listed("L3906 x1"), "DOC-055")
    assert of(listed("97530:GO:CO x2 @A30"), "DOC-180") and not of(listed("97530:GO x2 @30"), "DOC-180")


def test_a_physician_s_visit_is_no_therapy() -> None:
    """What names no code is about therapy."""
    assert listed("99213 x1").items == ()


def test_what_is_not_required_is_set_apart_unless_it_is_contradicted() -> None:
    """A reviewer's wish is no fault; KX with GZ is one."""
    found = listed("97530:GO x2 @30")

    assert "DOC-080" in {one.id for one in found.not_required}
    assert all(item.element.need is not Need.NOT_REQUIRED for item in found.items)
    assert [item.contradicted_by for item in of(listed("97530:GO:KX:GZ x2 @30"), "DOC-178")] == [("MOD007",)]


def test_a_visit_is_listed_before_it_is_billed() -> None:
    """Its lines have no units yet, and that contradicts nothing."""
    found = otcpt.documentation(otcpt.visit("2026-03-02", "97110@13+A23", "97165@30"), policy=PART_B)

    assert [(item.status, item.positions) for item in of(found, "DOC-180")] == [(Status.SHOWN, (0,))]
    assert [item.missing for item in of(found, "DOC-081")] == [("line.units",)]
    assert of(found, "DOC-181")[0].positions == (0, 1)


def test_another_payer_s_lines_and_voids_are_left_out() -> None:
    """As in a check."""
    line = otcpt.ServiceLine("97530", date_of_service=date(2026, 3, 2), modifiers=("GO",), units=2, payer="CI")

    assert otcpt.documentation(otcpt.Claim([line]), policy=PART_B).items == ()
    void = otcpt.Claim([otcpt.ServiceLine("97530", date_of_service=date(2026, 3, 2), units=2)], frequency="8")
    assert otcpt.documentation(void, policy=PART_B).items == ()


def test_what_is_no_claim_is_refused() -> None:
    """With what was expected."""
    with pytest.raises(otcpt.InvalidInput, match="takes a claim or a visit"):
        otcpt.documentation("97530", policy=PART_B)  # type: ignore[arg-type]


def test_the_checker_and_the_record_agree() -> None:
    """The verb of a checker is the function; the record has every item with its source and address."""
    claim = otcpt.claim("2026-03-02", "97530:GO x2 @30")
    found = otcpt.Checker(policy=PART_B).documentation(claim)

    assert found == otcpt.documentation(claim, policy=PART_B)
    record = found.to_record()["items"]
    assert isinstance(record, list) and len(record) == len(found.items)
    assert {"id", "element", "why", "source", "mark", "address", "status", "lines"} <= record[0].keys()
    assert all(item.element.id in str(found) for item in found.items)
    assert '<a href="https://www.cms.gov/' in found._repr_html_()


def test_a_page_for_each_document(tmp_path: Path) -> None:
    """Every element is on the page of its document, under a heading that can be linked."""
    made = record_pages.pages()

    assert set(made) == {"index.md", *(f"{document}.md" for document in RecordDocument)}
    assert all(f"\n### {one.id}\n" in made[f"{one.document}.md"] for one in EVERY)
    (tmp_path / "record").mkdir()
    config = {"docs_dir": str(tmp_path), "nav": [{"The record": "record/index.md"}]}
    record_pages.on_config(config)
    assert len(config["nav"][0]["The record"]) == len(RecordDocument) + 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("key", "status"), [(None, Status.RECORD), ("none", Status.CONTRADICTED), ("D1", Status.SHOWN)]
)
def test_a_claim_shows_who_certifies(key: str | None, status: Status) -> None:
    """Where it says whether it names one."""
    line = attrs.evolve(otcpt.claim("2026-03-02", "97530:GO x2 @30").lines[0], certifying_provider_key=key)
    found = otcpt.documentation(otcpt.Claim([line]), policy="medicare-part-b")

    assert [item.status for item in of(found, "DOC-018")] == [status]


def test_questions_of_a_bill_name_elements_that_there_are() -> None:
    """What an answer needs in the record, by id."""
    asked = [
        ("97530@30", "97750@30"),
        ("97168@30", "97530@30"),
        ("97165@30", "97166@30"),
        ("97165@30+A10", "97530@30"),
    ]
    bills = [otcpt.bill(otcpt.visit("2026-03-02", *services), policy=PART_B) for services in asked]
    named = {id_ for bill in bills for question in bill.questions for one in question.choices for id_ in one.record}

    assert {"DOC-170", "DOC-171", "DOC-035", "DOC-030"} <= named
    assert named <= {one.id for one in EVERY}
