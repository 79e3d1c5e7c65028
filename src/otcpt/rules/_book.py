"""All rules, written out by hand, in the order they are documented."""

import hashlib
from collections.abc import Iterable

from otcpt.errors import UnknownName, did_you_mean
from otcpt.findings import Rule
from otcpt.rules.aoc001 import addon_without_primary
from otcpt.rules.aoc002 import first_unit_code_repeated
from otcpt.rules.asst001 import assistant_modifier_alone
from otcpt.rules.asst002 import assistant_on_evaluation
from otcpt.rules.asst003 import assistant_modifier_missing
from otcpt.rules.asst004 import assistant_modifier_not_needed
from otcpt.rules.code001 import impossible_code
from otcpt.rules.code002 import mistyped_code
from otcpt.rules.code003 import code_not_in_force
from otcpt.rules.code004 import not_payable
from otcpt.rules.dup001 import duplicate_line
from otcpt.rules.eval001 import two_evaluations
from otcpt.rules.eval002 import evaluation_with_reevaluation
from otcpt.rules.mod001 import discipline_modifier_missing
from otcpt.rules.mod002 import two_disciplines
from otcpt.rules.mod003 import evaluation_of_another_discipline
from otcpt.rules.mue001 import units_above_mue
from otcpt.rules.ptp001 import edit_not_releasable
from otcpt.rules.ptp002 import modifier_needed
from otcpt.rules.ptp003 import edit_bypassed
from otcpt.rules.ptp004 import modifier_without_edit
from otcpt.rules.ptp005 import manual_prohibition
from otcpt.rules.time001 import timed_minutes_above_total
from otcpt.rules.unit001 import units_above_minutes
from otcpt.rules.unit002 import units_below_minutes
from otcpt.rules.unit003 import units_misallocated
from otcpt.rules.unit004 import untimed_code_repeated

ALL_RULES: tuple[Rule, ...] = (
    impossible_code,
    mistyped_code,
    code_not_in_force,
    not_payable,
    units_above_minutes,
    units_below_minutes,
    units_misallocated,
    untimed_code_repeated,
    timed_minutes_above_total,
    edit_not_releasable,
    modifier_needed,
    edit_bypassed,
    modifier_without_edit,
    manual_prohibition,
    units_above_mue,
    addon_without_primary,
    first_unit_code_repeated,
    discipline_modifier_missing,
    two_disciplines,
    evaluation_of_another_discipline,
    two_evaluations,
    evaluation_with_reevaluation,
    assistant_modifier_alone,
    assistant_on_evaluation,
    assistant_modifier_missing,
    assistant_modifier_not_needed,
    duplicate_line,
)


def find_rule(id: str) -> Rule:  # noqa: A002  # the field's own word
    """Return the rule of an id like ``"PTP001"`` or a name like ``"modifier-needed"``; raise `UnknownName` otherwise.

    >>> find_rule("code003").name
    'code-not-in-force'
    """
    wanted = id.strip()
    for rule in ALL_RULES:
        if wanted.upper() == rule.id or wanted.lower() == rule.name:
            return rule
    known = [rule.id for rule in ALL_RULES] + [rule.name for rule in ALL_RULES]
    raise UnknownName(f"no rule is called {id!r}; ids look like PTP001.{did_you_mean(wanted.upper(), known)}")


def rules_digest(rules: Iterable[Rule]) -> str:
    """Return a short digest of which rules were asked, for a report's identity."""
    return hashlib.sha256(" ".join(f"{rule.id}/{rule.since}" for rule in rules).encode()).hexdigest()[:16]
