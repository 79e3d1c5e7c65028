"""The commands on claims and visits. What they do stands in a module each, loaded when asked for."""

from pathlib import Path
from typing import Annotated

import typer

from otcpt.cli._choices import BillFormat, DiffFormat, FailOn, Format, GroupBy, Method
from otcpt.cli._root import CLAIMS, Column, Edition, On, Policy, Rules, Sheet, UnitMethod, Verbose, Wide, app

ClaimFiles = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...", help="CSV, Excel, JSON, X12 837P or 837I, one or several; - reads standard input."
    ),
]
Form = Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")]


@app.command("check", rich_help_panel=CLAIMS)
def check_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="CSV, Excel, JSON, Parquet, X12 837P or 837I; several files or a pattern; - reads standard input.",
        ),
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
            "--out",
            "-o",
            metavar="PATH",
            help="Write the answer to a file: .txt, .csv, .xlsx, .jsonl, .json, .html, .parquet.",
        ),
    ] = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, help="Processes that share a long file.", show_default=False)
    ] = 1,
    quarantine: Annotated[
        Path | None,
        typer.Option("--quarantine", metavar="PATH", help="Set rows that cannot be read apart in this file."),
    ] = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Exit with 0 where no line is this payer's, or the table has no line.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="Keep the cells of CSV as they are, for programs: formulas are not disarmed.")
    ] = False,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="RULE", help="Ask only this rule or family (PTP). Once for each."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="RULE", help="Do not ask this rule or family. Once for each."),
    ] = None,
    rules: Rules = None,
    locked: Annotated[
        bool,
        typer.Option("--locked", help="Refuse where law, payer, rules or version are not those of otcpt.lock."),
    ] = False,
    group_by: Annotated[
        GroupBy, typer.Option("--group-by", help="The headings under which findings are shown.")
    ] = GroupBy.CLAIM,
    summary: Annotated[bool, typer.Option("--summary", help="Show how many findings each rule has, not each.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show the result alone.")] = False,
    verbose: Verbose = False,
    priced: Annotated[
        bool, typer.Option("--price", help="Show the dollars of the lines at fault; needs a locality, or a policy's.")
    ] = False,
    locality: Annotated[
        str | None, typer.Option("--locality", metavar="LOCALITY", help="For --price: 15202-00, a name, or national.")
    ] = None,
) -> None:
    """Check files of claims.

    A Parquet file, --out FILE.parquet, --quarantine FILE.parquet and --workers check in columns, one file: use one of
    them from some hundred thousand lines on, since claim by claim the whole file is in memory.

    Exit code 0: clean, 1: findings, 2: nothing was checked: the file or the call is
    broken, or no rule judged any line.
    """
    from otcpt.cli._check import check
    from otcpt.cli._choices import detail_of, refuse_ending, refuse_part
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._lock import LOCK, require_locked
    from otcpt.cli._policies import required
    from otcpt.cli._quarantine import refuse_quarantine
    from otcpt.cli._rules import chosen_rules
    from otcpt.io import refuse_overwriting

    if locked:
        policy, edition = require_locked(policy, unit_method=unit_method, edition=edition, rules=rules or (), file=LOCK)
    inputs = Inputs.of(files, sheet, column, wide, allow_empty=allow_empty, keep=quarantine is not None)
    refuse_overwriting({"--out": out, "--quarantine": quarantine}, (*inputs.paths, *(history or ()), policy, edition))
    refuse_ending(out, form, workbook=True)
    refuse_part(fail_on, select or (), ignore or ())
    refuse_quarantine(quarantine)
    raise typer.Exit(
        check(
            inputs,
            allow_empty=allow_empty,
            raw=raw,
            policy=required(policy, unit_method),
            edition=edition,
            history=history or ([] if over_time else None),
            form=form,
            fail_on=fail_on,
            out=out,
            workers=workers,
            quarantine=quarantine,
            rules=chosen_rules(select or (), ignore or (), rules or ()),
            detail=detail_of(summary=summary, quiet=quiet, verbose=verbose),
            group_by=group_by,
            price_at=(locality or "") if priced or locality else None,
        )
    )


@app.command("bill", rich_help_panel=CLAIMS)
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
    verbose: Verbose = False,
) -> None:
    """Turn minutes into lines with units and modifiers, and ask what only the record can tell.

    Exit code 1: the payer will find an error in the lines.
    """
    from otcpt.cli._bill import bill
    from otcpt.cli._policies import required

    asked = required(policy, unit_method)
    raise typer.Exit(
        bill(on, services, policy=asked, edition=edition, answers=answers or (), form=form, verbose=verbose)
    )


@app.command("compare", rich_help_panel=CLAIMS)
def compare_command(
    files: ClaimFiles,
    policies: Annotated[
        list[str] | None, typer.Option("--policy", "-p", metavar="NAME", help="Whose rules; give it twice.")
    ] = None,
    edition: Edition = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: Form = DiffFormat.TABLE,
) -> None:
    """Show what would change, in units and findings, under another payer's rules."""
    from otcpt.cli._compare import compare
    from otcpt.cli._inputs import Inputs

    compare(Inputs.of(files, sheet, column, wide), policies=policies or (), edition=edition, form=form)


@app.command("missed", rich_help_panel=CLAIMS)
def missed_command(
    files: ClaimFiles,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: Form = DiffFormat.TABLE,
) -> None:
    """Look back at documented time that supports more units than were billed."""
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._missed import missed
    from otcpt.cli._policies import required

    missed(Inputs.of(files, sheet, column, wide), policy=required(policy, unit_method), edition=edition, form=form)


@app.command("repairs", rich_help_panel=CLAIMS)
def repairs_command(
    files: ClaimFiles,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: Form = DiffFormat.TABLE,
) -> None:
    """Show the changes that would remove what a check finds, each with its condition."""
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._policies import required
    from otcpt.cli._repairs import show_repairs

    show_repairs(
        Inputs.of(files, sheet, column, wide), policy=required(policy, unit_method), edition=edition, form=form
    )


@app.command("documentation", rich_help_panel=CLAIMS)
def documentation_command(
    files: ClaimFiles,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    history: Annotated[
        list[str] | None,
        typer.Option("--history", metavar="FILE", help="A chart (.toml) or earlier claims. Once for each."),
    ] = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: Form = DiffFormat.TABLE,
) -> None:
    """List what the record must show for these lines, and what the claim's data show of it."""
    from otcpt.cli._documentation import show_documentation
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._policies import required

    asked = required(policy, unit_method)
    show_documentation(
        Inputs.of(files, sheet, column, wide), policy=asked, edition=edition, history=history or (), form=form
    )


@app.command("denials", rich_help_panel=CLAIMS)
def denials_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The payer's answer, X12 835; - reads standard input.")],
    claims: Annotated[
        str, typer.Option("--claims", metavar="FILE", help="What was sent: CSV, Excel, X12 837P or 837I.")
    ],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    history: Annotated[
        list[str] | None,
        typer.Option("--history", metavar="FILE", help="A chart (.toml) or earlier claims. Once for each."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day from which days left are counted; today.")
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to write the answer; as --out is named, else a table."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="PATH", help="Write the answer to a file: .txt, .csv, .xlsx, .jsonl, .json, .html."
        ),
    ] = None,
    locality: Annotated[
        str | None,
        typer.Option("--locality", metavar="CODE", help="Compare payments with the fee schedule there, like 15202-00."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Explain what can be read of a file that has faults or does not add up.")
    ] = False,
    scored: Annotated[
        bool, typer.Option("--score", help="Compare what a check says before sending with what the payer did.")
    ] = False,
) -> None:
    """Explain what a payer denied: the rule, the correction, the appeal, the last day.

    Exit code 0: nothing is open, 1: denied lines are open, 2: a file or the call is broken.
    """
    from datetime import date

    from otcpt.cli._choices import refuse_ending
    from otcpt.cli._denials import denials
    from otcpt.cli._policies import required
    from otcpt.errors import InvalidInput
    from otcpt.io import refuse_overwriting
    from otcpt.timeline import calendar_day

    refuse_overwriting({"--out": out}, (file, claims, *(history or ()), policy, edition))
    if out is not None and out.suffix.lower() == ".parquet":
        raise InvalidInput(
            "denials are not written as Parquet; name it .txt, .csv, .xlsx, .jsonl or .json", "--out", str(out)
        )
    refuse_ending(out, form, workbook=True)
    raise typer.Exit(
        denials(
            file,
            claims=claims,
            policy=required(policy, unit_method),
            edition=edition,
            history=history or (),
            on=date.today() if on is None else calendar_day(on, "--on"),
            form=form,
            out=out,
            keep=keep,
            scored=scored,
            locality=locality,
        )
    )


@app.command("units", rich_help_panel=CLAIMS)
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


@app.command("replay", rich_help_panel=CLAIMS)
def replay_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Stored reports, JSON or JSON lines; - reads standard input.")
    ],
    claims: Annotated[str, typer.Option("--claims", metavar="FILE", help="The claims that were checked.")],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    history: Annotated[
        list[str] | None,
        typer.Option("--history", metavar="FILE", help="A chart (.toml) or earlier claims. Once for each."),
    ] = None,
    rules: Rules = None,
    form: Form = DiffFormat.TABLE,
) -> None:
    """Ask stored reports again, and say what differs: input, law, payer, rules, version, findings.

    Law and payer are those of each report, unless others are given.

    Exit code 0: the same findings, 1: others, 2: a report cannot be replayed.
    """
    from otcpt.cli._policies import required
    from otcpt.cli._replay import replay

    asked = None if policy is None and unit_method is None else required(policy, unit_method)
    raise typer.Exit(
        replay(file, claims=claims, history=history, policy=asked, edition=edition, rules=rules or (), form=form)
    )
