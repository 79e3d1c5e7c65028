"""What may remove a finding, read from its evidence. Nothing here is tried yet, and nothing is advice."""

from collections.abc import Iterator

from otcpt.findings import Finding
from otcpt.frozenmap import FrozenMap
from otcpt.repairing._changes import Change
from otcpt.repairing._plain_remedies import plain_remedies, replacements
from otcpt.repairing._proposed_modifiers import (
    assistant_share,
    discipline_missing,
    hard_edit,
    keep_one,
    releasable_edit,
)
from otcpt.repairing._proposed_units import addon_alone, duplicates, first_repeated, once, right_units
from otcpt.repairing._repair_context import Propose, Scene, Words, text


def proposals(finding: Finding, scene: Scene) -> tuple[Change, ...]:
    """Return the changes that may remove the finding, in no order that says anything."""
    return tuple(_PROPOSALS.get(finding.rule_id, plain_remedies)(finding, scene))


def _meant(finding: Finding, scene: Scene) -> Iterator[Change]:
    words = Words(condition="that is the service that was furnished", documentation=finding.remedies[0].documentation)
    return replacements(finding, scene, text(finding, "meant"), words)


#: Where a rule's remedies alone do not say which lines, units or modifiers they mean.
_PROPOSALS: FrozenMap[str, Propose] = FrozenMap(
    {
        "CODE001": _meant,
        "UNIT001": right_units,
        "UNIT002": right_units,
        "UNIT003": right_units,
        "UNIT004": once,
        "PTP001": hard_edit,
        "PTP002": releasable_edit,
        "PTP005": hard_edit,
        "PAY001": hard_edit,
        "AOC001": addon_alone,
        "AOC002": first_repeated,
        "MOD001": discipline_missing,
        "EVAL001": keep_one,
        "EVAL002": keep_one,
        "ASST003": assistant_share,
        "ASST004": assistant_share,
        "DUP001": duplicates,
    }
)
