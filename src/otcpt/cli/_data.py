"""``otcpt data build``: from the files CMS publishes to a local edition."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
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
    rvu: Sequence[str],
    gpci: str | None,
    known_fee: str | None,
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
        rvu=list(_files(rvu)),
        gpci=gpci,
        known_fee=None if known_fee is None else _fee(known_fee),
        setting=setting,
        quarter=None if quarter is None else calendar_day(quarter, "--quarter"),
        through=None if through is None else calendar_day(through, "--through"),
    )
    built = edition.to_page()
    note = Paragraph(StyledText(f"Written and verified. Use it with: --edition {out}", Tone.GOOD))
    show(attrs.evolve(built, blocks=(*built.blocks, note)))


def _fee(text: str) -> tuple[str, str, Decimal]:
    """Read a code, a locality and dollars."""
    words = text.split()
    try:
        code, locality, dollars = words[0], " ".join(words[1:-1]), Decimal(words[-1].lstrip("$"))
    except (ArithmeticError, IndexError):
        raise InvalidInput(
            f"--known-fee {text!r} is not a code, a locality and dollars; write '99203 04412-99 114.05'",
            "known_fee",
            text,
        ) from None
    return code, locality, dollars


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
