"""One rule, one file. The list is written out by hand; a test compares it with the files."""

from otcpt.rules._all_rules import ALL_RULES
from otcpt.rules._assistants import assistant_modifier, assistant_split, evaluates
from otcpt.rules._day import MOST_LINES, Day, discipline_of
from otcpt.rules._edit_modifiers import is_evaluation_and_management
from otcpt.rules._find import choose_rules, find_rule, rules_digest
from otcpt.rules._law import SEEN_AGAIN, Law as Law, payers_timing
from otcpt.rules._ptp import OF_PAIRS, are_left_alone, denied_anyway, has_table
from otcpt.rules._quantities import is_quantity_based
from otcpt.rules._therapy import is_hands_on, is_item
from otcpt.rules._timeframe import Timeframe
from otcpt.rules._unit_pools import (
    ADD_ON,
    FIRST,
    MOST_TIED,
    Account,
    accounts_of,
    codes_of,
    counted_accounts,
    follows_from_units,
    pool_by_total_time,
)

__all__ = [
    "ALL_RULES",
    "Day",
    "Timeframe",
    "find_rule",
]
