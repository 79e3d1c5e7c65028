"""Editions: one publication of the law each, pinned by digest, checked byte by byte, read table by table."""

from otcpt.editions._edition import Edition
from otcpt.editions._load import available_editions, load_edition
from otcpt.editions._manifest import Manifest, TableInfo

__all__ = ["Edition", "Manifest", "TableInfo", "available_editions", "load_edition"]
