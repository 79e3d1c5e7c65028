"""What is known beside the claims, from files."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from otcpt.claims import Claim, Episode, History, PriorPayments
from otcpt.errors import InputErrors, InvalidInput, Problem
from otcpt.files import path_of
from otcpt.io._chart import read_chart
from otcpt.io._log import Log
from otcpt.io._sniff import kind_of, read_claims
from otcpt.members import kind_of_value


def read_history(*paths: str | PathLike[str], columns: Mapping[str, str] | None = None) -> History:
    """Read a history from files: charts in TOML, named ``.toml``, and earlier claims, as `read_claims` reads them.

    A chart has ``[[episode]]`` tables with the fields of `Episode`, each with any number of ``[[episode.plan]]``
    (`PlanOfCare`), and ``[[prior_payments]]`` tables (`PriorPayments`). Replaced and voided claims are left out, as are
    lines without a procedure code or of several days; a claim that is in two files counts once. Without any path the
    history is empty: what is checked is then everything that was billed.

    Args:
        *paths: The files.
        columns: Which column of a table is which, as in `read_claims`; for every table among the files.

    Returns:
        The history.

    Raises:
        InputErrors: Something cannot be read; every problem of every file is named, with file, entry, key and value.
        OSError: A path cannot be opened.

    Example:
        >>> import pathlib, tempfile
        >>> chart = pathlib.Path(tempfile.mkdtemp()) / "chart.toml"
        >>> _ = chart.write_text("[[episode]]\\nfirst_day = 2026-01-05\\nprogress_reports = [2026-02-02]\\n")
        >>> read_history(chart).episodes[0].progress_reports
        (datetime.date(2026, 2, 2),)
    """
    claims: dict[Claim | int, Claim] = {}
    episodes: list[Episode] = []
    prior_payments: list[PriorPayments] = []
    problems: list[Problem] = []
    for path in map(_path, paths):
        try:
            if path.suffix.lower() == ".toml":
                chart = read_chart(path.read_bytes(), Log(path.name))
                episodes.extend(chart.episodes)
                prior_payments.extend(chart.prior_payments)
            else:
                data = path.read_bytes()
                own = columns if columns and kind_of(data) in ("csv", "excel") else None
                for claim in read_claims(data, name=path.name, columns=own).claims:
                    claims.setdefault(len(claims) if claim.claim_id is None else claim, claim)
        except InputErrors as error:
            problems.extend(error.problems)
    if problems:
        raise InputErrors(problems)
    return History(claims.values(), episodes, prior_payments)


def _path(given: str | PathLike[str]) -> Path:
    if isinstance(given, str | PathLike):
        return path_of(given)
    raise InvalidInput(
        f"a history is read from paths, not from {kind_of_value(given)}; write read_history('chart.toml')"
    )
