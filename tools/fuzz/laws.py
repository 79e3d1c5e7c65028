"""What must hold of every input, however damaged: what a finding of the fuzzer is."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import otcpt
from otcpt.errors import InputErrors, OtcptError
from otcpt.io import ClaimFile

#: Part of every patient key of the seeds.
MARK = "ZQ"
#: A piece of a row as it is in the file, with a patient's key: one cell may be shown, more than that never.
_RAW = re.compile(rf"{MARK}\w*[,;|\t\"]+\w|\w[,;|\t\"]+\w*{MARK}|{MARK}\w*\*\w*\*|\*\w*\*\w*{MARK}")
POLICY = "medicare-part-b"


class LawBroken(Exception):
    """A law does not hold for an input."""


def own_error(call: Callable[[], object]) -> OtcptError | None:
    """Call; return otcpt's own error, looked at, or None. Any other exception passes, as a finding."""
    try:
        call()
    except OtcptError as error:
        look_at(error)
        return error
    return None


def look_at(error: OtcptError) -> None:
    """Check that an error has words, a place for each problem, and no value of a patient in them."""
    text = str(error)
    if not text:
        raise LawBroken(f"{type(error).__name__} without words")
    words = [one.message for one in error.problems] if isinstance(error, InputErrors) else [text]
    for message in words:
        if _RAW.search(message):
            raise LawBroken(f"a raw value in a message: {message[:300]}")
        if len(message) > 4000:
            raise LawBroken(f"a message of {len(message)} letters: {message[:200]}")
    if isinstance(error, InputErrors):
        if not error.problems:
            raise LawBroken("InputErrors without a problem")
        if long := [one for one in error.problems if one.value is not None and len(one.value) > 60]:
            raise LawBroken(f"a long value: {long[0].value}")


def file_of_claims(data: bytes, read: Callable[..., ClaimFile], *, name: str) -> None:
    """Check a reader of claims: no row lost, the same with and without ``keep``, and claims that can be judged."""
    try:
        file = read(data, name=name, on_problem="keep")
    except OtcptError as error:
        look_at(error)
        if own_error(lambda: read(data, name=name)) is None:
            raise LawBroken("refused with keep, and read without") from None
        return
    counts, lines = file.row_counts, list(file.lines())
    if counts.given != counts.read + counts.set_apart + sum(counts.skipped.values()):
        raise LawBroken(f"rows lost: {counts}")
    if counts.read != len(lines) or counts.set_apart != len(file.set_apart):
        raise LawBroken(f"counts are not those of the file: {counts}, {len(lines)}, {len(file.set_apart)}")
    if [len(claim) for claim in file.claims] != [len(places) for places in file.positions]:
        raise LawBroken("positions are not those of the lines")
    if file.set_apart and not file.problems:
        raise LawBroken("rows set apart without a problem")
    for problem in file.problems:
        if _RAW.search(problem.message):
            raise LawBroken(f"a raw value in a message: {problem.message[:300]}")
    if any(map(_RAW.search, file.notes)):
        raise LawBroken(f"a raw value in a note: {file.notes}")
    refused = own_error(lambda: read(data, name=name))
    if (refused is None) != (not file.problems) and lines:
        raise LawBroken(f"keep has {len(file.problems)} problems, and without it: {refused}")
    if lines and crc32(data) % 8 == 0:
        judged(file)


def rows_given(data: bytes, file: ClaimFile) -> None:
    """Check the rows of a table without quotation marks against its lines of text, counted otherwise."""
    if any(mark in data for mark in (b'"', b"\0")) or not data.isascii() or len(data) > 100_000:
        return
    lines = data.decode("ascii").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number = len(lines) - (not lines[-1])
    if file.row_counts.given != number - 1:
        raise LawBroken(f"{number - 1} rows below or above the header, {file.row_counts}")


_checker = otcpt.Checker(policy=POLICY)


def judged(file: ClaimFile) -> None:
    """Check the claims, and write claims and reports as JSON and back."""
    claims = file.claims[:50]
    for claim, report in zip(claims, _checker.check_all(claims), strict=True):
        json.loads(report.to_json())
        shown = "".join(f"{line.code}{line.modifiers}{line.claim_id}" for line in claim.lines)
        if MARK in repr((claim, report)) and MARK not in shown:
            raise LawBroken("a patient key in a repr")
        if otcpt.Claim.from_record(json.loads(json.dumps(claim.to_record()))) != claim:
            raise LawBroken("a claim is another one after its record")


def written(scratch: Path, name: str, data: bytes) -> Path:
    """Return a file of these bytes."""
    path = scratch / name
    path.write_bytes(data)
    return path
