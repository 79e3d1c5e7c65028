"""Begin each page of the reference with what users call: functions of `import otcpt`, its values, then the rest."""

import griffe
from tools.met_in_results import met_in_results

import otcpt


def place(name: str, *, is_function: bool) -> tuple[bool, bool]:
    """Return where a name is on its page: what the façade has first, functions before values."""
    return name not in otcpt.__all__, not is_function


class ReferenceOrder(griffe.Extension):
    """Orders what the rooms export, names alike in both in their own order; what is met in results comes last."""

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        """Order the exports of every room of the package."""
        for room in pkg.modules.values():
            if room.exports is not None and not room.is_alias and room.is_init_module:
                names = [str(name) for name in room.exports]
                ordered = sorted(names, key=lambda name: place(name, is_function=self._is_function(room, name)))
                room.exports = [*ordered, *met_in_results(room.filepath.read_text(encoding="utf-8"))]

    def _is_function(self, room: griffe.Module, name: str) -> bool:
        member = room.members.get(name)
        target = member.target_path if isinstance(member, griffe.Alias) else ""
        return (target.rpartition(".")[2] or name)[:1].islower()
