"""The documents the rules cite."""

from otcpt.citation import Document

NCCI_MANUAL = Document("CMS", "Medicare NCCI Policy Manual", "rev. 2026-01-01")
PTP_TABLES = Document(
    "CMS", "NCCI procedure-to-procedure edits", "practitioner and outpatient hospital v30.2 (2024-07-01)"
)
MUE_TABLES = Document("CMS", "NCCI medically unlikely edits", "2024-07-01 to 2026-10-01")
ADDON_TABLE = Document("CMS", "NCCI add-on code edits", "2024Q2")
CLAIMS_MANUAL = Document("CMS", "Pub. 100-04 ch. 5", confidence="P*")
BENEFIT_MANUAL = Document("CMS", "Pub. 100-02 ch. 15")
CR_11168 = Document("CMS", "CR 11168, Transmittal 2259", "2019-07-01", confidence="S")
ASSISTANT_RULE = Document("CMS", "42 CFR 410.59(a)(4)", confidence="P*")
ASSISTANT_LAW = Document("US Congress", "42 U.S.C. 1395m(v)")
FEE_SCHEDULE = Document("CMS", "Physician fee schedule relative value files", "2020 to July 2026")
THERAPY_CODES = Document(
    "CMS", "Annual therapy code list", "as mirrored by a payer's always-therapy list", confidence="S"
)
CPT_TIME = Document("AMA", "CPT introduction, section on time", "since CPT 2011")
CODE_SETS = Document("HHS", "45 CFR 162.1002", confidence="P*")
DUPLICATES = Document("CMS", "Pub. 100-04 ch. 1", confidence="P*")
CR_10176 = Document("CMS", "CR 10176, therapy modifier edits", "2018-01-01", confidence="S")
ASSISTANT_UNITS = Document(
    "CMS", "CY 2020 and CY 2022 physician fee schedule final rules (84 FR 62702, 86 FR 64996)", confidence="P*"
)
