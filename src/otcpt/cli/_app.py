"""The commands and their options. What they do stands in a module each, loaded when asked for."""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from otcpt.cli._choices import BillFormat, DiffFormat, Exit, ExplainFormat, FailOn, Format, Method, Setting
from otcpt.cli._complain import complain
from otcpt.errors import OtcptError


class _Commands(TyperGroup):
    """Ends every command with one of our exit codes, and never with a traceback for what a user can mend."""

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
            complain(error)
            raise typer.Exit(Exit.BROKEN) from None


app = typer.Typer(
    cls=_Commands,
    name="otcpt",
    help="CPT rules for occupational therapy: every answer with its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_CLAIMS, _LAW = "Claims", "Law and payers"

Policy = Annotated[
    str | None,
    typer.Option(
        "--policy", "-p", metavar="NAME", help="Whose rules, or a .toml file; required. `otcpt policies` lists them."
    ),
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
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Date of service, YYYY-MM-DD.")]


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


@app.command("check", rich_help_panel=_CLAIMS)
def check_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="CSV, Excel, Parquet, X12 837P or 837I; - reads standard input.")
    ],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    history: Annotated[
        list[str] | None,
        typer.Option(
            "--history", metavar="FILE", help="A chart (.toml) or earlier claims, for rules over time. Once for each."
        ),
    ] = None,
    over_time: Annotated[
        bool, typer.Option("--over-time", help="Ask the rules over time of this file alone: it is all that was billed.")
    ] = False,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write the answer; as --out is named, else a table."),
    ] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            "--fail-on",
            help="The least that makes the exit code 1; incomplete: a warning, or a core check without input.",
        ),
    ] = FailOn.ERROR,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="PATH", help="Write the answer to a file instead: .parquet, .csv, .jsonl, .json."
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook; the first unless given.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, help="Processes that share a long file.", show_default=False)
    ] = 1,
    quarantine: Annotated[
        Path | None,
        typer.Option("--quarantine", metavar="PATH", help="Set rows that cannot be read apart in this file."),
    ] = None,
) -> None:
    """Check a file of claims.

    A Parquet file, --out FILE.parquet, --workers and --quarantine check in columns, whatever the size of the file.

    Exit code 0: clean, 1: findings, 2: nothing was checked, since the file or the call is broken.
    """
    from otcpt.cli._check import check
    from otcpt.cli._choices import in_columns
    from otcpt.cli._policies import required

    asked = required(policy, unit_method)
    told = history or ([] if over_time else None)
    if in_columns(file, out, workers, quarantine):
        from otcpt.cli._batch import check_in_columns

        if told is not None:
            raise typer.BadParameter("rules over time look at claims one by one; leave --history and --over-time out")
        raise typer.Exit(
            check_in_columns(
                file,
                policy=asked,
                edition=edition,
                form=form,
                fail_on=fail_on,
                out=out,
                sheet=sheet,
                workers=workers,
                quarantine=quarantine,
            )
        )
    raise typer.Exit(
        check(file, policy=asked, edition=edition, history=told, form=form, fail_on=fail_on, out=out, sheet=sheet)
    )


@app.command("bill", rich_help_panel=_CLAIMS)
def bill_command(
    on: Annotated[str, typer.Argument(metavar="DATE", help="Date of service, YYYY-MM-DD.")],
    services: Annotated[
        list[str],
        typer.Argument(
            metavar="SERVICE", help="CODE@MINUTES; 97110@13+A23: 13 by the therapist, 23 by the assistant alone."
        ),
    ],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    answers: Annotated[
        list[str] | None,
        typer.Option("--answer", "-a", metavar="ID=KEY", help="Answer a question of the bill. Once for each."),
    ] = None,
    form: Annotated[BillFormat, typer.Option("--format", "-f", help="How to write the answer.")] = BillFormat.TABLE,
) -> None:
    """Turn minutes into lines with units and modifiers, and ask what only the record can tell."""
    from otcpt.cli._bill import bill
    from otcpt.cli._policies import required

    asked = required(policy, unit_method)
    raise typer.Exit(bill(on, services, policy=asked, edition=edition, answers=answers or (), form=form))


@app.command("compare", rich_help_panel=_CLAIMS)
def compare_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, X12 837P or 837I; - reads standard input.")],
    policies: Annotated[
        list[str] | None, typer.Option("--policy", "-p", metavar="NAME", help="Whose rules; give it twice.")
    ] = None,
    edition: Edition = None,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")] = DiffFormat.TABLE,
) -> None:
    """Show what would change, in units and findings, under another payer's rules."""
    from otcpt.cli._compare import compare

    compare(file, policies=policies or (), edition=edition, form=form)


@app.command("missed", rich_help_panel=_CLAIMS)
def missed_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, X12 837P or 837I; - reads standard input.")],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")] = DiffFormat.TABLE,
) -> None:
    """Look back at documented time that supports more units than were billed."""
    from otcpt.cli._missed import missed
    from otcpt.cli._policies import required

    missed(file, policy=required(policy, unit_method), edition=edition, form=form)


@app.command("repairs", rich_help_panel=_CLAIMS)
def repairs_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, X12 837P or 837I; - reads standard input.")],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")] = DiffFormat.TABLE,
) -> None:
    """Show the changes that would remove what a check finds, each with its condition."""
    from otcpt.cli._policies import required
    from otcpt.cli._repairs import show_repairs

    show_repairs(file, policy=required(policy, unit_method), edition=edition, form=form)


@app.command("units", rich_help_panel=_CLAIMS)
def units_command(
    services: Annotated[list[str], typer.Argument(metavar="CODE@MINUTES", help="97110@33 97140@7")],
    method: Annotated[
        list[Method],
        typer.Option(
            "--method", "-m", help="cms: total time (Medicare); ama: midpoint of each code. Twice: side by side."
        ),
    ],
    on: On = None,
) -> None:
    """Count units from minutes, showing the working."""
    from otcpt.cli._units import units

    units(services, methods=method, on=on)


@app.command("code", rich_help_panel=_LAW)
def code_command(
    code: Annotated[str | None, typer.Argument(metavar="CODE")] = None,
    on: On = None,
    search: Annotated[
        str | None, typer.Option("--search", "-s", metavar="WORDS", help="List the codes whose label holds the words.")
    ] = None,
    edition: Edition = None,
) -> None:
    """Show what a code means and its unit limits."""
    from otcpt.cli._code import search_codes, show_code

    if (code is None) == (search is None):
        raise typer.BadParameter("give a code, like 97530, or --search with words, like splint")
    if search is not None:
        search_codes(search, on=on, edition=edition)
    elif code is not None:
        show_code(code, on=on, edition=edition)


@app.command("pair", rich_help_panel=_LAW)
def pair_command(
    one: Annotated[str, typer.Argument(metavar="CODE")],
    other: Annotated[str, typer.Argument(metavar="CODE")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Date of service, YYYY-MM-DD.")],
    setting: Annotated[Setting | None, typer.Option("--setting", help="Whose table; both unless given.")] = None,
    edition: Edition = None,
) -> None:
    """Tell whether two codes may stand on one day."""
    from otcpt.cli._pair import show_pair

    show_pair(one, other, on=on, settings=[setting] if setting else list(Setting), edition=edition)


@app.command("explain", rich_help_panel=_LAW)
def explain_command(
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="An id like PTP001, or a rule's name.")] = None,
    lines: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LINE]...", help="Lines of one day to ask it of: 97150:GO 97530:GO:59"),
    ] = None,
    on: On = None,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    form: Annotated[ExplainFormat, typer.Option("--format", "-f", help="How to write the trace.")] = ExplainFormat.TEXT,
) -> None:
    """Explain one rule, or what it says of lines, or list all rules."""
    from otcpt.cli._policies import required
    from otcpt.cli._rules import explain_lines, explain_rule, list_rules

    if rule is None:
        list_rules()
    elif not lines:
        explain_rule(rule)
    else:
        explain_lines(rule, lines, on=on, policy=required(policy, unit_method), edition=edition, form=form)


@app.command("policies", rich_help_panel=_LAW)
def policies_command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Show every choice of this policy.")] = None,
) -> None:
    """List the policies, or every choice of one."""
    from otcpt.cli._policies import list_policies, show_policy

    if name is None:
        list_policies()
    else:
        show_policy(name)


editions = typer.Typer(
    help="List the editions of the law and their reach, or compare two.", invoke_without_command=True
)
app.add_typer(editions, name="editions", rich_help_panel=_LAW)


@editions.callback()
def editions_command(
    context: typer.Context,
    verify: Annotated[bool, typer.Option("--verify", help="Compare every byte with the manifest.")] = False,
    edition: Edition = None,
) -> None:
    """List the editions of the law and their reach, or compare two."""
    from otcpt.cli._editions import list_editions

    if context.invoked_subcommand is None:
        list_editions(verify=verify, pin=edition)


@editions.command("diff")
def diff_command(
    before: Annotated[str, typer.Argument(metavar="EDITION", help="The earlier one: a name, a pin or a folder.")],
    after: Annotated[str, typer.Argument(metavar="EDITION", help="The later one.")],
    claims: Annotated[
        str | None,
        typer.Option("--claims", metavar="FILE", help="Show also what changes for these claims: CSV or X12 837."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", metavar="NAME", help="Whose rules; required with --claims.")
    ] = None,
    unit_method: UnitMethod = None,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")] = DiffFormat.TABLE,
) -> None:
    """Show what differs between two editions: edits, unit limits, codes, and the findings of a file of claims."""
    from otcpt.cli._diff import diff

    diff(before, after, claims=claims, policy=policy, unit_method=unit_method, form=form)


data = typer.Typer(help="Make an edition of the law from the files CMS publishes.", no_args_is_help=True)
app.add_typer(data, name="data", rich_help_panel=_LAW)


@data.command("build")
def build_command(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The new folder of the edition.")],
    ptp: Annotated[
        list[str] | None,
        typer.Option(
            "--ptp",
            metavar="FILE",
            help="PTP edits, text or ZIP: all parts, one or both tables. Once for each file, or a pattern in quotes.",
        ),
    ] = None,
    mue: Annotated[
        list[str] | None, typer.Option("--mue", metavar="FILE", help="MUE values, CSV or ZIP. Once for each file.")
    ] = None,
    addon: Annotated[str | None, typer.Option("--addon", metavar="FILE", help="The list of add-on codes.")] = None,
    setting: Annotated[
        Setting | None, typer.Option("--setting", help="Whose PTP table, where the file names do not tell.")
    ] = None,
    quarter: Annotated[
        str | None,
        typer.Option("--quarter", metavar="DATE", help="First day of the quarter, where the file names do not tell."),
    ] = None,
    through: Annotated[
        str | None,
        typer.Option("--through", metavar="DATE", help="Carry answers forward to this day, past the newest quarter."),
    ] = None,
) -> None:
    """Build a local edition, for --edition DIR.

    Tables that are not given stay those of the newest bundled edition.
    """
    from otcpt.cli._data import build

    build(out, ptp=ptp or (), mue=mue or (), addon=addon, setting=setting, quarter=quarter, through=through)


def run() -> None:
    """Run the command line on the process's arguments; exits."""
    gc.disable()  # one answer and the process ends: looking for cycles takes a third of the time and finds none
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="otcpt")
