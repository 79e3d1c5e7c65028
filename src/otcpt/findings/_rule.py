"""A rule as a value: what it looks at, what it may conclude, where it stands written."""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from datetime import date
from enum import StrEnum

import attrs

from otcpt.citation import Citation
from otcpt.errors import InvalidInput
from otcpt.fixes import NO_CHANGES, Changes, Fix, changes_by_key
from otcpt.frozenmap import FrozenMap
from otcpt.frozenvalue import FrozenValue
from otcpt.wording import Words, names_of


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    """The payer rejects, denies or overpays the line as billed."""
    WARNING = "warning"
    """Probably wrong, or harmless to payment but wrong."""
    ADVICE = "advice"
    """Nothing is denied."""


class Cause(StrEnum):
    """Whose fault a finding is: the way it was billed, or what was done."""

    BILLING = "billing"
    TREATMENT = "treatment"


class Outcome(StrEnum):
    """What a hit of the rule means."""

    FINDING = "finding"
    BYPASSED = "bypassed"


class Scope(StrEnum):
    """How many lines a rule looks at together."""

    LINE = "line"
    DAY = "day"
    PROVIDER_DAY = "provider-day"
    """All patients of one rendering provider on one date of service."""
    MONTH = "month"
    """One patient's calendar month."""
    YEAR = "year"
    """One patient's calendar year."""
    EPISODE = "episode"
    """One patient's course of treatment, from the first date of service to the last."""

    @property
    def needs_history(self) -> bool:
        """Whether such a rule looks beyond one patient's day, so that it is asked only where a history is given."""
        return self not in (Scope.LINE, Scope.DAY)


class Group(StrEnum):
    """Whose lines of one patient and date of service are looked at together."""

    PATIENT = "patient"
    PROVIDER = "provider"
    """The same rendering provider (practitioners) or facility: PTP and MUE."""
    PLAN = "plan"
    """The same discipline and billing entity: the unit pool."""


class Part(StrEnum):
    """How a rule's answer about a day falls apart, where all codes differ and one practitioner furnished them."""

    LINE = "line"
    """Each line by itself: what scope ``"line"`` means."""
    CODE = "code"
    """What it says of the lines of each code alone."""
    PAIR = "pair"
    """Hits on every two lines alone. Only what a hit offers may depend on a line that is denied beside others."""
    POOL = "pool"
    """What it says of the lines alone that share their minutes, in whatever order they come."""
    DAY = "day"
    """It does not: the day is asked as a whole."""


class Reason(StrEnum):
    """Why a rule did not judge a line."""

    NOT_APPLICABLE = "not applicable"
    NOT_REQUESTED = "not requested"
    INPUT_MISSING = "input missing"
    OUTSIDE_COVERAGE = "outside coverage"


class Offers(StrEnum):
    """Whether a rule's findings come with a change that removes them."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class Field(StrEnum):
    """A field of a service line that a rule may read; the value is the attribute's name."""

    CODE = "code"
    MODIFIERS = "modifiers"
    UNITS = "units"
    MINUTES = "minutes"
    THERAPIST_MINUTES = "therapist_minutes"
    ASSISTANT_MINUTES = "assistant_minutes"
    JOINT_MINUTES = "joint_minutes"
    TOTAL_TREATMENT_MINUTES = "total_treatment_minutes"
    RENDERING_PROVIDER_KEY = "rendering_provider_key"
    BILLING_PROVIDER_KEY = "billing_provider_key"
    CERTIFYING_PROVIDER_KEY = "certifying_provider_key"
    PLACE_OF_SERVICE = "place_of_service"
    BILL_TYPE = "bill_type"
    REVENUE_CODE = "revenue_code"
    OCCURRENCE_CODES = "occurrence_codes"
    START_TIME = "start_time"
    END_TIME = "end_time"
    DATE_OF_SERVICE = "date_of_service"
    PATIENT_KEY = "patient_key"


_ID = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*:)?[A-Z]+[0-9]+")

#: Why a rule cannot tell what other days of the patient decide. With a history another rule decides it, and this is
#: not given.
NEEDS_OTHER_VISITS = (
    "Needs the patient's other visits: pass a history (--history FILE, or --over-time if this file has everything)"
)


@attrs.frozen(eq=False, repr=False)
class Hit(FrozenValue):
    """What a rule found: positions in the lines it was given, the line at fault first, and the evidence.

    ``changes`` are what the rule's fixes would do here, by key, with places in ``lines``: one change, several of which
    each would do, or none for a fix that is not offered here. They follow from what the rule reads.
    """

    lines: tuple[int, ...]
    evidence: Sequence[tuple[str, str | int | bool | tuple[str, ...]]] = ()
    severity: Severity | None = None
    changes: Changes = attrs.field(default=NO_CHANGES, converter=changes_by_key)


@attrs.frozen(eq=False, repr=False)
class RuleNotEvaluated(FrozenValue):
    """Lines a rule could not judge, and why; ``missing`` names fields whose absence is the reason."""

    lines: tuple[int, ...]
    why: str
    reason: Reason = Reason.OUTSIDE_COVERAGE
    missing: tuple[Field, ...] = ()


def _check_id(_: "Rule", __: "attrs.Attribute[str]", given: object) -> None:
    if not isinstance(given, str) or not _ID.fullmatch(given):
        expected = "capital letters and a number, after the name of your package and a colon: 'acme:NOTE001'"
        raise InvalidInput(f"{given!r} is no id of a rule; write {expected}", "id", given)


@attrs.frozen(kw_only=True, eq=False)
class Rule:
    """One rule: a pure function over the lines of a day, and everything that is known about it.

    ``function`` is called with a `otcpt.rules.Day` and yields `Hit` and `RuleNotEvaluated`. ``applies_to_line`` is
    called with the law of the day, a code and its modifiers: whether the rule applies to such a line at all. ``reads``
    names the fields of a line the function may read. Where one in ``needs`` is missing from a line it applies to, the
    answer is *input missing*; where none of these lines has a field in ``runs_only_with``, it is *not requested*.
    ``silent_without`` is work that rules share on a day; where it finds nothing, the rule has nothing to say.
    ``message`` and the fixes are templates over the evidence, the ``codes``, the ``code`` and the ``date`` of the line
    at fault; ``words`` gives the words for tokens in the evidence, so that a sentence may depend on its reason and the
    evidence stays free of English. See `otcpt.wording.fill`.
    ``offers`` is whether its findings come with a change that removes them. ``boundaries`` are days on which the rule
    itself changes. ``revision`` is raised when the same claim has another outcome than before.
    """

    id: str = attrs.field(validator=_check_id)
    name: str
    function: Callable[..., Iterator[Hit | RuleNotEvaluated]]
    applies_to_line: Callable[..., bool]
    enabled_by: Callable[..., bool]
    scope: Scope
    group: Group
    part: Part
    reads: frozenset[Field]
    needs: frozenset[Field]
    runs_only_with: frozenset[Field]
    silent_without: Callable[..., Sized] | None
    severity: Severity
    cause: Cause
    outcome: Outcome
    message: str
    words: Words
    fixes: tuple[Fix, ...]
    offers: Offers
    cites: tuple[Citation, ...]
    boundaries: tuple[date, ...]
    since: str
    revision: int
    module: str

    @property
    def names_date(self) -> bool:
        """Whether its sentences name the date of service, so that they differ from day to day."""
        worded = (text for tokens in self.words.values() for text in tokens.values())
        fixes = (text for fix in self.fixes for text in (fix.words, fix.when))
        return any("date" in names_of(text) for text in (self.message, *worded, *fixes))

    @property
    def record(self) -> tuple[str, ...]:
        """The ids of the elements of the record that its fixes need, each once."""
        needed = (one for fix in self.fixes for one in fix.record)
        spelled = (text for one in needed for text in (self.words[one[1:-1]].values() if one[0] == "{" else [one]))
        return tuple(dict.fromkeys(id_ for text in spelled for id_ in text.split()))

    @property
    def family(self) -> str:
        """The letters of the id."""
        return self.id.rstrip("0123456789")

    @property
    def document(self) -> str:
        """The rule's document: the text of its file, in fixed sections."""
        return importlib.import_module(self.module).__doc__ or ""

    def __reduce__(self) -> tuple[Callable[[str, str], "Rule"], tuple[str, str]]:
        return _load, (self.module, self.function.__name__)

    def __repr__(self) -> str:
        return f"<Rule {self.id} {self.name}>"


def _load(module: str, name: str) -> Rule:
    found = getattr(importlib.import_module(module), name)
    assert isinstance(found, Rule)
    return found


def _always(*_: object) -> bool:
    return True


#: Fields that must be present on every touched line; the others may be missing.
_NEEDED = frozenset(
    {
        Field.UNITS,
        Field.MINUTES,
        Field.THERAPIST_MINUTES,
        Field.ASSISTANT_MINUTES,
        Field.TOTAL_TREATMENT_MINUTES,
        Field.PLACE_OF_SERVICE,
        Field.START_TIME,
        Field.END_TIME,
    }
)


def rule(
    id: str,  # noqa: A002  # the field's own word, keyword everywhere
    name: str,
    *,
    reads: set[Field],
    severity: Severity,
    cause: Cause,
    message: str,
    cites: tuple[Citation, ...],
    words: Mapping[str, Mapping[str, str]] | None = None,
    fixes: tuple[Fix, ...] = (),
    offers: str = "never",
    scope: Scope = Scope.DAY,
    group: Group = Group.PATIENT,
    part: Part = Part.DAY,
    applies_to_line: Callable[..., bool] = _always,
    enabled_by: Callable[..., bool] = _always,
    optional: set[Field] | None = None,
    runs_only_with: set[Field] | None = None,
    silent_without: Callable[..., Sized] | None = None,
    outcome: Outcome = Outcome.FINDING,
    boundaries: tuple[date, ...] = (),
    since: str = "0.1.0",
    revision: int = 1,
) -> Callable[[Callable[..., Iterator[Hit | RuleNotEvaluated]]], Rule]:
    """Make a `Rule` of a function; nothing is registered anywhere.

    Args:
        id: The id, such as ``"PTP003"``; never reused. Those of other packages begin with a name of their own and a
            colon: ``"acme:NOTE001"``.
        name: The name, in lower case with hyphens.
        reads: The fields of a line the function may read.
        severity: The severity of its findings, unless a hit has its own.
        cause: What kind of mistake it finds.
        message: A template over the evidence, see `otcpt.wording.fill`.
        cites: The sources.
        words: Words for tokens of the evidence.
        fixes: What may be done about a finding.
        offers: Whether its findings come with a change: ``"always"``, ``"sometimes"`` or ``"never"``.
        scope: What lines are looked at together.
        group: By whom lines are grouped within the scope.
        part: How its answer about a day falls apart; a rule of lines always does by line.
        applies_to_line: Whether the rule applies to a line at all, given the law, its code and its modifiers.
        enabled_by: Whether the payer's choices turn the rule on.
        optional: Fields it reads that may be missing.
        runs_only_with: Fields of which one must be there, else the rule is *not requested*.
        silent_without: Work on the day that rules share; where it finds nothing, the rule has nothing to say.
        outcome: What a hit means.
        boundaries: Days on which the rule itself changes.
        since: The version that brought the rule.
        revision: Raised when the same claim has another outcome than before.

    Returns:
        A decorator that returns the rule.
    """

    def decorate(function: Callable[..., Iterator[Hit | RuleNotEvaluated]]) -> Rule:
        return Rule(
            id=id,
            name=name,
            function=function,
            applies_to_line=applies_to_line,
            enabled_by=enabled_by,
            scope=scope,
            group=group,
            part=Part.LINE if scope is Scope.LINE else part,
            reads=frozenset(reads),
            needs=(frozenset(reads) & _NEEDED) - (optional or set()),
            runs_only_with=frozenset(runs_only_with or ()),
            silent_without=silent_without,
            severity=severity,
            cause=cause,
            outcome=outcome,
            message=message,
            words=FrozenMap({name: FrozenMap(tokens) for name, tokens in (words or {}).items()}),
            fixes=fixes,
            offers=Offers(offers),
            cites=cites,
            boundaries=boundaries,
            since=since,
            revision=revision,
            module=function.__module__,
        )

    return decorate
