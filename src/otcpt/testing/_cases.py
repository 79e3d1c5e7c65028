"""Rule cases in TOML files: what a rule must flag, must leave alone, and where it cannot tell."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from otcpt.claims import Claim, Episode, History, PlanOfCare, PriorPayments, parse_line
from otcpt.errors import InvalidInput
from otcpt.frozenmap import FrozenMap
from otcpt.policies import Overlay, Policy, load_policy

#: What a case may show.
KINDS = ("flagged", "clean", "boundary", "bypassed", "cannot-tell")


def _frozen(maps: Iterable[Mapping[str, object]]) -> tuple[FrozenMap[str, object], ...]:
    return tuple(map(FrozenMap, maps))


@attrs.frozen(kw_only=True)
class Case:
    """One claim and what one rule must say of it.

    ``expect`` lists a text per finding of the rule: its codes, the one at fault first, joined by plus signs.
    ``severity`` is that of every finding, ``message`` a piece of the first one's message; ``reason`` is that of a
    cannot-tell case. ``fix`` lists what is offered, as `run_case` writes it; a case with findings and without ``fix``
    proves that nothing is. ``on_line`` are the lines' own dates where they differ from ``on``. A rule that looks beyond
    the day is asked with what is in ``history`` (a date and a line each), ``episode`` and ``prior_payments``.
    ``fields`` are set on every line, ``by_line`` on each in turn; ``overlay`` lies over the policy.
    """

    rule: str
    name: str
    kind: str
    on: date
    lines: tuple[str, ...]
    policy: str = "medicare-part-b"
    overlay: FrozenMap[str, object] = attrs.field(factory=FrozenMap, converter=FrozenMap)
    fields: FrozenMap[str, object] = attrs.field(factory=FrozenMap, converter=FrozenMap)
    by_line: tuple[FrozenMap[str, object], ...] = attrs.field(default=(), converter=_frozen)
    on_line: tuple[date, ...] = ()
    history: tuple[str, ...] = ()
    episode: FrozenMap[str, Any] | None = attrs.field(default=None, converter=attrs.converters.optional(FrozenMap))
    prior_payments: FrozenMap[str, Any] | None = attrs.field(
        default=None, converter=attrs.converters.optional(FrozenMap)
    )
    expect: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    severity: str = ""
    message: str = ""
    reason: str = ""
    source: str = ""

    @property
    def claim(self) -> Claim:
        """The claim of the case."""
        lines = []
        for number, text in enumerate(self.lines):
            more: dict[str, Any] = {**self.fields, **(self.by_line[number] if self.by_line else {})}
            if "charge" in more:
                more["charge"] = Decimal(str(more["charge"]))
            on = self.on_line[number] if self.on_line else self.on
            lines.append(attrs.evolve(parse_line(text, on=on), **more))
        return Claim(lines)

    @property
    def payer(self) -> Policy:
        """The policy of the case, with its overlay."""
        policy = load_policy(self.policy)
        return policy | Overlay(id="case", **self.overlay) if self.overlay else policy  # type: ignore[arg-type]

    @property
    def beside(self) -> History:
        """What is known beside the claim."""
        lines = [parse_line(text, on=on) for on, text in (entry.split(maxsplit=1) for entry in self.history)]
        episode, prior_payments = dict(self.episode or {}), dict(self.prior_payments or {})
        if "plans" in episode:
            episode["plans"] = [PlanOfCare(**plan) for plan in episode["plans"]]
        if "allowed" in prior_payments:
            prior_payments["allowed"] = Decimal(prior_payments["allowed"])
        more: dict[str, Any] = dict(self.fields)
        return History(
            [attrs.evolve(line, **more) for line in lines],
            [Episode(**episode)] if episode else [],
            [PriorPayments(**prior_payments)] if prior_payments else [],
        )


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read a case file: ``rule`` and a list of ``[[case]]`` tables with the fields of `Case`.

    Args:
        path: The path of the file.

    Returns:
        The cases, in the order of the file.

    Raises:
        InvalidInput: The file is not such a list, or has an unknown field or kind.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = [{key: _fixed(value) for key, value in entry.items()} for entry in content["case"]]
        cases = tuple(Case(rule=content["rule"], **entry) for entry in entries)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise InvalidInput(f"{path.name} is no case file: {problem!r}; see otcpt.testing.Case", "cases") from None
    for case in cases:
        if case.kind not in KINDS:
            raise InvalidInput(
                f"{path.name}: kind {case.kind!r} of {case.name!r} is not one of {', '.join(KINDS)}", "kind"
            )
    return cases


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
