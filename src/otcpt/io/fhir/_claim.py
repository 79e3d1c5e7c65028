"""A Claim or an ExplanationOfBenefit, as one of our claims."""

from typing import NamedTuple

from otcpt.claims import REPLACEMENT, VOID, Claim, ServiceLine, claim_frequency
from otcpt.errors import InvalidInput
from otcpt.io._claim_file import SkippedLine
from otcpt.io._log import Log
from otcpt.io.fhir._item import LeftOut, charge_of, code_of, day_of, modifiers_of, place_of, quantity_of, revenue_of
from otcpt.io.fhir._node import Node

_STATUS = {
    "draft": "the claim is a draft",
    "cancelled": "the claim was cancelled",
    "entered-in-error": "the claim was entered in error",
}
_USES = {
    "preauthorization": "a preauthorization is not a claim",
    "predetermination": "a predetermination is not a claim",
}
_RENDERING = (frozenset({"performing", "rendering"}), frozenset({"primary"}))
_VARIABLES = "https://bluebutton.cms.gov/resources/variables/"
_FREQUENCY = frozenset({"typeofbill", f"{_VARIABLES}clm_freq_cd"})


class _Head(NamedTuple):
    """What a resource says of the whole claim."""

    claim_id: str | None
    frequency: str
    replaces: str | None
    institutional: bool
    bill_type: str | None
    patient: str | None
    billing: str | None
    rendering: dict[str, str]
    only: str | None


class ClaimReader:
    """Makes claims of resources. Each item is a line, is skipped with its reason, or is set apart with its problems."""

    def __init__(self, log: Log) -> None:
        self.log = log
        #: The items that were looked at, the details of items and the lines that payers added among them.
        self.given = 0
        #: The number of the claim that was read last.
        self.number: str | None = None

    def read(self, resource: Node, row: int, *, twice: bool = False) -> Claim | None:
        """Return the claim of a resource with the lines that can be judged; None where it is not to be judged at all.

        ``twice`` says that the file has the claim that this explanation of benefit is about.
        """
        problems = self.log.problems
        before = len(problems)
        head = _head(resource, self.log)
        self.number = head.claim_id
        if len(problems) > before:
            for item in (one for key in ("item", "addItem") for one in self._items(resource, key, row)):
                self.log.set_apart(row, before, _cells(item, head))
            return None
        reason = "the claim it explains is in the file too" if twice else _not_judged(resource)
        items = self._items(resource, "item", row)
        if not items:
            self.log.note("a claim has no item")
        lines: list[ServiceLine] = []
        for item, line_id in zip(items, _line_ids(items, self.log), strict=True):
            for detail in self._items(item, "detail", row):
                self._skip(detail, row, head, reason or "a detail of an item is no line of its own")
            if reason:
                self._skip(item, row, head, reason)
                continue
            before = len(problems)
            try:
                line = _line(item, resource, head, line_id, self.log)
            except LeftOut as why:
                line = None
                if len(problems) == before:
                    self._skip(item, row, head, str(why))
                    continue
            if line is None:
                self.log.set_apart(row, before, _cells(item, head))
            else:
                lines.append(line)
        for added in self._items(resource, "addItem", row):
            self._skip(added, row, head, reason or "the payer added the line")
        if reason:
            return None
        return Claim(lines, claim_id=head.claim_id, frequency=head.frequency, replaces=head.replaces)

    def _items(self, node: Node, key: str, row: int) -> list[Node]:
        """Return the objects of a list; what is not one of them is set apart."""
        value = node.value.get(key)
        if value is None:
            return []
        before = len(self.log.problems)
        found = list(node.nodes(key))
        number = len(value) if isinstance(value, list) else 1
        for _ in range(number - len(found)):
            self.log.set_apart(row, before, {})
        self.given += number
        return found

    def _skip(self, item: Node, row: int, head: _Head, reason: str) -> None:
        self.log.skipped.append(SkippedLine(row, reason, head.claim_id, _line_id(item), _known_code(item)))


def _line(item: Node, resource: Node, head: _Head, line_id: str, log: Log) -> ServiceLine | None:
    problems = item.faults.problems
    before = len(problems)
    code = code_of(item)
    on = day_of(item, resource, log)
    quantity = quantity_of(item, log)
    modifiers, charge = modifiers_of(item), charge_of(item, log)
    place, revenue_code, rendering = place_of(item), revenue_of(item), _rendering(item, head)
    if on is None or len(problems) > before:
        return None
    try:
        return ServiceLine(
            code,
            date_of_service=on,
            modifiers=modifiers,
            units=quantity.units,
            minutes=quantity.minutes,
            place_of_service=None if head.institutional else place,
            bill_type=head.bill_type,
            revenue_code=revenue_code,
            charge=charge,
            claim_id=head.claim_id,
            line_id=line_id,
            patient_key=head.patient,
            rendering_provider_key=rendering,
            billing_provider_key=head.billing,
        )
    except InvalidInput as error:
        item.wrong("quantity" if error.what == "minutes" else "productOrService", str(error))
        return None


def _rendering(item: Node, head: _Head) -> str | None:
    """Return who furnished the item: whom it names, else the only one of the claim; who bills, if professional."""
    if head.only is None and head.rendering:
        linked = item.value.get("careTeamSequence") or item.value.get("careTeamLinkId")
        named = {str(one) for one in linked} if isinstance(linked, list) else set()
        found = {key for sequence, key in head.rendering.items() if sequence in named}
        return found.pop() if len(found) == 1 else None
    return head.only


def _not_judged(resource: Node) -> str:
    """Return why no line of a resource is to be judged; empty where they are."""
    if any("replacedby" in relation.codes("relationship") for relation in resource.nodes("related")):
        return "the claim was replaced by another"
    return _STATUS.get(resource.text("status"), "") or _USES.get(resource.text("use"), "")


def _head(resource: Node, log: Log) -> _Head:
    codes = resource.codes("type")
    institutional = "institutional" in codes
    bill_type, frequency = _bill_type(resource)
    replaces = None
    for relation in resource.nodes("related"):
        if "prior" in relation.codes("relationship") and relation.value.get("claim") is not None:
            replaces = _key(relation, "claim", resource)
            frequency = frequency if frequency in (REPLACEMENT, VOID) else REPLACEMENT
            log.note("a claim that names a prior one was read as its replacement")
    rendering, billing = _team(resource), _key(resource, "provider", resource)
    who: set[str | None] = {*rendering.values()} or {None if institutional else billing}
    return _Head(
        _number(resource),
        frequency,
        replaces,
        institutional,
        bill_type if institutional else None,
        _key(resource, "patient", resource),
        billing,
        rendering,
        who.pop() if len(who) == 1 else None,
    )


def _team(resource: Node) -> dict[str, str]:
    """Return who rendered, by the sequence in the care team: those who performed, else the primary providers."""
    members = [(one, one.codes("role")) for one in resource.nodes("careTeam")]
    for roles in _RENDERING:
        found = {
            str(one.value.get("sequence")): key
            for one, own in members
            if not roles.isdisjoint(own) and (key := _key(one, "provider", resource)) is not None
        }
        if found:
            return found
    return {}


def _number(resource: Node) -> str | None:
    """Return the claim's own number: what the payer calls it, else its first identifier, else the resource's id."""
    first = ""
    for one in resource.nodes("identifier"):
        value = one.text("value")
        if value and ("uc" in one.codes("type") or one.text("system").endswith("/clm_id")):
            return value
        first = first or value
    return first or resource.text("id") or None


def _bill_type(resource: Node) -> tuple[str | None, str]:
    """Return the type of bill, where the resource has it, and the frequency of the claim."""
    frequency = "1"
    for info in resource.nodes("supportingInfo"):
        if not _FREQUENCY.isdisjoint(info.codes("category")):
            code = next(iter(info.codes("code")), "").upper().lstrip("0")
            try:
                frequency = claim_frequency(code[-1:]) or frequency
            except InvalidInput as error:
                info.wrong("code", str(error))
            if len(code) == 3:
                return code, frequency
    facility = resource.node("facility")
    kind = "" if facility is None else _variable(facility, "clm_fac_type_cd")
    service = _variable(resource, "clm_srvc_clsfctn_type_cd", "type") if kind else ""
    return (f"{kind}{service}{frequency}" if service else None), frequency


def _variable(node: Node, name: str, concept: str = "") -> str:
    """Return a variable of Blue Button, from an extension of the node or a coding of one of its concepts."""
    if concept:
        for system, code in node.codings(concept):
            if system == f"{_VARIABLES}{name}":
                return code
        inner = node.node(concept)
        if inner is not None and (found := _variable(inner, name)):
            return found
    for extension in node.nodes("extension"):
        if extension.text("url") == f"{_VARIABLES}{name}" and (coding := extension.node("valueCoding")) is not None:
            return coding.text("code")
    return ""


def _key(node: Node, key: str, resource: Node) -> str | None:
    """Return what names a patient, a provider or a claim; a reference into the resource by what is found there."""
    reference = node.node(key)
    if reference is None:
        return None
    identifier = reference.node("identifier")
    if identifier is not None and (value := identifier.text("value")):
        return value
    text = reference.text("reference")
    if not text.startswith("#"):
        return text.partition("/_history/")[0] or None
    for contained in resource.nodes("contained"):
        if f"#{contained.text('id')}" == text:
            values = {one.text("value"): one for one in contained.nodes("identifier")}
            npi = [value for value, one in values.items() if value and _is_npi(one)]
            return next(iter(npi or filter(None, values)), None)
    return None


def _is_npi(identifier: Node) -> bool:
    return identifier.text("system").endswith("us-npi") or bool({"npi", "NPI"} & identifier.codes("type"))


def _line_ids(items: list[Node], log: Log) -> list[str]:
    line_ids = [_line_id(item) for item in items]
    if None not in line_ids and len(set(line_ids)) == len(line_ids):
        return [str(one) for one in line_ids]
    log.note("sequences of items are missing or repeat within a claim; its lines were numbered 1, 2, 3")
    return [str(place) for place in range(1, len(items) + 1)]


def _line_id(item: Node) -> str | None:
    number = item.value.get("sequence")
    return str(number) if type(number) is int else None


def _cells(item: Node, head: _Head) -> dict[str, str]:
    """Return what is known of an item in which something is wrong."""
    known = {
        "claim_id": head.claim_id,
        "patient_key": head.patient,
        "line_id": _line_id(item),
        "code": _known_code(item),
    }
    return {column: value for column, value in known.items() if value is not None}


def _known_code(item: Node) -> str | None:
    """Return the code that an item has, for the list of what was left out; nothing is written down here."""
    concept = item.value.get("productOrService")
    codings = concept.get("coding") if isinstance(concept, dict) else None
    first = codings[0] if isinstance(codings, list) and codings else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) else None
