"""Building a local edition: from the files CMS publishes to a folder that `load_edition` opens."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import attrs

from otcpt.citation import Document
from otcpt.editions._edition import Edition
from otcpt.editions._load import load_edition
from otcpt.editions._local_changes import known_later_changes, limits_after
from otcpt.editions._local_fees import KnownFee, fee_tables
from otcpt.editions._local_folder import write_folder
from otcpt.editions._local_tables import Packed, add_numbers, addon_table, mue_table, ptp_table
from otcpt.editions._manifest import FORMAT, TableInfo
from otcpt.editions._packed import quarter_end
from otcpt.editions._published import CmsFile, mue_tables, ptp_tables, quarter_of
from otcpt.errors import InvalidInput
from otcpt.files import path_of
from otcpt.io.cms import AddonFile, MueFile, PtpFile, read_addon, read_gpci, read_rvu
from otcpt.members import kind_of_value
from otcpt.timeline import calendar_day, day_after


def build_local(
    out: str | os.PathLike[str],
    *,
    ptp: Sequence[CmsFile] = (),
    mue: Sequence[CmsFile] = (),
    addon: CmsFile | None = None,
    rvu: Sequence[CmsFile] = (),
    gpci: CmsFile | None = None,
    known_fee: KnownFee | None = None,
    setting: str | None = None,
    quarter: date | None = None,
    through: date | None = None,
) -> Edition:
    """Build an edition from the files CMS publishes, write it to a new folder, and open it.

    The tables given replace the bundled ones of their setting. Those not given, and the code registry, stay those of
    the newest bundled edition, with their own days. Code numbers that only the files name are added to its list. A PTP
    table answers for every two codes, since 1996, and is verified through the end of its quarter. The edition's id
    names the newest quarter given, ``local-2026q3``, and later days are not answered unless ``through`` says so. The
    folder appears whole or not at all; one that has anything in it is never written over. Source: CMS, Medicare NCCI
    edit files.

    Args:
        out: The new folder.
        ptp: The files of one or both Medicare PTP tables: all parts, text or ZIP.
        mue: The files of any MUE tables and quarters.
        addon: The file of the add-on list.
        rvu: Relative value files (PPRRVU), in force from their quarter to the end of their year.
        gpci: The file of geographic indices (GPCI) of a year. It is accepted only with every locality, and where
            ``known_fee`` comes out of it.
        known_fee: A fee of that year that CMS publishes: code, locality, dollars.
        setting: The setting of files whose names do not tell it; it may not contradict a name that does.
        quarter: The first day of the quarter of files whose names do not tell it.
        through: A later last day, up to which answers are carried forward.

    Returns:
        The edition, opened.

    Raises:
        InputErrors: A file cannot be read; every problem of every file is named.
        InvalidInput: Files do not go together, or setting or quarter is not known.
        OSError: A path cannot be opened or written.
    """
    target = path_of(out).absolute()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InvalidInput(f"{target} exists; an edition never changes, so name a new folder", "out", str(out))
    files = [
        Path(name)
        for name in (
            *_listed(ptp, "ptp"),
            *_listed(mue, "mue"),
            *([] if addon is None else [addon]),
            *_listed(rvu, "rvu"),
            *([] if gpci is None else [gpci]),
        )
    ]
    if not files:
        raise InvalidInput(
            "no file was given; pass ptp=, mue=, addon=, rvu= or gpci= with the files CMS publishes", "ptp"
        )

    base = load_edition()
    tables = ptp_tables(ptp, setting, quarter)
    limits = mue_tables(mue, quarter)
    add_ons = None if addon is None else read_addon(addon)
    days = [day for _, day in tables]
    days += [file.effective for file in limits]
    if add_ons is not None:
        days.append(quarter_of(add_ons.effective, quarter, add_ons.part.name))
    values = [read_rvu(Path(file)) for file in rvu]
    indices = None if gpci is None else read_gpci(Path(gpci))
    of_fees = [file.effective for file in values] + ([] if indices is None else [date(indices.year, 1, 1)])
    newest = max(map(quarter_end, [*days, *of_fees]))
    last = newest if through is None else calendar_day(through, "through")
    if last < newest:
        raise InvalidInput(f"through={last} lies before {newest}, the end of the newest quarter given", "through", last)

    codes = base.codes
    newer = {code: first for code in codes if (first := codes[code].meanings[0].first_day) is not None}
    packed = [ptp_table(table, day, newer) for table, day in tables]
    for setting, group in groupby(limits, key=attrgetter("setting")):
        quarters = list(group)
        packed.append(mue_table(quarters, limits_after(base.mue(setting), quarters[-1].effective, last)))
    if add_ons is not None:
        packed.append(addon_table(add_ons, days[-1]))
    packed += fee_tables(base, values, indices, known_fee)
    numbers = Packed(base.manifest.tables["numbers"], base.table_bytes("numbers"), {})
    given: tuple[PtpFile | MueFile | AddonFile, ...] = (
        *(table for table, _ in tables),
        *limits,
        *([] if add_ons is None else [add_ons]),
    )
    packed.append(add_numbers(numbers, given))
    named = {table.info.name: table for table in packed}
    return _write(target, base, named | known_later_changes(base, named, last), newest, last, files)


def _write(
    target: Path, base: Edition, packed: Mapping[str, Packed], newest: date, last: date, files: Sequence[Path]
) -> Edition:
    sources: dict[str, Document] = {}
    infos: dict[str, TableInfo] = {}
    stored: dict[str, bytes] = {}
    for name, kept in base.manifest.tables.items():
        table = packed.get(name) or Packed(kept, base.table_bytes(name), {})
        stored[table.info.file] = table.data
        known = {**base.sources, **table.sources}
        sources |= {key: known[key] for key in table.info.documents}
        infos[name] = attrs.evolve(
            table.info,
            sha256=sha256(table.data).hexdigest(),
            boundaries=tuple(sorted({*table.info.boundaries, day_after(last)})),
        )
    content: dict[str, Any] = {
        "id": f"local-{newest.year}q{newest.month // 3}",
        "format": FORMAT,
        "through": last,
        "built_from": sorted(path.name for path in files),
        "tables": {name: attrs.asdict(info, filter=_is_told) for name, info in infos.items()},
        "sources": {key: attrs.asdict(document) for key, document in sources.items()},
    }
    return load_edition(f"{target}@sha256:{write_folder(target, content, stored)}")


def _is_told(field: "attrs.Attribute[Any]", _: object) -> bool:
    return field.name != "name"


def _listed(files: Sequence[CmsFile], what: str) -> Iterator[CmsFile]:
    if isinstance(files, (str, os.PathLike)):
        raise InvalidInput(f"{what}={files!r} is one path; pass a list of paths", what, files)
    for file in files:
        if not isinstance(file, (str, os.PathLike)):
            raise InvalidInput(f"cannot read {kind_of_value(file)} in {what}=; pass paths", what, file)
        yield file
