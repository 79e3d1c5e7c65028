"""The commands on claims and visits. What each does is in a module of its own, loaded when asked for."""

from pathlib import Path
from typing import Annotated

import typer

from otcpt.cli._choices import BillFormat, DiffFormat, FailOn, GroupBy, Method
from otcpt.cli._root import (
    CLAIMS,
    ClaimFiles,
    Column,
    Edition,
    Form,
    History,
    HistoryColumn,
    Locality,
    On,
    OverTime,
    PlainForm,
    Policy,
    Rules,
    Sheet,
    UnitMethod,
    Verbose,
    Wide,
    app,
    rules_like,
)


@app.command("check", rich_help_panel=CLAIMS)
def check_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="CSV, Excel, JSON, FHIR, Parquet, X12 837P or 837I; several files or a pattern; - for standard input.",
        ),
    ],
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    history: History = None,
    history_column: HistoryColumn = None,
    over_time: OverTime = False,
    form: Form = None,
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
        typer.Option(
            "--select",
            metavar="RULE",
            help="Ask only this rule or family (PTP). Once for each.",
            autocompletion=rules_like,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="RULE", help="Do not ask this rule or family. Once for each.", autocompletion=rules_like
        ),
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
    locality: Locality = None,
) -> None:
    """Check files of claims.

    A Parquet file, --out FILE.parquet, --quarantine FILE.parquet and --workers check in columns: use one of them from
    some hundred thousand lines on, since claim by claim the whole file is in memory.

    Exit code 0: clean, 1: findings, 2: nothing was checked: the file or the call is
    broken, or no rule judged any line.
    """
    from otcpt.cli._check import check
    from otcpt.cli._choices import detail_of, refuse_ending, refuse_part
    from otcpt.cli._inputs import Inputs, columns_of
    from otcpt.cli._lock import LOCK, require_locked
    from otcpt.cli._policies import required
    from otcpt.cli._records import refuse_quarantine
    from otcpt.cli._rules import chosen_rules
    from otcpt.io import refuse_overwriting

    if locked:
        narrowed = (*(select or ()), *(ignore or ()))
        policy, edition = require_locked(
            policy, unit_method=unit_method, edition=edition, rules=rules or (), narrowed=narrowed, file=LOCK
        )
    inputs = Inputs.of(files, sheet, column, wide, allow_empty=allow_empty, keep=quarantine is not None)
    refuse_overwriting({"--out": out, "--quarantine": quarantine}, (*inputs.paths, *(history or ()), policy, edition))
    refuse_ending(out, form, parquet=True)
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
            history_columns=columns_of(history_column or (), "--history-column"),
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
    rules: Rules = None,
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
    from otcpt.cli._rules import with_rules_of

    raise typer.Exit(
        bill(
            on,
            services,
            policy=required(policy, unit_method),
            edition=edition,
            rules=with_rules_of(rules),
            answers=answers or (),
            form=form,
            verbose=verbose,
        )
    )


@app.command("compare", rich_help_panel=CLAIMS)
def compare_command(
    files: ClaimFiles,
    policies: Annotated[
        list[str] | None, typer.Option("--policy", "-p", metavar="NAME", help="Whose rules; give it twice.")
    ] = None,
    edition: Edition = None,
    rules: Rules = None,
    locality: Locality = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: PlainForm = DiffFormat.TABLE,
) -> None:
    """Show what would change, in units and findings, under another payer's rules."""
    from otcpt.cli._comparisons import compare
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._rules import with_rules_of

    compare(
        Inputs.of(files, sheet, column, wide),
        policies=policies or (),
        edition=edition,
        rules=with_rules_of(rules),
        locality=locality,
        form=form,
    )


@app.command("missed", rich_help_panel=CLAIMS)
def missed_command(
    files: ClaimFiles,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    rules: Rules = None,
    locality: Locality = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: PlainForm = DiffFormat.TABLE,
) -> None:
    """Look back at documented time that supports more units than were billed."""
    from otcpt.cli._comparisons import missed
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._policies import required
    from otcpt.cli._rules import with_rules_of

    missed(
        Inputs.of(files, sheet, column, wide),
        policy=required(policy, unit_method),
        edition=edition,
        rules=with_rules_of(rules),
        locality=locality,
        form=form,
    )


@app.command("repairs", rich_help_panel=CLAIMS)
def repairs_command(
    files: ClaimFiles,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    rules: Rules = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: PlainForm = DiffFormat.TABLE,
) -> None:
    """Show the changes that would remove what a check finds, each with its condition."""
    from otcpt.cli._inputs import Inputs
    from otcpt.cli._policies import required
    from otcpt.cli._repairs import show_repairs
    from otcpt.cli._rules import with_rules_of

    show_repairs(
        Inputs.of(files, sheet, column, wide),
        policy=required(policy, unit_method),
        edition=edition,
        rules=with_rules_of(rules),
        form=form,
    )


@app.command("documentation", rich_help_panel=CLAIMS)
def documentation_command(
    files: ClaimFiles,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    history: History = None,
    history_column: HistoryColumn = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: PlainForm = DiffFormat.TABLE,
) -> None:
    """List what the record must show for these lines, and what the claim's data show of it."""
    from otcpt.cli._documentation import show_documentation
    from otcpt.cli._inputs import Inputs, columns_of
    from otcpt.cli._policies import required

    asked = required(policy, unit_method)
    show_documentation(
        Inputs.of(files, sheet, column, wide),
        policy=asked,
        edition=edition,
        history=history or (),
        history_columns=columns_of(history_column or (), "--history-column"),
        form=form,
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
