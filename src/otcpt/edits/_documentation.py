"""What the record must show: each element with its document, scope and source; the words are with the package."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import attrs

from otcpt.citation import Basis
from otcpt.errors import UnknownName, did_you_mean


class RecordDocument(StrEnum):
    """The documents of a record, in the order they come about."""

    ORDER = "order"
    EVALUATION = "evaluation"
    RE_EVALUATION = "re-evaluation"
    PLAN_OF_CARE = "plan-of-care"
    CERTIFICATION = "certification"
    TREATMENT_NOTE = "treatment-note"
    PROGRESS_REPORT = "progress-report"
    DISCHARGE_NOTE = "discharge-note"
    TEST_REPORT = "test-report"
    MONITORING_LOG = "monitoring-log"
    DELIVERY = "delivery"
    CONSENT = "consent"
    NOTICE = "notice"
    SUPERVISION = "supervision"
    RECORD = "record"
    """The record as a whole."""


class Need(StrEnum):
    """How much depends on an element."""

    REQUIRED = "required"
    SUPPORTING = "supporting"
    NOT_REQUIRED = "not-required"
    """What reviewers often ask for and no source requires."""


class PayerKind(StrEnum):
    """The payers that sources on documentation speak of."""

    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare-advantage"
    MEDICAID = "medicaid"
    TRICARE = "tricare"
    WORKERS_COMPENSATION = "workers-compensation"
    COMMERCIAL = "commercial"


class Circumstance(StrEnum):
    """What must be so for an element to be asked for, beyond code, modifier, payer, setting and day."""

    RECORDS_REQUESTED = "records-requested"
    SIGNATURE_MISSING = "signature-missing"
    ORDERED = "ordered"
    DICTATED = "dictated"
    AIDE = "aide"
    SUPPLIES = "supplies"
    MAINTENANCE = "maintenance"
    COMMUNITY_POOL = "community-pool"
    TREATED = "treated"
    EVALUATION_ONLY = "evaluation-only"
    EVALUATED = "evaluated"
    PLAN_CHANGED = "plan-changed"
    GOAL_CHANGED = "goal-changed"
    PLAN_ADJUSTED = "plan-adjusted"
    GOALS_NOT_REACHED = "goals-not-reached"
    TWO_DISCIPLINES = "two-disciplines"
    FIRST_CERTIFICATION = "first-certification"
    ORAL_CERTIFICATION = "oral-certification"
    ORDER_INSTEAD_OF_SIGNATURE = "order-instead-of-signature"
    RECERTIFICATION = "recertification"
    LATE_CERTIFICATION = "late-certification"
    NO_CERTIFICATION = "no-certification"
    OTHER_SIGNER = "other-signer"
    ASSISTANT = "assistant"
    JOINT = "joint"
    OTHER_STAFF = "other-staff"
    STUDENT = "student"
    TIMED = "timed"
    UNTIMED = "untimed"
    SEVERAL_TIMED = "several-timed"
    GROUP_AND_INDIVIDUAL = "group-and-individual"
    TWO_PATIENTS = "two-patients"
    CO_TREATMENT = "co-treatment"
    NEW_INTERVENTION = "new-intervention"
    DISCHARGE = "discharge"
    UNPLANNED_DISCHARGE = "unplanned-discharge"
    BEYOND_REVIEW_AMOUNT = "beyond-review-amount"
    MIDPOINT = "midpoint"
    PREFABRICATED = "prefabricated"
    CUSTOM_MADE = "custom-made"
    MISSISSIPPI = "mississippi"
    TEXAS = "texas"
    ARKANSAS = "arkansas"
    WASHINGTON = "washington"


#: Where services are furnished, for an element that depends on it: what a bill type names, and two kinds of practice.
PRACTICES = ("private-practice", "physician")


@attrs.frozen
class RecordElement:
    """One element of the record; an empty field of its scope leaves that open.

    ``codes`` are codes, runs such as 98975-98986, and names of code groups after ``@``; of ``codes``, ``modifiers``,
    ``payers`` and ``settings`` any one is enough, of ``circumstances`` all must be so. ``fields`` are what shows the
    element by itself: ``line.minutes``, ``plan.signed_on``, ``episode.changes``; empty where only the record can.
    """

    id: str
    document: RecordDocument
    need: Need
    codes: tuple[str, ...]
    modifiers: frozenset[str]
    payers: frozenset[PayerKind]
    settings: frozenset[str]
    circumstances: tuple[Circumstance, ...]
    fields: tuple[str, ...]
    basis: Basis


class DocumentationTable:
    """The elements of an edition, by id.

    >>> from otcpt.editions import load_edition
    >>> element = load_edition().documentation["DOC-078"]
    >>> element.document.value, element.fields, element.basis.section
    ('treatment-note', ('line.total_treatment_minutes',), '§220.3.E (Rev. 255)')
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the rows: the cells of `RecordElement`, lists separated by blanks, and the cells of a `Basis`."""
        self._rows = {
            row[0]: RecordElement(
                row[0],
                RecordDocument(row[1]),
                Need(row[2]),
                tuple(row[3].split()),
                frozenset(row[4].split()),
                frozenset(map(PayerKind, row[5].split())),
                frozenset(row[6].split()),
                tuple(map(Circumstance, row[7].split())),
                tuple(row[8].split()),
                Basis.of(row[9:]),
            )
            for row in rows
        }

    def __getitem__(self, id_: str) -> RecordElement:
        """Return an element; raise `UnknownName` with near misses for an id that no row has."""
        found = self._rows.get(id_)
        if found is None:
            near = did_you_mean(id_, self._rows) if isinstance(id_, str) else ""
            raise UnknownName(f"no element of documentation {id_!r}; ids are like DOC-077.{near}")
        return found

    def __iter__(self) -> Iterator[RecordElement]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._rows
