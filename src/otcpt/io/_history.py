"""What is known beside the claims, from files: charts, which are written in TOML, and earlier claims."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from os import PathLike
from pathlib import Path
from typing import TypeAlias, TypeVar

from otcpt.claims import DISCIPLINES, Claim, Episode, History, PlanOfCare, PriorPayments
from otcpt.errors import InputErrors, InvalidInput, Problem, did_you_mean
from otcpt.files import path_of
from otcpt.io._log import Log
from otcpt.io._sniff import kind_of, read_claims
from otcpt.io._text import amount, decode
from otcpt.members import kind_of_value
from otcpt.shipped import read_toml
from otcpt.timeline import calendar_day

_Made = TypeVar("_Made", Episode, PlanOfCare, PriorPayments)
_Table: TypeAlias = dict[str, object]
_Readings: TypeAlias = Mapping[str, Callable[[object], object]]


def read_history(*paths: str | PathLike[str], columns: Mapping[str, str] | None = None) -> History:
    """Read a history from files: charts in TOML, named ``.toml``, and earlier claims, as `read_claims` reads them.

    A chart has ``[[episode]]`` tables with the fields of `Episode`, each with any number of ``[[episode.plan]]``
    (`PlanOfCare`), and ``[[prior_payments]]`` tables (`PriorPayments`). Replaced and voided claims are left out, as are
    lines without a procedure code or of several days; a claim that is in two files counts once. Without any path the
    history is empty: what is checked is then everything that was billed.

    Args:
        *paths: The files.
        columns: Which column of a table is which, as in `read_claims`; for every table among the files.

    Returns:
        The history.

    Raises:
        InputErrors: Something cannot be read; every problem of every file is named, with file, entry, key and value.
        OSError: A path cannot be opened.

    Example:
        >>> import pathlib, tempfile
        >>> chart = pathlib.Path(tempfile.mkdtemp()) / "chart.toml"
        >>> _ = chart.write_text("[[episode]]\\nfirst_day = 2026-01-05\\nprogress_reports = [2026-02-02]\\n")
        >>> read_history(chart).episodes[0].progress_reports
        (datetime.date(2026, 2, 2),)
    """
    claims: dict[Claim | int, Claim] = {}
    episodes: list[Episode] = []
    prior_payments: list[PriorPayments] = []
    problems: list[Problem] = []
    for path in map(_path, paths):
        try:
            if path.suffix.lower() == ".toml":
                chart = read_chart(path.read_bytes(), Log(path.name))
                episodes.extend(chart.episodes)
                prior_payments.extend(chart.prior_payments)
            else:
                data = path.read_bytes()
                own = columns if columns and kind_of(data) in ("csv", "excel") else None
                for claim in read_claims(data, name=path.name, columns=own).claims:
                    claims.setdefault(len(claims) if claim.claim_id is None else claim, claim)
        except InputErrors as error:
            problems.extend(error.problems)
    if problems:
        raise InputErrors(problems)
    return History(claims.values(), episodes, prior_payments)


def _path(given: str | PathLike[str]) -> Path:
    if isinstance(given, str | PathLike):
        return path_of(given)
    raise InvalidInput(
        f"a history is read from paths, not from {kind_of_value(given)}; write read_history('chart.toml')"
    )


def read_chart(data: bytes, log: Log) -> History:
    """Return the episodes and amounts of a chart; problems are noted in the log, which raises."""
    text = decode(data, log)
    try:
        content = read_toml(text, parse_float=_decimal)
    except InvalidInput as error:
        raise log.refuse(str(error)) from None
    if not content:
        raise log.refuse("nothing is given; write [[episode]] or [[prior_payments]]")
    for key in content:
        if key not in _TABLES:
            log.problem(None, key, None, _outside(key))
    episodes = [_episode(place, table, log) for place, table in _tables(content, "episode", log)]
    amounts = _tables(content, "prior_payments", log)
    prior_payments = [_made(PriorPayments, place, table, _PRIOR_PAYMENTS, log) for place, table in amounts]
    log.close("raise")
    return History((), filter(None, episodes), filter(None, prior_payments))


def _tables(content: Mapping[str, object], key: str, log: Log, whose: str = "") -> Iterator[tuple[str, _Table]]:
    """Yield the tables of a list, each with its place in the file."""
    tables = content.get(key, [])
    if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
        for number, table in enumerate(tables, 1):
            yield f"{whose}{key} {number}", table
    else:
        name = f"episode.{key}" if whose else key
        log.problem(None, f"{whose}{key}", None, f"is no list of tables; write [[{name}]], with two brackets")


def _episode(place: str, table: _Table, log: Log) -> Episode | None:
    plans = None
    if "plan" in table:
        tables = _tables(table, "plan", log, f"{place}, ")
        plans = list(filter(None, [_made(PlanOfCare, at, plan, _PLAN, log) for at, plan in tables]))
    rest = {key: value for key, value in table.items() if key != "plan"}
    return _made(Episode, place, rest, _EPISODE, log, plans=plans)


def _made(made: type[_Made], place: str, table: _Table, readings: _Readings, log: Log, **read: object) -> _Made | None:
    """Make a value of a table and of what was read already, or write down all that is wrong."""
    before = len(log.problems)
    for key, value in table.items():
        if key not in readings:
            log.problem(None, f"{place}, {key}", None, f"is not known.{did_you_mean(key, _KEYS[made])}")
            continue
        try:
            read[key] = readings[key](value)
        except InvalidInput as error:
            value = None if error.value is None else str(error.value)
            log.problem(None, f"{place}, {key}", value, str(error))
    for key, example in _NEEDED[made].items():
        if key not in table:
            log.problem(None, f"{place}, {key}", None, f"is missing; write {key} = {example}")
    if len(log.problems) > before:
        return None
    try:
        return made(**read)  # type: ignore[arg-type]  # each key has read its own
    except InvalidInput as error:
        log.problem(None, f"{place}, {error.what}", None, str(error))
        return None


def _outside(key: str) -> str:
    if key == "plan":
        return "is outside its episode; write [[episode.plan]] below the [[episode]]"
    homes = [name for name, readings in _TABLES.items() if key in readings]
    if homes:
        return f"is outside a table; move it into an [[{homes[0]}]]"
    return f"is not known; a chart has [[episode]] and [[prior_payments]].{did_you_mean(key, _TABLES)}"


def _day(value: object) -> date:
    if type(value) is date:
        return value
    try:
        return calendar_day(str(value))
    except InvalidInput:
        raise InvalidInput("is no calendar day; write it like 2026-03-02", value=value) from None


def _days(value: object) -> list[date]:
    if not isinstance(value, list):
        raise InvalidInput("is no list of days; write it like [2026-03-02, 2026-03-30]", value=value)
    days: list[date] = []
    wrong: list[object] = []
    for one in value:
        try:
            days.append(_day(one))
        except InvalidInput as error:
            wrong.append(error.value)
    if wrong:
        raise InvalidInput("is no calendar day; write it like 2026-03-02", value=", ".join(map(str, wrong)))
    return days


def _key(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise InvalidInput('is no key; write the one the claims have, in quotes, like "P1"')  # a key is not shown


def _discipline(value: object) -> str:
    if value in DISCIPLINES:
        return str(value)
    raise InvalidInput(f"is not one of {', '.join(DISCIPLINES)}", value=value)


def _year(value: object) -> int:
    if type(value) is int and 1900 <= value <= 9999:
        return value
    raise InvalidInput("is no calendar year; write it like 2026", value=value)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidInput(f"no TOML: the number {text[:40]!r} is larger than any amount") from None


def _dollars(value: object) -> Decimal:
    dollars = value if isinstance(value, Decimal) else amount(str(value))
    if dollars is not None and dollars.is_finite() and dollars >= 0:
        return dollars
    raise InvalidInput("is no amount in dollars; write it like 1850.00", value=value)


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidInput("is neither true nor false", value=value)


_PLAN: _Readings = {
    **dict.fromkeys(("first_day", "last_day", "signed_on", "order_on", "sent_on"), _day),
    "order_signed": _truth,
}
_EPISODE: _Readings = {
    "patient_key": _key,
    "discipline": _discipline,
    "first_day": _day,
    "last_day": _day,
    "progress_reports": _days,
    "changes": _days,
}
_PRIOR_PAYMENTS: _Readings = {"patient_key": _key, "discipline": _discipline, "year": _year, "allowed": _dollars}
_KEYS: Mapping[type, Iterable[str]] = {Episode: (*_EPISODE, "plan"), PlanOfCare: _PLAN, PriorPayments: _PRIOR_PAYMENTS}
_TABLES = {"episode": _EPISODE, "prior_payments": _PRIOR_PAYMENTS}

#: Keys that a table must have, with an example each.
_NEEDED: Mapping[type, Mapping[str, str]] = {
    Episode: {"first_day": "2026-01-05"},
    PlanOfCare: {"first_day": "2026-01-05"},
    PriorPayments: {"year": "2026", "allowed": "1850.00"},
}
