"""Days of occupational therapy for the benchmark: two to four lines each, one day in seven with a fault.

Everything follows from the seed. ``days_table(days)`` is a sorted table of service lines. `VARIANTS` are other days:
more or fewer faults, every code that is known, and modifiers, assistants, providers and disciplines on a tenth of them.
"""

import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

CODES = np.array(["97530", "97110", "97535", "97140", "97112", "97129", "97533", "97542", "97760", "97035", "97165"])
WEIGHTS = np.array([30, 22, 14, 12, 9, 3, 3, 2, 2, 1.5, 1.5])
UNTIMED = ["97165", "97150", "97003"]
#: A unit too many, no GO, 9 units of no minutes, then codes put in place of what was there: a hard pair, an add-on
#: alone, a deleted code, a group beside treatment.
FAULTS: tuple[tuple[str, ...], ...] = ((), (), (), ("97165", "97750"), ("97130",), ("97003",), ("97150",))
DAYS_OF_A_PATIENT = 12
PROVIDERS, CLINICS = 3000, 400
EPOCH = np.datetime64("2026-01-05")
#: One day in so many is unusual where `days_table` is asked for such days.
UNUSUAL = 10
#: What may be on lines of an unusual day beside or in place of GO.
BYPASSES = ("GO 59", "GO XE", "GO XP", "GO XS", "GO XU", "GO KX", "GO KX 59", "59")
#: What `days_table` is asked for besides.
VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "faults-50": {"faults": 1 / 50},
    "faults-7": {},
    "faults-3": {"faults": 1 / 3},
    "unusual": {"unusual": True},
    "codes": {"every_code": True},
}


def days_table(
    days: int,
    *,
    seed: int = 0,
    first: int = 0,
    faults: float = 1 / 7,
    unusual: bool = False,
    every_code: bool = False,
) -> pa.Table:
    """Return the lines of the days numbered from ``first``; the same number gives the same patient.

    ``faults`` is the share of days with one. With ``unusual`` a tenth of the days have modifiers, assistants, several
    providers or two disciplines; with ``every_code`` codes are drawn from all that the newest edition knows.
    """
    chance = np.random.default_rng((seed, first))
    lengths = chance.choice([2, 3, 4], size=days, p=[0.35, 0.4, 0.25])
    names, weights = (_every_code(), 1.0) if every_code else (CODES, WEIGHTS)
    keys = chance.random((days, len(names))) ** (1 / weights)
    codes = np.argsort(-keys, axis=1)[:, :4]
    text = names[codes].astype(object)
    modifiers = np.full((days, 4), "GO", dtype=object)
    there = np.arange(4) < lengths[:, None]
    faulty = np.flatnonzero(chance.random(days) < faults)
    which = chance.integers(0, len(FAULTS), size=len(faulty))
    for fault, replaced in enumerate(FAULTS):
        for place, code in enumerate(replaced):
            text[faulty[which == fault], place] = code
    modifiers[faulty[which == 1], 0] = ""
    timed = ~np.isin(text, UNTIMED) & there
    minutes = np.where(timed, chance.choice([8, 10, 12, 15, 15, 15, 20, 23, 25, 30, 30, 38], size=(days, 4)), 0)
    minutes = np.where(there & ~timed, 45, minutes)
    units = np.where(there & ~timed, 1, _allocated(np.where(timed, minutes, 0), timed))
    units[faulty[which == 0], 0] += 1
    minutes[faulty[which == 2], 0], units[faulty[which == 2], 0] = 0, 9
    provider = np.repeat(chance.integers(0, PROVIDERS, size=days)[:, None], 4, axis=1)
    assistant = np.full((days, 4), -1)
    if unusual:
        _make_unusual(chance, modifiers, minutes, assistant, provider)
    number: npt.NDArray[np.int64] = first + np.arange(days)
    patient = number // DAYS_OF_A_PATIENT
    on = np.array([EPOCH]) + (number % DAYS_OF_A_PATIENT) * 3 + patient % 60
    flat = there.ravel()
    day_of = np.repeat(np.arange(days), 4)[flat]
    provider, assistant = provider.ravel()[flat], assistant.ravel()[flat]
    more = {} if not unusual else {"assistant_minutes": pa.array(assistant.astype(np.int32), mask=assistant < 0)}
    return pa.table(
        {
            "claim_id": pa.array(np.char.add("C", number.astype(str))).take(pa.array(day_of)),
            "patient_key": pa.array(np.char.add("P", np.char.zfill(patient.astype(str), 9))).take(pa.array(day_of)),
            "rendering_provider_key": pa.array([f"R{n}" for n in range(PROVIDERS)]).take(pa.array(provider)),
            "billing_provider_key": pa.array([f"B{n}" for n in range(CLINICS)]).take(pa.array(provider % CLINICS)),
            "date_of_service": pa.array(on[day_of].astype("datetime64[D]")),
            "code": pa.array(text.ravel()[flat]),
            "modifiers": pa.array(modifiers.ravel()[flat]),
            "units": pa.array(units.ravel()[flat].astype(np.int32)),
            "minutes": pa.array(minutes.ravel()[flat].astype(np.int32)),
            "place_of_service": pa.array(["11"]).take(pa.array(np.zeros(len(day_of), dtype=np.int64))),
            **more,
        }
    )


@cache
def _every_code() -> npt.NDArray[np.str_]:
    from otcpt import load_edition

    return np.array(sorted(load_edition().codes))


def _make_unusual(
    chance: np.random.Generator,
    modifiers: npt.NDArray[np.object_],
    minutes: npt.NDArray[np.int64],
    assistant: npt.NDArray[np.int64],
    provider: npt.NDArray[np.int64],
) -> None:
    """Change a tenth of the days: a modifier, an assistant's line, a shared line, two providers, two disciplines."""
    some = np.flatnonzero(chance.random(len(minutes)) < 1 / UNUSUAL)
    modified, own, shared, providers, disciplines = (some[start::5] for start in range(5))
    modifiers[modified, 1] = chance.choice(BYPASSES, size=len(modified))
    modifiers[own, 0] = "GO CO"
    assistant[own, 0] = minutes[own, 0]
    assistant[shared, 1] = minutes[shared, 1] * chance.integers(1, 4, size=len(shared)) // 4
    modifiers[shared, 1] = np.where(chance.random(len(shared)) < 0.5, "GO CO", "GO")
    provider[providers, 1:] = (provider[providers, :1] + 1) % PROVIDERS
    provider[disciplines, 1:] = (provider[disciplines, :1] + CLINICS) % PROVIDERS
    modifiers[disciplines, 1:] = "GP"


def _allocated(minutes: npt.NDArray[np.int64], timed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Units by total time: whole blocks, then the most minutes left over."""
    blocks, left = np.divmod(minutes, 15)
    more = (minutes.sum(axis=1) + 7) // 15 - blocks.sum(axis=1)
    rank = np.argsort(np.argsort(np.where(timed, -left, 1), axis=1, kind="stable"), axis=1, kind="stable")
    units: npt.NDArray[np.int64] = blocks + (rank < more[:, None])
    return units


def write(path: str, lines: int, *, seed: int = 0, variant: str = "faults-7") -> int:
    """Write about that many lines of a variant as Parquet; return how many."""
    written, first, step = 0, 0, 200_000
    writer = None
    while written < lines:
        days = min(step, (lines - written) // 3 + 1)
        table = days_table(days, seed=seed, first=first, **VARIANTS[variant])
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        written, first = written + table.num_rows, first + days
    if writer is not None:
        writer.close()
    return written


if __name__ == "__main__":
    print(f"{write(sys.argv[1], int(sys.argv[2]), variant=(sys.argv[3:] or ['faults-7'])[0]):,} lines")
