"""The elements of a record in words: the law of an edition with what a person reads."""

from functools import cache

import attrs

from otcpt.citation import Citation
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.edits import Circumstance, Need, PayerKind, RecordDocument, RecordElement
from otcpt.fixes import element_words
from otcpt.frozenmap import FrozenMap

#: What each document is called.
TITLES: FrozenMap[RecordDocument, str] = FrozenMap(
    {
        RecordDocument.ORDER: "Order, referral, authorization",
        RecordDocument.EVALUATION: "Evaluation",
        RecordDocument.RE_EVALUATION: "Re-evaluation",
        RecordDocument.PLAN_OF_CARE: "Plan of care",
        RecordDocument.CERTIFICATION: "Certification",
        RecordDocument.TREATMENT_NOTE: "Treatment note",
        RecordDocument.PROGRESS_REPORT: "Progress report",
        RecordDocument.DISCHARGE_NOTE: "Discharge note",
        RecordDocument.TEST_REPORT: "Test report",
        RecordDocument.MONITORING_LOG: "Log of remote monitoring",
        RecordDocument.DELIVERY: "Order and delivery of an orthosis",
        RecordDocument.CONSENT: "Consent",
        RecordDocument.NOTICE: "Notice of non-coverage (ABN)",
        RecordDocument.SUPERVISION: "Supervision",
        RecordDocument.RECORD: "The record as a whole",
    }
)

#: Each circumstance as it follows *if*.
_CONDITIONS: FrozenMap[Circumstance, str] = FrozenMap(
    {
        Circumstance.RECORDS_REQUESTED: "records are requested",
        Circumstance.SIGNATURE_MISSING: "a signature is missing or illegible",
        Circumstance.ORDERED: "there is an order",
        Circumstance.DICTATED: "a document was dictated",
        Circumstance.AIDE: "an aide helped",
        Circumstance.SUPPLIES: "supplies were used",
        Circumstance.MAINTENANCE: "the care is a maintenance program",
        Circumstance.COMMUNITY_POOL: "the pool is a community pool",
        Circumstance.TREATED: "treatment follows the evaluation",
        Circumstance.EVALUATION_ONLY: "the evaluation is the only service",
        Circumstance.EVALUATED: "the day has an evaluation of the same discipline",
        Circumstance.PLAN_CHANGED: "the plan was changed",
        Circumstance.GOAL_CHANGED: "a long-term goal was changed",
        Circumstance.PLAN_ADJUSTED: "procedures or short-term goals were adjusted",
        Circumstance.GOALS_NOT_REACHED: "goals cannot be reached",
        Circumstance.TWO_DISCIPLINES: "two disciplines treat the patient",
        Circumstance.FIRST_CERTIFICATION: "the day is in the first certified period",
        Circumstance.ORAL_CERTIFICATION: "the certification was oral",
        Circumstance.ORDER_INSTEAD_OF_SIGNATURE: "an order replaces the signature",
        Circumstance.RECERTIFICATION: "the day is in a recertified period",
        Circumstance.LATE_CERTIFICATION: "the certification was late",
        Circumstance.NO_CERTIFICATION: "the certification was never obtained",
        Circumstance.OTHER_SIGNER: "a podiatrist, optometrist or chiropractor signed",
        Circumstance.ASSISTANT: "an assistant treated",
        Circumstance.JOINT: "therapist and assistant treated together",
        Circumstance.OTHER_STAFF: "staff other than a therapist treat",
        Circumstance.STUDENT: "a student took part",
        Circumstance.TIMED: "the code is timed",
        Circumstance.UNTIMED: "the code is untimed",
        Circumstance.SEVERAL_TIMED: "the day has several timed codes",
        Circumstance.GROUP_AND_INDIVIDUAL: "the day has group and one-on-one treatment",
        Circumstance.TWO_PATIENTS: "two patients were treated at once",
        Circumstance.CO_TREATMENT: "two disciplines treated together",
        Circumstance.NEW_INTERVENTION: "the intervention is new since the last report",
        Circumstance.DISCHARGE: "the patient was discharged",
        Circumstance.UNPLANNED_DISCHARGE: "treatment ended unexpectedly",
        Circumstance.BEYOND_REVIEW_AMOUNT: "the year is above the amount for targeted review",
        Circumstance.MIDPOINT: "the payer counts units by midpoint",
        Circumstance.PREFABRICATED: "the item is prefabricated",
        Circumstance.CUSTOM_MADE: "the item is custom fabricated",
        Circumstance.MISSISSIPPI: "the payer is Mississippi's",
        Circumstance.TEXAS: "the payer is Texas's",
        Circumstance.ARKANSAS: "the payer is Arkansas's",
        Circumstance.WASHINGTON: "the payer is Washington's",
    }
)
_PAYERS: FrozenMap[PayerKind, str] = FrozenMap(
    {
        PayerKind.MEDICARE: "Medicare",
        PayerKind.MEDICARE_ADVANTAGE: "Medicare Advantage",
        PayerKind.MEDICAID: "Medicaid",
        PayerKind.TRICARE: "TRICARE",
        PayerKind.WORKERS_COMPENSATION: "workers' compensation",
        PayerKind.COMMERCIAL: "commercial insurance",
    }
)
_SETTINGS = FrozenMap(
    {
        "hospital": "a hospital",
        "snf": "a skilled nursing facility",
        "home-health": "a home health agency",
        "rehabilitation-agency": "a rehabilitation agency",
        "corf": "a CORF",
        "critical-access-hospital": "a critical access hospital",
        "private-practice": "a therapist in private practice",
        "physician": "a physician",
    }
)


@attrs.frozen
class Element:
    """One element of the record: the law behind it, what must be there, why it matters, and where it is written.

    ``rules`` are ids of rules whose findings contradict it. ``str()`` is the element with its reason.
    """

    law: RecordElement
    text: str
    why: str
    rules: tuple[str, ...]
    citation: Citation

    @property
    def id(self) -> str:
        """The id, the same in every edition."""
        return self.law.id

    @property
    def document(self) -> RecordDocument:
        """The document it belongs to."""
        return self.law.document

    @property
    def need(self) -> Need:
        """How much depends on it."""
        return self.law.need

    @property
    def condition(self) -> str:
        """When it is asked for, beyond codes, modifiers and days: the words that follow *if*; empty for always."""
        return condition(self.law.circumstances, sorted(self.law.payers), sorted(self.law.settings))

    def to_record(self) -> dict[str, object]:
        """Return the element as plain values, ready for JSON."""
        basis = self.law.basis
        return {
            "id": self.id,
            "document": str(self.document),
            "need": str(self.need),
            "element": self.text,
            "why": self.why,
            "first_day": None if basis.first_day is None else str(basis.first_day),
            "last_day": None if basis.last_day is None else str(basis.last_day),
            "rules": list(self.rules),
            "source": str(self.citation),
            "mark": self.citation.confidence,
            "address": self.citation.document.address,
        }

    def __str__(self) -> str:
        return f"{self.id} {self.text} {self.why}"


def condition(
    circumstances: tuple[Circumstance, ...], payers: list[PayerKind] | None = None, settings: list[str] | None = None
) -> str:
    """Return what must be so, as words that follow *if*."""
    parts = [_CONDITIONS[one] for one in circumstances]
    if payers:
        parts.insert(0, f"the payer is {' or '.join(_PAYERS[one] for one in payers)}")
    if settings:
        parts.insert(0, f"{' or '.join(_SETTINGS[one] for one in settings)} bills")
    return " and ".join(parts)


@cache
def _of_edition(edition: Edition) -> FrozenMap[str, Element]:
    return FrozenMap({row.id: _worded(row, edition) for row in edition.documentation})


def _worded(row: RecordElement, edition: Edition) -> Element:
    words = element_words()[row.id]
    citation = edition.sources[row.basis.source].at(row.basis.section, row.basis.mark)
    return Element(row, words.text, words.why, words.rules, citation)


def elements(edition: EditionLike | None = None) -> tuple[Element, ...]:
    """Return every element that an edition has, in the order of their ids; the newest bundled one unless given.

    Args:
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        The elements.

    Example:
        >>> [one.id for one in elements() if one.document is RecordDocument.DISCHARGE_NOTE]
        ['DOC-106', 'DOC-107', 'DOC-108']
    """
    return tuple(_of_edition(load_edition(edition)).values())


def element(id_: str, *, edition: EditionLike | None = None) -> Element:
    """Return one element of the record.

    Args:
        id_: The id of an element, such as ``"DOC-083"``.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        The element, with its words and source.

    Raises:
        UnknownName: There is no such element in the edition; near misses are named.

    Example:
        >>> element("DOC-083").document.value
        'treatment-note'
    """
    law = load_edition(edition)
    return _of_edition(law)[law.documentation[id_].id]


def elements_of_rule(rule_id: str, *, edition: EditionLike | None = None) -> tuple[Element, ...]:
    """Return the elements that a finding of the rule contradicts.

    Args:
        rule_id: The id of a rule.
        edition: The law: an `Edition`, its name, its pin or a folder; the newest bundled one unless given.

    Returns:
        The elements; none for a rule that no record contradicts.

    Example:
        >>> [one.id for one in elements_of_rule("POC003")]
        ['DOC-089', 'DOC-090']
    """
    return tuple(one for one in elements(edition) if rule_id in one.rules)
