"""A lock: law, payers, rules and version as they are today, in a file that says later what moved."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from otcpt._version import __version__
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import InvalidInput, LockMismatch, UnknownName
from otcpt.files import path_of, whole_file
from otcpt.findings import SCHEMA_VERSION, Rule
from otcpt.members import kind_of_value, members, only
from otcpt.policies import Policy, PolicyLike, load_policy
from otcpt.rules import choose_rules, rules_digest
from otcpt.shown import Shown

if TYPE_CHECKING:
    from otcpt.page import Page

#: The form of the file: another first number is not read.
LOCK_VERSION = "1.1"

LockPart: TypeAlias = Literal["law", "payers", "rules", "version"]
PARTS: tuple[LockPart, ...] = ("law", "payers", "rules", "version")


@attrs.frozen(repr=False)
class Lock(Shown):
    """What answers depend on, by digests, with the names, days and values behind them.

    `make_lock` makes one of what is installed, `read_lock` reads one from its file.
    """

    _content: Mapping[str, Any]

    @property
    def edition(self) -> str:
        """The pin of the law."""
        law = self._content["law"]
        return f"{law['edition']}@sha256:{law['digest']}"

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the payers' policies, as they were given."""
        return tuple(self._content["payers"])

    @property
    def version(self) -> str:
        """The version of otcpt."""
        return str(self._content["version"]["otcpt"])

    def packages(self, part: LockPart) -> tuple[str, ...]:
        """Return the installed packages that bring a part, each with its version.

        Args:
            part: ``"law"``, ``"payers"`` or ``"rules"``.

        Returns:
            The name that each has there, the package and its version.
        """
        content = self._content[part]
        parts = content.values() if part == "payers" else (content,)
        return tuple(dict.fromkeys(one for each in parts for one in each.get("packages", ())))

    def to_page(self) -> "Page":
        """Return law, payers, rules and version, each with its digest."""
        from otcpt.comparing.pages import lock_page

        return lock_page(self, self._content)

    def to_json(self) -> str:
        """Return the contents of the file: sorted JSON, the same bytes for the same lock.

        Returns:
            The text, with a line break at its end.
        """
        return json.dumps(self._content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def write(self, path: str | PathLike[str]) -> None:
        """Write the file; it appears whole or not at all.

        Args:
            path: The path of the file, such as ``otcpt.lock``.
        """
        with whole_file(path_of(path)) as file:
            file.write_text(self.to_json(), encoding="utf-8")

    def differences(self, now: "Lock") -> tuple[str, ...]:
        """Return what differs from this lock, a sentence for each thing.

        Args:
            now: A lock of what is installed. It may have fewer payers than this one, and none that this one has not.

        Returns:
            The sentences, in order of law, payers, rules and version; none where nothing differs.
        """
        old, new = self._content, _lock(now, "differences")._content
        return (
            *_law(old["law"], new["law"]),
            *_payers(old["payers"], new["payers"]),
            *_rules(old["rules"], new["rules"]),
            *_version(old["version"], new["version"]),
        )

    def require(self, now: "Lock") -> None:
        """Check that nothing differs from this lock.

        Args:
            now: A lock of what is installed.

        Raises:
            LockMismatch: Something differs; everything that does is named.
        """
        if found := self.differences(_lock(now, "require")):
            raise LockMismatch(found)

    def upgraded(self, now: "Lock", parts: Iterable[LockPart]) -> "Lock":
        """Return this lock with some of its parts as they are now.

        Args:
            now: A lock of what is installed.
            parts: Of ``"law"``, ``"payers"``, ``"rules"`` and ``"version"`` those to move.

        Returns:
            The new lock.

        Raises:
            UnknownName: There is no such part.
            InvalidInput: This lock was written by a newer otcpt than the one installed, or an argument is of another
                kind.
        """
        now = _lock(now, "upgraded")
        chosen = members(parts, str, "parts")
        for part in chosen:
            if part not in PARTS:
                raise UnknownName(f"a lock has no part {part!r}; it has {', '.join(PARTS)}")
        if _order(self.version) > _order(now.version):
            raise InvalidInput(
                f"the lock was written by otcpt {self.version}, this is {now.version}; upgrade otcpt, or lock anew in "
                "another file",
                "lock",
            )
        return Lock({**self._content, **{part: now._content[part] for part in chosen}})

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        return f"<Lock: {self.edition[:24]}…, {', '.join(self.policies)}, otcpt {self.version}>"


def make_lock(
    policies: Iterable[PolicyLike], *, edition: EditionLike | None = None, rules: Iterable[Rule | str] | None = None
) -> Lock:
    """Return a lock of law, payers, rules and version as they are installed.

    Args:
        policies: The payers: names or paths, which the lock shows as they are given; or policies, by their ids.
        edition: The law: an `Edition`, its name, its pin or a folder; the policy's or the newest unless given.
        rules: The rules to run; all of them unless given.

    Returns:
        The lock.

    Raises:
        UnknownName: There is no such policy, edition or rule.
        InvalidInput: No policy is given, or two have one name or different editions.

    Example:
        >>> lock = make_lock(["medicare-part-b"])
        >>> lock.policies, lock.differences(make_lock(["medicare-part-b"]))
        (('medicare-part-b',), ())
    """
    if isinstance(policies, str | PathLike | Policy) or not isinstance(policies, Iterable):
        raise InvalidInput(
            f"make_lock takes several policies, not {kind_of_value(policies)}; write [policy]", "policies", policies
        )
    payers: dict[str, Policy] = {}
    for given in policies:
        policy = load_policy(given)
        name = policy.id if isinstance(given, Policy) else str(given).partition("@")[0]
        if payers.setdefault(name, policy) != policy:
            raise InvalidInput(f"two policies are called {name!r}; give them other names", "policies", name)
    if not payers:
        raise InvalidInput("a lock is of at least one policy, like 'medicare-part-b'", "policies")
    law, *others = {load_edition(edition or policy.edition) for policy in payers.values()}
    if others:
        raise InvalidInput("the policies name several editions; give one, or make a lock for each", "edition")
    chosen, packages = choose_rules(rules)
    return Lock(
        {
            "lock_version": LOCK_VERSION,
            "law": _of_law(law),
            "payers": {name: _of_payer(policy) for name, policy in payers.items()},
            "rules": {
                "digest": rules_digest(chosen, packages),
                "revisions": {rule.id: rule.revision for rule in chosen},
                "packages": list(packages),
            },
            "version": {"otcpt": __version__, "schema_version": SCHEMA_VERSION},
        }
    )


def read_lock(path: str | PathLike[str]) -> Lock:
    """Read a lock from its file.

    Args:
        path: The path of the file.

    Returns:
        The lock.

    Raises:
        InvalidInput: The file is not a lock, or one of a form that this version does not read.
        OSError: The path cannot be opened.
    """
    file = path_of(path)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        version = str(content["lock_version"])
        if version.partition(".")[0] != LOCK_VERSION.partition(".")[0]:
            raise InvalidInput(
                f"{file.name} has lock_version {version}, this version of otcpt reads {LOCK_VERSION}; use the version "
                "of otcpt that wrote it, or lock anew",
                "lock",
            )
        lock = Lock(content)
        _check_kinds(content)
        _order(lock.version)
    except InvalidInput:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise InvalidInput(
            f"{file.name} is not a lock of otcpt ({type(problem).__name__}: {problem}); write one with otcpt lock",
            "lock",
        ) from None
    return lock


def _lock(given: Lock, what: str) -> Lock:
    return only(given, Lock, what, "make_lock makes one of what is installed")


#: What each part of the file is.
_KINDS: Mapping[str, Mapping[str, type]] = {
    "law": {"edition": str, "digest": str, "through": str, "tables": dict},
    "payers": {},
    "rules": {"digest": str, "revisions": dict, "packages": list},
    "version": {"otcpt": str, "schema_version": int},
}
_PAYER: Mapping[str, type] = {"digest": str, "choices": list}


def _check_kinds(content: Mapping[str, Any]) -> None:
    parts = [(name, content[name], kinds) for name, kinds in _KINDS.items()]
    parts += [(f"payers.{name}", payer, _PAYER) for name, payer in content["payers"].items()]
    for name, part, kinds in parts:
        for key, kind in kinds.items():
            if not isinstance(part[key], kind):
                raise TypeError(f"{name}.{key} is {kind_of_value(part[key])}")
    layers = [layer for payer in content["payers"].values() for layer in payer["choices"]]
    if not all(isinstance(layer, dict) for layer in layers):
        raise TypeError("the choices of a payer are no tables")
    packages = [one.get("packages", []) for one in (content["law"], content["rules"], *content["payers"].values())]
    if not content["payers"] or not all(isinstance(one, str) for each in packages for one in each):
        raise TypeError("no payer, or a package without a name")


def _of_law(law: Edition) -> dict[str, object]:
    tables = {
        name: {
            "sha256": one.sha256,
            "version": one.version,
            "from": str(one.verified_from),
            "through": str(one.verified_through),
        }
        for name, one in law.manifest.tables.items()
    }
    packages = [law.package] if law.package else []
    through = str(law.manifest.through)
    return {"edition": law.id, "digest": law.digest, "through": through, "tables": tables, "packages": packages}


def _of_payer(policy: Policy) -> dict[str, object]:
    layers = [attrs.asdict(layer, filter=lambda _, value: value is not None) for layer in policy.layers]
    choices = json.loads(json.dumps(layers, default=str))
    return {"digest": policy.digest, "choices": choices, "packages": sorted(policy.packages)}


def _law(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from _packages("law", old, new)
    tables = [name for name in {**old["tables"], **new["tables"]} if old["tables"].get(name) != new["tables"].get(name)]
    if old["digest"] == new["digest"]:
        if tables or old["edition"] != new["edition"]:
            yield "law: the lock names an edition or tables that its digest is not of; lock anew"
        return
    which = f"; these tables differ: {', '.join(sorted(tables))}" if tables else ""
    now, locked = (f"{law['edition']} ({law['digest'][:12]})" for law in (new, old))
    yield f"law: edition {now}, locked is {locked}{which}"


def _payers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, policy in new.items():
        if name not in old:
            yield f"payer {name}: is not in the lock, which has {', '.join(old)}"
            continue
        before, after = _settled(old[name]["choices"]), _settled(policy["choices"])
        changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        if changed or policy["digest"] != old[name]["digest"]:
            what = "; ".join(f"{key} is {after.get(key)!r}, locked is {before.get(key)!r}" for key in sorted(changed))
            yield f"payer {name}: {what or 'its layers differ'}"
        yield from _packages(f"payer {name}", old[name], new[name])


def _packages(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Say which packages bring a part; a lock of version 1.0 has those of rules only."""
    now, locked = (", ".join(which.get("packages", ())) or "no package" for which in (new, old))
    if now != locked and "packages" in old:
        yield f"{part}: brought by {now}, locked is {locked}"


def _settled(layers: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """Return each choice as the layers make it, with its days where they have some."""
    found: dict[str, object] = {}
    for layer in layers:
        days = "".join(
            f" {word} {layer[key]}" for word, key in (("from", "first_day"), ("through", "last_day")) if key in layer
        )
        found |= {f"{key}{days}": value for key, value in layer.items() if key not in ("first_day", "last_day")}
    return found


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = old["revisions"], new["revisions"]
    for rule in sorted({**before, **after}):
        if before.get(rule) != after.get(rule):
            one, other = (f"revision {which[rule]}" if rule in which else "absent" for which in (after, before))
            yield f"rule {rule}: {one}, locked is {other}"
    if old["digest"] == new["digest"]:
        return
    yield from _packages("rules", old, new)
    if list(before) != list(after) and before == after and old["packages"] == new["packages"]:
        yield "rules: another order than is locked"


def _version(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key, value in old.items():
        if value != new.get(key):
            yield f"{key}: {new.get(key, 'absent')}, locked is {value}"


def _order(version: str) -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", version)
    if found is None:
        raise ValueError(f"{version!r} is not a version")
    return tuple(int(part or 0) for part in found.groups())
