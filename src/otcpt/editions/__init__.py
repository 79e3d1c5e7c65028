"""Editions: one publication of the law each, pinned by digest, checked byte by byte, read table by table."""

from typing import TYPE_CHECKING

from otcpt.editions._compare import compare_law
from otcpt.editions._diff import (
    Change,
    CodeChange,
    ComparedRange,
    EditionDiff,
    FindingChange,
    MueChange,
    PtpChange,
    ThresholdChange,
)
from otcpt.editions._edition import Edition
from otcpt.editions._export import export_edition
from otcpt.editions._load import EditionLike, available_editions, load_edition
from otcpt.editions._lookup import CodeAnswer, PairAnswer, code, pair
from otcpt.editions._manifest import Manifest, TableInfo

if TYPE_CHECKING:
    from otcpt.editions._local import build_local

__all__ = [
    "Change",
    "CodeAnswer",
    "CodeChange",
    "ComparedRange",
    "Edition",
    "EditionDiff",
    "EditionLike",
    "FindingChange",
    "Manifest",
    "MueChange",
    "PairAnswer",
    "PtpChange",
    "TableInfo",
    "ThresholdChange",
    "available_editions",
    "build_local",
    "code",
    "compare_law",
    "export_edition",
    "load_edition",
    "pair",
]


def __getattr__(name: str) -> object:
    """Import the builder when it is first asked for: readers need none of it."""
    if name == "build_local":
        from otcpt.editions._local import build_local

        return build_local
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
