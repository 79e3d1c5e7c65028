"""Every claim file of the full-size data is read, or refused with a list. Set OTCPT_FULL_DATA to its folder."""

import os
from pathlib import Path

import pytest

from otcpt.errors import InputErrors
from otcpt.io import read_claims

_ROOT = os.environ.get("OTCPT_FULL_DATA")
CLAIMS = Path(_ROOT, "data", "claims") if _ROOT else None
pytestmark = pytest.mark.skipif(CLAIMS is None, reason="OTCPT_FULL_DATA is not set: no full-size data are walked")


def files(folder: str) -> list[Path]:
    """Return the files of one folder; an empty folder is a broken data set, not a pass."""
    assert CLAIMS is not None
    found = sorted((CLAIMS / folder).iterdir())
    assert found
    return found


def test_every_837_is_read_and_every_line_accounted_for() -> None:
    """Each SV1 and SV2 segment of each file is a line, a line left out, or a problem."""
    for path in files("x12_837"):
        file = read_claims(path)
        element = path.read_bytes()[3:4]
        terminator = path.read_bytes()[105:106]
        segments = [segment.strip() for segment in path.read_bytes().split(terminator)]
        counted = sum(segment.startswith((b"SV1" + element, b"SV2" + element)) for segment in segments)
        assert sum(map(len, file.claims)) + len(file.skipped) == counted, path.name
        assert counted > 0


def test_the_clinic_week_is_the_same_in_both_formats() -> None:
    """27 claims and 60 lines, equal line by line."""
    table, interchange = (read_claims(path) for path in sorted(files("clinic"), reverse=True)[:2])
    read = [
        sorted((line.claim_id, line.code, line.modifiers, line.units, line.date_of_service) for line in file.lines())
        for file in (table, interchange)
    ]
    assert read[0] == read[1]
    assert (len(table.claims), len(read[0])) == (27, 60)


@pytest.mark.parametrize("folder", ["x12_835", "tuva"])
def test_other_formats_are_refused_in_words(folder: str) -> None:
    """Remittances and foreign tables end in a list of problems."""
    for path in files(folder):
        with pytest.raises(InputErrors) as caught:
            read_claims(path)
        assert all(problem.file == path.name and problem.message for problem in caught.value.problems)
