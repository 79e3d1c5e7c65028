"""What the law says of a code, or of a pair of codes, on a day; named as on the command line."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from otcpt.codes import CodeMeaning, StatusAnswer, Timing, parse_code
from otcpt.editions._edition import Edition
from otcpt.editions._load import EditionLike, load_edition
from otcpt.edits import SETTINGS, MueAnswer, PtpAnswer, PtpEdit
from otcpt.errors import InvalidInput, UnknownName
from otcpt.frozenmap import FrozenMap
from otcpt.shown import Shown
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.page import Page

#: The settings that have a table of code pairs.
_PAIRED = ("practitioner", "outpatient_hospital")


@attrs.frozen(kw_only=True, repr=False)
class CodeAnswer(Shown):
    """What a code means on a day.

    ``meaning`` has everything else that is known of it; ``status`` is Medicare's payment status, ``disciplines`` are
    those that may bill it, and ``limits`` the most units (MUE) by setting. ``edition`` is the pin of the law.
    """

    code: str
    on: date
    meaning: CodeMeaning
    status: StatusAnswer
    disciplines: tuple[str, ...]
    limits: FrozenMap[str, MueAnswer]
    edition: str

    @property
    def label(self) -> str:
        """What it is, in otcpt's own words."""
        return self.meaning.label

    @property
    def timing(self) -> Timing:
        """How minutes become units."""
        return self.meaning.timing

    def __repr__(self) -> str:
        return f"<CodeAnswer {self.code} on {self.on}: {self.label}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.editions.pages import code_page

        return code_page(self)


@attrs.frozen(kw_only=True, repr=False)
class PairAnswer(Shown):
    """Whether two codes may be billed together on a day.

    ``answers`` has what the table of each setting says, ``years`` every edit the pair ever had there. ``edition`` is
    the pin of the law. The NCCI manual forbids some pairs that no table has: see rule PTP005.
    """

    codes: tuple[str, str]
    on: date
    answers: FrozenMap[str, PtpAnswer]
    years: FrozenMap[str, tuple[PtpEdit, ...]]
    edition: str

    @property
    def practitioner(self) -> PtpAnswer:
        """The answer of the practitioner table."""
        return self.answers["practitioner"]

    @property
    def outpatient_hospital(self) -> PtpAnswer:
        """The answer of the outpatient hospital table."""
        return self.answers["outpatient_hospital"]

    @property
    def verdict(self) -> str:
        """The answers in words, a sentence for each setting."""
        return " ".join(f"{setting.replace('_', ' ').capitalize()}: {_said(one)}." for setting, one in self._given())

    def _given(self) -> list[tuple[str, PtpAnswer]]:
        return list(self.answers.items())

    def __repr__(self) -> str:
        return f"<PairAnswer {self.codes[0]} with {self.codes[1]} on {self.on}: {self.verdict}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.editions.pages import lookup_page

        return lookup_page(self)


def code(code: str, *, on: date | str, edition: EditionLike | None = None) -> CodeAnswer:
    """Return what a code means on a day: label, timing, status, who may bill it, and its unit limits.

    Args:
        code: A CPT or HCPCS code.
        on: The date of service, as a date or as text like ``"2026-03-02"``.
        edition: Which edition of the law; the newest one where it is left out. All meanings of a code are
            ``load_edition().codes["97760"]``.

    Returns:
        The answer.

    Raises:
        InvalidInput: The code or the day is impossible.
        UnknownName: The code is not in the registry; near misses are named.
        OutsideCoverage: The code has no meaning on that day; the message says when it had, and what replaced it.

    Example:
        >>> answer = code("97530", on="2026-03-02")
        >>> answer.label, answer.timing.interval, answer.disciplines
        ('Functional activities, one-on-one', 15, ('OT', 'PT'))
        >>> answer.limits["practitioner"].units
        6
    """
    law = load_edition(edition)
    day = calendar_day(on, "on")
    history = law.codes[parse_code(code)]
    return CodeAnswer(
        code=history.code,
        on=day,
        meaning=history.on(day),
        status=history.status(day),
        disciplines=law.billers.of(history.code, on=day),
        limits=FrozenMap({setting: law.mue(setting).limit(history.code, on=day) for setting in SETTINGS}),
        edition=law.pin,
    )


def pair(one: str, other: str, *, on: date | str, edition: EditionLike | None = None) -> PairAnswer:
    """Return whether two codes may be billed together on a day, by the tables of both settings.

    Args:
        one: One code of the pair.
        other: The other code, in either order.
        on: The date of service, as a date or as text like ``"2026-03-02"``.
        edition: Which edition of the law; the newest one where it is left out.

    Returns:
        The answers, and every edit the pair ever had.

    Raises:
        InvalidInput: A code or the day is impossible, or both codes are the same.
        UnknownName: There is no such code; near misses are named.

    Example:
        >>> answer = pair("97530", "97750", on="2026-03-02")
        >>> answer.practitioner.edit.column_two, answer.practitioner.edit.modifier_indicator
        ('97750', 1)
        >>> [edit.last_day for edit in answer.years["outpatient_hospital"]]
        [datetime.date(2019, 12, 31), None]
    """
    law = load_edition(edition)
    day = calendar_day(on, "on")
    codes = parse_code(one), parse_code(other)
    if codes[0] == codes[1]:
        raise InvalidInput(f"a pair is two different codes, not {codes[0]} twice", "other", other)
    doubtful = _doubtful(codes, law)
    ended = "; ".join(_not_in_force(code, law, day) for code in codes if _not_in_force(code, law, day))
    tables = {setting: law.ptp(setting) for setting in _PAIRED}
    answers = {setting: table.between(*codes, on=day) for setting, table in tables.items()}
    return PairAnswer(
        codes=codes,
        on=day,
        answers=FrozenMap({setting: _sure(answer, doubtful, ended) for setting, answer in answers.items()}),
        years=FrozenMap({setting: tuple(table.edits(*codes)) for setting, table in tables.items()}),
        edition=law.pin,
    )


def _doubtful(codes: Sequence[str], law: Edition) -> str:
    """Return the codes of which the edition cannot tell whether they exist; raise where one is known not to."""
    known = {code: law.codes.exists(code) for code in codes}
    if unknown := [code for code in codes if known[code] is False]:
        near = "".join(law.codes.suggest(code) for code in unknown)
        raise UnknownName(f"no edit can be looked up in edition {law.id}.{near}")
    return " and ".join(code for code in codes if known[code] is None)


def _not_in_force(code: str, law: Edition, day: date) -> str:
    """Return on which days a registry code is valid where the day is not one of them; else nothing."""
    history = law.codes.get(code)
    if history is None or history.get(day) is not None:
        return ""
    return f"{code} is not valid on {day}: {history.spans}"


def _sure(answer: PtpAnswer, doubtful: str, ended: str) -> PtpAnswer:
    """Return the answer; a code without a row has no edit only if it is valid, and something says that it exists."""
    if ended and answer.edit is None:
        return PtpAnswer(None, False, ended)
    if doubtful and answer.known and answer.edit is None:
        return PtpAnswer(None, False, f"no edit is listed, and whether {doubtful} exists is not known")
    return answer


def _said(answer: PtpAnswer) -> str:
    edit = answer.edit
    if not answer.known:
        return f"cannot tell ({answer.reason})" if answer.reason else "cannot tell"
    if edit is None:
        return "no edit"
    how = "a modifier is allowed if the record supports it" if edit.modifier_indicator else "no modifier is allowed"
    return f"{edit.column_two} is bundled into {edit.column_one} (indicator {edit.modifier_indicator}), {how}"
