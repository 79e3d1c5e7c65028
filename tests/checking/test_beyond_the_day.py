"""Rules that look beyond a day: how lines are brought together, and what a history means."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt import Claim, Episode, History, InvalidInput, PlanOfCare, PriorPayments, Rule, ServiceLine
from otcpt.checker import Checker
from otcpt.checking._day_profile import UNIT_FIELDS
from otcpt.findings import Cause, Field, Group, Hit, Reason, RuleNotEvaluated, Scope, Severity, rule
from otcpt.rules import ALL_RULES, Timeframe

READS = {Field.CODE, Field.DATE_OF_SERVICE}


def everything(course: Timeframe) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag the first checked line and say what was shown."""
    began = "" if course.episode is None else str(course.episode.first_day)
    spent = ",".join(str(one.allowed) for one in course.prior_payments)
    at = tuple(range(len(course.lines)))
    first = min(course.checked)
    yield Hit((first, *(i for i in at if i != first)), (("began", began), ("spent", spent), ("lines", len(at))))


def wide(scope: Scope, group: Group = Group.PATIENT, reads: set[Field] = READS) -> Rule:
    """A rule of that scope."""
    made = rule(
        "TEST999",
        "shown",
        scope=scope,
        group=group,
        reads=reads,
        severity=Severity.ADVICE,
        cause=Cause.BILLING,
        message="{lines} lines",
        cites=(),
    )
    return made(everything)


def line(code: str, on: str, patient: str | None = None, **more: object) -> ServiceLine:
    """A line of OT."""
    return ServiceLine(code, date_of_service=on, patient_key=patient, modifiers=("GO",), units=1, **more)  # type: ignore[arg-type]


def shown(scope: Scope, claims: list[Claim], history: History | None = None) -> list[list[tuple[str, ...]]]:
    """The dates of the lines each finding of each report rests on."""
    reports = Checker(policy="medicare-part-b", rules=[wide(scope)]).check_all(claims, history=history or History())
    return [[tuple(sorted(str(one.date_of_service) for one in f.lines)) for f in r.findings] for r in reports]


def test_a_month_is_a_patients_calendar_month() -> None:
    """Lines of another month and of another patient stay apart; the history's stand beside the checked ones."""
    claims = [Claim([line("97530", "2026-03-02", "A"), line("97530", "2026-04-01", "A")])]
    history = History([line("97530", "2026-03-31", "A"), line("97530", "2026-03-05", "B")])

    assert shown(Scope.MONTH, claims, history) == [[("2026-03-02", "2026-03-31"), ("2026-04-01",)]]


def test_a_providers_day_holds_all_patients() -> None:
    """The rendering provider and the date make the group; the finding stands with the first line at fault."""
    one = Claim([line("97530", "2026-03-02", "A", rendering_provider_key="R1")])
    other = Claim([line("97530", "2026-03-02", "B", rendering_provider_key="R1")])
    third = Claim([line("97530", "2026-03-02", "C", rendering_provider_key="R2")])

    assert shown(Scope.PROVIDER_DAY, [one, other, third]) == [[("2026-03-02", "2026-03-02")], [], [("2026-03-02",)]]


def test_a_providers_day_without_a_provider_is_input_missing() -> None:
    """No one is assumed to have treated every patient."""
    (report,) = Checker(policy="medicare-part-b", rules=[wide(Scope.PROVIDER_DAY)]).check_all(
        [Claim([line("97530", "2026-03-02", "A")])], history=History()
    )

    assert [(entry.reason, entry.missing) for entry in report.not_evaluated] == [
        (Reason.INPUT_MISSING, (Field.RENDERING_PROVIDER_KEY,))
    ]


def test_an_episode_is_the_charts_own() -> None:
    """Lines fall into the episode that holds their date; lines outside every one stay together."""
    chart = [
        Episode(first_day="2026-01-05", last_day="2026-02-27", patient_key="A"),
        Episode(first_day="2026-03-02", patient_key="A"),
        Episode(first_day="2026-01-01", patient_key="B"),
        Episode(first_day="2026-01-01", patient_key="A", discipline="PT"),
    ]
    claim = Claim([line("97530", day, "A") for day in ("2026-01-05", "2026-02-27", "2026-02-28", "2026-03-02")])
    checker = Checker(policy="medicare-part-b", rules=[wide(Scope.EPISODE)])

    (report,) = checker.check_all([claim], history=History(episodes=chart))

    assert sorted((f.evidence["began"], f.evidence["lines"]) for f in report.findings) == [
        ("", 1),
        ("2026-01-05", 2),
        ("2026-03-02", 1),
    ]


def lines_seen(made: Rule, claim: Claim, history: History | None = None) -> list[tuple[str, object]]:
    """How many lines each finding of the rule was shown, with the start of the episode."""
    report = Checker(policy="medicare-part-b", rules=[made]).check(claim, history=history or History())
    return sorted((str(one.evidence["began"]), one.evidence["lines"]) for one in report.findings)


def test_an_episode_is_of_one_discipline_and_entity() -> None:
    """Whatever the rule's group; a line without GO, GP or GN is of the policy's discipline."""
    chart = [Episode(first_day="2026-01-05"), Episode(first_day="2026-02-02", discipline="PT")]
    plain = attrs.evolve(line("97530", "2026-03-02"), modifiers=())
    physical = attrs.evolve(plain, modifiers=("GP",))
    elsewhere = attrs.evolve(plain, billing_provider_key="B2", units=2)
    own = attrs.evolve(plain, billing_provider_key="B1", units=3)

    for group in (Group.PATIENT, Group.PLAN):
        made = wide(Scope.EPISODE, group)
        seen = lines_seen(made, Claim([plain, physical]), History([physical, plain, plain], chart))
        assert seen == [("2026-01-05", 3), ("2026-02-02", 2)]
        assert lines_seen(made, Claim([own, elsewhere])) == [("", 1), ("", 1)]


def test_a_month_is_grouped_as_its_rule_asks() -> None:
    """All of the patient's lines, or those of each plan."""
    plain = attrs.evolve(line("97530", "2026-03-02"), modifiers=())
    claim = Claim([plain, attrs.evolve(plain, modifiers=("GP",), date_of_service="2026-03-09")])

    assert lines_seen(wide(Scope.MONTH), claim) == [("", 2)]
    assert lines_seen(wide(Scope.MONTH, Group.PLAN), claim) == [("", 1), ("", 1)]


@pytest.mark.parametrize(
    ("reads", "asked"),
    [
        ({Field.CODE}, False),
        (set(UNIT_FIELDS), False),
        ({*UNIT_FIELDS, Field.MINUTES}, True),
        ({Field.CODE, Field.DATE_OF_SERVICE}, True),
    ],
)
def test_a_line_without_a_unit_asks_for_what_its_time_makes(reads: set[Field], asked: bool) -> None:
    """It is not billed, so only a rule that looks at more than codes and units is asked of it."""
    nothing = attrs.evolve(line("97530", "2026-03-02", minutes=5), units=0)
    made = attrs.evolve(wide(Scope.MONTH, reads=reads), needs=frozenset())

    assert lines_seen(made, Claim([nothing])) == ([("", 1)] if asked else [])
    assert lines_seen(made, Claim([attrs.evolve(nothing, units=1)])) == [("", 1)]


def test_a_providers_day_knows_no_patients_amount() -> None:
    """It holds several patients."""
    claim = Claim([line("97530", "2026-03-02", "A", rendering_provider_key="R")])
    history = History(prior_payments=[PriorPayments(year=2026, allowed=Decimal(100), patient_key="A")])
    report = Checker(policy="medicare-part-b", rules=[wide(Scope.PROVIDER_DAY)]).check(claim, history=history)

    assert [one.evidence["spent"] for one in report.findings] == [""]


def test_what_is_missing_is_missing_on_its_line() -> None:
    """Not on the others of the group."""
    timed = wide(Scope.MONTH, reads={*READS, Field.MINUTES})
    claim = Claim([line("97530", "2026-03-02", minutes=15), line("97530", "2026-03-09"), line("97530", "2026-03-16")])
    [entry] = Checker(policy="medicare-part-b", rules=[timed]).check(claim, history=History()).not_evaluated

    assert (entry.positions, entry.why, entry.missing) == ((1, 2), "Needs minutes on the line", (Field.MINUTES,))


def test_what_was_spent_is_the_patients() -> None:
    """Amounts of another patient are not shown."""
    spent = [PriorPayments(year=2026, allowed=Decimal(n), patient_key=who) for n, who in ((100, "A"), (200, "B"))]
    report = Checker(policy="medicare-part-b", rules=[wide(Scope.EPISODE)]).check(
        Claim([line("97530", "2026-03-02", "A")]), history=History(prior_payments=spent)
    )

    assert [f.evidence["spent"] for f in report.findings] == ["100"]


def test_without_a_history_it_is_not_requested() -> None:
    """The rule is named with the reason, is no check that was made, and does not make the report incomplete."""
    checker = Checker(policy="medicare-part-b", rules=[wide(Scope.MONTH), *ALL_RULES])
    claim = Claim([line("97530", "2026-03-02", minutes=15)])

    for report in (checker.check(claim), checker.check_all([claim])[0]):
        asked = [e for e in report.not_evaluated if e.rule_id == "TEST999"]
        assert [(entry.reason, entry.positions) for entry in asked] == [(Reason.NOT_REQUESTED, (0,))]
        unasked = {e.rule_id for e in report.not_evaluated if e.reason is Reason.NOT_REQUESTED}
        assert report.checks == len(checker.rules) - len(unasked)
        assert f"of {report.checks} checks" in report.verdict


def test_a_claim_that_stands_in_its_own_history_counts_once() -> None:
    """Lines of the claims being checked leave the history, by claim id; other payers' lines too."""
    claim = Claim([line("97530", "2026-03-02", "A", claim_id="C1")], claim_id="C1")
    history = History([claim, line("97530", "2026-03-03", "A", claim_id="C2", payer="CI")])

    assert shown(Scope.MONTH, [claim], history) == [[("2026-03-02",)]]


def test_what_a_replacement_takes_back_leaves_the_history() -> None:
    """The original would be counted beside what replaces it."""
    history = History([line("97530", "2026-03-03", "A", claim_id="C1")])
    again = Claim([line("97530", "2026-03-02", "A", claim_id="C2")], claim_id="C2", frequency="7", replaces="C1")

    assert shown(Scope.MONTH, [again], history) == [[("2026-03-02",)]]


def test_claims_of_a_history_take_back_what_they_replace() -> None:
    """Claims count as those of a file: a void and what it names are gone, and lines know their claim."""
    first = Claim([line("97530", "2026-03-02", "A")], claim_id="C1")
    void = Claim(first.lines, claim_id="V", frequency="8", replaces="C1")
    again = Claim([line("97530", "2026-03-04", "A")], claim_id="C3", frequency="7", replaces="C1")
    now = Claim([line("97530", "2026-03-09", "A")], claim_id="C9")

    assert [one.claim_id for one in History([first, line("97530", "2026-03-05", "A")]).lines] == ["C1", None]
    assert not History([void, first]).lines and not History([first, void]).lines
    assert shown(Scope.MONTH, [now], History([first, again])) == [[("2026-03-04", "2026-03-09")]]
    assert shown(Scope.MONTH, [first, now], History([first]))[0] == [("2026-03-02", "2026-03-09")]
    taken_back = Claim([line("97530", "2026-03-03", "A")], claim_id="C2", frequency="7", replaces="C1")
    assert shown(Scope.MONTH, [taken_back, now], History([first]))[0] == [("2026-03-03", "2026-03-09")]


def test_a_nameless_history_belongs_to_one_nameless_claim() -> None:
    """With several claims without a patient key no one can say whose the history is."""
    claim = Claim([line("97530", "2026-03-02")])
    history = History([line("97530", "2026-03-09")])

    assert shown(Scope.MONTH, [claim], history) == [[("2026-03-02", "2026-03-09")]]
    with pytest.raises(InvalidInput) as refused:
        shown(Scope.MONTH, [claim, claim], history)
    assert refused.value.what == "history"
    assert str(refused.value) == (
        "the history has entries without a patient key, and several claims have none either; "
        "give patient_key on both, or check one claim at a time"
    )
    assert shown(Scope.MONTH, [claim, claim]) == [[("2026-03-02",)], [("2026-03-02",)]]
    elsewhere = History([line("97530", "2026-03-09", payer="CI")])
    assert shown(Scope.MONTH, [claim, claim], elsewhere) == [[("2026-03-02",)], [("2026-03-02",)]]


def test_a_hit_on_the_history_was_its_own_claims_business() -> None:
    """A finding stands on a line being checked, or nowhere."""

    def on_first(_: Timeframe) -> Iterator[Hit]:
        yield Hit((0,))

    made = attrs.evolve(wide(Scope.MONTH), function=on_first)
    claim = Claim([line("97530", "2026-03-02")])
    checker = Checker(policy="medicare-part-b", rules=[made])

    assert not checker.check(claim, history=History([line("97530", "2026-03-01")])).findings
    assert checker.check(claim, history=History([line("97530", "2026-03-03")])).findings


def test_a_needed_field_may_be_missing_in_the_history() -> None:
    """The reason stands on the line being checked."""
    timed = wide(Scope.MONTH, reads={*READS, Field.MINUTES})
    report = Checker(policy="medicare-part-b", rules=[timed]).check(
        Claim([line("97530", "2026-03-02", minutes=15)]), history=History([line("97530", "2026-03-09")])
    )

    assert [(e.reason, e.positions, e.missing) for e in report.not_evaluated] == [
        (Reason.INPUT_MISSING, (0,), (Field.MINUTES,))
    ]


@given(st.permutations(range(4)), st.permutations(range(2)))
def test_the_order_of_claims_and_history_never_matters(claims: list[int], result: list[int]) -> None:
    """The same lines meet, whatever the order in which they are given."""
    days = ("2026-03-02", "2026-03-09", "2026-04-01", "2026-03-16")
    every = [Claim([line("97530", day, "A")], claim_id=day) for day in days]
    known = [line("97535", "2026-03-03", "A"), line("97535", "2026-04-03", "A")]

    reports = shown(Scope.MONTH, [every[i] for i in claims], History([known[i] for i in result]))

    assert sorted(found for report in reports for found in report) == [
        ("2026-03-02", "2026-03-03", "2026-03-09", "2026-03-16"),
        ("2026-04-01", "2026-04-03"),
    ]


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda: Episode(first_day="2026-01-05", last_day="2026-01-04"), "ends before it begins"),
        (lambda: Episode(first_day="2026-01-05", discipline="ST"), "not one of OT, PT, SLP"),
        (lambda: Episode(first_day="2026-01-05", plans=["plan"]), "give PlanOfCare values"),  # type: ignore[list-item]
        (lambda: Episode(first_day="5 January"), "not a calendar day"),
        (lambda: PlanOfCare(first_day="2026-01-05", last_day="2026-01-04"), "ends before it begins"),
        (lambda: PriorPayments(year=2026, allowed=12.5), "not an amount in dollars"),  # type: ignore[arg-type]
        (lambda: PriorPayments(year=2026, allowed=Decimal("NaN")), "not an amount in dollars"),
        (lambda: PriorPayments(year="2026", allowed=Decimal(1)), "give a calendar year, such as 2026, as an int"),  # type: ignore[arg-type]
        (lambda: History(["97530"]), "service lines and claims"),  # type: ignore[list-item]
        (lambda: History(episodes=[date(2026, 1, 5)]), "Episode values"),  # type: ignore[list-item]
        (lambda: History(prior_payments=[Decimal(1)]), "PriorPayments values"),  # type: ignore[list-item]
    ],
)
def test_what_is_no_history_is_refused(make: object, wanted: str) -> None:
    """Each with what was given and what was expected."""
    with pytest.raises(InvalidInput, match=wanted):
        make()  # type: ignore[operator]


def test_a_year_is_a_patients_calendar_year() -> None:
    """Lines of another year and of another patient stay apart."""
    claims = [Claim([line("97530", "2026-03-02", "A"), line("97530", "2027-01-01", "A")])]
    history = History([line("97530", "2026-12-31", "A"), line("97530", "2026-03-05", "B")])

    assert shown(Scope.YEAR, claims, history) == [[("2026-03-02", "2026-12-31"), ("2027-01-01",)]]


def half_hour(code: str, patient: str, payer: str) -> Claim:
    """A claim of two units given by one therapist from nine to half past nine."""
    given = ServiceLine(
        code,
        date_of_service="2026-03-02",
        modifiers=("GO",),
        units=2,
        minutes=30,
        start_time=time(9),
        end_time=time(9, 30),
        patient_key=patient,
        rendering_provider_key="R1",
        payer=payer,
    )
    return Claim([given])


def test_a_therapists_day_does_not_end_at_a_payer() -> None:
    """Another payer's lines are evidence for whoever had two patients at once, and nothing is found in them."""
    checker = Checker(policy="medicare-part-b")
    mine, theirs = half_hour("97530", "A", "MB"), half_hour("97110", "B", "CI")
    by_history = checker.check_all([mine], history=History([theirs]))
    own, other = checker.check_all([mine, theirs], history=History())

    assert [found.rule_id for found in own.findings] == ["TIME005"]
    assert [found.rule_id for found in by_history[0].findings] == ["TIME005"]
    assert other.findings == ()
    assert "Another payer's line" in other.not_evaluated[0].why


def test_another_payers_lines_are_no_evidence_for_what_is_the_patients() -> None:
    """An evaluation that another payer was billed for is no second one of this payer's episode."""
    episode = Episode(first_day="2026-01-05", patient_key="A")
    before = line("97165", "2026-01-05", "A", payer="CI")
    claim = Claim([line("97165", "2026-03-02", "A", payer="MB")])
    report = Checker(policy="medicare-part-b").check(claim, history=History([before], [episode]))

    assert report.findings == ()
