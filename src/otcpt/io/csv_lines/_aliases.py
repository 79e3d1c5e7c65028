"""What record systems call the columns that are read."""

import re

#: Every column that is read, with its other names. Case, blanks and punctuation make no difference; # is "number".
ALIASES: dict[str, tuple[str, ...]] = {
    "claim_id": (
        "claim", "claim_number", "claim_no", "claim_num", "clm_id", "claim_control_number", "claim_reference",
    ),
    "line_id": (
        "line", "line_number", "line_no", "line_num", "line_item", "claim_line_number", "claim_line_id",
        "service_line", "service_line_number", "service_line_id",
    ),
    "frequency": ("claim_frequency", "claim_frequency_code", "frequency_code", "resubmission_code"),
    "replaces": (
        "replaces_claim", "original_claim_id", "original_claim", "original_claim_number", "original_reference_number",
        "original_ref_no",
    ),
    "patient_key": (
        "patient_id", "patient_no", "patient_number", "patient_num", "patient_identifier", "patient_mrn",
        "patient_account", "patient_account_number", "patient_account_no", "patient_acct", "patient_acct_no",
        "member", "member_id", "member_number", "mrn", "mr_number", "medical_record_number", "medical_record_no",
        "chart_number", "chart_no", "client_id", "client_number", "pt_id", "pt_number", "person_id", "bene_id",
        "desynpuf_id",
    ),
    "rendering_provider_key": (
        "rendering_provider", "rendering_provider_id", "rendering_provider_npi", "rendering_npi", "rendering_id",
        "treating_provider_id", "treating_provider_npi", "treating_npi", "therapist_id", "therapist_npi",
    ),
    "billing_provider_key": (
        "billing_provider", "billing_provider_id", "billing_provider_npi", "billing_npi", "group_npi",
    ),
    "payer": (
        "payer_name", "payer_type", "payer_class", "payor", "payor_name", "insurance", "insurance_name",
        "insurance_type", "insurance_company", "primary_insurance", "primary_insurance_name", "primary_payer",
        "primary_payer_name", "primary_payor", "primary_ins", "financial_class", "fin_class", "carrier",
        "claim_filing_code", "claim_filing_indicator", "sbr09",
    ),
    "date_of_service": (
        "dos", "service_date", "date_of_visit", "visit_date", "visit_dt", "treatment_date", "date_of_treatment",
        "tx_date", "session_date", "encounter_date", "appointment_date", "appt_date", "svc_date", "serv_date",
        "service_dt", "svc_dt", "dos_from", "from_dos", "dos_start", "from_date", "service_from", "service_from_date",
        "service_date_from", "from_service_date", "service_start_date", "line_service_date", "claim_line_start_date",
        "performed_date", "date_performed", "date_of_session", "date_svc", "svc_from_date",
    ),
    "code": (
        "cpt", "cpt_code", "cpt4", "cpt_4", "cpt_cd", "cpts", "hcpcs", "hcpcs_code", "hcpcs_cd", "line_hcpcs_cd",
        "cpt_hcpcs", "cpt_hcpcs_code", "hcpcs_cpt", "hcpcs_cpt_code", "procedure_code", "procedure_cd", "proc_code",
        "proc_cd", "procedure", "proc", "px", "px_code", "service_code", "svc_code", "billing_code", "billed_code",
        "cpt_procedure", "cpt_procedure_code", "procedure_cpt", "procedure_code_cpt", "treatment_code",
    ),
    "modifiers": (
        "mods", "modifier", "mod", "modifier_codes", "modifier_code", "cpt_modifier", "cpt_modifiers", "cpt_mod",
        "cpt_mods", "procedure_modifier", "procedure_modifiers", "hcpcs_modifier", "hcpcs_modifiers", "proc_mod",
    ),
    **{
        f"modifier_{n}": (
            f"mod{n}", f"modifier{n}", f"modifier_code_{n}", f"hcpcs_modifier_{n}", f"cpt_modifier_{n}", f"cpt_mod_{n}",
            f"proc_mod_{n}", f"procedure_modifier_{n}", f"procedure_mod_{n}", f"mod_code_{n}", f"{n}_modifier",
            f"{nth}_modifier", f"{nth}_mod",
        )
        for n, nth in ((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"))
    },
    "units": (
        "unit", "qty", "quantity", "units_billed", "billed_units", "unit_billed", "charge_units", "charged_units",
        "units_charged", "service_units", "service_unit", "units_of_service", "service_unit_quantity", "uos",
        "unit_count", "number_units", "number_of_units", "no_of_units", "num_units", "days_or_units", "line_units",
        "cpt_units", "procedure_units", "svc_units", "quantity_billed", "billed_quantity",
    ),
    "minutes": (
        "mins", "min", "treatment_minutes", "treatment_mins", "treatment_min", "treatment_time", "treatment_time_min",
        "treatment_time_minutes", "treatment_duration", "duration", "duration_min", "duration_mins",
        "duration_minutes", "duration_in_minutes", "tx_minutes", "tx_mins", "tx_time", "time_min", "time_mins",
        "time_minutes", "time_in_minutes", "time_spent", "minutes_spent", "billed_minutes", "minutes_billed",
        "actual_minutes", "service_minutes", "cpt_minutes", "procedure_minutes", "line_minutes",
    ),
    "therapist_minutes": ("ot_minutes", "ot_mins", "ot_time", "therapist_mins", "therapist_time"),
    "assistant_minutes": (
        "ota_minutes", "ota_mins", "cota_minutes", "cota_mins", "assistant_mins", "assistant_time",
    ),
    "joint_minutes": ("joint", "joint_mins"),
    "total_treatment_minutes": (
        "total_minutes", "total_mins", "total_treatment_time", "total_time", "total_tx_time", "total_visit_minutes",
    ),
    "start_time": (
        "start", "time_in", "in_time", "begin_time", "begin", "time_start", "time_begin", "session_start",
        "session_start_time", "visit_start", "visit_start_time", "treatment_start", "treatment_start_time", "start_tm",
    ),
    "end_time": (
        "end", "time_out", "out_time", "stop_time", "stop", "time_end", "time_stop", "session_end",
        "session_end_time", "visit_end", "visit_end_time", "treatment_end", "treatment_end_time", "end_tm",
    ),
    "place_of_service": ("pos", "place_of_service_code", "pos_code", "place_of_svc"),
    "bill_type": ("type_of_bill", "tob", "bill_type_code"),
    "revenue_code": ("rev_code", "revenue_center_code", "rev_cd"),
    "charge": (
        "charges", "charge_amount", "charge_amt", "amount_charged", "charged_amount", "line_charge", "billed_amount",
        "amount_billed", "billed_charges", "billed_charge", "total_charge", "total_charges", "charged", "fee",
    ),
}  # fmt: skip

#: Names that may also mean something else: they are read only where no other name of the column is there.
WEAK: dict[str, tuple[str, ...]] = {
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


#: The column and the rank of every name: 0 of the usual ones, 1 of the weak ones.
KNOWN = {plain(name): (column, 1) for column, names in WEAK.items() for name in names}
KNOWN |= {plain(name): (column, 0) for column, names in ALIASES.items() for name in (column, *names)}
