"""Claims a second of both layers of the 837 reader, and of pyx12 on the same text, in one run.

python benchmarks/x12.py [CLAIMS]
"""

import logging
import sys
from collections.abc import Callable
from io import StringIO
from statistics import median
from time import process_time

import pyx12.error_handler
import pyx12.params
import pyx12.x12context
import pyx12.x12file

from otcpt.io import read_837

_CODES = ("97530:GO", "97110:GO", "97140:GO:59", "97535:GO", "97112:GO:CO", "97165:GO")
_ROUNDS = 5
_ISA = "ISA*00*          *00*          *ZZ*BENCH          *ZZ*BENCH          *260309*0800*^*00501*000000001*0*T*:~"


def interchange(claims: int) -> bytes:
    """Write an invented 837P: two or three lines a claim, three claims a patient."""
    segments = ["ST*837*0001*005010X222A1", "BHT*0019*00*1*20260309*0800*CH", "HL*1**20*1"]
    segments += ["NM1*85*2*PRACTICE*****XX*1234567893", "N3*1 TEST ST", "N4*TESTCITY*CO*80001"]
    for n in range(claims):
        if n % 3 == 0:
            segments += [f"HL*{2 + n // 3}*1*22*0", "SBR*P*18*******MB", f"NM1*IL*1*PATIENT*P{n}****MI*M{n:09}"]
            segments += ["N3*2 TEST ST", "N4*TESTCITY*CO*80001", "NM1*PR*2*PAYER*****PI*1"]
        lines = 2 + n % 2
        segments += [f"CLM*C{n:07}*{62 * lines}***11:B:1*Y*A*Y*Y", "HI*ABK:M6281"]
        for line in range(1, lines + 1):
            code, units = _CODES[(n + line) % len(_CODES)], 1 + (n + line) % 3
            segments += [f"LX*{line}", f"SV1*HC:{code}*{62 * units}*UN*{units}***1"]
            segments += [f"DTP*472*D8*202603{9 + n % 5:02}", f"REF*6R*C{n:07}{line:02}"]
    segments.append(f"SE*{len(segments) + 1}*0001")
    header = [_ISA[:-1], "GS*HC*BENCH*BENCH*20260309*0800*1*X*005010X222A1"]
    return ("~\n".join([*header, *segments, "GE*1*1", "IEA*1*000000001"]) + "~\n").encode()


def rate(work: Callable[[], object], claims: int) -> float:
    """Return the claims a second of processor time."""
    began = process_time()
    result = work()
    spent = process_time() - began
    del result
    return claims / spent


def pyx12_segments(text: str) -> int:
    """Let pyx12 split the text into segments and elements; it makes no claims of them."""
    return sum(1 for _ in pyx12.x12file.X12Reader(StringIO(text)))


def pyx12_lines(text: str) -> int:
    """Let pyx12 follow the loops of the implementation guide down to the service lines."""
    reader = pyx12.x12context.X12ContextReader(pyx12.params.params(), pyx12.error_handler.errh_null(), StringIO(text))
    return sum(1 for tree in reader.iter_segments("2400") if tree.id == "2400")


def main(claims: int) -> None:
    """Print the speeds, measured in turn, and their ratios."""
    logging.disable(logging.ERROR)
    data = interchange(claims)
    few = claims // 50
    small = interchange(few).decode()
    works: tuple[tuple[str, Callable[[], object], int, int], ...] = (
        ("read_837", lambda: read_837(data), claims, 25_000),
        ("pyx12, segments only", lambda: pyx12_segments(small), few, 0),
        ("pyx12, loops and lines", lambda: pyx12_lines(small), few, 0),
    )
    rates: dict[str, list[float]] = {name: [] for name, *_ in works}
    for _ in range(_ROUNDS):
        for name, work, number, _ in works:
            rates[name].append(rate(work, number))
    print(
        f"{claims:,} claims, {len(data) / 1e6:.1f} MB, 2.5 lines a claim; claims a second, median of {_ROUNDS} rounds"
    )
    for name, _, _, goal in works:
        each, slowest = rates[name], rates["pyx12, loops and lines"]
        ratio = median(one / other for one, other in zip(each, slowest, strict=True))
        verdict = "met" if median(each) >= goal else "missed"
        print(
            f"{name:24}{median(each):>8,.0f} ({min(each):,.0f} to {max(each):,.0f}){ratio:>8.1f} x pyx12 loops"
            + (f"   goal {goal:,}, {verdict}" if goal else "")
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000)
