"""What other installed packages bring: policies, editions and rules, by entry points.

Nothing here runs on import, and nothing is used because it is installed: a policy or an edition is looked up by its
exact name where otcpt has none of that name, rules run only where they are named.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from otcpt.errors import BrokenPlugin, UnknownName, did_you_mean

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUPS", "Plugin", "PluginGroup", "find_plugin", "installed_plugins", "moved"]

PluginGroup: TypeAlias = Literal["otcpt.policies", "otcpt.editions", "otcpt.rules"]

GROUPS: tuple[PluginGroup, ...] = ("otcpt.policies", "otcpt.editions", "otcpt.rules")


@attrs.frozen(order=True)
class Plugin:
    """One entry point of an installed package."""

    group: PluginGroup
    name: str
    package: str
    version: str
    _entry: "EntryPoint" = attrs.field(repr=False, eq=False)

    @property
    def source(self) -> str:
        """The name, and the package and its version that bring it."""
        return f"{self.name} of {self.package} {self.version}"

    def load(self) -> object:
        """Return what the entry point names."""
        try:
            return self._entry.load()
        except (Exception, SystemExit) as problem:
            raise self.broken(f"cannot be loaded ({type(problem).__name__}: {problem})") from problem

    def broken(self, why: str) -> BrokenPlugin:
        """Return the error that says what is wrong with this plug-in."""
        return BrokenPlugin(
            f"{self.source} (entry point {self.group}) {why}; install a version of {self.package} "
            "that fits, or leave the name out"
        )


def installed_plugins(group: PluginGroup | None = None) -> tuple[Plugin, ...]:
    """Return the plug-ins of the installed packages."""
    if group is not None and group not in GROUPS:
        near = did_you_mean(str(group), GROUPS)
        raise UnknownName(f"no kind of plug-in is called {group!r}; there are {', '.join(GROUPS)}.{near}")
    kinds = GROUPS if group is None else (group,)
    return tuple(sorted({one for kind in kinds for one in _plugins(kind)}))


def find_plugin(group: PluginGroup, name: str) -> Plugin | None:
    """Return the one plug-in of this exact name."""
    found = sorted({one for one in _plugins(group) if one.name == name})
    if len(found) > 1:
        packages = " and ".join(f"{one.package} {one.version}" for one in found)
        raise BrokenPlugin(f"{name} (entry point {group}) is brought by {packages}; uninstall all but one")
    return found[0] if found else None


def moved(group: PluginGroup, sources: Iterable[str]) -> list[str]:
    """Say which packages of a record are not installed, or are in another version."""
    found = []
    for source in sources:
        now = find_plugin(group, source.partition(" of ")[0])
        if now is None or now.source != source:
            here = f"{now.package} {now.version} is installed" if now else "no installed package brings it"
            found.append(f"On record is {source}, and {here}.")
    return found


def _plugins(group: PluginGroup) -> Iterator[Plugin]:
    from importlib.metadata import entry_points  # takes longer to import than all of otcpt

    try:
        entries = entry_points(group=group)
    except Exception as problem:
        named = ", ".join(sorted(_unreadable())) or "an installed package"
        raise BrokenPlugin(f"entry points of {named} cannot be read; install another version of it") from problem
    for entry in entries:
        package = entry.dist
        name, version = (package.name, package.version) if package else (None, None)
        yield Plugin(group, entry.name, name or "?", version or "?", entry)


def _unreadable() -> Iterator[str]:
    """Yield the packages whose entry points cannot be read, each with its version."""
    from importlib.metadata import distributions

    for package in distributions():
        try:
            tuple(package.entry_points)
        except Exception:
            yield f"{package.name} {package.version}"
