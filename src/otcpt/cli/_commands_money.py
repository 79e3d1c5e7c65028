"""The commands on money: what claims are paid, and the rate card."""

from pathlib import Path
from typing import Annotated

import typer

from otcpt.cli._choices import Format
from otcpt.cli._root import CLAIMS, LAW, Edition, Policy, app

ClaimFile = Annotated[str, typer.Argument(metavar="FILE", help="CSV, Excel, X12 837P or 837I; - reads standard input.")]


@app.command("price", rich_help_panel=CLAIMS)
def price_command(
    file: ClaimFile,
    policy: Policy = "medicare-part-b",
    locality: Annotated[
        str | None,
        typer.Option(
            "--locality", "-l", metavar="LOCALITY", help="Contractor and locality (15202-00), a name, or national."
        ),
    ] = None,
    deductible_left: Annotated[
        str | None,
        typer.Option("--deductible-left", metavar="DOLLARS", help="What is not met of it; taken as met unless given."),
    ] = None,
    history: Annotated[
        list[str] | None,
        typer.Option("--history", metavar="FILE", help="A chart (.toml) or earlier claims. Once for each."),
    ] = None,
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
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.TABLE,
) -> None:
    """Estimate what the claims of a file are allowed and paid."""
    from otcpt.cli._fees import dollars
    from otcpt.cli._policies import required
    from otcpt.cli._price import price_file

    price_file(
        file,
        policy=required(policy, None),
        locality=locality,
        deductible_left=dollars(deductible_left, "--deductible-left"),
        history=history or (),
        participating=participating,
        assigned=assigned,
        qualifying=qualifying,
        mips=dollars(mips, "--mips"),
        edition=edition,
        form=form,
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
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the card.")] = Format.TABLE,
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
    if out is not None and out.suffix.lower() != ".xlsx":
        raise typer.BadParameter("--out writes a workbook: name it .xlsx; --format csv or json writes text")
    show_fees(
        locality, days=on, codes=codes or (), qualifying=qualifying, mips=mips, edition=edition, form=form, out=out
    )
