"""One fact, however it is spelled and by whichever door it comes: the same value, and the same findings in words."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

import otcpt
from otcpt.batch import check_table, claims_from_frame
from otcpt.claims import (
    Adjustment,
    Claim,
    History,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
    ServiceLine,
    Visit,
    active_claims,
)

POLICY = "medicare-part-b-facility"
LISTS = ("modifiers", "occurrence_codes")
ROW = {"code": "97530", "date_of_service": "2026-03-02", "claim_id": "C1", "patient_key": "P1", "units": "2"}

#: What each field is, and how it may be written.
SPELLINGS: Mapping[str, tuple[tuple[object, tuple[str, ...]], ...]] = {
    "code": (("97530", (" 97530 ",)), ("0791T", ("0791t",)), ("G0283", ("g0283", " g0283"))),
    "modifiers": ((("GO",), ("GO", "go", " Go ")),),
    "place_of_service": (("03", ("3", "03", " 3", "3.0")), ("11", ("11", " 11 ", "11.0")), (None, ("", "  "))),
    "bill_type": (("131", ("131", "0131", " 0131", "131.0")), ("85X", ("85x", "085X")), (None, ("", " "))),
    "revenue_code": (("0430", ("430", "0430", "430.0", " 0430 ")), ("043X", ("43x", "043X")), (None, ("", " "))),
    "payer": (("MB", ("MB", "mb", " Medicare Part B ", "medicare")), ("09", ("9", "09")), (None, ("", " "))),
    "occurrence_codes": ((("A1",), ("A1", "a1", " a1")),),
    "certifying_provider_key": (("none", ("none", "None", " NONE ")), ("N1", ("N1", " N1 "))),
    "rendering_provider_key": (("R1", ("R1", " R1", "R1\t")), ("R 1", ("R 1",)), (None, ("", " "))),
    "billing_provider_key": (("B1", ("B1", "B1   ")), (None, ("", " "))),
    "patient_key": (("P1", ("P1", " P1 ", "P1\u00a0")), ("Pé", ("Pé", "Pé "))),
    "claim_id": (("C1", ("C1", "C1 ", "\tC1")),),
    "line_id": (("7", ("7", " 7 ")),),
    "frequency": (("7", ("7", " 7 ", "7.0", "07", "7.")), ("1", ("1", "", " ")), ("A", ("A", "a"))),
    "replaces": (("C0", ("C0", " C0 ")), (None, ("", " "))),
}


def _value(field: str, text: str) -> Any:
    return [text] if field in LISTS else text


def _as_value(field: str, text: str) -> Claim:
    row: dict[str, Any] = {**ROW, "units": 2, field: _value(field, text)}
    head = {name: row.pop(name) for name in ("frequency", "replaces") if name in row}
    return Claim([ServiceLine(**row)], claim_id=row["claim_id"], **head)


def _as_record(field: str, text: str) -> Claim:
    return Claim.from_records([{**ROW, "units": 2, field: _value(field, text)}])[0]


def _as_json(field: str, text: str) -> Claim:
    return otcpt.read_claims(json.dumps({**ROW, "units": 2, field: _value(field, text)}).encode()).claims[0]


def _as_cell(field: str, text: str) -> Claim:
    stream = io.StringIO()
    csv.writer(stream).writerows([{**ROW, field: text}, [*{**ROW, field: text}.values()]])
    return otcpt.read_claims(stream.getvalue().encode()).claims[0]


def _in_a_frame(field: str, text: str) -> Claim:
    return claims_from_frame(pa.Table.from_pylist([{**ROW, field: text}]))[0]


def _as_list_in_a_frame(field: str, text: str) -> Claim:
    return claims_from_frame(pa.Table.from_pylist([{**ROW, field: _value(field, text)}]))[0]


DOORS: Mapping[str, Callable[[str, str], Claim]] = {
    one.__name__.strip("_"): one
    for one in (_as_value, _as_record, _as_json, _as_cell, _in_a_frame, _as_list_in_a_frame)
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("field", SPELLINGS)
def test_every_spelling_is_one_value_through_every_door(field: str, door: str) -> None:
    """What is empty is not known; a missing line_id is the row, and a missing frequency an original."""
    for value, texts in SPELLINGS[field]:
        for text in texts:
            claim = DOORS[door](field, text)
            assert getattr(claim if field in ("frequency", "replaces") else claim.lines[0], field) == value, text


def test_fields_of_files_that_are_coded_have_their_form() -> None:
    """An 837I says 013 and 1 of bill type 131, and may leave out the zero of the revenue code; an 837P that of 03."""
    institutional = (
        "CLM*C1*60***013:A:1*Y**Y*Y",
        "SV2*430*HC:97530:go*60*UN*2",
        "131",
        "0430",
        None,
    )
    professional = ("CLM*C1*60***3:B:1*Y*A*Y*Y", "SV1*HC:97530:go*60*UN*2***1", None, None, "03")
    for clm, service, bill_type, revenue_code, place in (institutional, professional):
        text = (
            "ISA*00*          *00*          *ZZ*PROVIDER       *ZZ*PAYER          *260309*0800*^*00501*000000001*0*T*:~"
            "GS*HC*P*P*20260309*0800*1*X*005010X222A1~ST*837*0001*005010X222A1~HL*1**20*1~NM1*85*2*P*****XX*1~"
            f"HL*2*1*22*0~SBR*P*18*******mb~NM1*IL*1*P*E****MI*2~{clm}~LX*1~{service}~DTP*472*D8*20260302~"
            "SE*1*0001~GE*1*1~IEA*1*000000001~"
        )
        [line] = otcpt.read_claims(text.encode()).claims[0].lines
        assert (line.modifiers, line.payer) == (("GO",), "MB")
        assert (line.bill_type, line.revenue_code, line.place_of_service) == (bill_type, revenue_code, place)


def test_an_answer_of_a_payer_is_spelled_as_in_a_file() -> None:
    """Values made by a program meet the claim, the tables of codes and the law as those of an 835 do."""
    line = ServiceLine("97150", date_of_service="2026-03-02", modifiers=("GO",), units=1, claim_id="C1", line_id="2")
    made = [
        RemittanceLine(
            code,
            Decimal(30),
            Decimal(0),
            [Adjustment(group, reason, Decimal(30))],
            remarks,
            date_of_service=on,
            modifiers=modifiers,
        )
        for code, group, reason, remarks, on, modifiers in (
            ("97150", "CO", "236", ["M80"], date(2026, 3, 2), ["GO"]),
            (" 97150", "co", " 236", ["m80 "], "2026-03-02", ["go"]),
        )
    ]
    answers = [
        Remittance(Decimal(0), [RemittanceClaim("C1", "1", Decimal(30), Decimal(0), [one], payer=payer)], paid_on=paid)  # type: ignore[arg-type]  # as text
        for one, payer, paid in zip(made, ("MB", "medicare"), (date(2026, 3, 20), "2026-03-20"), strict=True)
    ]
    assert answers[0] == answers[1]
    said = [
        str(otcpt.explain_denials([one], [Claim([line], claim_id="C1")], policy="medicare-part-b")) for one in answers
    ]
    assert said[0] == said[1]


def test_a_visit_and_a_chart_have_them_too() -> None:
    """A visit's lines are those of its claim; a chart's patient is the claim's."""
    visit = Visit("2026-03-02", [], place_of_service="3", bill_type=" 0131", patient_key="P1 ")
    assert (visit.place_of_service, visit.bill_type, visit.patient_key) == ("03", "131", "P1")
    chart = History.from_record({"episodes": [{"first_day": "2026-01-05", "patient_key": " P1"}]})
    assert chart.episodes[0].patient_key == "P1"


#: What names no frequency, or more than one.
NO_FREQUENCIES = ("VOID", "7 - Replacement", "77", "7.5", "-", "007", "replacement")


@pytest.mark.parametrize("text", NO_FREQUENCIES)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_frequency_is_refused_through_every_door(door: str, text: str) -> None:
    """Taken for an original, it would leave a replaced claim on the day."""
    with pytest.raises(
        (otcpt.InvalidInput, otcpt.InputErrors), match="write 1 for an original, 7 for a replacement, 8 for a void"
    ):
        DOORS[door]("frequency", text)


@pytest.mark.parametrize("text", NO_FREQUENCIES)
def test_a_claim_file_with_no_frequency_is_refused(text: str) -> None:
    """An 837 sets the lines of the claim apart, as it does for a payer that is none."""
    file = otcpt.read_claims(_EDI.format(text).encode(), on_problem="keep")
    assert ([one.column for one in file.problems], len(file.set_apart), file.claims) == (["CLM05-3"], 1, ())


_EDI = (
    "ISA*00*          *00*          *ZZ*PROVIDER       *ZZ*PAYER          *260309*0800*^*00501*000000001*0*T*:~"
    "GS*HC*P*P*20260309*0800*1*X*005010X222A1~ST*837*0001*005010X222A1~HL*1**20*1~NM1*85*2*P*****XX*1~"
    "HL*2*1*22*0~SBR*P*18*******MB~NM1*IL*1*P*E****MI*2~CLM*C1*60***11:B:{}*Y*A*Y*Y~LX*1~SV1*HC:97530*60*UN*2***1~"
    "DTP*472*D8*20260302~SE*1*0001~GE*1*1~IEA*1*000000001~"
)


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.int8(), pa.uint8(), pa.decimal128(21, 2), pa.string()])
@pytest.mark.parametrize("encoded", [False, True])
def test_a_column_of_numbers_has_frequencies(kind: pa.DataType, encoded: bool) -> None:
    """Whole ones, as units: pandas makes floats of a column with a missing value."""
    rows = [{**ROW, "claim_id": "C1"}, {**ROW, "claim_id": "C1"}, {**ROW, "claim_id": "C2"}]
    given = pa.array([1, 7, None], pa.int64()).cast(kind)
    table = pa.Table.from_pylist(rows).append_column("frequency", given.dictionary_encode() if encoded else given)
    found = claims_from_frame(table)
    assert [(claim.claim_id, claim.frequency) for claim in found] == [("C1", "1"), ("C1", "7"), ("C2", "1")]
    report = check_table(table, policy=POLICY)
    assert [row["lines"] for row in report.not_evaluated.to_pylist() if row["rule_id"] == "*"] == [1]


def test_a_column_of_parts_has_no_frequencies() -> None:
    """7.5 is none, and its row is set apart."""
    table = pa.Table.from_pylist([{**ROW, "frequency": 7.5}, {**ROW, "frequency": 7.0}])
    report = check_table(table, policy=POLICY, on_bad_row="quarantine")
    assert (report.lines, report.quarantined_count) == (1, 1)


@pytest.mark.parametrize("text", ["7.0", "07", " 7 "])
def test_a_row_that_cannot_be_read_takes_back_its_claim(text: str) -> None:
    """However its frequency is spelled, in a table and in JSON."""
    original, broken = {**ROW, "units": 2, "frequency": "1"}, {**ROW, "units": "x", "frequency": text}
    stream = io.StringIO()
    csv.writer(stream).writerows([list(original), list(original.values()), list(broken.values())])
    for contents in (stream.getvalue(), json.dumps([original, broken])):
        claims = otcpt.read_claims(contents.encode(), on_problem="keep").claims
        [active] = active_claims(claims)
        assert (len(claims), active.frequency, active.lines) == (2, "7", ())
