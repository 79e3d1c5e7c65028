"""What the law answered a rule, in words."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from otcpt.codes import CodeMeaning, StatusAnswer, Timing
from otcpt.editions import Edition
from otcpt.edits import AddonAnswer, MueAnswer, PtpAnswer, ThresholdAnswer
from otcpt.explaining._trace import Trace
from otcpt.frozenmap import FrozenMap
from otcpt.rules import Law

#: Questions that are shown, in words and with the table that answers.
_QUESTIONS = FrozenMap(
    {
        "ptp": ("PTP edit", "ptp_{ptp}"),
        "mue": ("unit limit of", "mue_{mue}"),
        "addon": ("primaries of", "addons"),
        "timing": ("timing of", "codes"),
        "meaning": ("meaning of", "codes"),
        "status": ("payment status of", "status"),
        "threshold": ("yearly amount of", "thresholds"),
    }
)


#: Answers of tables that were read up to a day, and carried forward from there.
_Dated = PtpAnswer | MueAnswer | AddonAnswer | StatusAnswer


@attrs.frozen
class LawAnswer:
    """One question to the law with its answer, the days it is for, and how surely it is known.

    ``days`` are those of an edit or a meaning; ``carried_forward`` tells that the day lies past the last one read.
    """

    asked: str
    answer: str
    days: str
    source: str
    confidence: str
    carried_forward: bool


def law_answers(trace: Trace, edition: Edition) -> Iterator[LawAnswer]:
    """Write down each question with its answer once."""
    seen = set()
    for (_, name, asked), (law, value) in trace.asked.items():
        if name in _QUESTIONS and (answer := _answer(name, asked, value, law, edition)) not in seen:
            seen.add(answer)
            yield answer


def _answer(name: str, asked: Sequence[str], value: object, law: Law, edition: Edition) -> LawAnswer:
    words, table = _QUESTIONS[name]
    info = edition.manifest.tables.get(table.format(ptp=law.settings.ptp, mue=law.settings.mue))
    source, confidence, days = (info.version, info.confidence, "") if info else ("", "", "")
    if isinstance(value, PtpAnswer) and value.edit is not None:
        edit = value.edit
        days = f"{edit.first_day} to {edit.last_day or 'now'} ({edit.basis})"
        source = _documents(edition, [edit.source]) or source
    elif isinstance(value, MueAnswer | StatusAnswer):
        source = _documents(edition, [value.source]) or source
    elif isinstance(value, CodeMeaning):
        days, confidence = value.days, value.confidence
        source = _documents(edition, value.sources) or source
    elif isinstance(value, ThresholdAnswer):
        confidence = value.confidence or confidence
        source = _documents(edition, value.sources) or source
    text = (
        f"cannot tell: {value.reason}"
        if isinstance(value, _Dated | ThresholdAnswer) and not value.known
        else _in_words(name, value)
    )
    carried = isinstance(value, _Dated) and value.carried_forward
    return LawAnswer(f"{words} {' with '.join(asked)}", text, days, source, confidence, carried)


def _in_words(name: str, value: object) -> str:
    match value:
        case PtpAnswer():
            return "no edit" if value.edit is None else f"edit {value.edit}"
        case MueAnswer():
            return f"{value.units}, adjudication indicator {value.adjudication_indicator or 'not published'}"
        case AddonAnswer():
            return f"{', '.join(value.primaries)} (type {value.edit_type})" if value.edit_type else "none: no add-on"
        case CodeMeaning():
            return value.label
        case Timing():
            return f"units of {value.interval} minutes{', in the total-time pool' if value.pool else ''}"
        case StatusAnswer():
            return str(value.letter)
        case ThresholdAnswer():
            return f"${value.amount} ({value.regime})" if value.amount is not None else f"none ({value.regime})"
        case _:
            return "units do not follow minutes" if name == "timing" else "not in force, or outside the registry"


def _documents(edition: Edition, keys: Iterable[str]) -> str:
    held = [edition.sources[key] for key in keys if key in edition.sources]
    return "; ".join(", ".join(filter(None, (one.authority, one.title, one.revision))) for one in held)
