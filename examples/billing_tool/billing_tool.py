"""A small billing tool on otcpt's promises: check and store, lock, upgrade one part, replay what was stored.

    python billing_tool.py check claims.csv store.jsonl
    python billing_tool.py replay store.jsonl
    python billing_tool.py upgrade law

It uses public names alone. The store has one JSON object a line: the claim's record and the report's.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import otcpt
from otcpt.comparing import make_lock, read_lock

POLICY = "medicare-part-b"
LOCK = Path("otcpt.lock")


def checker() -> otcpt.Checker:
    """Return a checker of the locked law and payer; the first run writes the lock."""
    if not LOCK.exists():
        make_lock([POLICY]).write(LOCK)
    lock = read_lock(LOCK)
    lock.require(make_lock([POLICY], edition=lock.edition))
    return otcpt.Checker(policy=POLICY, edition=lock.edition)


def check(claims: Path, store: Path) -> int:
    """Check a file, add claims and reports to the store, return the number of claims with errors."""
    found = otcpt.read_claims(claims).claims
    reports = checker().check_all(found)
    with store.open("a", encoding="utf-8") as lines:
        for claim, report in zip(found, reports, strict=True):
            lines.write(json.dumps({"claim": claim.to_record(), "report": report.to_record()}) + "\n")
    return sum(not report.clean for report in reports)


def stored(store: Path) -> Iterator[tuple[otcpt.Claim, dict[str, object]]]:
    """Yield the claims and the reports' records of a store."""
    for line in store.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        yield otcpt.Claim.from_record(one["claim"]), one["report"]


def replay(store: Path) -> tuple[str, ...]:
    """Ask every stored report again; return a sentence for each that is not the same."""
    claims, records = zip(*stored(store), strict=True)
    return tuple(one.verdict for one in otcpt.replay_all(records, claims) if not one.same)


def upgrade(part: str) -> tuple[str, ...]:
    """Move one part of the lock to what is installed; return what differed before."""
    lock = read_lock(LOCK)
    now = make_lock([POLICY])
    lock.upgraded(now, [part]).write(LOCK)  # type: ignore[list-item]  # an unknown part is otcpt's to refuse
    return lock.differences(now)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check", claims, store]:
            sys.exit(1 if check(Path(claims), Path(store)) else 0)
        case ["replay", store]:
            changed = replay(Path(store))
            print("\n".join(changed) or "every stored report is the same")
            sys.exit(1 if changed else 0)
        case ["upgrade", part]:
            print("\n".join(upgrade(part)) or "nothing moved")
        case _:
            sys.exit(__doc__)
