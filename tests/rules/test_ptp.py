"""The PTP family as a whole: every pair of lines has one verdict, reported by one rule."""

import re
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.checker import Checker
from otcpt.claims import Claim, ServiceLine, parse_line
from otcpt.codes import CodeGroup
from otcpt.editions import load_edition
from otcpt.findings import Report
from otcpt.rules import ALL_RULES
from otcpt.rules._edit_modifiers import EITHER_LINE_FROM, edit_modifiers, is_evaluation_and_management
from otcpt.testing.strategies import claims

PTP_ASSOCIATED, SEPARATE_SERVICE = (
    load_edition().groups.of(group, on="2026-03-02").codes
    for group in (CodeGroup.PTP_ASSOCIATED, CodeGroup.PTP_SEPARATE)
)
FAMILY = [rule for rule in ALL_RULES if rule.family == "PTP"]
READ = date(2024, 7, 1)
#: The rules that say what becomes of a pair; a modifier no one knows to be read is PTP006's.
VERDICTS = ("PTP001", "PTP002", "PTP003", "PTP005")
SETTINGS = {"practitioner": "medicare-part-b", "outpatient_hospital": "medicare-part-b-facility"}
CHECK = {setting: Checker(policy=policy, rules=FAMILY) for setting, policy in SETTINGS.items()}
EVERYTHING = [Checker(policy=policy) for policy in (*SETTINGS.values(), "ama-midpoint")]

EVALUATIONS = {f"9716{n}" for n in range(1, 9)}
REEVALUATIONS = {"97164", "97168"}
SPEECH, COGNITION = {"92507", "92508"}, {"97129", "97130", "97533"}


def _forbidden(one: str, other: str) -> bool:
    """The manual's sentences about one specialty, written out once more."""
    return any(
        (first in {"97750", "97755", "97763"} and second in EVALUATIONS)
        or (first in {"97760", "97761"} and second in REEVALUATIONS)
        or (first in COGNITION and second in SPEECH)
        for first, second in ((one, other), (other, one))
    )


def _claim(on: date, *lines: str) -> Claim:
    return Claim(parse_line(text, on=on) for text in lines)


def _told(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """The verdicts on pairs: the other rules of the family advise on modifiers."""
    found = [(one.rule_id, one.codes) for one in (*report.findings, *report.bypassed) if one.rule_id in VERDICTS]
    for entry in report.not_evaluated:
        if entry.rule_id in ("PTP001", "PTP006"):
            found.append(("unknown" if entry.rule_id == "PTP001" else "unread", ()))
    return found


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_edit_between_registry_codes_is_reported_by_one_rule(setting: str) -> None:
    """Every edit in force denies column two; 59 on it releases indicator 1, save what the manual forbids."""
    edition = load_edition()
    table, seen = edition.ptp(setting), 0
    for one, other in combinations(sorted(edition.codes), 2):
        edit = next((edit for edit in table.edits(one, other) if edit.surely_in_force(READ)), None)
        if edit is None:
            continue
        seen += 1
        codes = (edit.column_two, edit.column_one)
        forbidden = _forbidden(one, other)
        bare = CHECK[setting].check(_claim(READ, f"{one} x1", f"{other} x1"))
        marked = CHECK[setting].check(_claim(READ, f"{edit.column_one} x1", f"{edit.column_two}:59 x1"))
        if edit.modifier_indicator == 0:
            assert _told(bare) == _told(marked) == [("PTP001", codes)]
        elif forbidden:
            assert _told(bare) == _told(marked) == [("PTP005", codes)]
        else:
            assert _told(bare) == [("PTP002", codes)]
            visit = is_evaluation_and_management(CHECK[setting].law_on(READ), edit.column_two)
            assert _told(marked) == [("PTP002" if visit else "PTP003", codes)]
    assert seen > 1_000


@given(
    st.sampled_from(sorted(load_edition().codes)),
    st.sampled_from(sorted(load_edition().codes)),
    st.lists(st.sampled_from(sorted(PTP_ASSOCIATED | {"GO", "GP", "76", "KX", "CO"})), max_size=3),
    st.lists(st.sampled_from(sorted(PTP_ASSOCIATED | {"GO", "GP", "76", "KX", "CO"})), max_size=3),
    st.dates(date(2016, 1, 1), date(2027, 6, 30)),
    st.sampled_from(sorted(SETTINGS)),
)
def test_a_pair_has_one_verdict(
    one: str, other: str, mine: list[str], theirs: list[str], on: date, setting: str
) -> None:
    """Of the four verdicts and *cannot tell* at most one speaks, and none where the table has no edit."""
    first = ServiceLine(one, date_of_service=on, units=1, modifiers=mine)
    second = ServiceLine(other, date_of_service=on, units=1, modifiers=theirs)
    shown = _told(CHECK[setting].check(Claim([first, second])))
    assert len(shown) <= 1
    if one != other:
        answer = load_edition().ptp(setting).between(one, other, on=on)
        spoken = {rule for rule, _ in shown}
        if answer.edit is not None:
            hard = answer.edit.modifier_indicator == 0
            assert spoken <= ({"PTP001"} if hard else {"PTP002", "PTP003", "PTP005", "unread"})
            assert spoken
        else:
            assert spoken <= ({"PTP005"} if answer.known else {"unknown", "PTP005"})


@pytest.mark.parametrize(
    ("column_one", "column_two", "on", "facility", "by"),
    [
        ("97150", "97530:59", date(2018, 1, 2), False, ("59",)),
        ("97150:59", "97530", date(2019, 6, 30), False, ()),
        ("97150:59", "97530", date(2019, 7, 1), False, ("59",)),
        ("97150:XE", "97530", date(2019, 6, 30), True, ("XE",)),
        ("97150:XE", "97530", date(2019, 7, 1), True, ("XE",)),
        ("97150", "97530:XE", date(2016, 1, 4), True, ("XE",)),
        ("97150", "97530:XP:59", READ, False, ("XP", "59")),
        ("97165", "99213:25", READ, False, ("25",)),
        ("99213:25", "98975", READ, False, ("25",)),
        ("97165", "99213:59", READ, False, ()),
        ("97165:25", "99213", READ, False, ()),
        ("97150", "97530:25", READ, False, ()),
        ("97150", "97530:RT", READ, False, ()),
        ("97150:LT", "97530:RT", READ, False, ("RT", "LT")),
        ("97150:RT", "97530:RT", READ, False, ()),
        ("29125:LT", "29130:F1", READ, False, ()),
        ("29125:LT", "29130:F5", READ, False, ("F5", "LT")),
        ("29130:F1", "29130:F2", READ, False, ("F2", "F1")),
        ("29130:F1:F2", "29130:F2:F3", READ, False, ()),
        ("97530", "97750:58", READ, False, ()),
        ("97597", "11042:58", READ, False, ("58",)),
        ("97597", "29125:GO:58", READ, False, ()),
        ("11042:79", "97597", READ, False, ()),
        ("97150", "97530:27", READ, True, ()),
        ("97165", "99213:27", READ, True, ("27",)),
        ("97165", "99213:27", READ, False, ()),
        ("99213:57", "98975", READ, False, ("57",)),
        ("97165", "99213:24", READ, True, ("24",)),
        ("97165:24", "99213", READ, True, ()),
        ("97165", "99213:XP", READ, True, ()),
        ("97165:59", "99213", READ, False, ("59",)),
        ("82947:91", "97530", READ, False, ()),
        ("82947:91", "97530", READ, True, ("91",)),
        ("97597", "11042:78", READ, True, ("78",)),
        ("97150", "97530:91", READ, False, ()),
        ("97530", "82947:91", READ, False, ("91",)),
        ("97150", "97530:76:77:22:KX:CO:GA:95:GO", READ, False, ()),
    ],
)
def test_modifier_releases_under_its_own_conditions(
    column_one: str, column_two: str, on: date, facility: bool, by: tuple[str, ...]
) -> None:
    """NCCI Policy Manual I-14 to I-19 and CR 11168, modifier by modifier."""
    one, two = (parse_line(text, on=on) for text in (column_one, column_two))
    assert edit_modifiers(CHECK["practitioner"].law_on(on), one, two, facility=facility).by == by


def test_what_does_not_release_says_why() -> None:
    """Every modifier that is often added to bypass an edit is named with its reason; CO and the like are not."""
    one, two = (parse_line(text, on=READ) for text in ("97150:GO", "97530:GO:76:25:RT:CO"))
    assert edit_modifiers(CHECK["practitioner"].law_on(READ), one, two, facility=False).idle == (
        ("76", "never"),
        ("25", "e-m"),
        ("RT", "site"),
    )


@pytest.mark.parametrize(
    ("column_one", "column_two", "on", "facility", "works_on_other_line"),
    [
        ("97150:59", "97530", date(2019, 6, 30), False, ("59",)),
        ("97150:59", "97530", date(2019, 6, 30), True, ()),
        ("97150:59", "97530", date(2019, 7, 1), False, ()),
        ("97165:25", "99213", READ, False, ("25",)),
        ("97165:27", "99213", READ, True, ("27",)),
        ("97165:27", "99213", READ, False, ()),
        ("97165", "99213:59", READ, False, ()),
        ("11042:79", "11045", READ, False, ("79",)),
        ("11042:79", "11045", READ, True, ()),
        ("97150:RT", "97530", READ, True, ()),
        ("97150:76", "97530:KX", READ, False, ()),
    ],
)
def test_a_modifier_on_the_wrong_line_is_known(
    column_one: str,
    column_two: str,
    on: date,
    facility: bool,
    works_on_other_line: tuple[str, ...],
) -> None:
    """By setting and day: what would release from the other line (S5, S6)."""
    one, two = (parse_line(text, on=on) for text in (column_one, column_two))
    found = edit_modifiers(CHECK["practitioner"].law_on(on), one, two, facility=facility)
    assert found.works_on_other_line == works_on_other_line


def test_rules_that_depend_on_the_line_declare_the_day_it_changed() -> None:
    """Answers are kept per stretch of dates, so a rule names the days on which it changes."""
    assert {rule.id for rule in FAMILY if EITHER_LINE_FROM in rule.boundaries} == {
        "PTP002",
        "PTP003",
        "PTP006",
        "PTP007",
    }


@pytest.mark.parametrize("rule", [rule for rule in FAMILY if rule.id in ("PTP001", "PTP005")], ids=lambda rule: rule.id)
def test_no_modifier_is_suggested_where_none_helps(rule: object) -> None:
    """A fix for what nothing releases names no modifier."""
    words = " ".join(str(fix) for fix in rule.fixes)  # type: ignore[attr-defined]
    assert not SEPARATE_SERVICE & set(re.findall(r"\w+", words))
    assert "modifier" not in words


def test_one_unknown_pair_is_reported_once() -> None:
    """PTP001 speaks for the family where the table cannot tell."""
    report = CHECK["practitioner"].check(_claim(date(2026, 3, 2), "98016:GO:59 x1", "96127:GO x1"))
    assert [entry.rule_id for entry in report.not_evaluated] == ["PTP001"]
    assert report.findings == report.bypassed == ()


@given(claims(), st.randoms(use_true_random=False), st.sampled_from(sorted(SETTINGS)))
def test_order_of_lines_does_not_change_what_the_family_says(claim: Claim, random: object, setting: str) -> None:
    """The same lines shuffled give the same findings on the same lines."""

    def shown(report: Report) -> list[tuple[object, ...]]:
        found = (
            (one.rule_id, repr(one.lines[0]), tuple(sorted(map(repr, one.lines))), one.evidence)
            for one in (*report.findings, *report.bypassed)
        )
        return sorted(found, key=repr)

    shuffled = list(claim.lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert shown(CHECK[setting].check(claim)) == shown(CHECK[setting].check(Claim(shuffled)))


@given(claims())
def test_no_valid_claim_makes_a_rule_raise(claim: Claim) -> None:
    """Impossible codes, foreign codes, any day and any modifier are answered."""
    for checker in EVERYTHING:
        checker.check(claim).to_record()
