"""A data folder while a quarter's files are put into it: tables, sources, and the edition's description."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from tools.edition.build import TABLES, read_toml
from tools.edition.fee_schedule import FeeSchedule
from tools.edition.merge import Notes, Row, merge_addons, merge_dated, merge_mue, merge_numbers, merge_ptp
from tools.edition.ptp import scopes_of
from tools.edition.published import Published
from tools.edition.source_rows import read_table, write_table

from otcpt.editions._packed import quarter_end

#: For each section of an edition's description the day it is verified through, None where it stays, and the version.
ComparedRange = dict[str, tuple[date | None, str]]


class Desk:
    """The tables of a folder, changed in memory by `merge` and written by `write`."""

    def __init__(self, data: Path) -> None:
        """Read the tables."""
        self.data = data
        self.tables = {name: read_table(data / f"{name}.csv", columns) for name, columns in TABLES.items()}
        self.registry = {row["code"] for row in self.tables["codes"].rows}
        self.notes: list[Notes] = []
        self.reach: ComparedRange = {}
        self._sources: dict[str, tuple[str, str]] = {}

    def merge(self, published: Published) -> None:
        """Put every file into its table."""
        self._merge_ptp(published)
        for mue in published.mue:
            title = f"NCCI {_words(mue.setting)} MUE table"
            key = self._source(f"cms-mue-{_words(mue.setting, '-')}-{mue.effective}", title, f"{mue.effective}")
            self._put("mue", merge_mue(self._rows("mue"), mue, self.registry, key, self._note(f"mue {mue.setting}")))
            self.reach[f"mue_{mue.setting}"] = quarter_end(mue.effective), f"table of {mue.effective}"
            self._number({row.code for row in mue}, mue.effective, key)
        for addons, day in published.addons:
            key = self._source(f"cms-aoc-{day}", "NCCI add-on code edits", f"{day}")
            rows = merge_addons(self._rows("addons"), addons, day, self.registry, key, self._note("addons"))
            self._put("addons", rows)
            self.reach["addons"] = quarter_end(day), f"list of {day}"
            self._number({code for row in addons for code in (row.add_on, row.primary) if code}, day, key)
        for fees in published.fees:
            self._merge_fees(fees)

    def _merge_ptp(self, published: Published) -> None:
        scopes = read_toml(self.data / "scopes.toml")
        for table, day in published.ptp:
            name, version = f"ptp_{table.setting}", f"v{table.version} ({day})"
            title = f"NCCI {_words(table.setting)} PTP edits, with effective dates"
            key = self._source(f"cms-ptp-{_words(table.setting, '-')}-v{table.version}", title, version)
            held, notes = scopes_of(name, scopes, self.tables["codes"]), self._note(name)
            self._put(name, merge_ptp(self._rows(name), table, held, key, notes))
            self.reach[name] = None if notes.unnamed else quarter_end(day), f"{version} with effective dates"
            lived = (row for row in table if row.modifier_indicator != 9 and (row.deletion or day).year >= 2000)
            self._number({code for row in lived for code in row[:2]}, day, key)

    def _merge_fees(self, fees: FeeSchedule) -> None:
        title = "Physician fee schedule relative value file (PPRRVU)"
        key = self._source(f"cms-pprrvu-{fees.effective}", title, f"{fees.effective:%B %Y}, {fees.name}")
        listed = [row for row in fees.rows if row.code in self.registry]
        statuses = [(row.code, row.status) for row in listed]
        sides = [(row.code, row.bilateral) for row in listed]
        for name, column, values in (("status", "status", statuses), ("bilateral", "indicator", sides)):
            self._put(name, merge_dated(self._rows(name), values, column, fees.effective, key, self._note(name)))
        for name in ("status", "bilateral", "numbers"):
            self.reach[name] = quarter_end(fees.effective), f"fee schedule file of {fees.effective}"
        self._number({row.code for row in fees.rows}, fees.effective, key)

    def _number(self, codes: set[str], listed: date, source: str) -> None:
        rows = merge_numbers(self._rows("numbers"), codes - self.registry, listed, source, self._note("numbers"))
        self._put("numbers", rows)

    def _rows(self, name: str) -> list[Row]:
        return self.tables[name].rows

    def _put(self, name: str, rows: list[Row]) -> None:
        self.tables[name].rows = rows

    def _note(self, table: str) -> Notes:
        self.notes.append(Notes(table))
        return self.notes[-1]

    def _source(self, key: str, title: str, revision: str) -> str:
        self._sources[key] = title, revision
        return key

    def write(self, edition_id: str, through: date) -> None:
        """Write tables, sources and the edition's description; one that is new begins as the newest there is."""
        for name, table in self.tables.items():
            write_table(table, TABLES[name])
        path = self.data / "sources.toml"
        known = read_toml(path)
        entries = [
            f'\n["{key}"]\nauthority = "CMS"\ntitle = "{title}"\nrevision = "{revision}"\nconfidence = "P"\n'
            for key, (title, revision) in self._sources.items()
            if key not in known
        ]
        path.write_text(path.read_text(encoding="utf-8") + "".join(entries), encoding="utf-8")
        own = self.data / "editions" / f"{edition_id}.toml"
        model = own if own.is_file() else max(path for path in own.parent.iterdir() if "cutoff" not in read_toml(path))
        lines = described(model.read_text(encoding="utf-8"), edition_id, through, self.reach)
        own.write_text("\n".join(lines) + "\n", encoding="utf-8")


def described(text: str, edition_id: str, through: date, reach: Mapping[str, tuple[date | None, str]]) -> Iterator[str]:
    """Yield the lines of a description with this id and last day; what was read anew reaches as far as it was read."""
    section = ""
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition("="))
        if line.startswith("["):
            section = line.strip("[]")
        last, version = reach.get(section, (None, ""))
        if not section and name == "id":
            line = f'id = "{edition_id}"'
        elif not section and name == "through":
            line = f"through = {max(value, str(through))}"
        elif name == "verified_through" and last is not None:
            line = f"verified_through = {max(value, str(last))}"
        elif name == "version" and version and version not in value:
            line = f'version = {value[:-1]}; {version}"'
        yield line


def _words(setting: str, between: str = " ") -> str:
    return setting.replace("_", between)
