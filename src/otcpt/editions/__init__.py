"""Editions: one publication of the law each, pinned by digest, checked byte by byte, read table by table."""

from typing import TYPE_CHECKING

from otcpt.deferred import deferred
from otcpt.editions._edition import Edition
from otcpt.editions._load import EditionLike as EditionLike, available_editions, load_edition
from otcpt.editions._manifest import Manifest as Manifest, TableInfo as TableInfo

if TYPE_CHECKING:
    from otcpt.editions._compare import compare_law
    from otcpt.editions._diff import (
        Change as Change,
        CodeChange as CodeChange,
        ComparedRange as ComparedRange,
        EditionDiff,
        FindingChange as FindingChange,
        MueChange as MueChange,
        PtpChange as PtpChange,
        ThresholdChange as ThresholdChange,
    )
    from otcpt.editions._export import export_edition
    from otcpt.editions._local import build_local
    from otcpt.editions._lookup import CodeAnswer as CodeAnswer, PairAnswer as PairAnswer, code, pair
else:
    __getattr__ = deferred(
        __name__,
        {
            "_compare": ("compare_law",),
            "_diff": (
                "Change",
                "CodeChange",
                "ComparedRange",
                "EditionDiff",
                "FindingChange",
                "MueChange",
                "PtpChange",
                "ThresholdChange",
            ),
            "_export": ("export_edition",),
            "_local": ("build_local",),
            "_lookup": ("CodeAnswer", "PairAnswer", "code", "pair"),
        },
    )

__all__ = [
    "Edition",
    "EditionDiff",
    "available_editions",
    "build_local",
    "code",
    "export_edition",
    "load_edition",
    "pair",
]
