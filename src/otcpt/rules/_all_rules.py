"""All rules, written out by hand, in the order they are documented."""

from otcpt.findings import Rule
from otcpt.rules.aoc001 import add_on_without_primary
from otcpt.rules.aoc002 import first_unit_code_repeated
from otcpt.rules.asst001 import assistant_modifier_without_discipline
from otcpt.rules.asst002 import assistant_on_evaluation
from otcpt.rules.asst003 import assistant_modifier_missing
from otcpt.rules.asst004 import assistant_modifier_not_needed
from otcpt.rules.asst005 import assistant_incident_to_physician
from otcpt.rules.asst006 import assistant_modifier_on_device_supply
from otcpt.rules.asst007 import assistant_of_speech_language_pathology
from otcpt.rules.care001 import caregiver_training_alone_and_in_group
from otcpt.rules.care002 import caregiver_training_during_treatment
from otcpt.rules.code001 import invalid_code_format
from otcpt.rules.code002 import mistyped_code
from otcpt.rules.code003 import code_not_valid_on_date
from otcpt.rules.code004 import not_payable_by_medicare
from otcpt.rules.code005 import unlisted_code
from otcpt.rules.code006 import speech_code_under_go_or_gp
from otcpt.rules.code007 import unit_length_not_published
from otcpt.rules.code008 import category_ii_code
from otcpt.rules.code009 import category_iii_code
from otcpt.rules.code010 import contractor_decides
from otcpt.rules.code011 import code_of_another_field
from otcpt.rules.cons001 import home_health_question
from otcpt.rules.dme001 import discipline_modifier_on_orthosis
from otcpt.rules.dup001 import duplicate_line
from otcpt.rules.eval001 import two_evaluations
from otcpt.rules.eval002 import evaluation_with_reevaluation
from otcpt.rules.eval003 import second_evaluation_in_episode
from otcpt.rules.eval004 import reevaluation_without_change
from otcpt.rules.eval005 import evaluations_by_one_group
from otcpt.rules.fac001 import bill_type_not_for_therapy
from otcpt.rules.fac002 import revenue_code_mismatch
from otcpt.rules.fac003 import occurrence_code_missing
from otcpt.rules.func001 import functional_report_missing
from otcpt.rules.func002 import functional_severity_missing
from otcpt.rules.func003 import functional_report_incomplete
from otcpt.rules.func004 import functional_report_overdue
from otcpt.rules.func005 import two_functional_limitations
from otcpt.rules.kx001 import kx_missing
from otcpt.rules.kx002 import kx_below_threshold
from otcpt.rules.kx003 import kx_on_non_therapy_code
from otcpt.rules.mod001 import discipline_modifier_missing
from otcpt.rules.mod002 import several_discipline_modifiers
from otcpt.rules.mod003 import evaluation_under_wrong_discipline
from otcpt.rules.mod004 import modifier_not_valid_on_date
from otcpt.rules.mod005 import too_many_modifiers
from otcpt.rules.mod006 import discipline_modifier_after_second
from otcpt.rules.mod007 import liability_modifiers_conflict
from otcpt.rules.mod008 import telehealth_not_allowed
from otcpt.rules.mod009 import repeat_modifier_without_effect
from otcpt.rules.mod010 import modifier_not_for_this_claim
from otcpt.rules.mod011 import mistyped_modifier
from otcpt.rules.mod012 import habilitative_and_rehabilitative
from otcpt.rules.mod013 import both_sides_modifiers
from otcpt.rules.mod014 import facility_modifiers_conflict
from otcpt.rules.mod015 import discipline_modifier_off_the_list
from otcpt.rules.mue001 import units_above_mue
from otcpt.rules.orth001 import fitting_with_orthosis
from otcpt.rules.orth002 import first_encounter_code_repeated
from otcpt.rules.pay001 import payer_denies_pair
from otcpt.rules.pay002 import daily_cap_exceeded
from otcpt.rules.pay003 import evaluations_above_yearly_limit
from otcpt.rules.pay004 import own_assistant_modifier_missing
from otcpt.rules.pay005 import supply_without_discipline_modifier
from otcpt.rules.poc001 import outside_certified_period
from otcpt.rules.poc002 import certification_late
from otcpt.rules.poc003 import progress_report_overdue
from otcpt.rules.poc004 import report_period_by_assistant_alone
from otcpt.rules.poc005 import corf_plan_not_signed
from otcpt.rules.pos001 import place_not_payable
from otcpt.rules.prov001 import impossible_provider_day
from otcpt.rules.prov002 import certifying_provider_missing
from otcpt.rules.ptp001 import edit_no_modifier_allowed
from otcpt.rules.ptp002 import modifier_missing
from otcpt.rules.ptp003 import edit_bypassed
from otcpt.rules.ptp004 import modifier_without_edit
from otcpt.rules.ptp005 import pair_forbidden_by_manual
from otcpt.rules.ptp006 import modifier_on_column_one
from otcpt.rules.ptp007 import modifier_never_applies
from otcpt.rules.ptp008 import x_modifier_with_59
from otcpt.rules.ptp009 import separate_service_modifier_missing
from otcpt.rules.rtm001 import monitoring_period_billed_twice
from otcpt.rules.rtm002 import monitoring_month_billed_twice
from otcpt.rules.rtm003 import monitoring_add_on_without_primary
from otcpt.rules.rtm004 import monitoring_minutes_not_full
from otcpt.rules.rtm005 import device_supply_too_early
from otcpt.rules.rtm006 import monitoring_set_up_twice
from otcpt.rules.rtm007 import both_kinds_of_monitoring
from otcpt.rules.slp001 import therapy_code_under_gn
from otcpt.rules.splint001 import splint_and_orthosis
from otcpt.rules.time001 import timed_minutes_above_total
from otcpt.rules.time002 import treatment_minutes_above_total
from otcpt.rules.time003 import services_overlap
from otcpt.rules.time004 import minutes_above_clock
from otcpt.rules.time005 import one_on_one_with_two_patients
from otcpt.rules.time006 import co_treatment_counted_twice
from otcpt.rules.unit001 import units_above_minutes
from otcpt.rules.unit002 import units_below_minutes
from otcpt.rules.unit003 import units_on_wrong_code
from otcpt.rules.unit004 import untimed_code_repeated
from otcpt.rules.unit005 import units_above_elapsed_time
from otcpt.rules.unit006 import minutes_at_unit_threshold
from otcpt.rules.work001 import partial_hour_counted

ALL_RULES: tuple[Rule, ...] = (
    invalid_code_format,
    mistyped_code,
    code_not_valid_on_date,
    not_payable_by_medicare,
    unlisted_code,
    speech_code_under_go_or_gp,
    unit_length_not_published,
    category_ii_code,
    category_iii_code,
    contractor_decides,
    code_of_another_field,
    units_above_minutes,
    units_below_minutes,
    units_on_wrong_code,
    untimed_code_repeated,
    units_above_elapsed_time,
    minutes_at_unit_threshold,
    timed_minutes_above_total,
    treatment_minutes_above_total,
    services_overlap,
    minutes_above_clock,
    one_on_one_with_two_patients,
    co_treatment_counted_twice,
    impossible_provider_day,
    certifying_provider_missing,
    edit_no_modifier_allowed,
    modifier_missing,
    edit_bypassed,
    modifier_without_edit,
    pair_forbidden_by_manual,
    modifier_on_column_one,
    modifier_never_applies,
    x_modifier_with_59,
    separate_service_modifier_missing,
    units_above_mue,
    add_on_without_primary,
    first_unit_code_repeated,
    discipline_modifier_missing,
    several_discipline_modifiers,
    evaluation_under_wrong_discipline,
    modifier_not_valid_on_date,
    too_many_modifiers,
    discipline_modifier_after_second,
    liability_modifiers_conflict,
    telehealth_not_allowed,
    repeat_modifier_without_effect,
    modifier_not_for_this_claim,
    mistyped_modifier,
    habilitative_and_rehabilitative,
    both_sides_modifiers,
    facility_modifiers_conflict,
    discipline_modifier_off_the_list,
    kx_missing,
    kx_below_threshold,
    kx_on_non_therapy_code,
    two_evaluations,
    evaluation_with_reevaluation,
    second_evaluation_in_episode,
    reevaluation_without_change,
    evaluations_by_one_group,
    therapy_code_under_gn,
    assistant_modifier_without_discipline,
    assistant_on_evaluation,
    assistant_modifier_missing,
    assistant_modifier_not_needed,
    assistant_incident_to_physician,
    assistant_modifier_on_device_supply,
    assistant_of_speech_language_pathology,
    monitoring_period_billed_twice,
    monitoring_month_billed_twice,
    monitoring_add_on_without_primary,
    monitoring_minutes_not_full,
    device_supply_too_early,
    monitoring_set_up_twice,
    both_kinds_of_monitoring,
    caregiver_training_alone_and_in_group,
    caregiver_training_during_treatment,
    fitting_with_orthosis,
    first_encounter_code_repeated,
    splint_and_orthosis,
    partial_hour_counted,
    functional_report_missing,
    functional_severity_missing,
    functional_report_incomplete,
    functional_report_overdue,
    two_functional_limitations,
    duplicate_line,
    place_not_payable,
    home_health_question,
    discipline_modifier_on_orthosis,
    bill_type_not_for_therapy,
    revenue_code_mismatch,
    occurrence_code_missing,
    outside_certified_period,
    certification_late,
    progress_report_overdue,
    report_period_by_assistant_alone,
    corf_plan_not_signed,
    payer_denies_pair,
    daily_cap_exceeded,
    evaluations_above_yearly_limit,
    own_assistant_modifier_missing,
    supply_without_discipline_modifier,
)
