"""The documents the rules cite."""

from otcpt.citation import Document

_MANUALS = "https://www.cms.gov/regulations-and-guidance/guidance/manuals/downloads/"
_NCCI = "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
_TRANSMITTALS = "https://www.cms.gov/Regulations-and-Guidance/Guidance/Transmittals/"
_CFR = "https://www.ecfr.gov/current/title-42/chapter-IV/subchapter-B/"
_CODE = "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title42-"
_CMS = "https://www.cms.gov/"
_AMA = "https://www.ama-assn.org/"

NCCI_MANUAL = Document(
    "CMS",
    "Medicare NCCI Policy Manual",
    "rev. 2026-01-01",
    address=_CMS + "files/document/2026-ncci-medicare-policy-manual-all-chapters.pdf",
)
PTP_TABLES = Document(
    "CMS",
    "NCCI procedure-to-procedure edits",
    "practitioner v30.2 and v32.3, outpatient hospital v30.2",
    address=_NCCI + "medicare-ncci-procedure-procedure-ptp-edits",
)
MUE_TABLES = Document(
    "CMS",
    "NCCI medically unlikely edits",
    "2024-07-01 to 2026-10-01",
    address=_NCCI + "medicare-ncci-medically-unlikely-edits-mues",
)
CODE_EDITOR = Document(
    "CMS",
    "Integrated outpatient code editor, as a public port has it",
    "2019 to 2026",
    confidence="S",
    address=_CMS + "medicare/coding-billing/outpatient-code-editor-oce/quarterly-release-files",
)
BILATERAL_MUE = Document("CMS", "MLN Matters SE1422, medically unlikely edits and bilateral procedures", confidence="S")
ADDON_TABLE = Document("CMS", "NCCI add-on code edits", "2026Q2", address=_NCCI + "medicare-ncci-add-code-edits")
CLAIMS_MANUAL = Document("CMS", "Pub. 100-04 ch. 5", confidence="P*", address=_MANUALS + "clm104c05.pdf")
BENEFIT_MANUAL = Document("CMS", "Pub. 100-02 ch. 15", address=_MANUALS + "bp102c15.pdf")
CR_8863 = Document(
    "CMS", "CR 8863, Transmittal 1422", "2015-01-01", confidence="S", address=_TRANSMITTALS + "Downloads/R1422OTN.pdf"
)
FACILITY_LINE = Document(
    "Palmetto GBA", "Reason codes of institutional claims", confidence="L", address="https://www.palmettogba.com/"
)
CR_10699 = Document("Novitas and Noridian", "CR 10699 and article 10529: pair edits on critical access hospitals")
CR_11168 = Document(
    "CMS",
    "CR 11168, Transmittal 2259",
    "2019-07-01",
    confidence="S",
    address=_TRANSMITTALS + "2019Downloads/R2259OTN.pdf",
)
ASSISTANT_RULE = Document(
    "CMS", "42 CFR 410.59(a)(4)", confidence="P*", address=_CFR + "part-410/subpart-B/section-410.59"
)
ASSISTANT_LAW = Document("US Congress", "42 U.S.C. 1395m(v)", address=_CODE + "section1395m")
FEE_SCHEDULE = Document(
    "CMS",
    "Physician fee schedule relative value files",
    "2020 to July 2026",
    address=_CMS + "medicare/payment/fee-schedules/physician/pfs-relative-value-files",
)
CODE_NUMBERS = Document(
    "CMS",
    "NCCI edit tables and fee schedule files, code numbers",
    "2024Q2 to 2026Q2; January 2025, July 2026",
    address=_NCCI + "medicare-ncci-procedure-procedure-ptp-edits",
)
THERAPY_CODES = Document(
    "CMS",
    "Annual therapy code list",
    "as mirrored by a payer's always-therapy list",
    confidence="S",
    address=(
        "https://www.uhcprovider.com/en/policies-protocols/commercial-policies/"
        "commercial-reimbursement-policies/COMM-Procedure-to-Modifier-Policy.html"
    ),
)
CPT_TIME = Document(
    "AMA", "CPT introduction, section on time", "since CPT 2011", address=_AMA + "practice-management/cpt"
)
CODE_SETS = Document(
    "HHS", "45 CFR 162.1002", confidence="P*", address="https://www.ecfr.gov/current/title-45/section-162.1002"
)
DUPLICATES = Document("CMS", "Pub. 100-04 ch. 1", confidence="P*", address=_MANUALS + "clm104c01.pdf")
CR_10176 = Document(
    "CMS",
    "CR 10176, Transmittal 3814, always-therapy codes",
    "2018-01-01",
    address=_TRANSMITTALS + "2017Downloads/R3814CP.pdf",
)
ASSISTANT_UNITS = Document(
    "CMS",
    "CY 2020 and CY 2022 physician fee schedule final rules (84 FR 62702, 86 FR 64996)",
    confidence="P*",
    address="https://www.federalregister.gov/d/2019-24086",
)
CPT_UNLISTED = Document(
    "AMA", "CPT introduction", "unlisted procedures", confidence="L", address=_AMA + "practice-management/cpt"
)
CPT_CATEGORIES = Document(
    "AMA",
    "CPT introduction",
    "categories of codes",
    confidence="L",
    address=_AMA + "practice-management/cpt/cpt-overview-and-code-approval",
)
CPT_2027 = Document(
    "CPT Editorial Panel",
    "Public notes on its September 2025 meeting and on CPT 2027",
    confidence="S",
    address=_AMA + "about/cpt-editorial-panel/summary-panel-actions",
)
ORTHOSIS_PRICES = Document(
    "CMS",
    "DMEPOS fee schedule, orthoses",
    confidence="L",
    address=_CMS + "medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule",
)
WORK_PAYERS = Document("Workers' compensation payers", "Fee schedules, according to trade sources", confidence="S")
CAREGIVER_TRAINING = Document(
    "CMS",
    "Fee schedule files and therapy guidance on caregiver training",
    "2024 and 2025",
    confidence="S",
    address="https://www.hhs.gov/guidance/document/therapy-services",
)
CERTIFICATION_RULE = Document(
    "CMS",
    "CY 2025 physician fee schedule final rule",
    "2025-01-01",
    confidence="S",
    address="https://www.federalregister.gov/d/2024-25382",
)
CERTIFIER_ON_CLAIM = Document("Palmetto GBA and Noridian", "Certifying provider on therapy claims", confidence="P*")
CERTIFIER_LAW = Document(
    "US Congress", "Middle Class Tax Relief and Job Creation Act of 2012", "2012-10-01", confidence="L"
)
CORF_PLAN = Document("CMS", "42 CFR 410.105", address=_CFR + "part-410/subpart-C/section-410.105")
MONITORING_RULE = Document(
    "CMS",
    "CY 2024 physician fee schedule final rule",
    "2024-01-01",
    confidence="S",
    address="https://www.federalregister.gov/d/2023-24184",
)
CPT_MODIFIERS = Document("AMA", "CPT, list of modifiers", confidence="P*", address=_AMA + "practice-management/cpt")
HCPCS_MODIFIERS = Document(
    "CMS",
    "HCPCS Level II modifiers",
    confidence="P*",
    address=_CMS + "medicare/coding-billing/healthcare-common-procedure-system/quarterly-update",
)
CLAIM_LINE = Document(
    "ASC X12 and NUCC", "005010X222A1 and the CMS-1500 form", confidence="P*", address="https://x12.org/"
)
ORDER_OF_MODIFIERS = Document("Medicare contractors", "Advice on the order of modifiers", confidence="L")
CR_6563 = Document(
    "CMS",
    "CR 6563, notices of non-coverage",
    "2010-04-01",
    confidence="S",
    address="http://www.cms.hhs.gov/MLNMattersArticles/downloads/MM6563.pdf",
)
LIABILITY = Document(
    "CMS",
    "Pub. 100-04 ch. 30, GA, GY and GZ",
    "as repeated by contractors",
    confidence="S",
    address=_MANUALS + "clm104c30.pdf",
)
NGS_THERAPY = Document(
    "National Government Services",
    "Outpatient therapy billing guide",
    confidence="S",
    address=("https://ngsmedicare.com/physical-therapy/occupational-therapy/speech-therapy?selectedArticleId=1338625"),
)
TELEHEALTH = Document(
    "US Congress and CMS",
    "Telehealth by therapists, according to AOTA",
    "2020 to 2026",
    confidence="S",
    address=_CMS + "files/document/telehealth-faq-updated-02-26-2026.pdf",
)
TELEHEALTH_MODIFIERS = Document("Novitas and First Coast", "Telehealth modifiers", "2024 to 2026", confidence="S")
CHIROPRACTIC = Document(
    "CMS",
    "Pub. 100-02 ch. 15 §240.1.3, modifier AT",
    "as given by Palmetto and Noridian",
    confidence="S",
    address=_MANUALS + "bp102c15.pdf",
)
FIELDS = Document(
    "CMS and contractors", "Who may bill a code under Part B: the edition's own column, row by row", confidence="S"
)
DEVICE_SUPPLY = Document("Medicare contractors", "Article of 2024 on CO and CQ, and vendors' notes", confidence="S")
THRESHOLD_LAW = Document("US Congress", "42 U.S.C. 1395l(g)", address=_CODE + "section1395l")
THRESHOLD_ADVICE = Document(
    "Noridian and NGS",
    "KX and the therapy threshold",
    "2022 to 2024",
    confidence="S",
    address=(
        "https://med.noridianmedicare.com/web/jea/provider-types/outpatient-therapy/"
        "per-beneficiary_kx_modifier_thresholds"
    ),
)
RTM_2026 = Document(
    "CMS",
    "MM14250, therapy code list 2026 (CR 14250)",
    "as summarized",
    confidence="S",
    address=_CMS + "files/document/mm14250-therapy-code-list-2026-annual-update.pdf",
)
CPT_2018 = Document("AMA", "CPT 2018, orthotic and prosthetic management, according to notices", confidence="S")
PAYER_DENIALS = Document("Payers", "Denials as reported by an EMR vendor, seminars and coding forums", confidence="S")
PART_B_SCENARIOS = Document("CMS", "11 Part B billing scenarios for PTs and OTs", address=_CMS + "es/node/170991")
PRIVATE_PRACTICE = Document("CMS", "42 CFR 410.59", confidence="P*", address=_CFR + "part-410/subpart-B/section-410.59")
CONSOLIDATED_BILLING = Document("CMS", "Pub. 100-04 ch. 10", confidence="L", address=_MANUALS + "clm104c10.pdf")
UNIFORM_BILL = Document("CMS", "Pub. 100-04 ch. 25", confidence="P*", address=_MANUALS + "clm104c25.pdf")
CR_7170 = Document(
    "CMS", "CR 7170, Transmittal 2091", "2011-04-01", confidence="S", address=_TRANSMITTALS + "downloads/R2091CP.pdf"
)
ACUPUNCTURE = Document(
    "CMS",
    "National Coverage Determination 30.3.3, acupuncture for chronic low back pain",
    "in force since January 2020",
)
INFRARED = Document(
    "CMS",
    "National Coverage Determination 270.6, infrared therapy",
    address="https://www.hhs.gov/guidance/document/infrared-therapy-devices-0",
)

# Of single payers, and of contractors on institutional claims, for the rules that a policy switches on.
DAILY_CAPS = Document("Cigna and a state program", "Reimbursement policies on therapy, as reported", confidence="S")
YEARLY_EVALUATION = Document("A state program", "Table of occupational therapy codes, as reported", confidence="S")
OTHER_ASSISTANT_MODIFIER = Document("Indiana Medicaid", "Therapy services module, as reported", confidence="S")
SUPPLY_MODIFIERS = Document("Blue Cross Blue Shield of North Dakota", "Therapy modifiers", confidence="S")
OCCURRENCE_CODES = Document(
    "Palmetto GBA and First Coast", "Reason code 31256 and Pub. 100-04 ch. 5 §20", confidence="P*"
)
