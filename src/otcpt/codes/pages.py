"""What a code shows of itself: each meaning with its days, its unit and who may bill it."""

from collections.abc import Iterable, Iterator, Sequence

from otcpt.codes._meaning import CodeHistory, CodeMeaning, Timing
from otcpt.page import Block, Cell, Facts, Page, Section, StyledText, Tone, facts

__all__ = ["STATUS_WORDS", "history_page", "meaning_facts", "meaning_page", "timing_in_words"]

#: Medicare's payment status letters, in a word.
STATUS_WORDS = {
    "A": "active",
    "B": "bundled, never paid by itself",
    "C": "priced by the contractor",
    "E": "excluded",
    "I": "not valid for Medicare",
    "N": "not covered",
    "R": "restricted",
    "X": "excluded by statute",
}


def meaning_page(meaning: CodeMeaning) -> Page:
    """Describe one meaning of a code."""
    return Page(meaning.code, [meaning_facts(meaning)], detail=meaning.label)


def history_page(history: CodeHistory) -> Page:
    """Describe every meaning of a code, oldest first."""
    blocks: Sequence[Block] = [
        Section(meaning.label, [meaning_facts(meaning)], detail=meaning.days) for meaning in history.meanings
    ]
    return Page(history.code, blocks, detail=history.spans)


def meaning_facts(
    meaning: CodeMeaning, *, status: Cell = "", disciplines: Iterable[str] = (), sources: Iterable[str] = ()
) -> Facts:
    """Return what is known of a meaning; status, disciplines and the titles of sources are the edition's to give."""

    def pairs() -> Iterator[tuple[str, Cell]]:
        first = "before 2000" if meaning.first_day is None and meaning.start_known else meaning.first_day or "not known"
        yield "in force", f"{first} to {meaning.last_day or 'now'}"
        yield "replaces", ", ".join(meaning.predecessors)
        yield "replaced by", StyledText(", ".join(meaning.successors), Tone.STRONG)
        yield "kind", f"{meaning.system}, {meaning.family}"
        yield "unit", f"{meaning.unit_basis}: {timing_in_words(meaning.code, meaning.timing)}"
        yield "add-on to", ", ".join(meaning.add_on_to)
        letter = ", ".join(filter(None, (meaning.status, STATUS_WORDS.get(meaning.status))))
        ended = f" (until {meaning.last_day})" if letter and meaning.last_day else ""
        yield "Medicare status", status or letter + ended
        sure = "" if meaning.designation_confirmed else " (not confirmed by a CMS list)"
        yield "therapy code", f"{meaning.designation}{sure}"
        yield "disciplines", ", ".join(disciplines)
        yield "once a day", "yes" if meaning.once_a_day else ""
        yield "notes", meaning.notes
        yield "confidence", meaning.confidence
        yield from (("source", title) for title in sources)

    return facts(pairs())


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
