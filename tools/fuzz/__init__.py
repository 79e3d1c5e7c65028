"""Inputs that are damaged on purpose, for every reader: ``python -m tools.fuzz`` or ``nox -s fuzz``."""
