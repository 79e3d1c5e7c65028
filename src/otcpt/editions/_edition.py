"""One publication of the law: frozen, shared between threads, its tables read and checked when first asked."""

import os
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from otcpt.citation import Document
from otcpt.codes import BillerTable, CodeNumbers, GroupTable, Registry
from otcpt.editions._law_tables import (
    read_bill_types,
    read_billers,
    read_documentation,
    read_groups,
    read_manual,
    read_modifiers,
)
from otcpt.editions._manifest import Manifest
from otcpt.editions._pack import own_errors, unpack
from otcpt.editions._tables import (
    read_addons,
    read_bilateral,
    read_codes,
    read_numbers,
    read_ptp,
    read_thresholds,
    without_ptp,
)
from otcpt.edits import (
    SETTINGS,
    AddonTable,
    BilateralTable,
    BillTypeTable,
    ManualTable,
    MueTable,
    PtpTable,
    corroboration,
)
from otcpt.errors import BrokenData, UnknownName, did_you_mean
from otcpt.frozenmap import FrozenMap
from otcpt.modifiers import ModifierTable
from otcpt.shipped import bytes_of
from otcpt.shown import Shown
from otcpt.timeline import calendar_day

if TYPE_CHECKING:
    from otcpt.edits import DocumentationTable, ThresholdTable
    from otcpt.fees import Fees
    from otcpt.page import Page

__all__ = ["Edition"]

T = TypeVar("T")


class Edition(Shown):
    """The law as one publication has it: codes, edits, limits and thresholds, each answered by date of service.

    Two editions are equal when they have the same id and digest. Pickling keeps the pin (of an edition in a folder the
    folder with the digest), not the data. ``package`` is the installed package that brought it, with its version.

    >>> from otcpt.editions import load_edition
    >>> edition = load_edition("2026q4")
    >>> edition.codes["97530"].on(date(2026, 3, 2)).timing.interval
    15
    """

    __slots__ = ("_folder", "_lock", "_tables", "boundaries", "digest", "id", "manifest", "package")

    id: str
    digest: str
    manifest: Manifest
    boundaries: tuple[date, ...]
    package: str
    _folder: str
    _lock: RLock
    _tables: dict[str, Any]

    def __init__(self, manifest: Manifest, folder: str | os.PathLike[str], package: str = "") -> None:
        """Bind a manifest that was already checked to the folder its tables lie in."""
        put = object.__setattr__
        put(self, "id", manifest.id)
        put(self, "digest", manifest.digest)
        put(self, "manifest", manifest)
        put(self, "package", package)
        put(self, "_folder", str(folder))
        put(self, "_lock", RLock())
        put(self, "_tables", {})
        days = {day for table in manifest.tables.values() for day in table.boundaries}
        put(self, "boundaries", tuple(sorted(days)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an edition cannot be changed: {name} stays as it is; load another edition")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an edition cannot be changed: {name} stays as it is")

    @property
    def pin(self) -> str:
        """The id, or the folder of a local edition, with the digest: what `load_edition` takes."""
        in_folder = self.manifest.built_from and not self.package
        return f"{self._folder if in_folder else self.id}@sha256:{self.digest}"

    @property
    def sources(self) -> FrozenMap[str, Document]:
        """The documents behind the data, by the key the rows name."""
        return self.manifest.sources

    @property
    def codes(self) -> Registry:
        """The code registry, with Medicare's payment status."""
        return self._table(
            "codes",
            lambda: read_codes(self.manifest, self.table_bytes("codes"), self.table_bytes("status"), self._numbers),
        )

    @property
    def addons(self) -> AddonTable:
        """The add-on edits."""
        return self._table("addons", lambda: read_addons(self.manifest, self.table_bytes("addons")))

    @property
    def thresholds(self) -> "ThresholdTable":
        """The yearly amounts above which a therapy claim needs KX.

        >>> from otcpt.editions import load_edition
        >>> load_edition().thresholds.of("OT", on=date(2026, 3, 2)).amount
        Decimal('2480')
        """
        return self._table("thresholds", lambda: read_thresholds(self.manifest, self.table_bytes("thresholds")))

    @property
    def bilateral(self) -> BilateralTable:
        """The fee schedule's bilateral indicators; none in an edition that was published before they were read."""
        through = self.manifest.through
        if "bilateral" not in self.manifest.tables:
            return self._table("bilateral", lambda: BilateralTable({}, through))
        return self._table("bilateral", lambda: read_bilateral(self.table_bytes("bilateral"), through))

    @property
    def fees(self) -> "Fees":
        """The physician fee schedule; empty in an edition that was published before it was read.

        >>> from otcpt.editions import load_edition
        >>> load_edition().fees.unit("97530", on="2026-03-02", locality="15202-00").full
        Decimal('33.33')
        """
        return self._table("fees", self._read_fees)

    @property
    def groups(self) -> GroupTable:
        """The named sets of codes and modifiers."""
        return self._table("groups", lambda: read_groups(self.table_bytes("groups")))

    @property
    def manual(self) -> ManualTable:
        """The NCCI Policy Manual's sentences about two codes."""
        return self._table("manual", lambda: read_manual(self.table_bytes("manual")))

    @property
    def bill_types(self) -> BillTypeTable:
        """The facilities that bill types name."""
        return self._table("bill_types", lambda: read_bill_types(self.table_bytes("bill_types")))

    @property
    def modifiers(self) -> ModifierTable:
        """The known modifiers with their days."""
        return self._table("modifiers", lambda: read_modifiers(self.table_bytes("modifiers")))

    @property
    def billers(self) -> BillerTable:
        """Who may bill each code of the registry."""
        return self._table("billers", lambda: read_billers(self.table_bytes("billers")))

    @property
    def documentation(self) -> "DocumentationTable":
        """What the record must show; nothing in an edition that was published before it was listed."""
        if "documentation" not in self.manifest.tables:
            from otcpt.edits import DocumentationTable

            return self._table("documentation", lambda: DocumentationTable(()))
        return self._table("documentation", lambda: read_documentation(self.table_bytes("documentation")))

    def ptp(self, setting: str) -> PtpTable:
        """Return the PTP table of a setting.

        No Medicaid table is held: it answers *cannot tell* for every pair.

        Args:
            setting: ``"practitioner"``, ``"outpatient_hospital"`` or ``"medicaid"``.

        Returns:
            The table.

        Raises:
            UnknownName: There is no such setting.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().ptp("medicaid").between("97530", "97750", on=date(2026, 3, 2)).known
            False
        """
        self._check(setting)
        name = f"ptp_{setting}"
        if setting == "medicaid":
            return self._table(name, without_ptp)

        def read() -> PtpTable:
            data = self.table_bytes(name)
            return read_ptp(self.manifest.tables[name], self.manifest.through, data, self.codes.exists)

        return self._table(name, read)

    def compare_with_hospital_table(self, one: str, other: str, *, on: date | str) -> str:
        """Return what the outpatient hospital table has for two codes, next to the practitioner table's answer.

        The hospital table was read for later quarters. It supports a practitioner answer that is carried forward; it
        does not replace it, since the two tables differ.

        Args:
            one: One code of the pair.
            other: The other code of the pair.
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            A phrase such as ``"the same edit and indicator"``; empty where it has nothing to add.

        Raises:
            InvalidInput: A code or the day is impossible.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().compare_with_hospital_table("97750", "97530", on=date(2026, 3, 2))
            'the same edit and indicator'
            >>> load_edition().compare_with_hospital_table("97165", "97750", on=date(2026, 3, 2))
            'the same edit with indicator 1'
        """
        practitioner, hospital = self.ptp("practitioner"), self.ptp("outpatient_hospital")
        return corroboration(practitioner.between(one, other, on=on), hospital.between(one, other, on=on))

    def mue(self, setting: str) -> MueTable:
        """Return the MUE table of a setting.

        Args:
            setting: ``"practitioner"``, ``"outpatient_hospital"`` or ``"medicaid"``.

        Returns:
            The table.

        Raises:
            UnknownName: There is no such setting.

        Example:
            >>> from otcpt.editions import load_edition
            >>> load_edition().mue("practitionner")
            Traceback (most recent call last):
            otcpt.errors.UnknownName: no setting 'practitionner'; ... Did you mean practitioner?
        """
        self._check(setting)
        name = f"mue_{setting}"

        def read() -> MueTable:
            rows = unpack(self.table_bytes(name), name)[0]["rows"] if name in self.manifest.tables else ()
            return MueTable(setting, rows, self.manifest.through)

        return self._table(name, read)

    def window(self, on: date | str) -> int:
        """Return the number of the law window of a day: within one window no answer of any table changes.

        Args:
            on: The date of service, as a date or as text like ``"2026-03-02"``.

        Returns:
            The number, counted from 0.

        Example:
            >>> from otcpt.editions import load_edition
            >>> edition = load_edition()
            >>> [edition.window(date(2020, month, 2)) == edition.window(date(2020, 3, 3)) for month in (3, 10)]
            [True, False]
        """
        if on.__class__ is not date:
            on = calendar_day(on, "on")
        return bisect_right(self.boundaries, on)

    def verify(self) -> None:
        """Hash every file again; raise `BrokenData` at the first that is not what the manifest says."""
        for name in self.manifest.tables:
            self.table_bytes(name)

    def manifest_bytes(self) -> bytes:
        """Return the manifest as it is stored.

        Returns:
            The bytes, of which the digest is the hash.

        Raises:
            BrokenData: The file was changed since the edition was opened.
        """
        data = bytes_of(f"{self._folder}{os.sep}manifest.json")
        if sha256(data).hexdigest() != self.digest:
            raise BrokenData(f"the manifest of {self.pin} was changed since it was opened")
        return data

    def table_bytes(self, name: str) -> bytes:
        """Return the file of a table as it is stored.

        Args:
            name: The name of a table of the manifest.

        Returns:
            The bytes.

        Raises:
            BrokenData: The file is not what the manifest says.
        """
        hint = "build the edition again" if self.manifest.built_from else "install otcpt again"
        table = self.manifest.tables.get(name)
        if table is None:
            raise BrokenData(f"edition {self.pin} has no table {name}; {hint}")
        path = f"{self._folder}{os.sep}{table.file}"
        try:
            data = bytes_of(path)
        except OSError as problem:
            raise BrokenData(f"table {path} cannot be read ({problem.strerror}); {hint}") from None
        found = sha256(data).hexdigest()
        if found != table.sha256:
            raise BrokenData(
                f"table {path} was changed or cut short: its sha256 is {found}, the manifest of {self.id} says "
                f"{table.sha256}; {hint}"
            )
        return data

    def describe(self) -> str:
        """Return what the edition holds as text: every table with its version, days, rows, documents and hash."""
        lines = [f"edition {self.id}, published for dates of service through {self.manifest.through}", self.pin]
        for table in self.manifest.tables.values():
            days = f"{table.verified_from} to {table.verified_through}"
            lines.append(f"{table.name}: {table.rows} rows, verified {days}, confidence {table.confidence}")
            lines.append(f"  {table.version}")
            lines += [f"  read: {_named(self.sources[key])}" for key in table.documents]
            lines.append(f"  {table.file} sha256 {table.sha256}")
        if self.manifest.built_from:
            lines.append(f"a local edition built from {', '.join(self.manifest.built_from)}")
        return "\n".join(lines)

    def _read_fees(self) -> "Fees":
        from otcpt.editions._fee_tables import read_fees

        return read_fees(self.manifest, self.table_bytes)

    def _numbers(self) -> CodeNumbers:
        return self._table("numbers", lambda: read_numbers(self.table_bytes("numbers")))

    def _check(self, setting: str) -> None:
        if setting not in SETTINGS:
            near = did_you_mean(setting, SETTINGS) if isinstance(setting, str) else ""
            raise UnknownName(f"no setting {setting!r}; known are {', '.join(SETTINGS)}.{near}")

    def _table(self, name: str, make: Callable[[], T]) -> T:
        try:
            return cast("T", self._tables[name])
        except KeyError:
            with self._lock:
                if name not in self._tables:
                    with own_errors(f"table {name} of edition {self.pin}"):
                        self._tables[name] = make()
                return cast("T", self._tables[name])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and (self.id, self.digest) == (other.id, other.digest)

    def __hash__(self) -> int:
        return hash((self.id, self.digest))

    def __reduce__(self) -> tuple[Callable[[str], "Edition"], tuple[str]]:
        from otcpt.editions._load import available_editions, load_edition

        found_by_name = self.package or self.id in available_editions()
        return load_edition, (self.pin if found_by_name else f"{self._folder}@sha256:{self.digest}",)

    def __repr__(self) -> str:
        return f"<Edition {self.id}@sha256:{self.digest[:12]}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.editions.pages import edition_page

        return edition_page(self)


def _named(document: Document) -> str:
    parts = (document.authority, document.title, document.revision)
    return f"{', '.join(part for part in parts if part)} [{document.confidence}]"
