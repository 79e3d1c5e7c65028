"""What claims, visits and a history show of themselves."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from itertools import groupby, pairwise

from otcpt.claims._claim import REPLACEMENT, VOID, Claim
from otcpt.claims._history import Episode, History
from otcpt.claims._line import ServiceLine
from otcpt.claims._shorthand import format_line, format_service
from otcpt.claims._visit import Visit
from otcpt.page import (
    Block,
    Box,
    Cell,
    Drawing,
    Facts,
    Figure,
    Label,
    Look,
    Page,
    Section,
    Shape,
    Stroke,
    StyledText,
    Table,
    Tone,
    facts,
)
from otcpt.tables import count

__all__ = ["claim_page", "clock_figures", "days_of", "history_page", "lines_table", "visit_page"]

_KINDS = {REPLACEMENT: "replacement", VOID: "void"}

#: Where the rows of a figure begin, and where they end.
_LEFT, _RIGHT = 92, 340


def claim_page(claim: Claim) -> Page:
    """Describe a claim: its lines, and the day on the clock where times are given."""
    kind = _KINDS.get(claim.frequency, "")
    return Page(
        f"Claim {claim.claim_id}" if claim.claim_id else "Claim",
        (lines_table(claim.lines), *clock_figures(claim.lines)),
        detail=", ".join(filter(None, (kind, days_of(claim.lines), count(len(claim.lines), "line")))),
    )


def days_of(lines: Iterable[ServiceLine]) -> str:
    """Return the first and the last date of service as text."""
    days = sorted({line.date_of_service for line in lines})
    return " to ".join(dict.fromkeys((str(days[0]), str(days[-1])))) if days else "no dates"


def lines_table(
    lines: Sequence[ServiceLine], more: Callable[[int], Cell] | None = None, header: str = "findings"
) -> Table:
    """Return lines as a table, without the columns in which nothing is given; ``more`` fills a last one."""
    days = len({line.date_of_service for line in lines}) > 1
    columns: list[tuple[str, Callable[[ServiceLine, int], Cell]]] = [
        ("line", lambda line, place: line.line_id or str(place + 1)),
        ("date", lambda line, _: str(line.date_of_service) if days else ""),
        ("code", lambda line, _: StyledText(line.code, Tone.STRONG)),
        ("modifiers", lambda line, _: " ".join(line.modifiers)),
        ("units", lambda line, _: line.units),
        ("minutes", lambda line, _: format_line(line).partition("@")[2].removesuffix("+?")),
    ]
    if more is not None:
        columns.append((header, lambda _, place: more(place)))
    rows = [[fill(line, place) for _, fill in columns] for place, line in enumerate(lines)]
    return _where_given(rows, [name for name, _ in columns])


def _where_given(rows: Sequence[Sequence[Cell]], headers: Sequence[str]) -> Table:
    """Return a table without the columns in which nothing is given."""
    kept = [at for at in range(len(headers)) if any(row[at] not in ("", None) for row in rows)]
    return Table([[row[at] for at in kept] for row in rows], [headers[at] for at in kept])


def visit_page(visit: Visit) -> Page:
    """Describe a visit: its services with their minutes and who gave them."""
    rows = [
        (
            StyledText(service.code, Tone.STRONG),
            " ".join(service.modifiers),
            service.minutes,
            format_service(service).partition("@")[2],
        )
        for service in visit.services
    ]
    about: Facts = facts(
        (
            ("total treatment minutes", visit.total_treatment_minutes),
            ("place of service", visit.place_of_service),
            ("bill type", visit.bill_type),
        )
    )
    blocks: list[Block] = [_where_given(rows, ("code", "modifiers", "minutes", "given by (A assistant, J both)"))]
    blocks += [about] if about.pairs else []
    total = sum(service.minutes for service in visit.services)
    detail = f"{visit.date_of_service}, {count(len(visit.services), 'service')}, {count(total, 'minute')}"
    return Page("Visit", blocks, detail=detail)


def clock_figures(lines: Sequence[ServiceLine]) -> Iterator[Figure]:
    """Yield each day on the clock, of the lines whose start and end are known."""
    timed = [(place, line) for place, line in enumerate(lines) if line.start_time and line.end_time]
    timed.sort(key=lambda one: (one[1].date_of_service, one[0]))
    for day, placed in groupby(timed, key=lambda one: one[1].date_of_service):
        yield _clock(day, list(placed))


def _clock(day: date, placed: Sequence[tuple[int, ServiceLine]]) -> Figure:
    names = [line.line_id or str(place + 1) for place, line in placed]
    spans = [(_minute(line.start_time), _minute(line.end_time)) for _, line in placed]
    first = min(map(min, spans)) // 60 * 60
    last = max(-(-max(map(max, spans)) // 60) * 60, first + 60)
    scale = (_RIGHT - _LEFT) / (last - first)
    height = 24 * len(placed)
    shapes: list[Shape] = []
    step = 60 * max(1, -(-(last - first) // 60 // 6))
    for hour in range(first, last + 1, step):
        x = _LEFT + (hour - first) * scale
        shapes += [Stroke(x, 18, x, 22 + height, Look.SOFT), Label(x, 12, _hour(hour), "middle", Look.SOFT)]
    overlaps = list(_overlaps(spans))
    for start, end, _ in overlaps:
        words = f"{_hour(start)} to {_hour(end)}: more than one line"
        shapes.append(Box(_LEFT + (start - first) * scale, 20, (end - start) * scale, height, Look.ALERT, words))
    for row, ((_, line), name, (start, end)) in enumerate(zip(placed, names, spans, strict=True)):
        y = 24 + 24 * row
        shapes.append(Label(0, y + 12, f"{name}  {line.code}", look=Look.BOLD))
        if start < end:
            words = f"{line.code} {_hour(start)} to {_hour(end)}"
            shapes.append(Box(_LEFT + (start - first) * scale, y, (end - start) * scale, 16, Look.SOLID, words))
    listed = [
        f"{_hour(start)} to {_hour(end)} ({count(end - start, 'minute')}) on lines {_and(names[i] for i in among)}"
        for start, end, among in overlaps
    ]
    caption = f"The clock on {day}: {'; '.join(listed) or 'no line overlaps another'}."
    rows = [
        (name, line.code, _hour(start), _hour(end), end - start if start <= end else "ends before it starts")
        for (_, line), name, (start, end) in zip(placed, names, spans, strict=True)
    ]
    return Figure(Drawing(height + 26, shapes), caption, Table(rows, ("line", "code", "from", "to", "minutes")))


def _minute(given: time | None) -> int:
    return 0 if given is None else given.hour * 60 + given.minute


def _hour(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _overlaps(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield the stretches that several spans share, with their places."""
    edges = sorted({edge for span in spans for edge in span})
    shared = (
        (start, end, tuple(place for place, (a, b) in enumerate(spans) if a <= start and end <= b))
        for start, end in pairwise(edges)
    )
    for among, run in groupby((one for one in shared if len(one[2]) > 1), key=lambda one: one[2]):
        stretch = list(run)
        yield stretch[0][0], stretch[-1][1], among


def history_page(history: History) -> Page:
    """Describe what is known besides the claims: each episode on a calendar, and earlier lines. Keys are not shown."""
    blocks: list[Block] = []
    for number, episode in enumerate(history.episodes, 1):
        days = {line.date_of_service for line in history.lines if line.patient_key == episode.patient_key}
        title = f"Episode {number}" if len(history.episodes) > 1 else "Episode"
        blocks.append(Section(title, episode_blocks(episode, days), detail=episode.discipline))
    if history.lines:
        codes = Counter(line.code for line in history.lines)
        rows = [(StyledText(code, Tone.STRONG), lines) for code, lines in sorted(codes.items())]
        blocks.append(Section("Earlier lines", [Table(rows, ("code", "lines"))], detail=days_of(history.lines)))
    detail = f"{count(len(history.lines), 'line')}, {count(len(history.episodes), 'episode')}"
    return Page("History", blocks, detail=detail)


def episode_blocks(episode: Episode, treated: Iterable[date] = ()) -> Iterator[Block]:
    """Yield an episode as a calendar: plans of care, progress reports and days of treatment."""
    last = episode.last_day
    days = sorted(day for day in treated if episode.first_day <= day and (last is None or day <= last))
    plans = [(plan.first_day, plan.last_day) for plan in episode.plans or ()]
    marks = [
        ("treatment", days, Look.SOLID),
        ("reports", list(episode.progress_reports or ()), Look.BOLD),
        ("changes", list(episode.changes or ()), Look.ALERT),
    ]
    known = [episode.first_day, *(day for plan in plans for day in plan if day), *(d for _, ds, _ in marks for d in ds)]
    known += [last] if last else []
    covered = [day for day in days if any(a <= day and (b is None or day <= b) for a, b in plans)]
    outside = f", {len(days) - len(covered)} of them outside the plans" if plans else ""
    written = "" if episode.plans is None else f"{count(len(plans), 'plan')} of care, "
    reported = (
        "" if episode.progress_reports is None else f"{count(len(episode.progress_reports), 'progress report')}, "
    )
    caption = (
        f"{episode.discipline} from {episode.first_day} {f'to {last}' if last else 'on'}: "
        f"{written}{reported}{count(len(days), 'day')} of treatment{outside}."
    )
    rows: list[tuple[Cell, ...]] = [("plan of care", f"{a} to {b or 'not given'}") for a, b in plans]
    names = {"reports": "progress report", "changes": "change of status", "treatment": "treatment"}
    rows += [(names[name], str(day)) for name, found, _ in marks[1:] for day in found]
    rows += [(names["treatment"], ", ".join(map(str, days)))] if days else []
    yield Figure(_calendar(min(known), max(known), plans, marks), caption, Table(rows) if rows else None)


def _calendar(
    first: date,
    last: date,
    plans: Sequence[tuple[date, date | None]],
    marks: Sequence[tuple[str, Sequence[date], Look]],
) -> Drawing:
    scale = (_RIGHT - _LEFT) / max((last - first).days + 1, 28)

    def at(day: date) -> float:
        return _LEFT + (day - first).days * scale

    height = 24 * (len(plans) + len(marks))
    months = [day for day in _months(first, last) if first <= day <= last]
    shapes: list[Shape] = [Label(0, 12, f"{first:%Y}", look=Look.SOFT)]
    for day in months[:: max(1, -(-len(months) // 6))]:
        shapes += [
            Stroke(at(day), 18, at(day), 20 + height, Look.SOFT),
            Label(at(day), 12, f"{day:%b}", look=Look.SOFT),
        ]
    for row, (start, end) in enumerate(plans):
        y = 24 + 24 * row
        words = f"plan of care {start} to {end or 'not given'}"
        wide = ((end or last) - start).days + 1
        shapes += [Label(0, y + 12, "plan"), Box(at(start), y, wide * scale, 14, Look.LIGHT, words)]
    for row, (name, days, look) in enumerate(marks, len(plans)):
        y = 24 + 24 * row
        shapes.append(Label(0, y + 12, name))
        shapes += [
            Box(at(day), y, max(scale, 4), 14, Look.ALERT if look is Look.ALERT else Look.SOLID, f"{name} {day}")
            for day in days
        ]
    return Drawing(height + 26, shapes)


def _months(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)
