"""pyx12, an independent reader, finds the same lines in the same files."""

from io import StringIO
from pathlib import Path

import pytest

from otcpt.io import read_837

pyx12 = pytest.importorskip("pyx12")
context = pytest.importorskip("pyx12.x12context")
params = pytest.importorskip("pyx12.params")
error_handler = pytest.importorskip("pyx12.error_handler")

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).parent / "x12"
# pyx12 reads one set of separators per file and believes ISA16: two samples are beyond it.
NAMES = sorted(
    path.name
    for path in SAMPLES.glob("*.837")
    if path.name not in ("several_interchanges.837", "undeclared_component.837", "broken.837")
)


def lines_of_pyx12(text: str) -> list[tuple[str, tuple[str, ...], str, str, str]]:
    """Return code, modifiers, basis, quantity and date text of each loop 2400."""
    source = context.X12ContextReader(params.params(), error_handler.errh_null(), StringIO(text))
    lines = []
    for tree in source.iter_segments("2400"):
        if tree.id != "2400":
            continue
        segments = {node["segment"].get_seg_id(): node["segment"] for node in tree.iterate_segments()}
        service = segments.get("SV1") or segments["SV2"]
        first = 2 if service.get_seg_id() == "SV2" else 1
        modifiers = tuple(
            value for part in range(3, 7) if (value := service.get_value(f"{first:02}-{part}")) is not None and value
        )
        date = segments["DTP"].get_value("03") if "DTP" in segments else ""
        lines.append(
            (
                service.get_value(f"{first:02}-2") or "",
                modifiers,
                service.get_value(f"{first + 2:02}"),
                service.get_value(f"{first + 3:02}"),
                date,
            )
        )
    return lines


@pytest.mark.parametrize("name", NAMES)
def test_pyx12_sees_the_same_lines(name: str) -> None:
    """Code, modifiers, units or minutes and date of every line, also of those left out."""
    text = (SAMPLES / name).read_bytes().decode("ascii")
    file = read_837(SAMPLES / name)
    expected = []
    for code, modifiers, basis, quantity, day in lines_of_pyx12(text):
        first, _, last = day.partition("-")
        if not code or (last and last != first):
            continue
        amount = int(float(quantity))
        expected.append((code, modifiers, amount if basis == "UN" else None, amount if basis == "MJ" else None, first))

    read = [
        (line.code, line.modifiers, line.units, line.minutes, f"{line.date_of_service:%Y%m%d}") for line in file.lines()
    ]

    if name == "institutional.837":  # one line takes its date from the claim, which loop 2400 does not show
        expected = [(*line[:4], line[4] or "20260309") for line in expected]
    assert read == expected
    assert len(lines_of_pyx12(text)) == len(read) + len(file.skipped)
