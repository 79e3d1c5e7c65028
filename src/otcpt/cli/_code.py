"""``otcpt code``: what one code means."""

from collections.abc import Iterator
from datetime import date

from otcpt.cli._page import Cell, StyledText, Tone, facts, open_page
from otcpt.codes import CodeHistory, CodeMeaning, Timing, parse_code
from otcpt.editions import Edition, load_edition
from otcpt.timeline import calendar_day

#: Medicare's payment status letters, in a word.
_STATUS = {
    "A": "active",
    "B": "bundled, never paid by itself",
    "C": "priced by the contractor",
    "E": "excluded",
    "I": "not valid for Medicare",
    "N": "not covered",
    "R": "restricted",
    "X": "excluded by statute",
}
_ADJUDICATION = {
    1: ("a line", "MAI 1"),
    2: ("a day", "MAI 2, absolute"),
    3: ("a day", "MAI 3, more on evidence"),
    None: ("", "a line or a day: not published"),
}
_SETTINGS = {"practitioner": "practitioner", "outpatient_hospital": "outpatient hospital", "medicaid": "Medicaid"}


def show_code(code: str, *, on: str | None, edition: str | None) -> None:
    """Print every meaning of a code, or the one in force on a day, with its unit limits on that day."""
    law = load_edition(edition)
    history = law.codes[parse_code(code)]
    day = None if on is None else calendar_day(on)
    meanings = history.meanings if day is None else (history.on(day),)
    page = open_page()
    for meaning in meanings:
        page.heading(meaning.code, meaning.label)
        page.table(facts(_facts(meaning, law, _status(history, meaning, day), day)))
    if day is not None:
        page.heading("Unit limits (MUE)", f"on {day}")
        page.table([_limit(law, setting, history.code, day) for setting in _SETTINGS])
    elif history.last_day is None:
        page.text(
            StyledText(f"Unit limits depend on the day: otcpt code {history.code} --on DATE", Tone.QUIET), indent=2
        )


def search_codes(words: str, *, on: str | None, edition: str | None) -> None:
    """Print the codes whose number, label or family holds all the words."""
    day = None if on is None else calendar_day(on)
    found = [history for history in load_edition(edition).codes.search(words) if day is None or history.in_force(day)]
    page = open_page()
    if found:
        page.table(map(_hit, found), ("code", "in force", "label"))
    else:
        page.text(f"No code's label or family holds {words!r}.")


def _hit(history: CodeHistory) -> tuple[Cell, ...]:
    days = history.spans.replace("; ", "\n")
    return StyledText(history.code, Tone.STRONG), StyledText(days, Tone.QUIET), history.meanings[-1].label


def _status(history: CodeHistory, meaning: CodeMeaning, day: date | None) -> Cell:
    if day is None:
        return ", ".join(filter(None, (meaning.status, _STATUS.get(meaning.status))))
    if meaning.status not in _STATUS:
        return meaning.status  # of another schedule, so without a letter in the fee schedule's files
    answer = history.status(day)
    if answer.letter is None:
        return StyledText(f"cannot tell: {answer.reason}", Tone.WARNING)
    return ", ".join(filter(None, (answer.letter, _STATUS[answer.letter], answer.reason)))


def _facts(meaning: CodeMeaning, edition: Edition, status: Cell, day: date | None) -> Iterator[tuple[str, Cell]]:
    first = "before 2000" if meaning.first_day is None and meaning.start_known else meaning.first_day or "not known"
    yield "in force", f"{first} to {meaning.last_day or 'now'}"
    yield "replaces", ", ".join(meaning.predecessors)
    yield "replaced by", StyledText(", ".join(meaning.successors), Tone.STRONG)
    yield "kind", f"{meaning.system}, {meaning.family}"
    yield "unit", f"{meaning.unit_basis}: {timing_in_words(meaning.code, meaning.timing)}"
    yield "add-on to", ", ".join(meaning.add_on_to)
    yield "Medicare status", status
    sure = "" if meaning.designation_confirmed else " (not confirmed by a CMS list)"
    yield "therapy code", f"{meaning.designation}{sure}"
    on = day or meaning.last_day or edition.manifest.through
    yield "disciplines", ", ".join(edition.billers.of(meaning.code, on=on))
    yield "once a day", "yes" if meaning.once_a_day else ""
    yield "notes", meaning.notes
    yield "confidence", meaning.confidence
    for source in meaning.sources:
        yield "source", str(edition.sources[source].title)


def timing_in_words(code: str, timing: Timing) -> str:
    """Say how minutes become units.

    >>> timing_in_words("97530", Timing(interval=15, pool="cms-15"))
    'timed, counts in the total-time pool of 15-minute codes'
    """
    if timing.rounding == "unknown":
        return "time-based; the length of a unit is not published yet"
    if timing.interval is None:
        return f"untimed, counts from {timing.minimum} minutes" if timing.minimum else "untimed"
    parts = ["timed"]
    if timing.pool:
        parts.append("counts in the total-time pool of 15-minute codes")
    elif timing.rounding == "full":
        parts.append(f"full {timing.interval} minutes only")
    else:
        parts.append(f"a unit from {timing.interval // 2 + 1} minutes, counted by itself")
    if timing.family == code:
        parts.append(f"with {timing.additional} for each further unit")
    elif timing.family:
        parts.append(f"after {timing.family}")
    return ", ".join(parts)


def _limit(edition: Edition, setting: str, code: str, day: date) -> tuple[Cell, ...]:
    answer = edition.mue(setting).limit(code, on=day)
    if not answer.known or answer.units is None:
        return _SETTINGS[setting], StyledText("cannot tell", Tone.WARNING), answer.reason
    per, meaning = _ADJUDICATION[answer.adjudication_indicator]
    units = f"{answer.units} {per}".rstrip() if answer.units else "not payable"
    return _SETTINGS[setting], StyledText(units, Tone.STRONG), f"{meaning}{answer.reason and '; '}{answer.reason}"
