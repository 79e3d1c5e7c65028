"""``otcpt pair``: may two codes be billed together on one day?"""

from collections.abc import Sequence

import attrs

from otcpt.cli._choices import Setting
from otcpt.cli._page import show
from otcpt.editions import pair
from otcpt.frozenmap import FrozenMap


def show_pair(one: str, other: str, *, on: str, settings: Sequence[Setting], edition: str | None) -> None:
    """Print what each setting's table says about the pair, side by side, and every edit the pair ever had.

    Raises `UnknownName` for a number that no code has.
    """
    found = pair(one, other, on=on, edition=edition)
    kept = {str(setting) for setting in settings}
    answers = FrozenMap({setting: answer for setting, answer in found.answers.items() if setting in kept})
    years = FrozenMap({setting: edits for setting, edits in found.years.items() if setting in kept})
    show(attrs.evolve(found, answers=answers, years=years).to_page())
