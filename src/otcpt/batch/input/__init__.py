"""Rows in: files and frames become record batches, and these arrays of service lines."""
