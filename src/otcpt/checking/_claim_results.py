"""What several claims, checked together, have gathered: a sheet for each."""

from collections.abc import Iterable, Sequence

import attrs

from otcpt.checking._day_profile import RawFinding
from otcpt.claims import VOID, Claim, ServiceLine, active_claims
from otcpt.findings import Caveat, Finding, RawNotEvaluated, Reason


@attrs.define(eq=False)
class ClaimResult:
    """What is gathered for one claim while the lines of several meet."""

    claim: Claim
    found: list[Finding] = attrs.field(factory=list)
    raw_not_evaluated: list[RawNotEvaluated] = attrs.field(factory=list)
    caveats: dict[str, Caveat] = attrs.field(factory=dict)

    def leave_out(self, positions: Iterable[int], why: str) -> None:
        """Note lines that no rule judges."""
        self.raw_not_evaluated.append((None, Reason.NOT_APPLICABLE, tuple(positions), why, ()))


#: The place of a line: its claim's result and position, or None and -1, -2 … for lines of the history.
Place = tuple[ClaimResult | None, int]


def active_lines(sheets: Sequence[ClaimResult]) -> list[tuple[ClaimResult, int]]:
    """Return the lines of active claims; note why the others are not checked."""
    standing = {id(claim) for claim in active_claims(sheet.claim for sheet in sheets)}
    places: list[tuple[ClaimResult, int]] = []
    for sheet in sheets:
        claim = sheet.claim
        if id(claim) in standing:
            places.extend((sheet, i) for i in range(len(claim.lines)))
        else:
            why = "Void claim: it bills nothing" if claim.frequency == VOID else "Replaced or voided by a later claim"
            sheet.leave_out(range(len(claim.lines)), why)
    return places


def distribute_results(
    found: Iterable[RawFinding],
    raw_not_evaluated: Iterable[RawNotEvaluated],
    places: Sequence[Place],
    lines: Sequence[ServiceLine],
) -> None:
    """Distribute the results of lines to their claims; a finding goes to the claim of the line at fault."""
    for rule, positions, evidence, severity, changes in found:
        sheet = places[positions[0]][0]
        assert sheet is not None
        at = tuple(places[p][1] for p in positions)
        sheet.found.append(Finding(rule, at, tuple(lines[p] for p in positions), evidence, severity, changes))
    for rule_id, reason, positions, why, missing in raw_not_evaluated:
        by_sheet: dict[ClaimResult, list[int]] = {}
        for p in positions:
            sheet, at_line = places[p]
            if sheet is not None:
                by_sheet.setdefault(sheet, []).append(at_line)
        for sheet, own in by_sheet.items():
            sheet.raw_not_evaluated.append((rule_id, reason, tuple(own), why, missing))
