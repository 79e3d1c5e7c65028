"""The commands on law and payers. What each does is in a module of its own, loaded when asked for."""

from pathlib import Path
from typing import Annotated

import typer

from otcpt.cli._choices import DiffFormat, ExplainFormat, Setting
from otcpt.cli._root import LAW, Edition, On, PolicyIfAny, Rules, UnitMethod, app, rules_like


@app.command("code", rich_help_panel=LAW)
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


@app.command("pair", rich_help_panel=LAW)
def pair_command(
    one: Annotated[str, typer.Argument(metavar="CODE")],
    other: Annotated[str, typer.Argument(metavar="CODE")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Date of service, YYYY-MM-DD.")],
    setting: Annotated[Setting | None, typer.Option("--setting", help="Whose table; both unless given.")] = None,
    edition: Edition = None,
) -> None:
    """Tell whether two codes may stand on one day."""
    from otcpt.cli._code import show_pair

    show_pair(one, other, on=on, settings=[setting] if setting else list(Setting), edition=edition)


@app.command("explain", rich_help_panel=LAW)
def explain_command(
    rule: Annotated[
        str | None,
        typer.Argument(metavar="RULE", help="An id like PTP001, or a rule's name.", autocompletion=rules_like),
    ] = None,
    lines: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LINE]...", help="Lines of one day to ask it of: 97150:GO 97530:GO:59"),
    ] = None,
    on: On = None,
    policy: PolicyIfAny = None,
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


@app.command("policies", rich_help_panel=LAW)
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
app.add_typer(editions, name="editions", rich_help_panel=LAW)


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
        typer.Option(
            "--claims", metavar="FILE", help="Also what changes for these claims: CSV, Excel, JSON, FHIR, X12 837."
        ),
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", metavar="NAME", help="Whose rules; required with --claims.")
    ] = None,
    unit_method: UnitMethod = None,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to write the answer.")] = DiffFormat.TABLE,
) -> None:
    """Show what differs between two editions: edits, unit limits, codes, and the findings of a file of claims."""
    from otcpt.cli._comparisons import diff

    diff(before, after, claims=claims, policy=policy, unit_method=unit_method, form=form)


@editions.command("export")
def export_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new folder.")],
    edition: Edition = None,
) -> None:
    """Write an edition to a folder, byte by byte, to be read when otcpt no longer has it."""
    from otcpt.editions import export_edition

    done = export_edition(edition, folder)
    typer.echo(f"{folder}: edition {done.id}, sha256:{done.digest}")


data = typer.Typer(help="Make an edition of the law from the files CMS publishes.", no_args_is_help=True)
app.add_typer(data, name="data", rich_help_panel=LAW)


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
    rvu: Annotated[
        list[str] | None,
        typer.Option("--rvu", metavar="FILE", help="Relative values (PPRRVU), CSV or ZIP. Once for each file."),
    ] = None,
    gpci: Annotated[
        str | None,
        typer.Option("--gpci", metavar="FILE", help="Geographic indices (GPCI) of a year; with --known-fee."),
    ] = None,
    known_fee: Annotated[
        str | None,
        typer.Option(
            "--known-fee",
            metavar="FEE",
            help="A fee of that year that CMS publishes, to prove the indices: '99203 04412-99 114.05'.",
        ),
    ] = None,
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

    build(
        out,
        ptp=ptp or (),
        mue=mue or (),
        addon=addon,
        rvu=rvu or (),
        gpci=gpci,
        known_fee=known_fee,
        setting=setting,
        quarter=quarter,
        through=through,
    )


@app.command("lock", rich_help_panel=LAW)
def lock_command(
    policies: Annotated[
        list[str] | None, typer.Option("--policy", "-p", metavar="NAME", help="A payer to lock. Once for each.")
    ] = None,
    edition: Edition = None,
    rules: Rules = None,
    upgrade: Annotated[
        list[str] | None,
        typer.Option("--upgrade", metavar="PART", help="Move law, payers, rules, version or all. Once for each."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="PATH", help="The file; - is standard output.")] = Path(
        "otcpt.lock"
    ),
) -> None:
    """Write law, payers, rules and version to a file that `otcpt check --locked` holds answers to."""
    from otcpt.cli._lock import lock

    lock(policies or (), edition=edition, rules=rules or (), upgrade=upgrade or (), out=out)


@app.command("plugins", rich_help_panel=LAW)
def plugins_command() -> None:
    """List the policies, editions and rules that other installed packages bring; none runs until it is named."""
    from otcpt.cli._editions import list_plugins

    list_plugins()
