"""``python -m otcpt.editions DATA OUT``: build an edition from a data folder and print its pin."""

import sys
from pathlib import Path

from otcpt.editions._build import build

if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    manifest = build(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{manifest.id}@sha256:{manifest.digest}")
