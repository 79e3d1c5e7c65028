"""Write docs/pairs/ from the NCCI tables of the newest edition, each time the site is built: a hook of mkdocs.

"May I bill X with Y?": a page for each therapy code, with every code that it has an edit with. The folder is not under
version control. Without mkdocs: python tools/pair_pages.py
"""

from collections.abc import Iterator, MutableMapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tools.rule_pages import write_pages

import otcpt
from otcpt.editions import CodeAnswer
from otcpt.edits import PtpAnswer, PtpEdit

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pairs"
#: The tables, as a page names them.
SETTINGS = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital"}

#: A search for a code leads to its page; its numbers on the pages of all others would make the search slow.
_NOT_FOUND = " { data-search-exclude }"

_THERAPY = ("always", "sometimes")


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {"index.md": index_page(), **{f"{code}.md": code_page(code) for code in therapy_codes()}}


def day() -> date:
    """Return the first day of the quarter that the newest edition is named for: the answers are of that day."""
    year, quarter = otcpt.load_edition().id.split("q")
    return date(int(year), 3 * int(quarter) - 2, 1)


@cache
def in_force() -> dict[str, CodeAnswer]:
    """Return what the law says of each code of the registry that is in force on the day."""
    codes = otcpt.load_edition().codes
    return {code: otcpt.code(code, on=day()) for code in codes if codes[code].in_force(day())}


@cache
def therapy_codes() -> tuple[str, ...]:
    """Return the codes on Medicare's therapy list that an occupational therapist bills."""
    return tuple(
        code
        for code, answer in in_force().items()
        if answer.meaning.designation in _THERAPY and "OT" in answer.disciplines
    )


def index_page() -> str:
    """Return the page that a search for two codes leads to."""
    return _INDEX.format(day=day(), always=_codes("always"), sometimes=_codes("sometimes"))


def _codes(designation: str) -> str:
    named = [code for code in therapy_codes() if in_force()[code].meaning.designation == designation]
    rows = "\n".join(f"| [{code}]({code}.md) | {in_force()[code].label} |" for code in named)
    return f"| code | what it is |\n|---|---|\n{rows}"


_INDEX = """# May I bill X with Y?

Open the page of one code: it lists every therapy code that the other may or may not be billed with on one day. The
answers are the NCCI edits in force on {day}, for private practice and for outpatient hospitals.

Or ask for two codes and a day of your own:

<!-- output: otcpt pair 97750 97530 --on 2026-03-02 -->

- *Yes* or *no edit* means that no edit bundles the two. The [NCCI manual](../guides/ncci.md) forbids some pairs that
  no table has: [`otcpt check`](../guides/checking.md) knows both.
- *Only with a modifier* means 59 or an X modifier, and only where the record shows separate blocks of time, or another
  reason that the two were distinct. See PTP002.
- *No* means that no modifier bypasses the edit. See PTP001.

A file of claims is checked for all of them at once: `otcpt check FILE --policy medicare-part-b`.

## Codes that are always therapy

{always}

## Codes that are sometimes therapy

{sometimes}
"""


_CODE_PAGE = """# May I bill {code} with …?

{code} is *{label}*. The answers are the NCCI edits in force on {day}. `otcpt pair {code} CODE --on DAY` has other
days, and how surely each answer is known.
"""


def code_page(code: str) -> str:
    """Return the page of one code."""
    answers = {other: _answers(code, other) for other in in_force() if other != code}
    opening = _CODE_PAGE.format(code=code, label=in_force()[code].label, day=day())
    parts = [
        opening,
        *_edited(code, answers),
        *_free(code, answers),
        *_ended(code),
    ]
    return "\n".join(parts)


def _answers(code: str, other: str) -> tuple[PtpAnswer, ...]:
    edition = otcpt.load_edition()
    return tuple(edition.ptp(setting).between(code, other, on=day()) for setting in SETTINGS)


def _edited(code: str, answers: dict[str, tuple[PtpAnswer, ...]]) -> Iterator[str]:
    notes: dict[str, str] = {}
    rows = [
        f"| {code} with {other} | {' | '.join(_words(answer, notes) for answer in found)} |"
        for other, found in answers.items()
        if any(answer.edit for answer in found)
    ]
    if rows:
        head = f"| may I bill | {' | '.join(SETTINGS.values())} |\n|---|---|---|\n"
        yield f"## Bundled by an edit{_NOT_FOUND}\n\n{head}" + "\n".join(rows) + "\n"
        yield from (f"{mark} {reason}.\n" for reason, mark in notes.items())


def _words(answer: PtpAnswer, notes: dict[str, str]) -> str:
    """Return an answer in a cell; what limits it is a note under the table, each once."""
    if answer.edit is None:
        return "yes" if answer.known else "not known"
    allowed = "only with a modifier" if answer.edit.modifier_indicator else "**no**"
    mark = notes.setdefault(answer.reason, f"<sup>{len(notes) + 1}</sup>") if answer.reason else ""
    return f"{allowed}: {answer.edit.column_two} is bundled{mark and ' ' + mark}"


def _free(code: str, answers: dict[str, tuple[PtpAnswer, ...]]) -> Iterator[str]:
    therapy = {other: found for other, found in answers.items() if other in therapy_codes()}
    free = [other for other, found in therapy.items() if all(one.known and one.edit is None for one in found)]
    unknown = [other for other, found in therapy.items() if not all(one.known for one in found)]
    if free:
        yield f"## No edit{_NOT_FOUND}\n\nYes, no edit of either table bundles {code} with these therapy codes:\n"
        yield f"{', '.join(free)}.\n"
    if unknown:
        yield f"## Not known{_NOT_FOUND}\n\nNo table that was read answers for {', '.join(unknown)}.\n"


def _ended(code: str) -> Iterator[str]:
    """Yield the edits with other therapy codes that are over: a denial of those days may have been right."""
    ended = [
        (edit, name)
        for other in therapy_codes()
        if other != code
        for setting, edits in otcpt.pair(code, other, on=day()).years.items()
        if (name := SETTINGS.get(setting))
        for edit in edits
        if edit.last_day is not None and edit.last_day < day()
    ]
    if ended:
        rows = "\n".join(
            f"| {edit.column_two} into {edit.column_one} | {name} | {_first_day(edit)} | {edit.last_day} |"
            for edit, name in ended
        )
        yield f"## Edits that ended{_NOT_FOUND}\n\n| bundled | table | from | to |\n|---|---|---|---|\n{rows}\n"


def _first_day(edit: PtpEdit) -> str:
    return str(edit.first_day) if edit.basis == "exact" else f"{edit.first_day} or earlier"


def on_config(config: MutableMapping[str, Any]) -> None:
    """Write the pages before mkdocs looks for files."""
    write_pages(Path(config["docs_dir"]) / "pairs", pages())


if __name__ == "__main__":
    write_pages(FOLDER, pages())
