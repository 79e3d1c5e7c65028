"""Findings out: tables, files, and the report of what was checked."""
