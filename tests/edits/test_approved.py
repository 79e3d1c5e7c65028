"""What the tables answer: of each kind of answer one, word for word, and of all answers a digest."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import combinations

import pytest

from otcpt.editions import Edition, load_edition
from otcpt.edits import (
    AddonAnswer,
    MueAnswer,
    MueTable,
    PtpAnswer,
    PtpTable,
    ThresholdAnswer,
    corroboration,
    pairs_that_differ,
)
from otcpt.edits.pages import SETTING_WORDS, limit_row, pair_page
from otcpt.errors import OtcptError
from otcpt.page import to_text

Approved = Callable[[str, str], None]

CODES = (
    "97165", "97168", "97530", "97140", "97750", "97150", "97760", "97602", "98985", "G0283", "99213", "71046", "97003",
)  # fmt: skip
DAYS = (
    date(1996, 1, 1), date(2010, 5, 5), date(2019, 12, 31), date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1),
    date(2024, 7, 1), date(2026, 3, 2), date(2026, 12, 31), date(2027, 1, 1),
)  # fmt: skip
SETTINGS = ("practitioner", "outpatient_hospital", "medicaid")


def one_of_each(lines: Iterable[str]) -> str:
    """The first line of every kind, alike but for what has a digit in it; then how many lines there were, digested."""
    given = list(lines)
    kinds: dict[str, str] = {}
    for line in given:
        kinds.setdefault(" ".join(dict.fromkeys(re.sub(r"[\w.-]*\d[\w.-]*", "#", line).split())), line)
    digest = sha256("\n".join(given).encode()).hexdigest()[:16]
    return "\n".join([*kinds.values(), f"{len(given)} lines, sha256 {digest}", ""])


def told_of(answer: PtpAnswer) -> str:
    """An answer about a pair, its edit by name."""
    state = "known" if answer.known else "not known"
    return f"{state}, {answer.edit or 'no edit'} {answer.reason}{' (carried)' if answer.carried_forward else ''}"


def pair_on(table: PtpTable, one: str, other: str, on: date) -> str:
    """What the table says of two codes."""
    return told_of(table.between(one, other, on=on))


def limit_on(table: MueTable, code: str, on: date) -> MueAnswer:
    """The most units of a code."""
    return table.limit(code, on=on)


def primaries_on(edition: Edition, code: str, on: date) -> AddonAnswer:
    """What the code adds to."""
    return edition.addons.primaries(code, on=on)


def amount_on(edition: Edition, discipline: str, on: date) -> ThresholdAnswer:
    """The amount of the year."""
    return edition.thresholds.of(discipline, on=on)


def stretches(answer: Callable[[date], object], days: Iterable[date] = DAYS) -> Iterator[str]:
    """A line for each run of days that have one answer."""
    last = ""
    for on in days:
        text = str(answer(on))
        if text != last:
            yield f"  from {on}: {text}"
        last = text


@pytest.mark.parametrize(("setting", "edition"), [*((name, "2026q4") for name in SETTINGS), ("practitioner", "2024q3")])
def test_answers_about_pairs_are_approved(setting: str, edition: str, approved: Approved) -> None:
    """Edits, none, and not known, with the reason; stated once for the days in a row that have one answer."""
    table = load_edition(edition).ptp(setting)
    later = len(list(table.edits_after(date(2020, 1, 1))))
    lines = [repr(table), f"{table.verified_from} {table.verified_through} {later}"]
    for one, other in combinations(CODES, 2):
        shown = list(stretches(partial(pair_on, table, one, other)))
        edits = table.edits(one, other)
        if len(shown) > 1 or edits:
            lines += [f"{one} {other} since {table.complete_since(one, other)}", *map(repr, edits), *shown]
    lines += [
        f"{code}: {len(table.partners(code))} {len(table.codes_with_complete_answers(code) or ())}" for code in CODES
    ]
    approved(f"edits/ptp-{setting}-{edition}", one_of_each(lines))


@pytest.mark.parametrize("setting", SETTINGS)
def test_limits_primaries_and_amounts_are_approved(setting: str, approved: Approved) -> None:
    """The other tables, on each side of the days they turn."""
    edition = load_edition()
    limits = edition.mue(setting)
    lines = [repr(limits), repr(edition.addons), repr(edition.thresholds)]
    for code in (*CODES, "97130", "97551", "98981", "96113"):
        lines += [code, *stretches(partial(limit_on, limits, code))]
        if setting == "practitioner":
            lines += [f"{code}, primaries", *stretches(partial(primaries_on, edition, code))]
    years = [date(year, *day) for year in range(1998, 2028) for day in ((1, 1), (12, 31))]
    for discipline in ("OT", "PT", "SLP") if setting == "practitioner" else ():
        lines += [
            discipline,
            *stretches(partial(amount_on, edition, discipline), years),
        ]
    approved(f"edits/other-{setting}", one_of_each(lines))


def test_differences_between_tables_are_approved(approved: Approved) -> None:
    """Pairs that two tables tell differently, with all codes and with some; and what one says of the other."""
    one, other = load_edition().ptp("practitioner"), load_edition().ptp("outpatient_hospital")
    older = load_edition("2024q3").ptp("practitioner")
    among = {"97530": {"97750", "97165"}, "97165": {"97750", "97530"}}
    lines = [
        str(len(pairs_that_differ(one, other))),
        *map(str, pairs_that_differ(one, other)),
        str(pairs_that_differ(other, one) == pairs_that_differ(one, other)),
        *map(str, pairs_that_differ(one, older)),
        str(pairs_that_differ(one, other, lambda code: among.get(code, set()))),
        str(pairs_that_differ(one, load_edition().ptp("medicaid"))[:5]),
    ]
    for a, b in combinations(CODES[:16], 2):
        answers = [table.between(a, b, on=date(2024, 7, 1)) for table in (one, other)]
        lines.append(f"{a} {b}: {corroboration(*answers)}; {corroboration(*answers[::-1])}")
    for setting in SETTINGS:
        try:
            lines.append(load_edition().compare_with_hospital_table("97530", "97750", on=date(2026, 3, 2)) + setting)
            load_edition().thresholds.of(setting, on=date(2026, 3, 2))
        except OtcptError as refusal:
            lines.append(str(refusal))
    for wrong in ("ot", None, "Occupational"):
        try:
            load_edition().thresholds.of(wrong, on=date(2026, 3, 2))  # type: ignore[arg-type]
        except OtcptError as refusal:
            lines.append(str(refusal))
    approved("edits/differences", one_of_each(lines))


def test_pages_of_answers_are_approved(approved: Approved) -> None:
    """A pair in every setting with what it ever was, each table alone, and limits of every kind."""
    edition, on = load_edition(), date(2026, 3, 2)
    lines = []
    for one, other in (("97165", "97750"), ("97530", "97750"), ("97140", "97530"), ("97530", "98985")):
        answers = {name: edition.ptp(name).between(one, other, on=on) for name in SETTINGS}
        past = [(name, edit) for name in SETTINGS for edit in edition.ptp(name).edits(one, other)]
        lines.append(to_text(pair_page(one, other, on, answers, edition="EDITION", past=past)))
        lines += [to_text(answer.to_page()) for answer in answers.values()]
    for code in ("97530", "97129", "97110", "97545", "97003", "29125", "G0283"):
        for name in SETTING_WORDS:
            cells = limit_row(name, edition.mue(name).limit(code, on=on))
            lines.append(f"{code}: {' | '.join(map(repr, cells))}")
    for limit in (
        MueAnswer(0, 2, True),
        MueAnswer(4, 1, True, "Carried"),
        MueAnswer(4, None, True),
        MueAnswer(None, 3, True),
    ):
        lines.append(" | ".join(map(repr, limit_row("practitioner", limit))))
    approved("edits/pages", "\n".join([*lines, ""]))
