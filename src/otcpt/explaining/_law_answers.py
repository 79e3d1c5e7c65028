"""What the law said to a rule, in words."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from otcpt.codes import CodeMeaning, StatusAnswer, Timing
from otcpt.editions import Edition
from otcpt.edits import AddonAnswer, MueAnswer, PtpAnswer, ThresholdAnswer
from otcpt.explaining._trace import Trace
from otcpt.frozenmap import FrozenMap
from otcpt.rules import Law

#: Questions that are told, as words and with the table that answers.
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
    """One question to the law with its answer, the days it holds, and how surely it is known.

    ``days`` are those of an edit or a meaning; ``carried_forward`` tells that the day lies past the last one read.
    """

    asked: str
    said: str
    days: str
    source: str
    confidence: str
    carried_forward: bool


def law_answers(trace: Trace, edition: Edition) -> Iterator[LawAnswer]:
    """Write down each question with its answer once."""
    told = set()
    for (_, name, asked), (law, said) in trace.asked.items():
        if name in _QUESTIONS and (answer := _answer(name, asked, said, law, edition)) not in told:
            told.add(answer)
            yield answer


def _answer(name: str, asked: Sequence[str], said: object, law: Law, edition: Edition) -> LawAnswer:
    words, table = _QUESTIONS[name]
    info = edition.manifest.tables[table.format(ptp=law.settings.ptp, mue=law.settings.mue)]
    source, confidence, days = info.version, info.confidence, ""
    if isinstance(said, PtpAnswer) and said.edit is not None:
        edit = said.edit
        days = f"{edit.first_day} to {edit.last_day or 'now'} ({edit.basis})"
        source = _documents(edition, [edit.source]) or source
    elif isinstance(said, MueAnswer | StatusAnswer):
        source = _documents(edition, [said.source]) or source
    elif isinstance(said, CodeMeaning):
        days, confidence = said.days, said.confidence
        source = _documents(edition, said.sources) or source
    elif isinstance(said, ThresholdAnswer):
        confidence = said.confidence or confidence
        source = _documents(edition, said.sources) or source
    text = (
        f"cannot tell: {said.reason}"
        if isinstance(said, _Dated | ThresholdAnswer) and not said.known
        else _in_words(name, said)
    )
    carried = isinstance(said, _Dated) and said.carried_forward
    return LawAnswer(f"{words} {' with '.join(asked)}", text, days, source, confidence, carried)


def _in_words(name: str, said: object) -> str:
    match said:
        case PtpAnswer():
            return "no edit" if said.edit is None else f"edit {said.edit}"
        case MueAnswer():
            return f"{said.units}, adjudication indicator {said.adjudication_indicator or 'not published'}"
        case AddonAnswer():
            return f"{', '.join(said.primaries)} (type {said.edit_type})" if said.edit_type else "none: no add-on"
        case CodeMeaning():
            return said.label
        case Timing():
            return f"units of {said.interval} minutes{', in the total-time pool' if said.pool else ''}"
        case StatusAnswer():
            return str(said.letter)
        case ThresholdAnswer():
            return f"${said.amount} ({said.regime})" if said.amount is not None else f"none ({said.regime})"
        case _:
            return "units do not follow minutes" if name == "timing" else "not in force, or outside the registry"


def _documents(edition: Edition, keys: Iterable[str]) -> str:
    held = [edition.sources[key] for key in keys if key in edition.sources]
    return "; ".join(", ".join(filter(None, (one.authority, one.title, one.revision))) for one in held)
