"""Modifiers a therapist's claim can have: their form, and which are known since when."""

from otcpt.modifiers._known import Modifier as Modifier, ModifierTable as ModifierTable
from otcpt.modifiers._modifiers import ASSISTANT, DISCIPLINE, is_modifier, parse_modifier

__all__ = []
