"""The command line itself, and the options that several commands take."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from otcpt.cli._choices import DiffFormat, Exit, Format, Method
from otcpt.cli._page import print_error
from otcpt.errors import OtcptError


class _Commands(TyperGroup):
    """Ends every command with one of our exit codes, and never with a traceback for what a user can fix."""

    def invoke(self, ctx: Any) -> object:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(Exit.BROKEN_PIPE) from None
        except KeyboardInterrupt:
            raise typer.Exit(Exit.INTERRUPTED) from None
        except (OtcptError, OSError) as error:
            try:
                print_error(error)
            except OSError:  # the exit code alone says it
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
            raise typer.Exit(Exit.BROKEN) from None


app = typer.Typer(
    cls=_Commands,
    name="otcpt",
    help="CPT rules for occupational therapy: every answer with its source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout is not None and sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CLAIMS, LAW = "Claims", "Law and payers"

ClaimFiles = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="CSV, Excel, JSON, FHIR, X12 837P or 837I; several files or a pattern; - reads standard input.",
    ),
]
Form = Annotated[
    Format | None, typer.Option("--format", "-f", help="How to write the answer; as --out is named, else a table.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="PATH", help="Write the answer to a file: .txt, .csv, .xlsx, .jsonl, .json, .html."
    ),
]
OverTime = Annotated[
    bool,
    typer.Option("--over-time", help="Ask the rules over time of these files alone: they are all that was billed."),
]
PlainForm = Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")]


def _policies(incomplete: str) -> list[str]:
    """Complete the name of a policy."""
    from otcpt.policies import available_policies

    return [name for name in available_policies() if name.startswith(incomplete)]


def rules_like(incomplete: str) -> list[str]:
    """Complete the id of a rule."""
    from otcpt.rules import ALL_RULES

    return [rule.id for rule in ALL_RULES if rule.id.startswith(incomplete.upper())]


_WHOSE = "Whose rules, or a .toml file{}. `otcpt policies` lists them."
Policy = Annotated[
    str | None,
    typer.Option("--policy", "-p", metavar="NAME", help=_WHOSE.format("; required"), autocompletion=_policies),
]
PolicyIfAny = Annotated[
    str | None,
    typer.Option("--policy", "-p", metavar="NAME", help=_WHOSE.format(""), autocompletion=_policies),
]
UnitMethod = Annotated[
    Method | None,
    typer.Option(
        "--unit-method", help="Lay this unit method over the policy; medicaid-ncci needs it.", show_default=False
    ),
]
Edition = Annotated[
    str | None, typer.Option("--edition", metavar="PIN", help="Which edition of the law, or the folder of a local one.")
]
Locality = Annotated[
    str | None,
    typer.Option(
        "--locality", "-l", metavar="LOCALITY", help="For dollars: like 15202-00, a locality's name, or national."
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show also sources, what was not evaluated and why, and all notes.")
]
Rules = Annotated[
    list[str] | None,
    typer.Option("--rules", metavar="NAME", help="Also the rules that an installed package has as NAME."),
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Date of service, YYYY-MM-DD.")]
Sheet = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet",
        metavar="NAME",
        help='A sheet of the workbooks: a name, a number, or a pattern ("*": all with a table). Once for each.',
    ),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="NAME=FIELD",
        help='Which column of a table is which: "Visit Date=date_of_service"; "Notes=" leaves one out. Once for each.',
    ),
]
History = Annotated[
    list[str] | None,
    typer.Option("--history", metavar="FILE", help="A chart (.toml) or earlier claims. Once for each."),
]
HistoryColumn = Annotated[
    list[str] | None,
    typer.Option("--history-column", metavar="NAME=FIELD", help="As --column, for tables of earlier claims."),
]
Wide = Annotated[bool, typer.Option("--wide", help="Each row of a table has several services: CPT1, Units1, CPT2.")]


def _version(asked: bool) -> None:
    if asked:
        from otcpt._version import __version__

        typer.echo(f"otcpt {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Hold the options that belong to no command."""
