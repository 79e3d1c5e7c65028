"""Lines from a seed: days as a practice bills them, one in seven with a fault, a few odd in other ways."""

from datetime import date, time, timedelta
from random import Random

from otcpt import ServiceLine

CODES = ("97530", "97110", "97535", "97140", "97112", "97129", "97533", "97542", "97760", "97035", "97165", "97168")
WEIGHTS = (30, 22, 14, 12, 9, 3, 3, 2, 2, 1.5, 1, 0.5)
ODD = ("97750", "97130", "97003", "97150", "98975", "99213", "G0283", "97763", "97166", "9753O")
MINUTES = (8, 10, 12, 15, 15, 20, 23, 30, 38)
MODIFIERS: tuple[tuple[str, ...], ...] = ((), ("GP",), ("GO", "59"), ("GO", "CO"))
FIRST = date(2024, 6, 3)


def made_lines(days: int, *, seed: int = 0) -> list[ServiceLine]:
    """Return the lines of so many patient days, in no order."""
    chance = Random(seed)
    lines: list[ServiceLine] = []
    for number in range(days):
        patient = None if chance.random() < 0.03 else f"P{number // 9:06}"
        on = FIRST + timedelta(days=(number % 9) * 97 + number // 9 % 60)
        faulty = chance.random() < 1 / 7
        provider, biller = f"R{chance.randrange(40)}", f"B{chance.randrange(9)}"
        shares, clock, total = (chance.random() < share for share in (0.1, 0.08, 0.1))
        at = 9 * 60
        codes = list(dict.fromkeys(chance.choices(CODES, WEIGHTS, k=chance.randint(1, 4))))
        if faulty and chance.random() < 0.6:
            codes[0] = chance.choice(ODD)
        for place, code in enumerate(codes):
            minutes = chance.choice(MINUTES)
            modifiers = ("GO",) if not faulty or chance.random() < 0.9 else chance.choice(MODIFIERS)
            units: int | None = 1 if code in ("97165", "97168", "97150") else (minutes + 7) // 15
            if faulty and chance.random() < 0.2:
                units = chance.choice([None, 0, 1, 2, 9])
            by_assistant = chance.randint(0, minutes) if shares else None
            at += chance.choice([0, 5])
            lines.append(
                ServiceLine(
                    code,
                    date_of_service=on,
                    modifiers=modifiers,
                    units=units,
                    minutes=None if faulty and chance.random() < 0.1 else minutes,
                    assistant_minutes=by_assistant,
                    therapist_minutes=None if by_assistant is None else minutes - by_assistant,
                    total_treatment_minutes=len(codes) * 20 if total else None,
                    start_time=time(at // 60, at % 60) if clock else None,
                    end_time=time((at + minutes) // 60, (at + minutes) % 60) if clock else None,
                    place_of_service=chance.choice(["11", "11", "11", "12", None]),
                    bill_type="131" if chance.random() < 0.02 else None,
                    payer="CI" if chance.random() < 0.01 else None,
                    claim_id=f"C{number}{'b' if place > 2 else ''}",
                    line_id=f"{number}.{place}",
                    patient_key=patient,
                    rendering_provider_key="R99" if chance.random() < 0.02 else provider,
                    billing_provider_key=None if chance.random() < 0.02 else biller,
                )
            )
            at += minutes
    chance.shuffle(lines)
    return lines
