"""A policy that names an edition is asked by it, through every door; an edition that is given goes before."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

import otcpt
import otcpt.comparing._missed as missed
import otcpt.denials._explain as denied
import otcpt.recording._documentation as documented
from otcpt import batch, comparing, pricing
from otcpt.checking import ClaimChecker, checker_for
from otcpt.cli._app import app
from otcpt.policies import example_overlays

EARLIER, NEWEST = otcpt.available_editions()
BASE = otcpt.load_policy("medicare-part-b") | otcpt.Overlay(id="here", locality="15202-00")
OF_EARLIER = BASE | otcpt.Overlay(id="earlier", edition=EARLIER)
#: Two codes with an edit that the earlier edition has not verified for that day, and has no fees for.
LINES = {
    "claim_id": ["C1"] * 2,
    "date_of_service": ["2026-03-02"] * 2,
    "code": ["97530", "97750"],
    "modifiers": ["GO"] * 2,
    "units": [2] * 2,
    "minutes": [30] * 2,
}
TABLE = pa.table(LINES)
(CLAIM,) = batch.claims_from_frame(TABLE)
VISIT = otcpt.visit("2026-03-02", "97530@30", "97750@30")


def arrow(summary: bool, **asked: Any) -> object:
    """What a stream of batches yields."""
    check = batch.ArrowCheck(summary=summary, **asked)
    return check.edition.id, [found.to_pylist() for found in check(TABLE.to_batches())]


def files(door: Callable[..., object], **asked: Any) -> object:
    """What a door from file to file writes, in the working directory."""
    pq.write_table(TABLE, "lines.parquet")
    door("lines.parquet", "out.parquet", **asked)
    return pq.read_table("out.parquet").to_pylist()


def table(**asked: Any) -> object:
    """The findings of a table and what was left."""
    report = batch.check_table(TABLE, **asked)
    return report.identity.edition, report.findings.to_pylist(), report.not_evaluated.to_pylist()


def of_checker(ask: Callable[[], object]) -> object:
    """The edition of the checker that is asked, where the answer does not say it."""
    made: list[ClaimChecker] = []

    def spy(*given: Any) -> ClaimChecker:
        made.append(checker_for(*given))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        for module in (missed, denied, documented):
            patch.setattr(module, "checker_for", spy)
        ask()
    return [checker.edition.id for checker in made]


#: How each public callable that takes a policy and an edition is asked; what comes back is compared.
DOORS: dict[str, Callable[..., object]] = {
    "Checker": lambda **asked: otcpt.Checker(**asked).identity.edition,
    "check": lambda **asked: otcpt.check(CLAIM, **asked).identity.edition,
    "check_all": lambda **asked: otcpt.check_all([CLAIM], **asked)[0].identity.edition,
    "bill": lambda **asked: otcpt.bill(VISIT, **asked).report.identity.edition,
    "documentation": lambda **asked: of_checker(lambda: otcpt.documentation(CLAIM, **asked)),
    "explain_denials": lambda **asked: of_checker(lambda: otcpt.explain_denials([], [CLAIM], **asked)),
    "missed_units": lambda **asked: of_checker(lambda: otcpt.missed_units([CLAIM], **asked)),
    "compare_policies": lambda policy, **asked: (
        comparing.compare_policies([CLAIM], "ama-midpoint+earlier-edition", policy, **asked).findings
    ),
    "make_lock": lambda policy, **asked: comparing.make_lock([policy], **asked).edition,
    "price": lambda **asked: otcpt.price(CLAIM, **asked).edition,
    "price_all": lambda **asked: otcpt.price_all([CLAIM], **asked)[0].edition,
    "compare_prices": lambda **asked: (
        pricing.compare_prices(CLAIM, localities=["national"], **asked)[0].estimate.edition
    ),
    "ArrowCheck": lambda **asked: (arrow(summary=False, **asked), arrow(summary=True, **asked)),
    "check_frame": lambda **asked: batch.check_frame(TABLE, **asked).to_pylist(),
    "check_table": table,
    "check_parquet": lambda **asked: files(batch.check_parquet, **asked),
    "check_file": lambda **asked: files(batch.check_file, **asked),
    "price_frame": lambda **asked: batch.price_frame(TABLE, **asked).to_pylist(),
    "price_parquet": lambda **asked: files(batch.price_parquet, **asked),
}
#: Values that hold an answer, and doors that ask by the law of a record.
OF_A_RECORD = {"Bill", "Estimate", "replay", "replay_all", "read_report"}
#: Doors of Spark hand policy and edition to `ArrowCheck`, as `tests/spark` sees.
OF_SPARK = {"check", "not_evaluated"}


def doors() -> Iterator[str]:
    """The names of all public callables that take a policy and an edition."""
    for room in pkgutil.iter_modules(otcpt.__path__, "otcpt."):
        module = None if room.name.endswith("__main__") else importlib.import_module(room.name)
        for name in getattr(module, "__all__", ()):
            door = getattr(module, name)
            if inspect.isfunction(door) or attrs.has(door) or door is otcpt.Checker:
                taken = inspect.signature(door).parameters
                if "edition" in taken and {"policy", "policies", "before"} & set(taken):
                    yield name


def test_every_door_is_here() -> None:
    """What takes both is asked below, or answers by the law of a record."""
    assert set(doors()) == set(DOORS) | OF_A_RECORD | OF_SPARK


@pytest.mark.parametrize("policy", [OF_EARLIER, BASE | example_overlays()["earlier-edition"]], ids=["own", "shipped"])
@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_door_asks_by_the_edition_of_the_policy(
    name: str, policy: otcpt.Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if it had been given; an edition that is given goes before it; the newest where neither is named."""
    monkeypatch.chdir(tmp_path)
    door = DOORS[name]
    earlier, newest = (door(policy=policy, edition=edition) for edition in (EARLIER, NEWEST))

    assert door(policy=policy) == earlier != newest
    assert door(policy=BASE) == door(policy=BASE, edition=NEWEST)


def commands() -> Iterator[str]:
    """The commands that take a policy and an edition."""
    whole = typer.main.get_command(app)
    for name, command in vars(whole)["commands"].items():
        if {"--policy", "--edition"} <= {option for one in command.params for option in one.opts}:
            yield name


#: How each command is asked.
WORDS = {
    "check": ["lines.csv"],
    "bill": ["2026-03-02", "97530@30", "97750@30"],
    "compare": ["lines.csv", "--policy", "ama-midpoint"],
    "missed": ["lines.csv"],
    "repairs": ["lines.csv"],
    "documentation": ["lines.csv"],
    "price": ["lines.csv"],
    "denials": [
        str(Path(__file__).parents[1] / "io" / "x12" / "remittance.835"),
        "--claims",
        "lines.csv",
        "--on",
        "2026-05-01",
    ],
    "explain": ["PTP002", "97530:GO", "97750:GO", "--on", "2026-03-02"],
    "lock": ["--out", "-"],
}


def test_every_command_is_here() -> None:
    """What takes both is asked below; a replay is by the law of its records."""
    assert set(commands()) == {*WORDS, "replay"}


def run(*words: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.output


@pytest.mark.parametrize("name", sorted(WORDS.keys()))
def test_a_command_asks_by_the_edition_of_the_policy(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words as with `--edition`."""
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text(OF_EARLIER.to_toml(), "utf-8")
    pv.write_csv(TABLE, "lines.csv")
    asked = [name, *WORDS[name], "--policy", "own.toml"]
    earlier, newest = (run(*asked, "--edition", edition) for edition in (EARLIER, NEWEST))

    assert run(*asked) == earlier
    assert earlier != newest or name in ("denials", "missed")  # which show no edition; their doors are above
    assert earlier[0] in (0, 1)
