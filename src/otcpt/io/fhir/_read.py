"""Reading a file of FHIR resources."""

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

import attrs

from otcpt.claims import Claim
from otcpt.io._claim_file import ClaimFile
from otcpt.io._json import JsonValues
from otcpt.io._log import Log, OnProblem
from otcpt.io._row_counts import RowCounts
from otcpt.io._source import Progress, Source, load
from otcpt.io._text import decode
from otcpt.io.fhir._claim import ClaimReader, claim_number
from otcpt.io.fhir._node import Node
from otcpt.records import Faults

_CLAIMS = ("Claim", "ExplanationOfBenefit")

#: Kind and number of each claim, by what a reference to it may be.
_Names: TypeAlias = dict[str, tuple[object, str | None]]


def read_fhir(
    source: Source, *, name: str | None = None, progress: Progress | None = None, on_problem: OnProblem = "raise"
) -> ClaimFile:
    """Read the claims of FHIR R4: resources, Bundles, lists of them, or NDJSON; a path, or the contents as bytes.

    Claim and ExplanationOfBenefit are read, those of CARIN and Blue Button among them; other resources are passed over
    and counted in the notes. Quantities in minutes (UCUM ``min``) are minutes and leave the units unknown. Left out,
    and listed in ``skipped``: items without a HCPCS or CPT code, over more than one day or in parts of a unit, the
    details of items, and all items of what was cancelled, replaced or is no claim. The payer is not read.

    Args:
        source: A path, or the contents as bytes.
        name: What problems call the file.
        progress: Called with the bytes done and the bytes in all.
        on_problem: With ``keep``, the items that can be read are returned, and the problems with them.

    Returns:
        The claims. A position is the line of NDJSON, or else the number of the claim in the file.

    Raises:
        InputErrors: Every problem with its path, such as ``entry[3].resource.item[0].servicedDate``.
        OSError: The path cannot be opened.

    Example:
        >>> file = read_fhir(
        ...     b'{"resourceType": "Claim", "status": "active", "use": "claim", "item": [{"sequence": 1,'
        ...     b'"productOrService": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97530"}]},'
        ...     b'"servicedDate": "2026-03-02", "quantity": {"value": 38, "code": "min"}}]}'
        ... )
        >>> [(line.code, line.minutes, line.units) for line in file.lines()]
        [('97530', 38, None)]
    """
    data, name = load(source, name)
    log = Log(name)
    faults = Faults(name, log.problems)
    claims: list[Claim] = []
    positions: list[tuple[int, ...]] = []
    names: _Names = {}
    reader = ClaimReader(log)
    seen = unread = 0
    values = JsonValues(decode(data, log), log)
    for number, value in values:
        faults.row = number
        names |= _names(value)
        resources = _resources(value, "", faults, log)
        while True:
            before = len(faults)
            resource = next(resources, None)
            if len(faults) > before:
                unread += 1
                log.set_apart(number or seen + 1, before, {})
            if resource is None:
                break
            seen += 1
            row = seen if number is None else number
            claim = reader.read(resource, row, twice=_explains(resource, names))
            if claim is not None:
                claims.append(claim)
                positions.append((row,) * len(claim))
    if progress is not None:
        progress(len(data), len(data))
    if not seen and not log.problems:
        log.problem(None, "resourceType", None, "the file has no Claim and no ExplanationOfBenefit")
    if seen:
        log.note("the payer was not read; all claims are judged by the policy you name")
    log.close(on_problem)
    return ClaimFile(
        name=name,
        kind="fhir",
        claims=tuple(_by_number(claim, names) for claim in claims),
        positions=tuple(positions),
        skipped=tuple(log.skipped),
        notes=log.notes,
        problems=log.in_order(),
        set_apart=tuple(log.apart),
        row_counts=RowCounts(
            given=reader.given + unread + values.broken,
            read=sum(map(len, claims)),
            set_apart=len(log.apart),
            skipped=Counter(line.reason for line in log.skipped),
        ),
    )


def _names(value: object, address: object = None) -> _Names:
    """Return how the claims of a value may be referred to: kind and number of each."""
    if not isinstance(value, dict):
        return {}
    node = Node(value, "", Faults(""))
    kind = value.get("resourceType")
    if kind == "Bundle":
        entries = (_names(entry.value.get("resource"), entry.value.get("fullUrl")) for entry in node.nodes("entry"))
        return {name: claim for names in entries for name, claim in names.items()}
    if kind not in _CLAIMS:
        return {}
    claim = kind, claim_number(node)
    return {name: claim for name in (address, f"{kind}/{node.text('id')}") if isinstance(name, str)}


def _explains(resource: Node, names: _Names) -> bool:
    """Whether a resource explains the benefit of a claim that the file has too."""
    if resource.value["resourceType"] != "ExplanationOfBenefit":
        return False
    claim = resource.node("claim")
    reference = "" if claim is None else claim.text("reference").partition("/_history/")[0]
    return names.get(reference, ("", None))[0] == "Claim"


def _by_number(claim: Claim, names: _Names) -> Claim:
    """Return a claim that names the one it replaces by its number, where it named the resource."""
    _, number = names.get(claim.replaces or "", ("", None))
    return claim if number is None else attrs.evolve(claim, replaces=number)


def _resources(value: object, path: str, faults: Faults, log: Log) -> Iterator[Node]:
    """Yield the claims of a resource, of a Bundle and of the Bundles in it."""
    if not isinstance(value, dict):
        faults.add(path, "is not a FHIR resource; expected an object with resourceType")
        return
    node = Node(value, path, faults)
    kind = node.text("resourceType")
    if kind in _CLAIMS:
        yield node
    elif kind == "Bundle":
        for entry in node.nodes("entry"):
            if "resource" in entry.value:
                yield from _resources(entry.value["resource"], entry.at("resource"), faults, log)
        if any(link.text("relation") == "next" for link in node.nodes("link")):
            log.note("the Bundle says that there is a next page, which is not in the file")
    elif kind == "OperationOutcome" and any(one.text("severity") in ("error", "fatal") for one in node.nodes("issue")):
        node.wrong("issue", "the server answered with an error instead of all claims")
    elif kind:
        log.note(f"a resource {kind[:40]} was passed over")
    elif "resourceType" not in value:
        node.wrong("resourceType", "is missing; expected Claim, ExplanationOfBenefit or Bundle")
