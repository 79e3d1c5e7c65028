"""The commands on money: what claims are paid, and the rate card."""

from pathlib import Path
from typing import Annotated

import typer

from otcpt.cli._choices import Format
from otcpt.cli._root import (
    CLAIMS,
    LAW,
    ClaimFiles,
    Column,
    Edition,
    Form,
    History,
    HistoryColumn,
    Locality,
    Out,
    PolicyIfAny,
    Sheet,
    Wide,
    app,
)


@app.command("price", rich_help_panel=CLAIMS)
def price_command(
    files: ClaimFiles,
    policy: PolicyIfAny = "medicare-part-b",
    locality: Locality = None,
    deductible_left: Annotated[
        str | None,
        typer.Option("--deductible-left", metavar="DOLLARS", help="What is not met of it; taken as met unless given."),
    ] = None,
    history: History = None,
    history_column: HistoryColumn = None,
    participating: Annotated[
        bool, typer.Option("--participating/--nonparticipating", help="Whether the biller participates.")
    ] = True,
    assigned: Annotated[
        bool, typer.Option("--assigned/--unassigned", help="Whether who does not participate accepts assignment.")
    ] = True,
    qualifying: Annotated[
        bool, typer.Option("--qualifying", help="As a qualifying APM participant (2026 on).")
    ] = False,
    mips: Annotated[str | None, typer.Option("--mips", metavar="FACTOR", help="MIPS factor, like 1.0120.")] = None,
    edition: Edition = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    form: Form = None,
    out: Out = None,
) -> None:
    """Estimate what the claims of files are allowed and paid."""
    from otcpt.cli._choices import refuse_ending
    from otcpt.cli._fees import number
    from otcpt.cli._inputs import Inputs, columns_of
    from otcpt.cli._policies import required
    from otcpt.cli._price import price_file
    from otcpt.io import refuse_overwriting

    inputs = Inputs.of(files, sheet, column, wide)
    refuse_overwriting({"--out": out}, (*inputs.paths, *(history or ()), policy, edition))
    refuse_ending(out, form)
    price_file(
        inputs,
        policy=required(policy, None),
        locality=locality,
        deductible_left=number(deductible_left, "--deductible-left", "120.00"),
        history=history or (),
        history_columns=columns_of(history_column or (), "--history-column"),
        participating=participating,
        assigned=assigned,
        qualifying=qualifying,
        mips=number(mips, "--mips", "1.0120"),
        edition=edition,
        form=form,
        out=out,
    )


@app.command("fees", rich_help_panel=LAW)
def fees_command(
    locality: Annotated[
        list[str] | None,
        typer.Option(
            "--locality", "-l", metavar="LOCALITY", help="Contractor and locality (15202-00), a name, or national."
        ),
    ] = None,
    on: Annotated[
        list[str] | None, typer.Option("--on", metavar="DATE", help="Date of service. Several: one card for each.")
    ] = None,
    codes: Annotated[
        list[str] | None, typer.Option("--code", "-c", metavar="CODE", help="Only this code. Once for each.")
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", "-s", metavar="WORDS", help="List the localities with these words.")
    ] = None,
    qualifying: Annotated[
        bool, typer.Option("--qualifying", help="As a qualifying APM participant (2026 on).")
    ] = False,
    mips: Annotated[str | None, typer.Option("--mips", metavar="FACTOR", help="MIPS factor, like 1.0120.")] = None,
    edition: Edition = None,
    form: Annotated[Format | None, typer.Option("--format", "-f", help="How to print the card.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="PATH", help="Write the card to a workbook (.xlsx).")
    ] = None,
) -> None:
    """Print the rate card of a locality: what one unit of each therapy code is paid."""
    from otcpt.cli._fees import search_localities, show_fees

    if search is not None:
        search_localities(search, on=on[0] if on else None, edition=edition)
        return
    if not locality or not on:
        raise typer.BadParameter("give --locality and --on, like --locality 15202-00 --on 2026-03-02, or --search")
    if out is not None and (out.suffix.lower() != ".xlsx" or form is not None):
        raise typer.BadParameter("--out writes a workbook: name it .xlsx; --format, without --out, prints text")
    show_fees(
        locality, days=on, codes=codes or (), qualifying=qualifying, mips=mips, edition=edition, form=form, out=out
    )
