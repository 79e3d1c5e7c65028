"""All commands together, ready to run."""

import gc
import os
import sys

from otcpt.cli import (  # each puts its commands on the app
    _commands_claims,  # noqa: F401
    _commands_denials,  # noqa: F401
    _commands_money,  # noqa: F401
    _commands_reference,  # noqa: F401
)
from otcpt.cli._root import app

__all__ = ["app", "run"]


def run() -> None:
    """Run the command line on the process's arguments; exits."""
    gc.disable()  # one answer and the process ends: looking for cycles takes a third of the time and finds none
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # closed by the caller
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # the same
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="otcpt")
