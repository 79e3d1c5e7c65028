"""Tables of service lines: CSV with the column names of otcpt, or the usual other names for them."""

from otcpt.io.csv_lines._read import read_csv

__all__ = ["read_csv"]
