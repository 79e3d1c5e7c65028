"""``python -m otcpt`` is the command line."""

from otcpt.cli import main

main()
