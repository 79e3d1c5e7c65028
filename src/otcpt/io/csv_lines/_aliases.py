"""What record systems call the columns that are read."""

import re

#: Every column that is read, with the names that mean it and nothing else. Case, blanks and punctuation make no
#: difference; # is "number".
ALIASES: dict[str, tuple[str, ...]] = {
    "claim_id": ("claim", "claim_number", "claim_no"),
    "line_id": ("line", "line_number", "line_no", "claim_line_number"),
    "frequency": ("claim_frequency", "claim_frequency_code", "frequency_code"),
    "replaces": ("replaces_claim", "original_claim_id", "original_reference_number"),
    "patient_key": ("patient_id", "patient_no", "patient_number", "member", "member_id", "mrn"),
    "rendering_provider_key": ("rendering_provider", "rendering_provider_id", "rendering_npi"),
    "billing_provider_key": ("billing_provider", "billing_provider_id", "billing_npi"),
    "certifying_provider_key": (
        "certifying_provider", "certifying_npi", "referring_provider", "referring_provider_id", "referring_npi",
    ),
    "payer": ("insurance",),
    "date_of_service": ("dos", "service_date"),
    "code": ("cpt", "hcpcs", "cpt_code", "hcpcs_code", "cpt_hcpcs", "procedure_code", "proc_code", "procedure"),
    "modifiers": ("mods", "modifier", "mod"),
    "modifier_1": ("mod1", "modifier1", "hcpcs_modifier_1"),
    "modifier_2": ("mod2", "modifier2", "hcpcs_modifier_2"),
    "modifier_3": ("mod3", "modifier3", "hcpcs_modifier_3"),
    "modifier_4": ("mod4", "modifier4", "hcpcs_modifier_4"),
    "units": ("unit", "qty", "quantity", "units_billed", "billed_units"),
    "minutes": ("mins", "min", "treatment_minutes"),
    "therapist_minutes": ("ot_minutes", "therapist_mins"),
    "assistant_minutes": ("ota_minutes", "cota_minutes", "assistant_mins"),
    "joint_minutes": ("joint", "joint_mins"),
    "total_treatment_minutes": ("total_minutes", "total_treatment_time"),
    "start_time": ("start", "time_in"),
    "end_time": ("end", "time_out"),
    "place_of_service": ("pos", "place_of_service_code"),
    "bill_type": ("type_of_bill", "tob", "bill_type_code"),
    "revenue_code": ("rev_code", "revenue_center_code"),
    "occurrence_codes": ("occurrence_code", "occurrence"),
    "charge": ("charges", "charge_amount"),
}  # fmt: skip

#: Other usual names: they are read where none of the above is there.
_USUAL: dict[str, tuple[str, ...]] = {
    "claim_id": ("claim_num", "clm_id", "claim_control_number", "claim_reference"),
    "line_id": ("line_num", "line_item", "claim_line_id", "service_line", "service_line_number", "service_line_id"),
    "frequency": ("resubmission_code",),
    "replaces": ("original_claim", "original_claim_number", "original_ref_no"),
    "patient_key": (
        "patient_num", "patient_identifier", "patient_mrn", "patient_account", "patient_account_number",
        "patient_account_no", "patient_acct", "patient_acct_no", "member_number", "mr_number", "medical_record_number",
        "medical_record_no", "chart_number", "chart_no", "client_id", "client_number", "pt_id", "pt_number",
        "person_id", "bene_id", "desynpuf_id", "pat_id", "pat_acct", "pat_acct_no", "pat_mrn", "pt_mrn", "pt_acct",
    ),
    "rendering_provider_key": (
        "rendering_provider_npi", "rendering_id", "treating_provider_id", "treating_provider_npi", "treating_npi",
        "therapist_id", "therapist_npi",
    ),
    "billing_provider_key": ("billing_provider_npi", "group_npi"),
    "payer": (
        "payer_name", "payer_type", "payer_class", "payor", "payor_name", "insurance_name", "insurance_type",
        "insurance_company", "primary_insurance", "primary_insurance_name", "primary_payer", "primary_payer_name",
        "primary_payor", "primary_ins", "financial_class", "fin_class", "carrier", "claim_filing_code",
        "claim_filing_indicator", "sbr09",
    ),
    "date_of_service": (
        "date_of_visit", "visit_date", "visit_dt", "treatment_date", "date_of_treatment", "tx_date", "session_date",
        "encounter_date", "appointment_date", "appt_date", "svc_date", "serv_date", "service_dt", "svc_dt", "dos_from",
        "from_dos", "dos_start", "from_date", "service_from", "service_from_date", "service_date_from",
        "from_service_date", "service_start_date", "line_service_date", "claim_line_start_date", "performed_date",
        "date_performed", "date_of_session", "date_svc", "svc_from_date",
    ),
    "code": (
        "cpt4", "cpt_cd", "cpts", "hcpcs_cd", "line_hcpcs_cd", "cpt_hcpcs_code", "hcpcs_cpt", "hcpcs_cpt_code",
        "procedure_cd", "proc_cd", "proc", "px", "px_code", "service_code", "svc_code", "billing_code", "billed_code",
        "cpt_procedure", "cpt_procedure_code", "procedure_cpt", "procedure_code_cpt", "treatment_code",
    ),
    "modifiers": (
        "modifier_codes", "modifier_code", "cpt_modifier", "cpt_modifiers", "cpt_mod", "cpt_mods",
        "procedure_modifier", "procedure_modifiers", "hcpcs_modifier", "hcpcs_modifiers", "proc_mod",
    ),
    "modifier_1": (
        "modifier_code_1", "cpt_modifier_1", "cpt_mod_1", "proc_mod_1", "procedure_modifier_1", "procedure_mod_1",
        "mod_code_1", "1_modifier", "1st_modifier", "1st_mod",
    ),
    "modifier_2": (
        "modifier_code_2", "cpt_modifier_2", "cpt_mod_2", "proc_mod_2", "procedure_modifier_2", "procedure_mod_2",
        "mod_code_2", "2_modifier", "2nd_modifier", "2nd_mod",
    ),
    "modifier_3": (
        "modifier_code_3", "cpt_modifier_3", "cpt_mod_3", "proc_mod_3", "procedure_modifier_3", "procedure_mod_3",
        "mod_code_3", "3_modifier", "3rd_modifier", "3rd_mod",
    ),
    "modifier_4": (
        "modifier_code_4", "cpt_modifier_4", "cpt_mod_4", "proc_mod_4", "procedure_modifier_4", "procedure_mod_4",
        "mod_code_4", "4_modifier", "4th_modifier", "4th_mod",
    ),
    "units": (
        "unit_billed", "charge_units", "charged_units", "units_charged", "service_units", "service_unit",
        "units_of_service", "service_unit_quantity", "uos", "unit_count", "number_units", "number_of_units",
        "no_of_units", "num_units", "days_or_units", "line_units", "cpt_units", "procedure_units", "svc_units",
        "quantity_billed", "billed_quantity", "billed_qty", "qty_billed", "charge_qty", "unit_qty", "units_qty",
    ),
    "minutes": (
        "treatment_mins", "treatment_min", "treatment_time", "treatment_time_min", "treatment_time_minutes",
        "treatment_duration", "duration", "duration_min", "duration_mins", "duration_minutes", "duration_in_minutes",
        "tx_minutes", "tx_mins", "tx_time", "time_min", "time_mins", "time_minutes", "time_in_minutes", "time_spent",
        "minutes_spent", "billed_minutes", "minutes_billed", "actual_minutes", "service_minutes", "cpt_minutes",
        "procedure_minutes", "line_minutes",
    ),
    "therapist_minutes": ("ot_mins", "ot_time", "therapist_time"),
    "assistant_minutes": ("ota_mins", "cota_mins", "assistant_time"),
    "total_treatment_minutes": ("total_mins", "total_time", "total_tx_time", "total_visit_minutes"),
    "start_time": (
        "in_time", "begin_time", "begin", "time_start", "time_begin", "session_start", "session_start_time",
        "visit_start", "visit_start_time", "treatment_start", "treatment_start_time", "start_tm",
    ),
    "end_time": (
        "out_time", "stop_time", "stop", "time_end", "time_stop", "session_end", "session_end_time", "visit_end",
        "visit_end_time", "treatment_end", "treatment_end_time", "end_tm",
    ),
    "place_of_service": ("pos_code", "place_of_svc"),
    "revenue_code": ("rev_cd",),
    "charge": (
        "charge_amt", "amount_charged", "charged_amount", "line_charge", "billed_amount", "amount_billed",
        "billed_charges", "billed_charge", "total_charge", "total_charges", "charged", "fee",
    ),
}  # fmt: skip

#: Names that may also mean something else: they are read where no other name of the column is there.
_WEAK: dict[str, tuple[str, ...]] = {
    "claim_id": (
        "encounter_id", "encounter_number", "encounter_no", "encounter", "visit_id", "visit_number", "visit_no",
        "appt_id", "appointment_id", "appointment_number", "invoice_number", "invoice_no", "invoice_id", "bill_number",
        "bill_no",
    ),
    "line_id": ("charge_id", "transaction_id"),
    "patient_key": ("account_number", "account_no", "acct_number", "acct_no", "account_id", "subscriber_id"),
    "rendering_provider_key": ("provider_id", "provider_npi"),
    "payer": ("payer_id",),
    "date_of_service": ("date", "clm_from_dt", "start_date", "charge_date"),
    "code": ("charge_code",),
    "charge": ("amount", "amt", "price"),
}  # fmt: skip


def plain(name: str) -> str:
    """Return a header without what makes no difference.

    >>> plain("Claim #"), plain("CPT/HCPCS"), plain("Duration (min)")
    ('claimnumber', 'cpthcpcs', 'durationmin')
    """
    return re.sub(r"[\W_]", "", name.replace("#", "number")).lower()


#: Names of the last day of a line, which is compared with its date of service and otherwise not read.
LAST_DAY = frozenset(
    {
        "dosto", "todos", "todate", "dosend", "serviceto", "servicetodate", "servicedateto", "toservicedate",
        "serviceenddate", "claimlineenddate", "throughdate", "dosthrough", "clmthrudt", "enddate",
        "lastdateofservice", "servicethrough", "svctodate", "thrudate",
    }
)  # fmt: skip

#: The column and the rank of every name, 0 of the surest.
KNOWN = {
    plain(name): (column, rank)
    for rank, names_of in (
        (2, _WEAK),
        (1, _USUAL),
        (0, {column: (column, *names) for column, names in ALIASES.items()}),
    )
    for column, names in names_of.items()
    for name in names
}
