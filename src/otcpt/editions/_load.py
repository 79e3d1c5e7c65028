"""Finding an edition by its name or pin."""

import os
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from otcpt.editions._digests import PINS
from otcpt.editions._edition import Edition
from otcpt.editions._local_folder import MANIFEST, read_folder
from otcpt.editions._manifest import read_manifest
from otcpt.errors import BrokenData, EditionMismatch, InvalidInput, UnknownName, did_you_mean

#: How an edition may be given: its name or pin, the folder of a local edition, or the edition itself.
EditionLike: TypeAlias = str | os.PathLike[str] | Edition

_BUNDLED = Path(__file__).parent / "bundled"
_LOCK = Lock()
_LOADED: dict[str, Edition] = {}


def available_editions() -> tuple[str, ...]:
    """Return the names of the editions this version of otcpt holds, oldest first.

    >>> available_editions()
    ('2024q3', '2026q4')
    """
    return tuple(PINS)


def load_edition(pin: EditionLike | None = None) -> Edition:
    """Return an edition of the law; without a pin the newest one that this installed version has.

    An edition is opened once and shared; its tables are read when first asked. An edition that is already open is
    returned as it is.

    Args:
        pin: A name (``"2026q4"``), the folder of a local edition, or either with its digest (``"2026q4@sha256:…"``, as
            ``edition.pin`` writes it; eight or more characters of the digest are enough).

    Returns:
        The edition.

    Raises:
        UnknownName: There is no such edition in this version.
        EditionMismatch: The digest is another one.
        BrokenData: Files of the edition are damaged.

    Example:
        >>> load_edition().id
        '2026q4'
        >>> load_edition(load_edition().pin) is load_edition()
        True
        >>> load_edition("2026q4@sha256:00000000")
        Traceback (most recent call last):
        otcpt.errors.EditionMismatch: edition 2026q4 has the digest ..., not 00000000; install the version ...
    """
    if isinstance(pin, Edition):
        return pin
    if isinstance(pin, os.PathLike):
        return _open_folder(Path(pin), "")
    name, digest = _read_pin(next(reversed(PINS)) if pin is None else pin)
    if name not in PINS:
        if name and Path(name).is_dir():
            return _open_folder(Path(name), digest)
        held = f"held are {', '.join(PINS)}, and a local edition is named by its folder"
        raise UnknownName(f"no edition {name!r}; {held}.{did_you_mean(name, PINS)}")
    if not PINS[name].startswith(digest):
        raise EditionMismatch(
            f"edition {name} has the digest {PINS[name]}, not {digest}; install the version of otcpt the pin was taken "
            f"from, or pin {name}@sha256:{PINS[name]}"
        )
    edition = _LOADED.get(name)
    if edition is None:
        with _LOCK:
            edition = _LOADED.get(name) or _LOADED.setdefault(name, open_edition(_BUNDLED / name, PINS[name]))
    return edition


def open_edition(folder: Path, digest: str) -> Edition:
    """Open the edition in a folder; raise `BrokenData` unless its manifest has this digest."""
    path = folder / "manifest.json"
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise BrokenData(f"the manifest {path} cannot be read ({problem.strerror}); install otcpt again") from None
    manifest = read_manifest(data, str(path))
    if manifest.digest != digest:
        raise BrokenData(
            f"{path} is not the manifest that was released: its sha256 is {manifest.digest}, expected {digest}; "
            "install otcpt again"
        )
    return Edition(manifest, folder)


def _open_folder(folder: Path, digest: str) -> Edition:
    folder = folder.absolute()
    data = read_folder(folder, digest)
    manifest = read_manifest(data, str(folder / MANIFEST))
    key = f"{folder}@{manifest.digest}"
    with _LOCK:
        return _LOADED.get(key) or _LOADED.setdefault(key, Edition(manifest, folder))


def _read_pin(pin: str) -> tuple[str, str]:
    if not isinstance(pin, str):
        raise InvalidInput(
            f"edition {pin!r} is not text; write a name such as {next(reversed(PINS))!r}", "edition", pin
        )
    name, mark, digest = pin.rpartition("@")
    if not mark or Path(pin).is_dir():
        return pin, ""
    kind, _, digest = digest.partition(":")
    if kind != "sha256" or len(digest) < 8 or set(digest) - set("0123456789abcdef"):
        expected = "a name, then @sha256: and at least eight characters of the digest, like 2026q4@sha256:0123abcd"
        raise InvalidInput(f"edition pin {pin!r} is not readable: expected {expected}", "edition", pin)
    return name, digest
