"""What every rule must be, whatever it checks."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import attrs
import pytest
from tests.rules.cases import CASES, RULE_IDS, cases_of, findings_of

import otcpt
from otcpt.claims import ServiceLine
from otcpt.findings import Field, Hit, Rule, Scope, Severity
from otcpt.rules import ALL_RULES, rules_digest

SECTIONS = (
    "What it checks",
    "Why it matters",
    "Example flagged",
    "Example clean",
    "Settings",
    "Remedy and its limits",
    "Not covered",
    "Sources",
)
#: Words a template may use without evidence.
ALWAYS = {"code", "codes", "date"}

every_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


def words(template: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_the_book_holds_every_rule_file_and_nothing_else() -> None:
    """The hand-written list and the files agree, and each file defines the rule its name says."""
    (folder,) = otcpt.rules.__path__
    files = {path.stem for path in Path(folder).glob("*.py") if not path.stem.startswith("_")}

    assert {rule.id.lower() for rule in ALL_RULES} == files
    assert all(rule.module == f"otcpt.rules.{rule.id.lower()}" for rule in ALL_RULES)


def test_every_rule_has_a_case_file_and_every_case_file_a_rule() -> None:
    """Cases live beside the rules, under the same name."""
    assert set(RULE_IDS) == {rule.id for rule in ALL_RULES}
    assert all(case.rule == rule.id for rule in ALL_RULES for case in cases_of(rule.id))


def test_case_names_are_unique_within_a_rule() -> None:
    """A failing case can be found by its name."""
    names = [(case.rule, case.name) for case in CASES]

    assert len(names) == len(set(names))


def test_ids_and_names_are_unique_and_in_order() -> None:
    """Families together, numbers ascending; no id and no name twice."""
    ids = [rule.id for rule in ALL_RULES]
    families = list(dict.fromkeys(rule.family for rule in ALL_RULES))

    assert len(set(ids)) == len(ids)
    assert len({rule.name for rule in ALL_RULES}) == len(ids)
    assert ids == sorted(ids, key=lambda name: (families.index(name[:-3]), name))


@every_rule
def test_id_and_name_have_their_form(rule: Rule) -> None:
    """Letters and three digits; a kebab-case name that says the problem."""
    assert re.fullmatch(r"[A-Z]+[0-9]{3}", rule.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", rule.since)


@every_rule
def test_document_has_the_fixed_sections_in_order(rule: Rule) -> None:
    """Title, then eight sections, none empty."""
    title, *sections = rule.document.strip().split("\n## ")
    headings, texts = zip(*(section.split("\n", 1) for section in sections), strict=True)

    assert title.strip().startswith(f"{rule.id} {rule.name}: ")
    assert title.strip().endswith(".")
    assert headings == SECTIONS
    assert all(len(text.strip()) >= 5 for text in texts)


@every_rule
def test_rule_says_where_it_stands_written_and_what_to_do(rule: Rule) -> None:
    """At least one citation and one fix; a revision counted from 1."""
    assert rule.cites
    assert all(str(citation).endswith("]") for citation in rule.cites)
    assert rule.fixes
    assert rule.revision >= 1


def test_every_field_is_an_attribute_of_a_line() -> None:
    """What a rule may declare is what a line has."""
    assert {str(field) for field in Field} <= {field.name for field in attrs.fields(ServiceLine)}


@every_rule
def test_metadata_is_of_its_kind(rule: Rule) -> None:
    """Fields, severity, scope and days are what the engine plans by."""
    assert rule.reads
    assert rule.needs <= rule.reads
    assert isinstance(rule.severity, Severity)
    assert isinstance(rule.scope, Scope)
    assert all(type(day) is date for day in rule.boundaries)
    assert rule.function.__doc__


@every_rule
def test_words_of_the_templates_are_supplied_by_every_hit(rule: Rule) -> None:
    """Each hit of each case has what the message names, and its fixes can be filled."""
    found = findings_of(rule.id)

    assert found
    for finding in found:
        assert words(rule.message) - ALWAYS <= set(finding.evidence)
        for text in (finding.message, *map(str, finding.fixes)):
            assert text
            assert not re.search(r"[{}]|\bNone\b|  | ,|\.\.", text), text


@every_rule
def test_evidence_is_plain(rule: Rule) -> None:
    """Text, whole numbers, truths and tuples of text, each name once: JSON gives it back unchanged."""
    for finding in findings_of(rule.id):
        for value in finding.evidence.values():
            assert isinstance(value, str | int) or all(isinstance(part, str) for part in value)


@every_rule
def test_a_finding_names_its_lines_once(rule: Rule) -> None:
    """No line stands twice in a finding, and there is at least one."""
    for finding in findings_of(rule.id):
        assert finding.positions
        assert len({id(line) for line in finding.lines}) == len(finding.positions)


def test_the_digest_of_the_book_depends_on_what_is_asked() -> None:
    """Two books with different rules, or with a rule in another revision, differ; the same rules are the same."""
    revised = attrs.evolve(ALL_RULES[0], revision=ALL_RULES[0].revision + 1)
    assert rules_digest((revised, *ALL_RULES[1:])) != rules_digest(ALL_RULES)
    assert rules_digest(ALL_RULES) == rules_digest(list(ALL_RULES))
    assert rules_digest(ALL_RULES) != rules_digest(ALL_RULES[1:])


def test_a_rule_is_not_taken_for_the_one_that_has_its_id() -> None:
    """Another function under otcpt's id and revision is another rule in the digest."""
    other = attrs.evolve(ALL_RULES[0], function=lambda _: iter(()), module="acme")
    assert rules_digest([other]) != rules_digest([ALL_RULES[0]])


@pytest.mark.parametrize(
    "wrong", ["acme:", ":NOTE001", "acme:note", "a b:X001", "acme:NOTE001:2", "acme", "", "X 1", 1]
)
def test_an_id_without_a_name_or_a_number_is_refused(wrong: str) -> None:
    """What comes before a colon is the package's name, what comes after it letters and a number."""
    with pytest.raises(otcpt.InvalidInput, match="'acme:NOTE001'"):
        attrs.evolve(ALL_RULES[0], id=wrong)
    assert attrs.evolve(ALL_RULES[0], id="acme:NOTE001").family == "acme:NOTE"


def test_a_hit_is_small() -> None:
    """A hit has positions, evidence and changes, nothing of the law."""
    assert [field.name for field in attrs.fields(Hit)] == ["lines", "evidence", "severity", "changes"]


def test_an_id_is_never_given_twice() -> None:
    """The ledger holds every id ever given: it still bears its name, or is retired and bears none."""
    shown = [line.split() for line in (Path(__file__).parent / "ids.txt").read_text().splitlines() if line[0] != "#"]
    ledger = {id_: (name, marks == ["retired"]) for id_, name, *marks in shown}

    assert len(ledger) == len(shown)
    assert {rule.id: (rule.name, False) for rule in ALL_RULES} == {
        id_: (name, retired) for id_, (name, retired) in ledger.items() if not retired
    }
