"""``otcpt lock`` and ``--locked``: what answers depend on, in a file that says later what moved."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from otcpt.comparing import PARTS, Lock, LockPart, make_lock, read_lock
from otcpt.editions import load_edition
from otcpt.errors import BrokenData, BrokenPlugin, InvalidInput, LockMismatch, OtcptError, UnknownName, did_you_mean
from otcpt.plugins import PluginGroup, moved
from otcpt.policies import available_policies, load_policy
from otcpt.rules import ALL_RULES, choose_rules

#: The file that ``otcpt lock`` writes and ``--locked`` reads, unless another is named.
LOCK = Path("otcpt.lock")


def lock(
    policies: Sequence[str], *, edition: str | None, rules: Sequence[str], upgrade: Sequence[str], out: Path
) -> None:
    """Write the lock; one that is there is kept but for the parts that are named, and says what would move."""
    parts = _parts(upgrade)
    if str(out) == "-":
        print(_now(policies, edition, rules).to_json(), end="")
        return
    if not out.exists():
        _write(_now(policies, edition, rules), out, "locked")
        return
    old = read_lock(out)
    now = _now(policies or old.policies, edition or (None if "law" in parts else old.edition), rules)
    if parts:
        _write(old.upgraded(now, parts), out, f"moved {', '.join(parts)}")
        return
    found = old.differences(now)
    if found:
        raise InvalidInput(
            f"{out} is there and is kept; these would move, with --upgrade law, payers, rules or version:\n"
            + "\n".join(found)
        )
    print(f"{out}: nothing moved")


def require_locked(
    policy: str | None,
    *,
    unit_method: object,
    edition: str | None,
    rules: Sequence[str],
    narrowed: Sequence[str],
    file: Path,
) -> tuple[str, str]:
    """Return policy and edition to check by; raise `LockMismatch` with everything that is not as it was locked."""
    held = read_lock(file)
    if unit_method is not None:
        raise InvalidInput(
            "--locked has no --unit-method: lay it over in a policy file, and lock that", "--unit-method"
        )
    if narrowed:
        raise InvalidInput("--locked runs every rule of the lock: leave out --select and --ignore", "--locked")
    if policy is None and len(held.policies) == 1:
        policy = held.policies[0]
    if policy is None:
        raise InvalidInput(f"--policy is missing: {file} has {', '.join(held.policies)}", "--policy")
    with suppress(OtcptError):  # what cannot be loaded is named with the rest
        edition = edition or load_policy(policy).edition
    edition = edition or held.edition
    missing = _missing(held, policy, edition, rules)
    if missing:
        payer, law, chosen = ("payer" in missing, "law" in missing, "rule" in missing)
        rest = _now([available_policies()[0] if payer else policy], None if law else edition, () if chosen else rules)
        others = [one for one in held.differences(rest) if not one.startswith(tuple(missing))]
        raise LockMismatch((*missing.values(), *others))
    held.require(_now([policy], edition, rules))
    return policy, edition


def _missing(held: Lock, policy: str, edition: str, rules: Sequence[str]) -> dict[str, str]:
    """Return what is not here, by the word its differences begin with: why, and the package that brought it."""
    found = {}
    parts: tuple[tuple[str, LockPart, PluginGroup, str, Callable[[], object]], ...] = (
        ("law", "law", "otcpt.editions", "law", lambda: load_edition(edition)),
        ("payer", "payers", "otcpt.policies", f"payer {policy}", lambda: load_policy(policy)),
        ("rule", "rules", "otcpt.rules", "rules", lambda: choose_rules(rules or None)),
    )
    for word, part, group, what, ask in parts:
        try:
            ask()
        except (UnknownName, BrokenData, BrokenPlugin) as problem:
            found[word] = " ".join([f"{what}: {problem}", *moved(group, held.packages(part))])
    return found


def _now(policies: Sequence[str], edition: str | None, rules: Sequence[str]) -> Lock:
    return make_lock(policies, edition=edition, rules=[*ALL_RULES, *rules] if rules else None)


def _parts(given: Sequence[str]) -> tuple[LockPart, ...]:
    if "all" in given:
        return PARTS
    for name in given:
        if name not in PARTS:
            known = (*PARTS, "all")
            raise UnknownName(f"--upgrade takes {', '.join(known)}, not {name!r}.{did_you_mean(name, known)}")
    return tuple(part for part in PARTS if part in given)


def _write(made: Lock, out: Path, what: str) -> None:
    made.write(out)
    print(f"{out}: {what}; edition {made.edition[:30]}…, policies {', '.join(made.policies)}, otcpt {made.version}")
