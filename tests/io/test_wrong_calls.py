"""Values of another kind where several, or a mapping, are expected: otcpt's own error names the argument."""

from collections.abc import Callable
from typing import Any, cast

import pandas as pd
import pytest

import otcpt
from otcpt.batch import check_file, check_frame, check_parquet, claims_from_frame, price_parquet
from otcpt.comparing import make_lock, read_lock
from otcpt.editions import build_local, export_edition
from otcpt.errors import InvalidInput
from otcpt.io import read_csv, read_history
from otcpt.io.cms import read_gpci, read_ptp, read_rvu
from otcpt.policies import read_overlay, read_policy

POLICY = "medicare-part-b"
FIVE = cast("Any", 5)
LINE = b"code,dos\n97530,2026-03-02\n"
TWICE = pd.DataFrame([["97530", "2026-03-02", "97530"]], columns=["code", "dos", "code"])


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("rows", lambda: otcpt.Claim.from_records(cast("Any", None))),
        ("columns", lambda: otcpt.read_claims(LINE, columns=cast("Any", "dos"))),
        ("columns", lambda: otcpt.read_claims(LINE, columns=cast("Any", {1: "code"}))),
        ("columns", lambda: otcpt.read_claims(LINE, columns=cast("Any", {"code": None}))),
        ("claims", lambda: otcpt.missed_units(FIVE, policy=POLICY)),
        ("claims", lambda: otcpt.compare_policies(FIVE, POLICY, "ama-midpoint")),
        ("occurrence_codes", lambda: otcpt.ServiceLine("97530", date_of_service="2026-03-02", occurrence_codes=FIVE)),
        ("name", lambda: otcpt.read_claims(LINE, name=FIVE)),
        ("remittances", lambda: otcpt.explain_denials(FIVE, [], policy=POLICY)),
        ("claims", lambda: otcpt.explain_denials([], FIVE, policy=POLICY)),
        ("two columns", lambda: claims_from_frame(TWICE)),
        ("two columns", lambda: check_frame(TWICE, policy=POLICY)),
    ],
)
def test_a_wrong_call_names_its_argument(argument: str, call: Callable[[], object]) -> None:
    """Never a TypeError or AttributeError from within."""
    with pytest.raises(InvalidInput, match=argument):
        call()


CALLBACKS: dict[str, Callable[[Any], object]] = {
    "read_claims": lambda call: otcpt.read_claims(b"code,dos\n97530,2026-03-02\n", progress=call),
    "read_csv": lambda call: read_csv(b"code,dos\n97530,2026-03-02\n", progress=call),
    "read_ptp": lambda call: read_ptp(b"x", name="ccipra-v302r0-f1.txt", progress=call),
    "check_file": lambda call: check_file(__file__, "out.csv", policy=POLICY, on_progress=call),
    "check_parquet": lambda call: check_parquet(__file__, "out.parquet", policy=POLICY, on_progress=call),
}


@pytest.mark.parametrize("given", [5, "print", [print]], ids=repr)
@pytest.mark.parametrize("call", CALLBACKS.values(), ids=CALLBACKS.keys())
def test_a_callback_that_is_none_is_refused_before_anything_is_read(
    call: Callable[[Any], object], given: object
) -> None:
    """Never a TypeError in the middle of a file."""
    with pytest.raises(InvalidInput, match=r"progress is an? \w+; give a function, or leave it out"):
        call(given)


PATHS: dict[str, Callable[[Any], object]] = {
    "check_file source": lambda path: check_file(path, "out.csv", policy=POLICY),
    "check_file target": lambda path: check_file(__file__, path, policy=POLICY),
    "check_file quarantine": lambda path: check_file(__file__, "out.csv", policy=POLICY, quarantine=path),
    "check_parquet source": lambda path: check_parquet(path, "out.parquet", policy=POLICY),
    "check_parquet target": lambda path: check_parquet(__file__, path, policy=POLICY),
    "price_parquet source": lambda path: price_parquet(path, "out.parquet", policy=POLICY, locality="national"),
    "price_parquet out": lambda path: price_parquet(__file__, path, policy=POLICY, locality="national"),
    "read_history": read_history,
    "read_policy": read_policy,
    "read_overlay": read_overlay,
    "load_edition": lambda path: otcpt.load_edition(path or object()),  # type: ignore[arg-type]
    "export_edition": lambda path: export_edition("2024q3", path),
    "build_local": build_local,
    "read_lock": read_lock,
    "Lock.write": lambda path: make_lock([POLICY]).write(path),
    "read_rvu": read_rvu,
    "read_gpci": read_gpci,
    "read_claims": lambda path: otcpt.read_claims(b"" if isinstance(path, bytes) else path),
}


@pytest.mark.parametrize("given", [5, None, {}, b"in.csv", 1.5, ["in.csv"], ""], ids=repr)
@pytest.mark.parametrize("call", PATHS.values(), ids=PATHS.keys())
def test_what_is_no_path_is_refused_at_every_door(call: Callable[[Any], object], given: object) -> None:
    """A number, nothing, a mapping, bytes, a list, an empty text."""
    if given is None and call is PATHS["check_file quarantine"]:
        return  # no rows are set apart
    if given == ["in.csv"] and call is PATHS["check_file source"]:
        given = [["in.csv"]]  # several files
    with pytest.raises((otcpt.OtcptError, IsADirectoryError)):
        call(given)


@pytest.mark.parametrize("units", [10**9, 10**30])
def test_more_units_than_a_file_may_have_are_refused(units: int) -> None:
    """In records and calls, as in files."""
    with pytest.raises(InvalidInput, match="are more than 999,999,999"):
        otcpt.ServiceLine("97530", date_of_service="2026-03-02", units=units)
    with pytest.raises(otcpt.InputErrors, match="are more than 999,999,999"):
        otcpt.Claim.from_record({"lines": [{"code": "97530", "date_of_service": "2026-03-02", "units": units}]})
