"""A hook of the build: the wheel is written anew with the strongest compression, which hatchling has no option for."""

import zlib
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class _Best:
    """A compressor that packs all at the end, with the memory and strategy that make the fewest bytes."""

    def __init__(self) -> None:
        self._data = b""

    def compress(self, data: bytes) -> bytes:
        """Keep the data."""
        self._data += data
        return b""

    def flush(self) -> bytes:
        """Return them packed."""
        ways = (
            zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, memory, strategy)
            for memory in range(1, 10)
            for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED)
        )
        return min((way.compress(self._data) + way.flush() for way in ways), key=len)


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
                data = old.read(member)
                with new.open(member, "w") as out:
                    if member.compress_type == ZIP_DEFLATED:
                        cast("Any", out)._compressor = _Best()  # zipfile has no option for it either
                    out.write(data)
        packed.replace(wheel)
