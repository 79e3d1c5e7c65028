"""``otcpt code`` and ``otcpt pair``: what a code means, and whether two may be billed together on one day."""

from collections.abc import Sequence

import attrs

from otcpt.cli._choices import Setting
from otcpt.cli._page import show
from otcpt.codes import CodeHistory, CodeMeaning, parse_code
from otcpt.codes.pages import meaning_facts
from otcpt.editions import Edition, code as code_on, load_edition, pair
from otcpt.editions.pages import code_page
from otcpt.frozenmap import FrozenMap
from otcpt.page import Block, Cell, Page, Paragraph, Section, StyledText, Table, Tone
from otcpt.timeline import calendar_day


def show_code(code: str, *, on: str | None, edition: str | None) -> None:
    """Print every meaning of a code, or the one in force on a day, with its unit limits on that day."""
    law = load_edition(edition)
    if on is not None:
        answer = code_on(code, on=on, edition=law)
        show(code_page(answer, _titles(answer.meaning, law)))
        return
    history = law.codes[parse_code(code)]
    blocks: list[Block] = [_meaning(meaning, law) for meaning in history.meanings]
    if history.last_day is None:
        note = f"Unit limits depend on the day: otcpt code {history.code} --on DATE"
        blocks.append(Paragraph(StyledText(note, Tone.QUIET)))
    show(Page("", blocks))


def _meaning(meaning: CodeMeaning, law: Edition) -> Section:
    disciplines = law.billers.of(meaning.code, on=meaning.last_day or law.manifest.through)
    meant = meaning_facts(meaning, disciplines=disciplines, sources=_titles(meaning, law))
    return Section(meaning.code, [meant], detail=meaning.label)


def _titles(meaning: CodeMeaning, law: Edition) -> list[str]:
    return [str(law.sources[source].title) for source in meaning.sources]


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


def show_pair(one: str, other: str, *, on: str, settings: Sequence[Setting], edition: str | None) -> None:
    """Print what each setting's table says about the pair, side by side, and every edit the pair ever had.

    Raises `UnknownName` for a number that no code has.
    """
    found = pair(one, other, on=on, edition=edition)
    kept = {str(setting) for setting in settings}
    answers = FrozenMap({setting: answer for setting, answer in found.answers.items() if setting in kept})
    years = FrozenMap({setting: edits for setting, edits in found.years.items() if setting in kept})
    show(attrs.evolve(found, answers=answers, years=years).to_page())
