"""The documents behind the arithmetic of this room, with how surely each was read."""

from otcpt.citation import Document

_MANUALS = "https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/"
_CFR = "https://www.ecfr.gov/current/title-42/chapter-IV/subchapter-B/"
_CODE = "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title42-"
_AMA = "https://www.ama-assn.org/"

_MANUAL = Document(
    "CMS", "Pub. 100-04 ch. 5", "print of contractor First Coast, article 0508065", address=_MANUALS + "clm104c05.pdf"
)
_CPT = Document(
    "AMA", "CPT introduction, time", "as quoted by Premera, 2019-11-07", address=_AMA + "practice-management/cpt"
)
_SYSTEM = Document("A therapy EMR", "product manual, setting for payers other than Medicare")
_FULL_UNITS = Document(
    "Texas Medicaid",
    "Provider procedures manual, mental-health rehabilitation",
    "2016",
    address="https://www.tmhp.com/resources/provider-manuals/tmppm",
)
_SESSIONS = Document(
    "State of Oklahoma",
    "Okla. Admin. Code 317:30-5-1027",
    "school-based services",
    address="https://www.law.cornell.edu/regulations/oklahoma/OAC-317-30-5-1027",
)
_TENTHS = Document(
    "Texas Medicaid",
    "Provider procedures manual, school health",
    "2008 to 2012, historical",
    address="https://www.tmhp.com/resources/provider-manuals/tmppm/archives",
)
_OT_RULE = Document("CMS", "42 CFR 410.59(a)(4)", confidence="P*", address=_CFR + "part-410/subpart-B/section-410.59")
_STATUTE = Document("US Congress", "42 U.S.C. 1395m(v)", address=_CODE + "section1395m")
_PREAMBLE_2020 = Document(
    "CMS", "84 FR 62702-62707", "CY2020 final rule", "P*", address="https://www.federalregister.gov/d/2019-24086"
)

UNTIMED = _MANUAL.at("§20.2.B")
TIMED = _MANUAL.at("§20.2.C")
TABLE = _MANUAL.at("§20.2.C, table")
LEFT_OVER = _MANUAL.at("§20.2.C, example 3")
FREE_CHOICE = _MANUAL.at("§20.2.C, examples 2 and 5")
POOLED_FAMILY = _MANUAL.at("§20.2.C, read for a first-plus-additional family", "I")
OWN_INTERVAL = _CPT.at("midpoint")
FAMILY_INTERVALS = _CPT.at("midpoint, read for a first-plus-additional family", "I")
FULL_TIME = _CPT.at("code-specific time", "S")
WHICHEVER_IS_MORE = _SYSTEM.at("units by payer")
WHOLE_UNITS = _FULL_UNITS.at("§5.2.3")
PAYERS_LEAST = Document("California", "22 CCR 51507.1, Medi-Cal", confidence="S").at("7 minutes or more")
EACH_SESSION = _SESSIONS.at("continuous minutes, read with the CPT midpoint", "I")
TENTHS_OF_AN_HOUR = _TENTHS.at("§42.7.5")
MORE_THAN_THE_CLOCK = _CPT.at("no daily cap", "I")

MODIFIER_FROM_2020 = _STATUTE.at("(2)")
JOINT_MINUTES = _OT_RULE.at("joint minutes")
WHOLE_BLOCKS = _OT_RULE.at("unit by unit")
TEN_PERCENT = _OT_RULE.at("in part: more than 10 percent")
TEN_PERCENT_ARITHMETIC = _PREAMBLE_2020.at("62704-62705")
EIGHT_MINUTES = _OT_RULE.at("(iv)")
TWO_UNITS = _OT_RULE.at("(v)")
TWO_UNITS_POOLED = _OT_RULE.at("(v), read for a pooled day", "I")
TWO_UNITS_2020 = _PREAMBLE_2020.at("unit by unit, read for two units", "I")
