"""The measurements as a table in Markdown and a plot in SVG."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any
from xml.sax.saxutils import escape

_LOOK = 'role="img" font-family="sans-serif" font-size="13"'
_BAR, _ROW, _LEFT = 360, 26, 390


def table(
    rows: Mapping[str, tuple[str, float | None, object]],
    aims: Sequence[tuple[str, str, float, str]],
    rates: Mapping[str, Sequence[float]],
    peaks: Mapping[str, int],
    faults: Sequence[str],
    machine: str,
    results: Mapping[str, Sequence[Mapping[str, Any]]],
) -> str:
    """Return both tables: what was measured, and what that means for the aims."""
    first = next(iter(results.values()))
    most = max(run["lines"] for runs in results.values() for run in runs)
    lines = [
        f"{most:,} lines, {len(first)} {'round' if len(first) == 1 else 'rounds'}; {machine}.",
        "",
        "| what | M lines/s | slowest to fastest | aim | | memory a process |",
        "|---|---|---|---|---|---|",
    ]
    for name, seen in rates.items():
        words, aim, _ = rows[name]
        met = "" if aim is None else "met" if median(seen) >= aim else "missed"
        shown = "" if aim is None else f"{aim:g}"
        memory = f"{peaks[name] / (1 << 20):.2f} GB" if words.endswith(("one process", "two workers")) else ""
        spread = f"{_number(min(seen))} to {_number(max(seen))}"
        lines.append(f"| {words} | {_number(median(seen))} | {spread} | {shown} | {met} | {memory} |")
    lines += ["", "| aim | wanted | measured | |", "|---|---|---|---|"]
    for name, other, wanted, words in aims:
        if name in rates and other in rates:
            ratio = median(rates[name]) / median(rates[other])
            lines.append(f"| {words} | {wanted:g} | {ratio:.2g} | {'met' if ratio >= wanted else 'missed'} |")
    workers = [peaks[name] / (1 << 20) for name in peaks if name in ("parquet-2", "shuffled-2")]
    if workers:
        met = "met" if max(workers) <= 0.4 else "missed"
        lines.append(f"| memory a worker, in GB, at most | 0.4 | {max(workers):.2g} | {met} |")
    if "spark" not in rates:
        lines += ["", "Spark was left out of this run."]
    lines += ["", *(faults or ["What must find the same found the same, in every round."]), ""]
    return "\n".join(lines)


def plot(rates: Mapping[str, float]) -> str:
    """Return bars, one for each measurement."""
    most = max(rates.values())
    height = _ROW * len(rates) + 36
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _BAR + 70} {height}" {_LOOK}>',
        "<title>Million lines a second</title>",
        f'<rect width="100%" height="{height}" fill="#ffffff"/>',
    ]
    for place, (words, rate) in enumerate(rates.items()):
        top = 8 + place * _ROW
        ours = not any(name in words for name in ("Polars", "DuckDB", "pandas"))
        width = max(1.0, rate / most * _BAR)
        color = "#00796b" if ours else "#9e9e9e"
        parts += [
            f'<text x="{_LEFT - 8}" y="{top + 15}" text-anchor="end" fill="#222">{escape(words)}</text>',
            f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_ROW - 6}" fill="{color}"/>',
            f'<text x="{_LEFT + width + 6:.1f}" y="{top + 15}" fill="#222">{_number(rate)}</text>',
        ]
    parts.append(f'<text x="{_LEFT}" y="{height - 8}" fill="#555">million lines a second, median</text></svg>')
    return "\n".join(parts) + "\n"


def _number(rate: float) -> str:
    return f"{rate:.3f}" if rate < 0.1 else f"{rate:.2f}"
