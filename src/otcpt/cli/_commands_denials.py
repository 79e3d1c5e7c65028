"""The commands on what was answered: a payer's remittance, and stored reports."""

from typing import Annotated

import typer

from otcpt.cli._choices import DiffFormat
from otcpt.cli._root import (
    CLAIMS,
    Column,
    Edition,
    Form,
    History,
    HistoryColumn,
    Locality,
    Out,
    OverTime,
    PlainForm,
    Policy,
    PolicyIfAny,
    Rules,
    Sheet,
    UnitMethod,
    Wide,
    app,
)

Claims = Annotated[
    list[str],
    typer.Option(
        "--claims",
        metavar="FILE",
        help="The claims: CSV, Excel, JSON, FHIR, X12 837P or 837I. Once for each.",
    ),
]


@app.command("denials", rich_help_panel=CLAIMS)
def denials_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The payer's answer, X12 835; - reads standard input.")],
    claims: Claims,
    policy: Policy = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    rules: Rules = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    history: History = None,
    history_column: HistoryColumn = None,
    over_time: OverTime = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day from which days left are counted; today.")
    ] = None,
    form: Form = None,
    out: Out = None,
    locality: Locality = None,
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
    from otcpt.cli._inputs import Inputs, columns_of
    from otcpt.cli._policies import required
    from otcpt.cli._rules import with_rules_of
    from otcpt.io import refuse_overwriting
    from otcpt.timeline import calendar_day

    inputs = Inputs.of(claims, sheet, column, wide)
    refuse_overwriting({"--out": out}, (file, *inputs.paths, *(history or ()), policy, edition))
    refuse_ending(out, form)
    raise typer.Exit(
        denials(
            file,
            claims=inputs,
            policy=required(policy, unit_method),
            edition=edition,
            rules=with_rules_of(rules),
            history=history or ([] if over_time else None),
            history_columns=columns_of(history_column or (), "--history-column"),
            on=date.today() if on is None else calendar_day(on, "--on"),
            form=form,
            out=out,
            keep=keep,
            scored=scored,
            locality=locality,
        )
    )


@app.command("replay", rich_help_panel=CLAIMS)
def replay_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Stored reports, JSON or JSON lines; - reads standard input.")
    ],
    claims: Claims,
    policy: PolicyIfAny = None,
    unit_method: UnitMethod = None,
    edition: Edition = None,
    sheet: Sheet = None,
    column: Column = None,
    wide: Wide = False,
    history: History = None,
    history_column: HistoryColumn = None,
    over_time: OverTime = False,
    rules: Rules = None,
    form: PlainForm = DiffFormat.TABLE,
) -> None:
    """Ask stored reports again, and say what differs: input, law, payer, rules, version, findings.

    Law and payer are those of each report, unless others are given.

    Exit code 0: the same findings, 1: others, 2: a report cannot be replayed.
    """
    from otcpt.cli._inputs import Inputs, columns_of
    from otcpt.cli._policies import required
    from otcpt.cli._replay import replay

    asked = None if policy is None and unit_method is None else required(policy, unit_method)
    raise typer.Exit(
        replay(
            file,
            claims=Inputs.of(claims, sheet, column, wide),
            history=history or ([] if over_time else None),
            history_columns=columns_of(history_column or (), "--history-column"),
            policy=asked,
            edition=edition,
            rules=rules or (),
            form=form,
        )
    )
