"""A hook of the build: the wheel is written anew with the strongest compression, which hatchling has no option for."""

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class StrongestCompression(BuildHookInterface[Any]):
    """Packs the same members, in the same order and with the same dates, into fewer bytes."""

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Pack a finished wheel again; an editable one is left as it is."""
        del build_data
        if version != "standard":
            return
        wheel = Path(artifact_path)
        packed = wheel.with_suffix(".packed")
        with ZipFile(wheel) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
            for member in old.infolist():
                new.writestr(member, old.read(member), ZIP_DEFLATED, compresslevel=9)
        packed.replace(wheel)
