"""What an answer of the edit tables shows of itself: may two codes be billed together, and how many units."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from otcpt.edits._mue import MueAnswer
from otcpt.edits._ptp_answer import PtpAnswer, PtpEdit
from otcpt.page import (
    Block,
    Box,
    Cell,
    Drawing,
    Figure,
    Label,
    Look,
    Page,
    Paragraph,
    Section,
    Shape,
    StyledText,
    Table,
    Tone,
)

__all__ = ["SETTING_WORDS", "answer_page", "limit_row", "pair_matrix", "pair_page"]

SETTING_WORDS = {
    "practitioner": "practitioner",
    "outpatient_hospital": "outpatient hospital",
    "medicaid": "Medicaid",
}

_NAMES = ("answer", "column one", "column two", "indicator", "in force", "certainty")
_ADJUDICATION = {
    1: ("a line", "MAI 1"),
    2: ("a day", "MAI 2, absolute"),
    3: ("a day", "MAI 3, more on evidence"),
    None: ("", "a line or a day: not published"),
}


def answer_page(answer: PtpAnswer) -> Page:
    """Describe what one table says of a pair."""
    rows = [
        (StyledText(name, Tone.QUIET), cell)
        for name, cell in zip(_NAMES, _column(answer, ""), strict=True)
        if str(cell)
    ]
    return Page("NCCI edit" if answer.edit else "NCCI edits", [Table(rows)], detail=str(answer.edit or ""))


def pair_page(
    one: str,
    other: str,
    on: date,
    answers: Mapping[str, PtpAnswer],
    *,
    edition: str,
    past: Iterable[tuple[str, PtpEdit]] = (),
) -> Page:
    """Describe what each setting's table says of a pair, side by side, and every edit the pair ever had."""
    columns = [_column(answer, f"verified for {on}") for answer in answers.values()]
    rows = [
        (StyledText(name, Tone.QUIET), *cells)
        for name, *cells in zip(_NAMES, *columns, strict=True)
        if any(map(str, cells))
    ]
    blocks: list[Block] = [Table(rows, ("", *answers))]
    if any(answer.known and answer.edit is None for answer in answers.values()):
        note = "The policy manual forbids some pairs that the tables leave open: see rule PTP005."
        blocks.append(Paragraph(StyledText(note, Tone.QUIET)))
    years = [
        (table, edit.column_one, edit.column_two, str(edit.modifier_indicator), _days(edit)) for table, edit in past
    ]
    if years:
        headers = ("table", "column one", "column two", "indicator", "in force")
        blocks.append(Section("Over the years", [Table(years, headers)]))
    return Page(f"{one} with {other}", blocks, detail=f"on {on}", footer=f"edition {edition}")


def _column(answer: PtpAnswer, certain: str) -> tuple[str | StyledText, ...]:
    edit = answer.edit
    if not answer.known:
        return StyledText("cannot tell", Tone.WARNING), "", "", "", "", answer.reason
    certainty = answer.reason or certain
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


def _days(edit: PtpEdit) -> str:
    since = edit.first_day if edit.basis == "exact" else f"{edit.first_day} or earlier"
    return f"{since} to {edit.last_day or 'now'}"


def limit_row(setting: str, answer: MueAnswer) -> tuple[Cell, ...]:
    """Return the unit limit of a code in one setting as a row."""
    if not answer.known or answer.units is None:
        return SETTING_WORDS[setting], StyledText("cannot tell", Tone.WARNING), answer.reason
    per, meaning = _ADJUDICATION[answer.adjudication_indicator]
    units = f"{answer.units} {per}".rstrip() if answer.units else "not payable"
    return SETTING_WORDS[setting], StyledText(units, Tone.STRONG), f"{meaning}{answer.reason and '; '}{answer.reason}"


#: Letter, look and words of a cell of the matrix.
_CELLS = {
    "never": ("X", Look.ALERT, "never together"),
    "modifier": ("m", Look.LIGHT, "only with a modifier that the record supports"),
    "free": ("", Look.OUTLINE, "no edit"),
    "unknown": ("?", Look.OUTLINE, "cannot tell"),
}


def pair_matrix(codes: Sequence[str], answers: Mapping[tuple[str, str], PtpAnswer]) -> Figure:
    """Return a day's codes against each other: which pairs have an edit, and whether a modifier may bypass it.

    ``answers`` has each pair once, in the order of ``codes``.
    """
    kinds = {pair: _kind(answer) for pair, answer in answers.items()}
    shapes: list[Shape] = []
    size = min(52.0, 290 / max(len(codes) - 1, 1))
    for place, code in enumerate(codes[:-1]):
        shapes.append(Label(64 + size * (place + 0.5), 14, code if size > 46 else code[-3:], "middle", Look.BOLD))
    for row, code in enumerate(codes[1:]):
        y = 22 + 26 * row
        shapes.append(Label(0, y + 16, code, look=Look.BOLD))
        for place, other in enumerate(codes[: row + 1]):
            letter, look, words = _CELLS[kinds[other, code]]
            x = 64 + size * place
            shapes.append(Box(x + 1, y, size - 2, 22, look, f"{other} with {code}: {words}"))
            shapes.append(Label(x + size / 2, y + 16, letter, "middle", look if look is Look.ALERT else Look.TEXT))
    edits = {pair: kind for pair, kind in kinds.items() if kind != "free"}
    counted = [
        f"{len([one for one in edits.values() if one == kind])} {words} ({letter})"
        for kind, (letter, _, words) in _CELLS.items()
        if letter and kind in edits.values()
    ]
    pairs = f"{len(kinds)} {'pair' if len(kinds) == 1 else 'pairs'}"
    caption = f"{pairs} of the day's {len(codes)} codes: {', '.join(counted) or 'no edit'}."
    rows = [
        (StyledText(f"{one} with {other}", Tone.STRONG), str(answers[one, other].edit or ""), _CELLS[kind][2])
        for (one, other), kind in edits.items()
    ]
    return Figure(Drawing(26 + 26 * (len(codes) - 1), shapes), caption, Table(rows) if rows else None)


def _kind(answer: PtpAnswer) -> str:
    if not answer.known:
        return "unknown"
    if answer.edit is None:
        return "free"
    return "modifier" if answer.edit.modifier_indicator else "never"
