"""A local edition with the fee schedule's files of CMS: accepted only where a known fee comes out."""

from decimal import Decimal
from pathlib import Path

import pytest

import otcpt
from otcpt.editions import build_local, load_edition
from otcpt.errors import InputErrors, InvalidInput

BASE = load_edition()
UPPER = (
    ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,"
    "ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
)
LOWER = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,"
    "SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
)
GPCI_HEADER = (
    "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,{year} PW GPCI (without 1.0 Floor),"
    "{year} PW GPCI (with 1.0 Floor),{year} PE GPCI,{year} MP GPCI"
)


def rvu_line(
    code: str, status: str, work: str, pe: str, mp: str, factor: str, *, na: str = "NA", mult: str = "5"
) -> str:
    """Return a row in the layout of CMS, the text of CMS left out."""
    cells = [code, "", "", status, "", work, pe, "", pe, na, mp, "", "", "7", "XXX", "", "", "", mult, "0"]
    return ",".join([*cells, "0", "0", "0", "", "", factor, "", "", "", "", "", ""])


def rvu(folder: Path, name: str = "PPRRVU2027_Jan_nonQPP.csv", factor: str = "33.0000", pe: str = "0.60") -> Path:
    """Write a relative value file of two codes that are paid and one that is not."""
    lines = [
        "2027 National Physician Fee Schedule Relative Value File",
        UPPER,
        LOWER,
        rvu_line("97530", "A", "0.44", pe, "0.01", factor),
        rvu_line("99203", "A", "1.60", "1.76", "0.16", factor, na="", mult="0"),
        rvu_line("97010", "B", "0.06", "0.13", "0.01", factor),
    ]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")
    return path


def gpci(folder: Path, year: int = 2027, *, without: str = "", texas: str = "0.949") -> Path:
    """Write a file of indices with every locality of 2026."""
    lines = [f"ADDENDUM E. FINAL CY {year} GPCIs", GPCI_HEADER.format(year=year)]
    for one in BASE.fees.localities:
        if BASE.fees.localities.search(one.code, on="2026-03-02") and one.code != without:
            held = BASE.fees.localities.gpci(one.code, on="2026-03-02")
            pe = texas if one.code == "04412-99" else held.pe
            lines.append(
                f'{one.code[:5]},{one.state},{one.code[6:]},"{one.name}",{held.work},{held.work},{pe},{held.mp}'
            )
    path = folder / f"GPCI{year}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")
    return path


def test_a_new_year(tmp_path: Path) -> None:
    """Values, factor and indices of the files; the bundled years stay, and what is not in the files is not priced."""
    edition = build_local(
        tmp_path / "edition",
        rvu=[rvu(tmp_path)],
        gpci=gpci(tmp_path),
        known_fee=("97530", "15202-00", Decimal("32.93")),
    )
    claim = otcpt.claim("2027-01-04", "97530:GO x2", "97110:GO x1")
    one, two = otcpt.price(claim, policy="medicare-part-b", locality="15202-00", edition=edition).lines
    assert not two.priced
    assert "97110" in one.reason
    alone = otcpt.price(
        otcpt.claim("2027-01-04", "97530:GO x2"), policy="medicare-part-b", locality="15202-00", edition=edition
    )
    assert alone.lines[0].units[0].amount == Decimal("32.93")
    for on, amount in (("2026-09-14", "33.33"), ("2020-06-30", "38.43")):
        assert edition.fees.unit("97530", on=on, locality="15202-00").full == Decimal(amount)
    assert edition.fees.values.of("97530", on="2027-01-04").source == "cms-rvu-2027-01-01"


def test_a_later_quarter_of_a_year_that_is_held(tmp_path: Path) -> None:
    """From its first day on; the days before keep their values and factor."""
    file = rvu(tmp_path, "PPRRVU2026_Oct_nonQPP.csv", "33.4009", "0.70")
    fees = build_local(tmp_path / "edition", rvu=[file]).fees
    assert fees.unit("97530", on="2026-09-30", locality="national").full == Decimal("35.07")
    assert fees.unit("97530", on="2026-10-01", locality="national").full == Decimal("38.41")
    assert fees.conversion_factor(on="2026-10-01", qualifying=True).value == Decimal("33.5675")


@pytest.mark.parametrize(
    ("without", "texas", "known", "message"),
    [
        ("15202-00", "0.949", ("99203", "04412-99", "114.05"), "lacks 1 of the 109 known ones"),
        ("", "0.900", ("99203", "04412-99", "114.05"), "gives 111.17|gives 111"),
        ("", "0.949", None, "needs a fee of 2026"),
        ("", "0.949", ("99203", "04412-99", "999.00"), "the known fee is 999.00"),
    ],
)
def test_indices_that_are_not_cms_s_are_refused(
    tmp_path: Path, without: str, texas: str, known: tuple[str, str, str] | None, message: str
) -> None:
    """A file that is not whole, an invented one, and one that nothing proves."""
    fee = None if known is None else (known[0], known[1], Decimal(known[2]))
    with pytest.raises(InvalidInput, match=message):
        build_local(tmp_path / "edition", gpci=gpci(tmp_path, 2026, without=without, texas=texas), known_fee=fee)
    assert not (tmp_path / "edition").exists()


def test_indices_of_a_held_year_are_proved_by_the_values_that_are_held(tmp_path: Path) -> None:
    """The fee that CMS's look-up tool gives for Texas."""
    edition = build_local(
        tmp_path / "edition", gpci=gpci(tmp_path, 2026), known_fee=("99203", "04412-99", Decimal("114.05"))
    )
    assert edition.fees.localities.gpci("04412-99", on="2026-03-02").source == "cms-gpci-2026"
    assert load_edition(edition.pin) == edition


@pytest.mark.parametrize(
    ("name", "text"),
    [("PPRRVU2027_Jan_nonQPP.csv", "a,b\n1,2\n"), ("GPCI2027.csv", "a,b\n1,2\n"), ("fees.csv", "a,b\n1,2\n")],
)
def test_other_files_are_refused(tmp_path: Path, name: str, text: str) -> None:
    """With what was expected."""
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputErrors, match="expected"):
        build_local(
            tmp_path / "edition",
            rvu=[path] if "GPCI" not in name else [],
            gpci=path if "GPCI" in name else None,
            known_fee=("99203", "04412-99", Decimal("114.05")),
        )
