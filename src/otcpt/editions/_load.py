"""Finding an edition by its name or pin."""

import os
from threading import Lock
from typing import TypeAlias

from otcpt.editions._digests import PINS
from otcpt.editions._edition import Edition
from otcpt.editions._manifest import read_manifest
from otcpt.errors import BrokenData, EditionMismatch, InvalidInput, UnknownName, did_you_mean
from otcpt.pins import split_pin
from otcpt.shipped import bytes_of, is_folder, path_beside

#: How an edition may be given: its name or pin, the folder of a local edition, or the edition itself.
EditionLike: TypeAlias = str | os.PathLike[str] | Edition

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
        BrokenPlugin: The package that brings the edition cannot be used.

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
        return _open_folder(pin, "")
    name, digest = _read_pin(next(reversed(PINS)) if pin is None else pin)
    if name not in PINS:
        if name and is_folder(name):
            return _open_folder(name, digest)
        return _of_a_package(name, digest)
    if not PINS[name].startswith(digest):
        raise EditionMismatch(
            f"edition {name} has the digest {PINS[name]}, not {digest}; install the version of otcpt the pin was taken "
            f"from, or pin {name}@sha256:{PINS[name]}"
        )
    edition = _LOADED.get(name)
    if edition is None:
        with _LOCK:
            edition = _LOADED.get(name) or _open_bundled(name)
    return edition


def _open_bundled(name: str) -> Edition:
    return _LOADED.setdefault(name, open_edition(path_beside(__file__, "bundled", name), PINS[name]))


def open_edition(folder: str | os.PathLike[str], digest: str) -> Edition:
    """Open the edition in a folder; raise `BrokenData` unless its manifest has this digest."""
    path = f"{folder}{os.sep}manifest.json"
    try:
        data = bytes_of(path)
    except OSError as problem:
        raise BrokenData(f"the manifest {path} cannot be read ({problem.strerror}); install otcpt again") from None
    manifest = read_manifest(data, path)
    if manifest.digest != digest:
        raise BrokenData(
            f"{path} is not the manifest that was released: its sha256 is {manifest.digest}, expected {digest}; "
            "install otcpt again"
        )
    return Edition(manifest, folder)


def _of_a_package(name: str, digest: str) -> Edition:
    """Open the edition that another package brings under this exact name."""
    from otcpt.plugins import find_plugin, installed_plugins

    plugin = find_plugin("otcpt.editions", name)
    if plugin is None:
        held = f"this version of otcpt has {', '.join(PINS)}, and a local edition is named by its folder"
        needed = "; install the version of otcpt, or the package, that the pin was taken from" if digest else ""
        names = [*PINS, *(one.name for one in installed_plugins("otcpt.editions"))]
        raise UnknownName(f"no edition {name!r}; {held}{needed}.{'' if digest else did_you_mean(name, names)}")
    folder = plugin.load()
    if not isinstance(folder, str | os.PathLike) or not is_folder(folder):
        raise plugin.broken("is not the path of an edition's folder")
    try:
        edition = _open_folder(folder, digest, plugin.source)
    except BrokenData as problem:
        raise type(problem)(f"{plugin.source}: {problem}") from problem
    if edition.id != name:
        raise plugin.broken(f"is edition {edition.id!r}, so it must have that name")
    return edition


def _open_folder(path: str | os.PathLike[str], digest: str, package: str = "") -> Edition:
    from pathlib import Path

    from otcpt.editions._local_folder import MANIFEST, read_folder

    folder = Path(path).absolute()
    data = read_folder(folder, digest)
    manifest = read_manifest(data, str(folder / MANIFEST))
    key = f"{package} {folder}@{manifest.digest}"
    with _LOCK:
        return _LOADED.get(key) or _LOADED.setdefault(key, Edition(manifest, folder, package))


def _read_pin(pin: str) -> tuple[str, str]:
    if not isinstance(pin, str):
        raise InvalidInput(
            f"edition {pin!r} is not text; write a name such as {next(reversed(PINS))!r}", "edition", pin
        )
    return (pin, "") if is_folder(pin) else split_pin(pin, "edition")
