"""Write docs/guides/web.md from data/web_claims.toml and from what otcpt answers; with --check, only compare.

Run it after every change of the claims or of the law: python tools/web_page.py
"""

import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import attrs

import otcpt
from otcpt.citation import Document
from otcpt.codes import CodeGroup, CodeMeaning
from otcpt.units import Method

ROOT = Path(__file__).parent.parent
CLAIMS = Path("data/web_claims.toml")
PAGE = Path("docs/guides/web.md")

EDITION = otcpt.load_edition()


class Answered(NamedTuple):
    """What otcpt was asked, in words, and its answer."""

    question: str
    answer: str


@attrs.frozen(kw_only=True)
class WebClaim:
    """One thing that is often read, and what holds. ``ask`` has the name of a question, its arguments, its answer."""

    id: str
    subject: str
    codes: list[str]
    reads: str
    holds: str
    ask: list[dict[str, Any]]
    sources: list[list[str]]
    since: date | None = None
    right_through: date | None = None

    def answers(self) -> Iterator[tuple[Answered, str]]:
        """Put every question to otcpt; yield what it stated and the answer the data file expects."""
        for entry in self.ask:
            more = dict(entry)
            question, arguments, answer = QUESTIONS[more.pop("kind")], more.pop("args"), more.pop("answer")
            yield question(*arguments, **more), answer


@attrs.frozen(kw_only=True)
class Topic:
    """Claims that belong together, and an example of how otcpt is asked about them."""

    name: str
    text: str
    example: str
    claims: tuple[WebClaim, ...]


def load() -> tuple[tuple[Topic, ...], dict[str, Document]]:
    """Return the topics in order, and the documents a claim may name by key."""
    content = tomllib.loads((ROOT / CLAIMS).read_text(encoding="utf-8"))
    topics = tuple(
        Topic(claims=tuple(WebClaim(**claim) for claim in topic.pop("claim")), **topic) for topic in content["topic"]
    )
    return topics, dict(EDITION.sources) | {key: Document(**fields) for key, fields in content["documents"].items()}


def code(number: str, on: str) -> Answered:
    """Ask whether a code is in force on a day."""
    history = EDITION.codes[number]
    then = f", then {', '.join(history.successors)}" if history.successors else ""
    there = history.in_force(date.fromisoformat(on))
    return Answered(f"{number} on {on}", "in force" if there else f"not in force: {history.spans}{then}")


def meanings(number: str) -> Answered:
    """Ask for the days of each meaning a code number had."""
    return Answered(f"days of each meaning of {number}", EDITION.codes[number].spans)


def family(number: str, on: str) -> Answered:
    """Ask to which family a code belongs on a day."""
    return Answered(f"family of {number} on {on}", _meaning(number, on).family)


def system(number: str, on: str) -> Answered:
    """Ask to which code system a code belongs."""
    return Answered(f"system of {number}", _meaning(number, on).system)


def status(number: str, on: str) -> Answered:
    """Ask for Medicare's payment status of a code on a day."""
    return Answered(
        f"Medicare status of {number} on {on}",
        EDITION.codes[number].status(date.fromisoformat(on)).letter or "cannot tell",
    )


def timing(number: str, on: str) -> Answered:
    """Ask how the units of a code are counted on a day."""
    interval = _meaning(number, on).timing.interval
    return Answered(f"unit of {number} on {on}", "untimed" if interval is None else f"{interval} minutes")


def near(number: str) -> Answered:
    """Ask which codes a mistyped one may have meant."""
    return Answered(f"codes near {number}", ", ".join(EDITION.codes.near(number)) or "none")


def pair(one: str, other: str, on: str, *, setting: str = "practitioner") -> Answered:
    """Ask a table for the edit of two codes on a day."""
    found = EDITION.ptp(setting).between(one, other, on=date.fromisoformat(on))
    answer = str(found.edit or "no edit") if found.known else "cannot tell"
    late = ", carried forward" if found.carried_forward else ""
    return Answered(f"{one} with {other} on {on}, {_TABLES[setting]}", answer + late)


def limit(number: str, on: str, *, setting: str = "practitioner") -> Answered:
    """Ask a table for the most units of a code on a day."""
    found = EDITION.mue(setting).limit(number, on=date.fromisoformat(on))
    how = f", MAI {found.adjudication_indicator}" if found.adjudication_indicator else ""
    late = ", carried forward" if found.carried_forward else ""
    answer = f"{found.units}{how}{late}" if found.known else "cannot tell"
    return Answered(f"limit of {number} on {on}, {_TABLES[setting]}", answer)


def faults(on: str, *lines: str, policy: str = "medicare-part-b") -> Answered:
    """Ask for the findings of a claim, released edits included."""
    report = otcpt.check(otcpt.claim(on, *lines), policy=policy)
    found = [f"{finding.rule_id} {finding.severity}" for finding in report.findings]
    found += [f"{finding.rule_id} bypassed" for finding in report.bypassed]
    shown = " with ".join(f"`{line}`" for line in lines)
    return Answered(f"check of {shown} on {on}, {policy}", ", ".join(found) or "no faults found")


def releases(modifier: str) -> Answered:
    """Ask whether a modifier is one of those that can release an edit."""
    associated = otcpt.load_edition().groups.of(CodeGroup.PTP_ASSOCIATED, on="2026-03-02")
    return Answered(f"modifier {modifier} can release an edit", "yes" if modifier in associated else "no")


def units(minutes: dict[str, int], method: Method) -> Answered:
    """Ask for the units of a day's minutes by a method."""
    found = otcpt.allocate_units(minutes, method=method, on="2026-03-02")
    spent = ", ".join(f"{number} {given} min" for number, given in minutes.items())
    answer = ", ".join(f"{number} x{count}" for number, count in found.units.items())
    return Answered(f"{spent}, method {method}", answer + (", or another of the tied codes" if found.tied else ""))


def total(minutes: int) -> Answered:
    """Ask for the units of a number of minutes."""
    return Answered(f"units of {minutes} minutes", str(otcpt.minutes_to_units(minutes)))


def minutes(count: int) -> Answered:
    """Ask which minutes make a number of units."""
    found = otcpt.units_to_minutes(count)
    return Answered(f"minutes of {count} units", f"{found.first} to {found.last}")


def assistant(therapist: int, assistant: int, units: int, on: str, *, code: str | None = None) -> Answered:
    """Ask how many units carry the assistant's modifier."""
    found = otcpt.split_assistant_units(therapist=therapist, assistant=assistant, units=units, on=on, code=code)
    of = f"{units} unit{'' if units == 1 else 's'} of {code or 'a 15-minute code'}"
    question = f"{of} on {on}: therapist {therapist} min, assistant {assistant} min"
    return Answered(question, f"{found.without_modifier} without CO, {found.with_modifier} with")


#: What the data file may ask, by the name it uses.
QUESTIONS: dict[str, Callable[..., Answered]] = {
    question.__name__: question
    for question in (
        code, meanings, family, system, status, timing, near, pair, limit, faults, releases, units, total, minutes,
        assistant,
    )
}  # fmt: skip

_TABLES = {
    "practitioner": "practitioner table",
    "outpatient_hospital": "hospital table",
    "medicaid": "Medicaid table",
}


def _meaning(number: str, on: str) -> CodeMeaning:
    return EDITION.codes[number].on(date.fromisoformat(on))


def page() -> str:
    """Return the whole page."""
    topics, documents = load()
    count = sum(len(topic.claims) for topic in topics)
    sections = "\n\n".join(_section(topic, documents) for topic in topics)
    named = sorted({key for topic in topics for claim in topic.claims for key, *_ in claim.sources})
    rows = "\n".join(f"| {key} | {_title(documents[key])} |" for key in named)
    return _PAGE.format(count=count, edition=EDITION.id, sections=sections, rows=rows)


_PAGE = """# What the web says, what the law says

Cheat sheets, articles and answers about therapy billing are copied from each other for years, and the law moves on.
Here are {count} statements that are often met, in our own words, each with what the documents say and what otcpt
answers. Many were right once; the last day on which they were is part of the answer. No page is named: the
point is the statement, and it is found in good places, too.

Where no payer is named, Medicare's rule is meant. Other payers copy it, or an older state of it, or not. The
lists are what otcpt answers with edition {edition}; the test suite asks again. *No faults found* speaks about the
lines shown, not about the care. *Carried forward* means that the day lies past the last one the table was read for.

The small line names the sources, with their titles [at the end](#sources), and how surely each was read: `P` the
primary text, `P*` a primary text with its present wording unchecked, `S` a secondary source, `I` inferred, arithmetic,
`L` general knowledge, no document read.

{sections}

## Sources

| name | document |
|---|---|
{rows}
"""


def _section(topic: Topic, documents: dict[str, Document]) -> str:
    claims = "\n\n".join(_claim(claim, documents) for claim in topic.claims)
    return f"## {topic.name}\n\n{topic.text.strip()}\n\n```pycon\n{topic.example.strip()}\n\n```\n\n{claims}"


def _claim(claim: WebClaim, documents: dict[str, Document]) -> str:
    once = f", right through {claim.right_through}" if claim.right_through else ""
    since = f", since {claim.since}" if claim.since else ""
    answers = "\n".join(f"- {result.question}: **{result.answer}**" for result, _ in claim.answers())
    cited = ((key, documents[key].at(*place)) for key, *place in claim.sources)
    sources = "; ".join(f"{key}: {cite.locator} [{cite.confidence}]" for key, cite in cited)
    return (
        f"### {claim.subject} {{#{claim.id}}}\n\n"
        f"*One reads{once}:* {claim.reads}\n\n*In fact{since}:* {claim.holds}\n\n"
        f"{answers}\n\n<small>{sources}</small>"
    )


def _title(document: Document) -> str:
    title = ", ".join(part for part in (document.authority, document.title, document.revision) if part)
    return f"[{title}]({document.address})" if document.address else title


def stale() -> bool:
    """Whether the page differs from what this tool writes."""
    path = ROOT / PAGE
    return not path.is_file() or path.read_text(encoding="utf-8") != page()


def main(arguments: list[str]) -> int:
    """Write the page if it is stale, or say so and fail."""
    if not stale():
        return 0
    if "--check" in arguments:
        print(f"{PAGE} is stale; run python tools/web_page.py")
        return 1
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
