"""``otcpt pair``: may two codes stand on one day?"""

from collections.abc import Sequence

from otcpt.cli._choices import Setting
from otcpt.cli._page import show
from otcpt.codes import parse_code
from otcpt.editions import Edition, load_edition
from otcpt.edits.pages import pair_page
from otcpt.errors import UnknownName
from otcpt.timeline import calendar_day


def show_pair(one: str, other: str, *, on: str, settings: Sequence[Setting], edition: str | None) -> None:
    """Print what each setting's table says about the pair, side by side, and every edit the pair ever had.

    Raises `UnknownName` for a number that no code has.
    """
    day = calendar_day(on)
    one, other = parse_code(one), parse_code(other)
    law = load_edition(edition)
    doubtful = _doubtful((one, other), law)
    tables = {setting.replace("_", " "): law.ptp(setting) for setting in settings}
    answers = {name: table.between(one, other, on=day) for name, table in tables.items()}
    past = [(name, edit) for name, table in tables.items() for edit in table.edits(one, other)]
    show(pair_page(one, other, day, answers, edition=law.id, past=past, doubtful=doubtful))


def _doubtful(codes: Sequence[str], law: Edition) -> str:
    """Return the codes of which the edition cannot tell whether they exist; raise where one is known not to."""
    known = {code: law.codes.exists(code) for code in codes}
    if unknown := [code for code in codes if known[code] is False]:
        told = "".join(law.codes.suggest(code) for code in unknown)
        raise UnknownName(f"no edit can be looked up in edition {law.id}.{told}")
    return " and ".join(code for code in codes if known[code] is None)
