"""Begin a rule: its file, its cases and its places in the lists, so that only its substance is left to write.

nox -s rule -- MOD013 repeated-by-both
"""

import re
import sys
from pathlib import Path

from otcpt.rules import ALL_RULES

ROOT = Path(__file__).parent.parent
BOOK = Path("src/otcpt/rules/_all_rules.py")
IDS = Path("tests/rules/ids.txt")

#: A new rule says nothing until its function yields; each ellipsis waits for words.
RULE = '''"""{id} {name}: ... .

## What it checks
...

## Why it matters
...

## Example flagged
`...`.

## Example clean
`...`.

## Settings
None.

## Remedy and its limits
...

## Not covered
...

## Sources
...
"""

from collections.abc import Iterator

from otcpt.findings import Cause, Field, Hit, RuleNotEvaluated, Severity, rule
from otcpt.fixes import NEEDS_RECORD, Fix
from otcpt.rules._day import Day
from otcpt.rules._law import Law


def _concerned(law: Law, code: str, modifiers: tuple[str, ...]) -> bool:
    return False


@rule(
    "{id}",
    "{name}",
    reads={{Field.CODE}},
    applies_to_line=_concerned,
    severity=Severity.ERROR,
    cause=Cause.BILLING,
    message="{{code}} ...",
    fixes=(Fix("...", "...", "...", "DOC-000", NEEDS_RECORD),),
    offers="never",
    cites=(),
)
def {function}(day: Day) -> Iterator[Hit | RuleNotEvaluated]:
    """Flag ... ."""
    yield from ()
'''

CASES = """rule = "{id}"

[[case]]
name = "flagged ..."
kind = "flagged"
on = 2026-03-02
lines = ["97530:GO x1"]
expect = ["97530"]

[[case]]
name = "clean ..."
kind = "clean"
on = 2026-03-02
lines = ["97530:GO x1"]

[[case]]
name = "boundary ..."
kind = "boundary"
on = 2026-03-02
lines = ["97530:GO x1"]
"""


def scaffold(root: Path, id_: str, name: str) -> list[Path]:
    """Write what a rule needs into a checkout and return the paths; raise ValueError for an id or a name in use."""
    ledger = (root / IDS).read_text(encoding="utf-8")
    _refuse(id_, name, ledger)
    words = {"id": id_, "name": name, "function": name.replace("-", "_")}
    book = (root / BOOK).read_text(encoding="utf-8")
    written = {
        BOOK.parent / f"{id_.lower()}.py": RULE.format(**words),
        Path(f"tests/cases/{id_}.toml"): CASES.format(**words),
        BOOK: _with_rule(book, id_, words["function"]),
        IDS: _after_family(ledger, id_, f"{id_} {name}"),
    }
    for path, text in written.items():
        (root / path).write_text(text, encoding="utf-8")
    return list(written)


def _refuse(id_: str, name: str, ledger: str) -> None:
    if not re.fullmatch(r"[A-Z]+[0-9]{3}", id_):
        raise ValueError(f"{id_!r} is no id of a rule; expected its family and three digits, like MOD013")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no name of a rule; expected the problem in kebab-case, like kx-missing")
    for line in ledger.splitlines():
        taken, *names = line.split()
        if taken == id_:
            free = max(int(one.split()[0][-3:]) for one in ledger.splitlines() if one.startswith(_family(id_))) + 1
            raise ValueError(f"{line} is in {IDS}, and an id is never given twice; take {_family(id_)}{free:03}")
        if taken != "#" and name in names:
            raise ValueError(f"{name!r} is the name of {taken}; find another")


def _with_rule(book: str, id_: str, function: str) -> str:
    """Return the book with an import in the order of modules, and an entry after the last rule of the family."""
    lines = book.splitlines()
    imports = [line for line in lines if line.startswith("from otcpt.rules.")]
    new = f"from otcpt.rules.{id_.lower()} import {function}"
    before = [line for line in imports if line.split()[1] < new.split()[1]]
    lines.insert(lines.index(before[-1] if before else imports[0]) + bool(before), new)

    same = [rule for rule in ALL_RULES if rule.family == _family(id_) and rule.id < id_]
    last = f"    {(same or ALL_RULES)[-1].function.__name__},"
    lines.insert(lines.index(last) + 1, f"    {function},")
    return "\n".join(lines) + "\n"


def _after_family(ledger: str, id_: str, entry: str) -> str:
    lines = ledger.splitlines()
    same = [place for place, line in enumerate(lines) if line[:-3].startswith(_family(id_)) and line.split()[0] < id_]
    lines.insert(same[-1] + 1 if same else len(lines), entry)
    return "\n".join(lines) + "\n"


def _family(id_: str) -> str:
    return id_[:-3]


def main(arguments: list[str]) -> int:
    """Scaffold the rule that is named, and say what is left to do."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        written = scaffold(ROOT, *arguments)
    except ValueError as problem:
        print(problem)
        return 1
    print("\n".join(f"wrote {path}" for path in written))
    print("Left: the rule and its cases, a row of docs/guides/matrix.md, a fragment in changelog.d/,")
    print("and pytest tests/rules --approve.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
