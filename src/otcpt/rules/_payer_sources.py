"""Documents of single payers, and of contractors on institutional claims, for the rules that a policy switches on."""

from otcpt.citation import Document

DAILY_CAPS = Document("Cigna and a state program", "Reimbursement policies on therapy, as reported", confidence="S")
YEARLY_EVALUATION = Document("A state program", "Table of occupational therapy codes, as reported", confidence="S")
OTHER_ASSISTANT_MODIFIER = Document("Indiana Medicaid", "Therapy services module, as reported", confidence="S")
SUPPLY_MODIFIERS = Document("Blue Cross Blue Shield of North Dakota", "Therapy modifiers", confidence="S")
OCCURRENCE_CODES = Document(
    "Palmetto GBA and First Coast", "Reason code 31256 and Pub. 100-04 ch. 5 §20", confidence="P*"
)
