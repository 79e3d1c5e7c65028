"""One rule, one file. The list is written out by hand; a test compares it with the files."""

from otcpt.rules._assistants import assistant_modifier, assistant_split, evaluates
from otcpt.rules._book import ALL_RULES, find_rule, rules_digest
from otcpt.rules._counted import counts_things
from otcpt.rules._course import Course
from otcpt.rules._day import Day, discipline_of
from otcpt.rules._disciplines import modifiers_of
from otcpt.rules._law import Law
from otcpt.rules._release import is_evaluation_and_management

__all__ = [
    "ALL_RULES",
    "Course",
    "Day",
    "Law",
    "assistant_modifier",
    "assistant_split",
    "counts_things",
    "discipline_of",
    "evaluates",
    "find_rule",
    "is_evaluation_and_management",
    "modifiers_of",
    "rules_digest",
]
