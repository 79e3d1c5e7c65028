"""Inputs led by coverage, where atheris is installed: ``python -m tools.fuzz.guided READER COUNT``."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-untyped]  # used where it is installed

with atheris.instrument_imports(include=["otcpt"]):
    from tools.fuzz.readers import READERS


def main() -> None:
    """Try as many inputs, from the seeds of a reader on; stops at the first finding, which is written to a file."""
    name, count = sys.argv[1:]
    reader = READERS[name]

    def one(data: bytes) -> None:
        with TemporaryDirectory(prefix="otcpt-fuzz-") as scratch:
            reader.read(data, Path(scratch))

    with TemporaryDirectory(prefix="otcpt-corpus-") as corpus:
        for number, seed in enumerate(reader.seeds()):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], f"-runs={count}", "-timeout=10", f"-artifact_prefix={name}-", corpus], one)
        atheris.Fuzz()


main()
