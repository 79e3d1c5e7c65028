"""Whole days of lines become findings: each rule runs once for what it reads."""
