"""``python -m tools.fuzz COUNT``: that many damaged inputs, over every reader; or an input that was kept, again."""

import argparse
import re
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from tools.fuzz.laws import LawBroken
from tools.fuzz.readers import READERS, Reader, inputs

#: Seconds of the processor after which an input counts as a hang.
_LONGEST = 10.0


class Hang(Exception):
    """An input that takes too long."""


def main() -> int:
    """Run, print what was tried and found, and return 1 where anything was found."""
    asked = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    asked.add_argument("count", nargs="?", type=int, help="inputs in all; 4,000 unless --seconds")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long, whatever is left")
    asked.add_argument("--reader", choices=[*READERS], action="append", help="only this reader; once for each")
    asked.add_argument("--seed", type=int, default=1, help="another seed makes other inputs")
    asked.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where inputs with findings are kept")
    asked.add_argument("--again", type=Path, help="an input that was kept: its traceback")
    given = asked.parse_args()
    count = given.count or (4_000 if given.seconds == float("inf") else 1 << 60)
    warnings.simplefilter("error")
    signal.signal(signal.SIGPROF, _hang)
    if given.again is not None:
        return _again(given.again)
    chosen = [READERS[name] for name in given.reader or READERS]
    shares, until = sum(one.share for one in chosen), time.monotonic() + given.seconds
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for reader in chosen:
        most = max(1, count * reader.share // shares)
        stop = until if given.seconds == float("inf") else time.monotonic() + given.seconds * reader.share / shares
        began = time.monotonic()
        for data in _some(reader, given.seed, most, stop):
            tried[reader.name] += 1
            if kind := _tried(reader, data):
                key = f"{reader.name}: {kind}"
                if not found[key]:
                    _keep(given.found, reader, data, len(found))
                found[key] += 1
        took = time.monotonic() - began
        print(f"{reader.name:10} {tried[reader.name]:>9,} inputs  {took:7.1f} s", flush=True)
    print(f"{tried.total():,} inputs, {found.total():,} findings of {len(found)} kinds; seed {given.seed}")
    for key, times in found.most_common():
        print(f"{times:6,} times  {key}")
    return int(bool(found))


def _some(reader: Reader, seed: int, most: int, stop: float) -> Iterator[bytes]:
    rng = Random(f"{seed} {reader.name}")
    for number, data in enumerate(inputs(reader, rng)):
        if number >= most or time.monotonic() > stop:
            return
        yield data


def _tried(reader: Reader, data: bytes) -> str:
    """What was found with an input, the same text for the same kind; nothing where all laws hold."""
    try:
        with TemporaryDirectory(prefix="otcpt-fuzz-") as scratch, _limited():
            reader.read(data, Path(scratch))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of compiled code is no Exception
        return _kind(error)
    return ""


def _kind(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f"{Path(one.filename).name}:{one.lineno}" for one in frames if "otcpt" in one.filename or "fuzz" in one.filename
    ]
    words = re.sub(r"[0-9]+", "0", str(error))[:70] if isinstance(error, LawBroken) else ""
    return f"{type(error).__name__} at {own[-1] if own else '?'} {words}"


def _keep(folder: Path, reader: Reader, data: bytes, number: int) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{reader.name}-{number}").write_bytes(data)


def _again(path: Path) -> int:
    reader = READERS[path.name.partition("-")[0]]
    with TemporaryDirectory(prefix="otcpt-fuzz-") as scratch, _limited():
        reader.read(path.read_bytes(), Path(scratch))
    print(f"{path}: nothing is found any more")
    return 0


@contextmanager
def _limited() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _hang(_: int, __: FrameType | None) -> None:
    raise Hang(f"over {_LONGEST:.0f} s of the processor")


sys.exit(main())
