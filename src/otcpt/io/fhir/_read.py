"""Reading a file of FHIR resources."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs

from otcpt.claims import Claim
from otcpt.collector import gc_paused
from otcpt.io._claim_file import ClaimFile, RowCounts
from otcpt.io._json import JsonValues, Numbered
from otcpt.io._log import Log, OnProblem
from otcpt.io._text import Progress, Source, decode, load
from otcpt.io.fhir._claim import ClaimReader
from otcpt.io.fhir._node import Node
from otcpt.records import Faults

_CLAIMS = ("Claim", "ExplanationOfBenefit")

#: A resource, and what its Bundle calls it.
_Found: TypeAlias = tuple[Node, object]


def read_fhir(
    source: Source, *, name: str | None = None, progress: Progress | None = None, on_problem: OnProblem = "raise"
) -> ClaimFile:
    """Read the claims of FHIR R4: resources, Bundles, lists of them, or NDJSON; a path, or the contents as bytes.

    Claim and ExplanationOfBenefit are read, those of CARIN and Blue Button among them; other resources are passed over
    and counted in the notes. Quantities in minutes (UCUM ``min``) are minutes and leave the units unknown. Items
    without a HCPCS or CPT code, over more than one day or in parts of a unit are left out and listed in ``skipped``. So
    are the details of items, and all items of what was cancelled, replaced or is no claim. The payer is not read.

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
    data, name = load(source, name, progress)
    log = Log(name)
    faults = Faults(name, log.problems)
    claims: list[Claim] = []
    positions: list[tuple[int, ...]] = []
    requests: set[str] = set()
    numbers: dict[object, str | None] = {}
    reader = ClaimReader(log)
    seen = unread = 0
    text = decode(data, log)
    values = JsonValues(text, log)
    with gc_paused():
        numbered: Iterable[Numbered] = values
        if all(f'"{kind}"' in text for kind in _CLAIMS):
            numbered = list(values)
            requests.update(name for _, value in numbered for name in _requests(value))
        for number, value in numbered:
            faults.row = number
            resources = _resources(value, Node({}, "", faults), "", log)
            while True:
                before = len(log.problems)
                resource, address = next(resources, (None, None))
                if len(log.problems) > before:
                    unread += 1
                    log.set_apart(number or seen + 1, before, {})
                if resource is None:
                    break
                seen += 1
                row = seen if number is None else number
                claim = reader.read(resource, row, twice=_explains(resource, requests))
                for name in _names(resource.value, address):
                    numbers[name] = reader.number
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
        claims=tuple(_by_number(claim, numbers) if claim.replaces else claim for claim in claims),
        positions=tuple(positions),
        skipped=tuple(log.skipped),
        notes=log.notes,
        problems=log.in_order(),
        set_apart=tuple(sorted(log.apart, key=lambda one: one.row)),
        row_counts=RowCounts(
            given=reader.given + unread + values.broken,
            read=sum(map(len, claims)),
            set_apart=len(log.apart),
            skipped=Counter(line.reason for line in log.skipped),
        ),
    )


def _names(resource: dict[str, object], address: object) -> Iterator[str]:
    """Yield what a reference to a resource may be."""
    if isinstance(address, str):
        yield address
    yield f"{resource['resourceType']}/{str(resource.get('id')).strip()}"


def _requests(value: object, address: object = None) -> Iterator[str]:
    """Yield the names of each Claim in a value: what an explanation of its benefit refers to."""
    if not isinstance(value, dict):
        return
    kind = value.get("resourceType")
    if kind == "Claim":
        yield from _names(value, address)
    elif kind == "Bundle":
        for entry in Node(value, "", Faults("")).nodes("entry"):
            yield from _requests(entry.value.get("resource"), entry.value.get("fullUrl"))


def _explains(resource: Node, requests: set[str]) -> bool:
    """Whether a resource explains the benefit of a claim that the file has too."""
    if not requests or resource.value["resourceType"] != "ExplanationOfBenefit":
        return False
    claim = resource.node("claim")
    return claim is not None and claim.text("reference").partition("/_history/")[0] in requests


def _by_number(claim: Claim, numbers: Mapping[object, str | None]) -> Claim:
    """Return a claim that names the one it replaces by its number, where it named the resource."""
    number = numbers.get(claim.replaces)
    return claim if number is None else attrs.evolve(claim, replaces=number)


def _resources(value: object, above: Node, key: str, log: Log, address: object = None) -> Iterator[_Found]:
    """Yield the claims of a resource, of a Bundle and of the Bundles in it."""
    if not isinstance(value, dict):
        above.wrong(key, "is not a FHIR resource; expected an object with resourceType")
        return
    node = Node(value, key, above.faults, above if key else None)
    kind = node.text("resourceType")
    if kind in _CLAIMS:
        yield node, address
    elif kind == "Bundle":
        for entry in node.nodes("entry"):
            if "resource" in entry.value:
                yield from _resources(entry.value["resource"], entry, "resource", log, entry.value.get("fullUrl"))
        if any(link.text("relation") == "next" for link in node.nodes("link")):
            log.note("the Bundle says that there is a next page, which is not in the file")
    elif kind == "OperationOutcome" and any(one.text("severity") in ("error", "fatal") for one in node.nodes("issue")):
        node.wrong("issue", "the server answered with an error instead of all claims")
    elif kind:
        log.note(f"a resource {kind[:40]} was passed over")
    elif "resourceType" not in value:
        node.wrong("resourceType", "is missing; expected Claim, ExplanationOfBenefit or Bundle")
