"""An edition as a folder of its own, for when a later version of otcpt no longer has it."""

import os

from otcpt.editions._edition import Edition
from otcpt.editions._load import EditionLike, load_edition
from otcpt.editions._local_folder import write_bytes
from otcpt.errors import InvalidInput
from otcpt.files import path_of
from otcpt.members import kind_of_value


def export_edition(edition: EditionLike | None, out: str | os.PathLike[str]) -> Edition:
    """Write an edition to a folder, byte by byte, and open it there.

    Args:
        edition: An `Edition`, its name, its pin or a folder; the newest bundled one where None.
        out: The new folder. It appears whole or not at all; one that has anything in it is never written over.

    Returns:
        The edition in its folder, with the same digest. `load_edition` takes the folder.

    Raises:
        UnknownName: There is no such edition.
        BrokenData: Files of the edition are damaged.
        InvalidInput: ``out`` is no path.
        OSError: The folder cannot be written.

    Example:
        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp()) / "law"
        >>> export_edition("2024q3", folder).digest == load_edition("2024q3").digest
        True
    """
    if not isinstance(out, str | os.PathLike):
        raise InvalidInput(f"export_edition takes the path of a new folder, not {kind_of_value(out)}", "out", out)
    law = load_edition(edition)
    tables = {table.file: law.table_bytes(name) for name, table in law.manifest.tables.items()}
    folder = path_of(out)
    write_bytes(folder, law.manifest_bytes(), tables)
    return load_edition(folder)
