"""``otcpt pair``: may two codes stand on one day?"""

from collections.abc import Sequence
from datetime import date

from otcpt.cli._choices import Setting
from otcpt.cli._page import Cell, StyledText, Tone, open_page
from otcpt.codes import parse_code
from otcpt.editions import Edition, load_edition
from otcpt.edits import PtpAnswer, PtpEdit
from otcpt.errors import UnknownName
from otcpt.timeline import calendar_day

_NAMES = ("answer", "column one", "column two", "indicator", "in force", "certainty")


def show_pair(one: str, other: str, *, on: str, settings: Sequence[Setting], edition: str | None) -> None:
    """Print what each setting's table says about the pair, side by side, and every edit the pair ever had.

    Raises `UnknownName` for a number that no code has.
    """
    day = calendar_day(on)
    one, other = parse_code(one), parse_code(other)
    law = load_edition(edition)
    doubtful = _doubtful((one, other), law)
    tables = {setting.replace("_", " "): law.ptp(setting) for setting in settings}
    answers = [table.between(one, other, on=day) for table in tables.values()]
    page = open_page()
    page.heading(f"{one} with {other}", f"on {day}, edition {law.id}")
    columns = zip(_NAMES, *(_column(answer, day, doubtful) for answer in answers), strict=True)
    rows = [(StyledText(name, Tone.QUIET), *cells) for name, *cells in columns if any(map(str, cells))]
    page.table(rows, ("", *tables))
    if any(answer.known and answer.edit is None for answer in answers):
        note = "The policy manual forbids some pairs that the tables leave open: otcpt explain PTP005."
        page.text(StyledText(note, Tone.QUIET), indent=2)
    history = [_past(name, edit) for name, table in tables.items() for edit in table.edits(one, other)]
    if history:
        page.heading("Over the years")
        page.table(history, ("table", "column one", "column two", "indicator", "in force"))


def _doubtful(codes: Sequence[str], law: Edition) -> str:
    """Return the codes of which the edition cannot tell whether they exist; raise where one is known not to."""
    known = {code: law.codes.exists(code) for code in codes}
    if unknown := [code for code in codes if known[code] is False]:
        told = "".join(law.codes.suggest(code) for code in unknown)
        raise UnknownName(f"no edit can be looked up in edition {law.id}.{told}")
    return " and ".join(code for code in codes if known[code] is None)


def _column(answer: PtpAnswer, day: date, doubtful: str) -> tuple[str | StyledText, ...]:
    edit = answer.edit
    if not answer.known:
        return StyledText("cannot tell", Tone.WARNING), "", "", "", "", answer.reason
    certainty = answer.reason or f"verified for {day}"
    if edit is None and doubtful:
        reason = f"no edit is listed, and whether {doubtful} exists is not known"
        return StyledText("cannot tell", Tone.WARNING), "", "", "", "", reason
    if edit is None:
        return StyledText("no edit", Tone.GOOD), "", "", "", "", certainty
    return (
        _together(edit),
        f"{edit.column_one}, paid",
        f"{edit.column_two}, denied",
        str(edit.modifier_indicator),
        _days(edit),
        certainty,
    )


def _together(edit: PtpEdit) -> StyledText:
    if edit.modifier_indicator == 0:
        return StyledText("never together", Tone.ERROR)
    return StyledText("only with a modifier that the record supports", Tone.WARNING)


def _past(table: str, edit: PtpEdit) -> tuple[Cell, ...]:
    return table, edit.column_one, edit.column_two, str(edit.modifier_indicator), _days(edit)


def _days(edit: PtpEdit) -> str:
    since = edit.first_day if edit.basis == "exact" else f"{edit.first_day} or earlier"
    return f"{since} to {edit.last_day or 'now'}"
