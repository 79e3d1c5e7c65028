"""Days of occupational therapy for the benchmark: two to four lines each, one day in seven with a fault.

Everything follows from the seed. ``days_table(days)`` is a sorted table of service lines.
"""

import sys

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


def days_table(days: int, *, seed: int = 0, first: int = 0) -> pa.Table:
    """Return the lines of the days numbered from ``first``; the same number gives the same patient."""
    chance = np.random.default_rng((seed, first))
    lengths = chance.choice([2, 3, 4], size=days, p=[0.35, 0.4, 0.25])
    keys = chance.random((days, len(CODES))) ** (1 / WEIGHTS)
    codes = np.argsort(-keys, axis=1)[:, :4]
    text = CODES[codes].astype(object)
    modifiers = np.full((days, 4), "GO", dtype=object)
    there = np.arange(4) < lengths[:, None]
    faulty = np.flatnonzero(chance.random(days) < 1 / 7)
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
    provider = chance.integers(0, PROVIDERS, size=days)
    number: npt.NDArray[np.int64] = first + np.arange(days)
    patient = number // DAYS_OF_A_PATIENT
    on = np.array([EPOCH]) + (number % DAYS_OF_A_PATIENT) * 3 + patient % 60
    flat = there.ravel()
    day_of = np.repeat(np.arange(days), 4)[flat]
    return pa.table(
        {
            "claim_id": pa.array(np.char.add("C", number.astype(str))).take(pa.array(day_of)),
            "patient_key": pa.array(np.char.add("P", np.char.zfill(patient.astype(str), 9))).take(pa.array(day_of)),
            "rendering_provider_key": pa.array([f"R{n}" for n in range(PROVIDERS)]).take(pa.array(provider[day_of])),
            "billing_provider_key": pa.array([f"B{n}" for n in range(CLINICS)]).take(
                pa.array(provider[day_of] % CLINICS)
            ),
            "date_of_service": pa.array(on[day_of].astype("datetime64[D]")),
            "code": pa.array(text.ravel()[flat]),
            "modifiers": pa.array(modifiers.ravel()[flat]),
            "units": pa.array(units.ravel()[flat].astype(np.int32)),
            "minutes": pa.array(minutes.ravel()[flat].astype(np.int32)),
            "place_of_service": pa.array(["11"]).take(pa.array(np.zeros(len(day_of), dtype=np.int64))),
        }
    )


def _allocated(minutes: npt.NDArray[np.int64], timed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Units by total time: whole blocks, then the most minutes left over."""
    blocks, left = np.divmod(minutes, 15)
    more = (minutes.sum(axis=1) + 7) // 15 - blocks.sum(axis=1)
    rank = np.argsort(np.argsort(np.where(timed, -left, 1), axis=1, kind="stable"), axis=1, kind="stable")
    units: npt.NDArray[np.int64] = blocks + (rank < more[:, None])
    return units


def write(path: str, lines: int, *, seed: int = 0) -> int:
    """Write about that many lines as Parquet; return how many."""
    written, first, step = 0, 0, 200_000
    writer = None
    while written < lines:
        days = min(step, (lines - written) // 3 + 1)
        table = days_table(days, seed=seed, first=first)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        written, first = written + table.num_rows, first + days
    if writer is not None:
        writer.close()
    return written


if __name__ == "__main__":
    print(f"{write(sys.argv[1], int(sys.argv[2])):,} lines")
