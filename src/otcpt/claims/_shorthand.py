"""One line of text for a service: CODE[:MOD…] [xUNITS] [@MINUTES[+A…][+J…]].

The number after @ is the therapist's; A is the assistant alone, J both together; ``@30+?`` is 30 minutes of which
it is not known who gave them. Blanks are optional.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from otcpt.claims._claim import Claim
from otcpt.claims._line import ServiceLine
from otcpt.errors import InvalidInput
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.claims._visit import Service, Visit

_SHORTHAND = re.compile(
    r"\s*(?P<code>[Xx][0-9A-WYZa-wyz]{4}|[0-9A-WYZa-wyz]+)(?P<modifiers>(?:\s*:\s*[0-9A-Za-z]{2})*)"
    r"(?:\s*[xX]\s*(?P<units>[0-9]+))?"
    r"(?:\s*@\s*(?P<minutes>(?:[AaJjTt]?\s*[0-9]+)(?:\s*\+\s*(?:[AaJjTt]\s*[0-9]+|\?))*))?\s*",
    re.ASCII,
)
#: Digits of units and minutes that can be meant.
_DIGITS = 9
_EXPECTED = "expected CODE[:MOD…] [xUNITS] [@MINUTES[+A…][+J…]], like 97530:GO x2 @30 or 97110 @13+A23"


def _split(text: str) -> tuple[str, tuple[str, ...], int | None, dict[str, int] | None]:
    found = _SHORTHAND.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise InvalidInput(f"cannot read {text!r}: {_EXPECTED}", "shorthand", text)
    modifiers = tuple(part.strip() for part in found["modifiers"].split(":")[1:])
    units = None if found["units"] is None else _number(found["units"], text)
    return found["code"], modifiers, units, _parts(found["minutes"], text)


def _number(digits: str, text: str) -> int:
    if len(digits) > _DIGITS:
        raise InvalidInput(f"{text[:40]!r} has a number of {len(digits)} digits; {_EXPECTED}", "shorthand", text)
    return int(digits)


def _parts(minutes: str | None, text: str) -> dict[str, int] | None:
    if minutes is None:
        return None
    parts: dict[str, int] = {}
    for part in re.sub(r"\s", "", minutes).upper().split("+"):
        digits = part if part.isdigit() else part[1:]
        who, amount = ("?", 0) if part == "?" else ("T" if part.isdigit() else part[0], _number(digits, text))
        if who in parts:
            raise InvalidInput(f"{text!r} gives the minutes of {who} twice; {_EXPECTED}", "shorthand", text)
        parts[who] = amount
    if "?" in parts and set(parts) != {"T", "?"}:
        raise InvalidInput(f"{text!r} says who gave the minutes and that no one knows; {_EXPECTED}", "shorthand", text)
    return parts


def parse_line(text: str, *, on: date | str) -> ServiceLine:
    """Read one billed line from shorthand: code, modifiers, units and minutes.

    Args:
        text: Such as ``"97530:GO:59 x2 @30"``: the code, modifiers after colons, units after ``x``, minutes after
            ``@``.
        on: The date of service, as a date or as text like ``"2026-03-02"``.

    Returns:
        The line.

    Raises:
        InvalidInput: The text has another form; what was expected is named.

    Example:
        >>> line = parse_line("97530:GO:59 x2 @30", on="2026-03-02")
        >>> line.modifiers, line.units, line.minutes
        (('GO', '59'), 2, 30)
    """
    code, modifiers, units, parts = _split(text)
    if parts is None:
        return ServiceLine(code, date_of_service=on, modifiers=modifiers, units=units)
    if "?" in parts:
        return ServiceLine(code, date_of_service=on, modifiers=modifiers, units=units, minutes=parts["T"])
    return ServiceLine(
        code,
        date_of_service=on,
        modifiers=modifiers,
        units=units,
        therapist_minutes=parts.get("T", 0),
        assistant_minutes=parts.get("A", 0),
        joint_minutes=parts.get("J", 0),
    )


def parse_service(text: str) -> "Service":
    """Read one service of a visit from shorthand; its minutes are required and its units not yet known.

    Args:
        text: Such as ``"97110@13+A23"``: the code, the therapist's minutes, and the assistant's after ``+A``.

    Returns:
        The service.

    Raises:
        InvalidInput: The text has another form; what was expected is named.

    Example:
        >>> parse_service("97110@13+A23").assistant
        23
    """
    from otcpt.claims._visit import Service

    code, modifiers, units, parts = _split(text)
    if units is not None:
        raise InvalidInput(f"{text!r} gives units; a visit has minutes, its units are what is asked", "shorthand", text)
    if parts is None or "?" in parts:
        raise InvalidInput(
            f"{text!r} does not say whose minutes they were; write 97530@38 or 97530@A38", "shorthand", text
        )
    return Service(
        code, modifiers=modifiers, therapist=parts.get("T", 0), assistant=parts.get("A", 0), joint=parts.get("J", 0)
    )


def parse_claim(on: date | str, *lines: str) -> Claim:
    """Read a claim of one date of service.

    Args:
        on: The date of service, as a date or as text like ``"2026-03-02"``.
        *lines: One line each, as `parse_line` reads it.

    Returns:
        The claim.

    Raises:
        InvalidInput: A line has another form; what was expected is named.

    Example:
        >>> len(parse_claim("2026-03-02", "97530:GO x2 @30", "97140:GO:59 x1 @15"))
        2
    """
    day = calendar_day(on, "on")
    return Claim(parse_line(text, on=day) for text in lines)


def parse_visit(on: date | str, *services: str) -> "Visit":
    """Read a visit of one day.

    Args:
        on: The date of service, as a date or as text like ``"2026-03-02"``.
        *services: One service each, as `parse_service` reads it.

    Returns:
        The visit.

    Raises:
        InvalidInput: A service has another form; what was expected is named.
    """
    from otcpt.claims._visit import Visit

    return Visit(on, tuple(parse_service(text) for text in services))


def format_line(line: ServiceLine) -> str:
    """Write a line in shorthand, so that `parse_line` reads code, modifiers, units and minutes back.

    Args:
        line: A service line.

    Returns:
        The shorthand.

    Example:
        >>> format_line(parse_line("97110 : go x3 @ 13 + a23", on="2026-03-02"))
        '97110:GO x3 @13+A23'
    """
    text = ":".join((line.code, *line.modifiers))
    if line.units is not None:
        text += f" x{line.units}"
    if line.minutes is None:
        return text
    if line.therapist_minutes is None:
        return f"{text} @{line.minutes}+?"
    return f"{text} @{_who(line.therapist_minutes, line.assistant_minutes or 0, line.joint_minutes or 0)}"


def format_service(service: "Service") -> str:
    """Write a service in shorthand, so that `parse_service` reads it back.

    Args:
        service: A service of a visit.

    Returns:
        The shorthand.
    """
    who = _who(service.therapist, service.assistant, service.joint)
    return f"{':'.join((service.code, *service.modifiers))} @{who}"


def _who(therapist: int, assistant: int, joint: int) -> str:
    given = [f"A{assistant}"] * bool(assistant) + [f"J{joint}"] * bool(joint)
    return "+".join([str(therapist)] * (bool(therapist) or not given) + given)
