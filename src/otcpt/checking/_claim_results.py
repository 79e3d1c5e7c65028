"""What several claims, checked together, have gathered: a sheet for each."""

from collections.abc import Iterable, Sequence

import attrs

from otcpt.checking._plan import Found
from otcpt.claims import VOID, Claim, ServiceLine, current_claims
from otcpt.findings import Caveat, Finding, Reason, Unjudged


@attrs.define(eq=False)
class Sheet:
    """What is gathered for one claim while the lines of several meet."""

    claim: Claim
    found: list[Finding] = attrs.field(factory=list)
    unjudged: list[Unjudged] = attrs.field(factory=list)
    caveats: dict[str, Caveat] = attrs.field(factory=dict)

    def leave_out(self, positions: Iterable[int], why: str) -> None:
        """Note lines that no rule judges."""
        self.unjudged.append((None, Reason.NOT_APPLICABLE, tuple(positions), why, ()))


#: Where a line stands: in a claim's sheet, or in the history (None), there counted from -1 downwards.
Place = tuple[Sheet | None, int]


def standing_lines(sheets: Sequence[Sheet]) -> list[tuple[Sheet, int]]:
    """Return the lines of the claims that stand; note why the others do not."""
    standing = {id(claim) for claim in current_claims(sheet.claim for sheet in sheets)}
    places: list[tuple[Sheet, int]] = []
    for sheet in sheets:
        claim = sheet.claim
        if id(claim) in standing:
            places.extend((sheet, i) for i in range(len(claim.lines)))
        else:
            why = "Void claim: it bills nothing" if claim.frequency == VOID else "Replaced or voided by a later claim"
            sheet.leave_out(range(len(claim.lines)), why)
    return places


def enter(
    found: Iterable[Found], unjudged: Iterable[Unjudged], places: Sequence[Place], lines: Sequence[ServiceLine]
) -> None:
    """Write what was said of lines into the sheets of their claims; a finding where the line at fault stands."""
    for rule, positions, evidence, severity, changes in found:
        sheet = places[positions[0]][0]
        assert sheet is not None
        at = tuple(places[p][1] for p in positions)
        sheet.found.append(Finding(rule, at, tuple(lines[p] for p in positions), evidence, severity, changes))
    for said, reason, positions, why, missing in unjudged:
        by_sheet: dict[Sheet, list[int]] = {}
        for p in positions:
            sheet, at_line = places[p]
            if sheet is not None:
                by_sheet.setdefault(sheet, []).append(at_line)
        for sheet, own in by_sheet.items():
            sheet.unjudged.append((said, reason, tuple(own), why, missing))
