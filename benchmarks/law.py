"""How fast the law opens and answers: ``python benchmarks/law.py``. Processor time in ms or µs, best of several."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import otcpt.editions
from otcpt.editions import load_edition
from otcpt.editions._load import open_edition

BUNDLE = Path(otcpt.editions.__file__).parent / "bundled" / "2026q4"
ON = date(2026, 3, 2)


def best(work: Callable[[], object], repeat: int = 7) -> float:
    times = []
    for _ in range(repeat):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return min(times)


def main() -> None:
    digest = load_edition().digest
    opened = best(lambda: open_edition(BUNDLE, digest).codes["97530"])
    print(f"open and first code look-up {opened * 1e3:.2f} ms   goal 30 ms")
    for setting in ("practitioner", "outpatient_hospital"):
        spent = best(lambda setting=setting: open_edition(BUNDLE, digest).ptp(setting))  # type: ignore[misc]
        print(f"open and first {setting} pair table {spent * 1e3:.2f} ms")
    table = load_edition().ptp("practitioner")
    codes = [code for code in load_edition().codes if table.partners(code)]
    pairs = [(one, two) for one in codes for two in codes if one < two]
    fresh = open_edition(BUNDLE, digest).ptp("practitioner")
    cold = best(lambda: [fresh.between(one, two, on=ON) for one, two in pairs], 1)
    warm = best(lambda: [fresh.between(one, two, on=ON) for one, two in pairs])
    each = 1e6 / len(pairs)
    print(f"{len(pairs)} pairs: first look-up {cold * each:.2f} µs, later {warm * each:.2f} µs each")
    limits = load_edition().mue("practitioner")
    spent = best(lambda: [limits.limit(code, on=ON) for code in codes])
    print(f"unit limit {spent * 1e6 / len(codes):.2f} µs each")
    size = sum(path.stat().st_size for path in BUNDLE.iterdir())
    print(f"bundle {size / 1e3:.0f} kB on disk (the wheel deflates it)")


if __name__ == "__main__":
    main()
