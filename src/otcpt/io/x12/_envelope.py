"""The outermost layer: where an interchange begins and ends, and which characters separate its parts."""

from collections.abc import Iterator
from typing import NamedTuple

from otcpt.io._log import Log

#: Characters of the ISA segment, terminator included; its elements have fixed widths.
ISA_WIDTH = 106
_ELEMENTS = 16
_BLANK = " \t\r\n\x1a\x00\ufeff"


class Interchange(NamedTuple):
    """The segments from ISA to IEA.

    ``first`` is the number of its ISA among all segments of the file, from 1; ``starts_at`` and ``ends_at`` are
    shares of the file, 0 to 1.
    """

    segments: list[str]
    first: int
    element: str
    component: str
    starts_at: float
    ends_at: float

    def bytes_before(self, segment: int, total: int) -> int:
        """Estimate how many of the file's bytes lie before a segment; all segments count alike."""
        share = (segment - self.first) / len(self.segments)
        return int(total * (self.starts_at + share * (self.ends_at - self.starts_at)))


def interchanges(text: str, log: Log) -> Iterator[Interchange]:
    """Split the text into interchanges, each by the separators of its own ISA header.

    Line breaks are no part of X12 unless one is the segment terminator. Raises `InputErrors` without an ISA header.
    """
    first, start = 1, _skip_blank(text, 0)
    if not text.startswith("ISA", start):
        raise log.refuse(_no_header(text[start : start + 3]))
    while start < len(text):
        if not text.startswith("ISA", start):
            log.problem(
                first,
                None,
                None,
                "text follows the end of the interchange (IEA); expected another ISA or nothing",
            )
            return
        element, component, terminator = _separators(text, start, first, log)
        end = _end(text, start, element, terminator)
        if end is None:
            log.problem(first, "ISA", None, "the interchange has no end (IEA): the file is cut off; fetch it again")
            end = len(text)
        segments = _segments(text[start:end], terminator)
        yield Interchange(segments, first, element, component, start / len(text), end / len(text))
        first += len(segments)
        start = _skip_blank(text, end)


def _skip_blank(text: str, start: int) -> int:
    while start < len(text) and text[start] in _BLANK:
        start += 1
    return start


def _no_header(opening: str) -> str:
    fragment = "" if opening[:2] not in ("GS", "ST", "HL") else " (the envelope was cut away)"
    return (
        f"no ISA header at the start{fragment}: this is not an X12 file, or not all of it; export the whole interchange"
    )


def _separators(text: str, start: int, number: int, log: Log) -> tuple[str, str, str]:
    """Element separator at position 4, component separator at 105, terminator at 106, counted from 1."""
    element = text[start + 3 : start + 4]
    parts = text[start : start + 2 * ISA_WIDTH].split(element, _ELEMENTS) if element else []
    if len(parts) <= _ELEMENTS or len(parts[_ELEMENTS]) < 2:
        raise log.refuse("the ISA header is incomplete; expected 16 elements in 106 characters", number, "ISA")
    last = parts[_ELEMENTS]
    component, terminator = last[0], last[1]
    width = sum(map(len, parts[:_ELEMENTS])) + _ELEMENTS + 2
    separators = (element, component, terminator)
    if len(set(separators)) < 3 or any(mark.isalnum() or mark == " " for mark in separators):
        raise log.refuse("the ISA header does not name three different separators at 4, 105 and 106", number, "ISA")
    if width != ISA_WIDTH:
        log.note(
            f"the ISA header is {width} characters wide instead of {ISA_WIDTH}; its separators were found by counting"
        )
    return separators


def _end(text: str, start: int, element: str, terminator: str) -> int | None:
    """Return where the interchange ends, after the terminator of IEA, which may be missing at the very end."""
    closing = "IEA" + element
    at = text.find(closing, start)
    while at >= 0:
        before = at - 1
        while text[before] in "\r\n " and text[before] != terminator:
            before -= 1
        if text[before] == terminator:
            stop = text.find(terminator, at)
            return len(text) if stop < 0 else stop + 1
        at = text.find(closing, at + 1)
    return None


def _segments(body: str, terminator: str) -> list[str]:
    for mark in "\r\n":
        if mark != terminator and mark in body:
            body = body.replace(mark, "")
    segments = body.split(terminator)
    if terminator + " " in body:
        segments = [segment.lstrip(" ") for segment in segments]
    return [segment for segment in segments if segment]
