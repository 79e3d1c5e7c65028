"""``otcpt data build``: from the files CMS publishes to a local edition."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from otcpt.cli._choices import Setting
from otcpt.cli._page import show
from otcpt.editions import build_local
from otcpt.errors import InvalidInput
from otcpt.page import Paragraph, StyledText, Tone
from otcpt.timeline import calendar_day


def build(
    out: Path,
    *,
    ptp: Sequence[str],
    mue: Sequence[str],
    addon: str | None,
    setting: Setting | None,
    quarter: str | None,
    through: str | None,
) -> None:
    """Build the edition, and print what it holds and how to use it."""
    edition = build_local(
        out,
        ptp=list(_files(ptp)),
        mue=list(_files(mue)),
        addon=addon,
        setting=setting,
        quarter=None if quarter is None else calendar_day(quarter, "--quarter"),
        through=None if through is None else calendar_day(through, "--through"),
    )
    told = edition.to_page()
    note = Paragraph(StyledText(f"Written and verified. Use it with: --edition {out}", Tone.GOOD))
    show(attrs.evolve(told, blocks=(*told.blocks, note)))


def _files(given: Sequence[str]) -> Iterator[Path]:
    """Yield the files, a pattern in quotes written out: an option takes one word, the four parts are many."""
    for text in given:
        if not any(sign in text for sign in "*?["):
            yield Path(text)
            continue
        path = Path(text)
        found = sorted(path.parent.glob(path.name))
        if not found:
            raise InvalidInput(f"no file is called like {text!r}", "file", text)
        yield from found
