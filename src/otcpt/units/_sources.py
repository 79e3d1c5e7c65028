"""The documents behind the arithmetic of this room, with how surely each was read."""

from otcpt.citation import Document

_MANUAL = Document("CMS", "Pub. 100-04 ch. 5", "print of contractor First Coast, article 0508065")
_CPT = Document("AMA", "CPT introduction, time", "as quoted by Premera, 2019-11-07")
_OT_RULE = Document("CMS", "42 CFR 410.59(a)(4)", confidence="P*")
_STATUTE = Document("U.S. Congress", "42 U.S.C.")
_PREAMBLE_2020 = Document("CMS", "84 FR 62702-62707", "CY2020 final rule", "P*")

UNTIMED = _MANUAL.at("§20.2.B")
TIMED = _MANUAL.at("§20.2.C")
TABLE = _MANUAL.at("§20.2.C, table")
LEFT_OVER = _MANUAL.at("§20.2.C, example 3")
FREE_CHOICE = _MANUAL.at("§20.2.C, examples 2 and 5")
POOLED_FAMILY = _MANUAL.at("§20.2.C, read for a first-plus-additional family", "I")
OWN_INTERVAL = _CPT.at("midpoint")
FAMILY_INTERVALS = _CPT.at("midpoint, read for a first-plus-additional family", "I")
FULL_TIME = _CPT.at("code-specific time", "S")
MORE_THAN_THE_CLOCK = _CPT.at("no daily cap", "I")

MODIFIER_FROM_2020 = _STATUTE.at("§1395m(v)")
JOINT_MINUTES = _OT_RULE.at("joint minutes")
WHOLE_BLOCKS = _OT_RULE.at("unit by unit")
TEN_PERCENT = _OT_RULE.at("in part: more than 10 percent")
TEN_PERCENT_ARITHMETIC = _PREAMBLE_2020.at("62704-62705")
EIGHT_MINUTES = _OT_RULE.at("(iv)")
TWO_UNITS = _OT_RULE.at("(v)")
TWO_UNITS_POOLED = _OT_RULE.at("(v), read for a pooled day", "I")
TWO_UNITS_2020 = _PREAMBLE_2020.at("unit by unit, read for two units", "I")
