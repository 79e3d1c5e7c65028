"""The documents the rules cite."""

from otcpt.citation import Document

NCCI_MANUAL = Document("CMS", "Medicare NCCI Policy Manual", "rev. 2026-01-01")
PTP_TABLES = Document(
    "CMS", "NCCI procedure-to-procedure edits", "practitioner and outpatient hospital v30.2 (2024-07-01)"
)
MUE_TABLES = Document("CMS", "NCCI medically unlikely edits", "2024-07-01 to 2026-10-01")
CODE_EDITOR = Document(
    "CMS",
    "Integrated outpatient code editor, as a public port has it",
    "2019 to 2026",
    confidence="S",
    address="https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce/quarterly-release-files",
)
BILATERAL_MUE = Document("CMS", "MLN Matters SE1422, medically unlikely edits and bilateral procedures", confidence="S")
ADDON_TABLE = Document("CMS", "NCCI add-on code edits", "2024Q2")
CLAIMS_MANUAL = Document("CMS", "Pub. 100-04 ch. 5", confidence="P*")
BENEFIT_MANUAL = Document("CMS", "Pub. 100-02 ch. 15")
CR_8863 = Document("CMS", "CR 8863, Transmittal 1422", "2015-01-01", confidence="S")
FACILITY_LINE = Document("Palmetto GBA", "Reason codes of institutional claims", confidence="L")
CR_10699 = Document("Novitas and Noridian", "CR 10699 and article 10529: pair edits on critical access hospitals")
CR_11168 = Document("CMS", "CR 11168, Transmittal 2259", "2019-07-01", confidence="S")
ASSISTANT_RULE = Document("CMS", "42 CFR 410.59(a)(4)", confidence="P*")
ASSISTANT_LAW = Document("US Congress", "42 U.S.C. 1395m(v)")
FEE_SCHEDULE = Document("CMS", "Physician fee schedule relative value files", "2020 to July 2026")
CODE_NUMBERS = Document(
    "CMS", "NCCI edit tables and fee schedule files, code numbers", "2024Q2 to 2026Q2; January 2025, July 2026"
)
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
CPT_UNLISTED = Document("AMA", "CPT introduction", "unlisted procedures", confidence="L")
CPT_CATEGORIES = Document("AMA", "CPT introduction", "categories of codes", confidence="L")
CPT_2027 = Document("CPT Editorial Panel", "Public notes on its September 2025 meeting and on CPT 2027", confidence="S")
ORTHOSIS_PRICES = Document("CMS", "DMEPOS fee schedule, orthoses", confidence="L")
WORK_PAYERS = Document("Workers' compensation payers", "Fee schedules, as told by trade sources", confidence="S")
CAREGIVER_TRAINING = Document(
    "CMS", "Fee schedule files and therapy guidance on caregiver training", "2024 and 2025", confidence="S"
)
CERTIFICATION_RULE = Document("CMS", "CY 2025 physician fee schedule final rule", "2025-01-01", confidence="S")
CERTIFIER_ON_CLAIM = Document("Palmetto GBA and Noridian", "Certifying provider on therapy claims", confidence="P*")
CERTIFIER_LAW = Document(
    "US Congress", "Middle Class Tax Relief and Job Creation Act of 2012", "2012-10-01", confidence="L"
)
CORF_PLAN = Document(
    "CMS",
    "42 CFR 410.105",
    confidence="P*",
    address="https://www.ecfr.gov/current/title-42/chapter-IV/subchapter-B/part-410/subpart-C/section-410.105",
)
MONITORING_RULE = Document(
    "CMS",
    "CY 2024 physician fee schedule final rule",
    "2024-01-01",
    confidence="S",
    address="https://www.federalregister.gov/citation/88-FR-78818",
)
CPT_MODIFIERS = Document("AMA", "CPT, list of modifiers", confidence="P*")
HCPCS_MODIFIERS = Document("CMS", "HCPCS Level II modifiers", confidence="P*")
CLAIM_LINE = Document("ASC X12 and NUCC", "005010X222A1 and the CMS-1500 form", confidence="P*")
ORDER_OF_MODIFIERS = Document("Medicare contractors", "Advice on the order of modifiers", confidence="L")
CR_6563 = Document("CMS", "CR 6563, notices of non-coverage", "2010-04-01", confidence="S")
LIABILITY = Document("CMS", "Instructions for GA, GY and GZ, as repeated by contractors", "since 2002", confidence="S")
NGS_THERAPY = Document("National Government Services", "Outpatient therapy billing guide", confidence="S")
TELEHEALTH = Document("US Congress and CMS", "Telehealth by therapists, told by AOTA", "2020 to 2026", confidence="S")
TELEHEALTH_MODIFIERS = Document("Novitas and First Coast", "Telehealth modifiers", "2024 to 2026", confidence="S")
CHIROPRACTIC = Document("Palmetto and Noridian", "Modifier AT", "2020 and 2023", confidence="S")
FIELDS = Document(
    "CMS and contractors", "Who may bill a code under Part B: the edition's own column, row by row", confidence="S"
)
DEVICE_SUPPLY = Document("Medicare contractors", "Article of 2024 on CO and CQ, and vendors' notes", confidence="S")
THRESHOLD_LAW = Document("US Congress", "42 U.S.C. 1395l(g)")
THRESHOLD_ADVICE = Document("Noridian and NGS", "KX and the therapy threshold", "2022 to 2024", confidence="S")
RTM_2026 = Document("CMS", "CR 14250, remote therapeutic monitoring 2026, as summarized", confidence="S")
CPT_2018 = Document("AMA", "CPT 2018, orthotic and prosthetic management, as told in notices", confidence="S")
PAYER_DENIALS = Document("Payers", "Denials as reported by an EMR vendor, seminars and coding forums", confidence="S")
PART_B_SCENARIOS = Document("CMS", "11 Part B billing scenarios for PTs and OTs")
PRIVATE_PRACTICE = Document("CMS", "42 CFR 410.59", confidence="P*")
CONSOLIDATED_BILLING = Document("CMS", "Pub. 100-04 ch. 10", confidence="L")
UNIFORM_BILL = Document("CMS", "Pub. 100-04 ch. 25", confidence="P*")
CR_7170 = Document("CMS", "CR 7170, Transmittal 2091", "2011-04-01", confidence="S")
INFRARED = Document("CMS", "National Coverage Determination 270.6, infrared therapy", confidence="L")
