"""The command line. It calls the library and prints; nothing is decided here."""

import sys

__all__ = ["main"]

_NOT_INSTALLED = 'otcpt: the command line needs typer and rich; install them with: pip install "otcpt[cli]"'


def main() -> None:
    """Run the ``otcpt`` command; exits with its code."""
    try:
        from otcpt.cli._app import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("typer", "rich", "click"):
            raise
        print(_NOT_INSTALLED, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    run()
