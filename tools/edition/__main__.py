"""``python -m tools.edition DATA NAME OUT``: build one edition of a data folder and print its pin."""

import sys
from pathlib import Path

from tools.edition.build import build

if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    manifest = build(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    print(f"{manifest.id}@sha256:{manifest.digest}")
