"""``otcpt code``: what one code means."""

from datetime import date

from otcpt.cli._page import show
from otcpt.codes import CodeHistory, CodeMeaning, parse_code
from otcpt.codes.pages import STATUS_WORDS, meaning_facts
from otcpt.editions import Edition, load_edition
from otcpt.edits.pages import SETTING_WORDS, limit_row
from otcpt.page import Block, Cell, Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.timeline import calendar_day


def show_code(code: str, *, on: str | None, edition: str | None) -> None:
    """Print every meaning of a code, or the one in force on a day, with its unit limits on that day."""
    law = load_edition(edition)
    history = law.codes[parse_code(code)]
    day = None if on is None else calendar_day(on)
    meanings = history.meanings if day is None else (history.on(day),)
    blocks: list[Block] = [_meaning(meaning, history, law, day) for meaning in meanings]
    if day is not None:
        rows = [limit_row(setting, law.mue(setting).limit(history.code, on=day)) for setting in SETTING_WORDS]
        blocks.append(Section("Unit limits (MUE)", [Table(rows)], detail=f"on {day}"))
    elif history.last_day is None:
        note = f"Unit limits depend on the day: otcpt code {history.code} --on DATE"
        blocks.append(Paragraph(StyledText(note, Tone.QUIET)))
    show(Page("", blocks))


def _meaning(meaning: CodeMeaning, history: CodeHistory, law: Edition, day: date | None) -> Section:
    on = day or meaning.last_day or law.manifest.through
    told = meaning_facts(
        meaning,
        status=_status(history, meaning, day),
        disciplines=law.billers.of(meaning.code, on=on),
        sources=[str(law.sources[source].title) for source in meaning.sources],
    )
    return Section(meaning.code, [told], detail=meaning.label)


def _status(history: CodeHistory, meaning: CodeMeaning, day: date | None) -> Cell:
    if day is None or meaning.status not in STATUS_WORDS:
        return ""  # what the meaning says, or one of another schedule, so without a letter in the fee schedule's files
    answer = history.status(day)
    if answer.letter is None:
        return StyledText(f"cannot tell: {answer.reason}", Tone.WARNING)
    return ", ".join(filter(None, (answer.letter, STATUS_WORDS[answer.letter], answer.reason)))


def search_codes(words: str, *, on: str | None, edition: str | None) -> None:
    """Print the codes whose number, label or family holds all the words."""
    day = None if on is None else calendar_day(on)
    found = [history for history in load_edition(edition).codes.search(words) if day is None or history.in_force(day)]
    if found:
        show(Page("", [Table(map(_hit, found), ("code", "in force", "label"))]))
    else:
        show(Page("", [Paragraph(f"No code's label or family holds {words!r}.")]))


def _hit(history: CodeHistory) -> tuple[Cell, ...]:
    days = history.spans.replace("; ", "\n")
    return StyledText(history.code, Tone.STRONG), StyledText(days, Tone.QUIET), history.meanings[-1].label
