"""What other packages bring: found by exact name, run only where named, and nothing else changes."""

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import otcpt
from otcpt import BrokenPlugin, InvalidInput, Overlay, UnknownName
from otcpt.comparing import make_lock
from otcpt.editions import export_edition
from otcpt.findings import Rule
from otcpt.plugins import installed_plugins
from otcpt.rules import ALL_RULES

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "acme-otcpt"
CLAIM = otcpt.claim("2026-03-02", "97530:GO:59 x2 @30", "97140:GO x1 @15")
EVERY: list[Rule | str] = [*ALL_RULES, "acme"]

pytestmark = pytest.mark.checkout

#: Writes a package that is installed as an installer would: its entry points, its version and its code.
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return how to install a package for one test."""

    def one(name: str, version: str, entries: dict[str, dict[str, str]], code: str = "") -> None:
        site = tmp_path / f"{name}-{version}"
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
        lines = [
            f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in of.items()) for group, of in entries.items()
        ]
        (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")
        if code:
            (site / f"{name.replace('-', '_')}.py").write_text(code, "utf-8")
        monkeypatch.syspath_prepend(str(site))
        for module in [module for module in sys.modules if module.startswith(("acme", "broken", "other"))]:
            monkeypatch.delitem(sys.modules, module)

    return one


@pytest.fixture
def acme(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the package of the examples."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    install(project["name"], project["version"], project["entry-points"])
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))


@pytest.mark.usefixtures("acme")
def test_a_policy_is_found_by_its_exact_name() -> None:
    """Named it is used; its pin and its digest are those of its content."""
    policy = otcpt.load_policy("acme-2026")

    assert policy.id == "ama-midpoint+acme-2026"
    assert otcpt.check(CLAIM, policy="acme-2026").identity.policy_digest == policy.digest
    with pytest.raises(UnknownName):
        otcpt.load_policy("acme")


@pytest.mark.usefixtures("acme")
def test_installed_is_not_enabled() -> None:
    """Nothing runs, and no identity changes, before a name is given."""
    report = otcpt.check(CLAIM, policy="medicare-part-b")

    assert report.identity.packages == ()
    assert not any(":" in finding.rule_id for finding in report.findings)


@pytest.mark.usefixtures("acme")
def test_rules_run_where_they_are_named() -> None:
    """In each verb; package and version are in the identity, the digest and the lock."""
    report = otcpt.check(CLAIM, policy="medicare-part-b", rules=EVERY)

    assert "acme:NOTE001" in {finding.rule_id for finding in report.findings}
    assert report.identity.packages == ("acme of acme-otcpt 1.2.0",)
    assert report.identity.rules != otcpt.check(CLAIM, policy="medicare-part-b").identity.rules
    bill = otcpt.bill(otcpt.visit("2026-03-02", "97530@30"), policy="medicare-part-b", rules=EVERY)
    assert bill.report.identity.packages == report.identity.packages
    assert otcpt.missed_units([CLAIM], policy="medicare-part-b", rules=EVERY).days == ()
    maker = otcpt.Checker(policy="medicare-part-b", rules=EVERY)
    assert maker.repairs(CLAIM, report) == otcpt.repairs(CLAIM, report)
    lock, plain = make_lock(["medicare-part-b"], rules=EVERY), make_lock(["medicare-part-b"])
    assert "rule acme:NOTE001: absent, locked is revision 1" in lock.differences(plain)


@pytest.mark.usefixtures("acme")
def test_a_finding_of_a_package_leads_on() -> None:
    """Its record is read back, its rule is found and explained, an overlay may switch it off, the report replays."""
    report = otcpt.check(CLAIM, policy="medicare-part-b", rules=EVERY)
    [finding] = [finding for finding in report.findings if finding.rule_id == "acme:NOTE001"]

    assert otcpt.read_finding(finding.to_record(), CLAIM) == finding
    assert otcpt.find_rule("acme:NOTE001") is finding.rule
    assert "59" in otcpt.explain(finding).to_json()
    assert otcpt.replay(report.to_json(), CLAIM).same
    quiet = otcpt.load_policy("medicare-part-b") | Overlay(id="quiet", off=("acme:NOTE001",))
    off = otcpt.check(CLAIM, policy=quiet, rules=EVERY)
    assert not any(one.rule_id == "acme:NOTE001" for one in off.findings)


@pytest.mark.usefixtures("acme")
def test_batch_and_single_checks_agree_on_rules_of_a_package() -> None:
    """The same findings by frame."""
    pa = pytest.importorskip("pyarrow")
    from otcpt.batch import check_frame

    columns = {
        "claim_id": ["C"],
        "date_of_service": ["2026-03-02"],
        "code": ["97530"],
        "modifiers": ["GO 59"],
        "units": [2],
    }
    lines = pa.table(columns)
    found = check_frame(lines, policy="medicare-part-b", rules=["acme"])

    assert found.column("rule_id").to_pylist() == ["acme:NOTE001"]


def test_an_edition_of_a_package_is_found(install: Install, tmp_path: Path) -> None:
    """A folder under the edition's own name, verified by its digest."""
    folder = tmp_path / "law"
    digest = export_edition("2024q3", folder).digest
    manifest = (folder / "manifest.json").read_text("utf-8").replace('"id": "2024q3"', '"id": "2023q9"')
    assert '"id": "2023q9"' in manifest
    install("acme-law", "3", {"otcpt.editions": {"2019q1": "acme_law:FOLDER"}}, f"FOLDER = {str(folder)!r}\n")

    with pytest.raises(BrokenPlugin, match="is edition '2024q3'"):
        otcpt.load_edition("2019q1")
    assert otcpt.load_edition(f"{folder}@sha256:{digest}").digest == digest


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise RuntimeError('no')", "cannot be loaded"),
        ("RULES = 7", "is neither a rule nor several"),
        ("RULES = ()", "is neither a rule nor several"),
        ("from otcpt.rules import ALL_RULES\nRULES = ALL_RULES[:1]", "must begin|begin with"),
    ],
)
def test_a_package_that_fails_stops_the_call(install: Install, code: str, message: str) -> None:
    """Never skipped; its name and version are in the message."""
    install("broken-rules", "0.3", {"otcpt.rules": {"broken": "broken_rules:RULES"}}, code)

    with pytest.raises(BrokenPlugin, match=message) as stopped:
        otcpt.check(CLAIM, policy="medicare-part-b", rules=["broken"])
    assert "broken-rules 0.3" in str(stopped.value)


@pytest.mark.usefixtures("acme")
def test_two_packages_of_one_name_are_refused(install: Install) -> None:
    """Both are named; the one that comes first on the path does not win."""
    install("other-acme", "9", {"otcpt.rules": {"acme": "other_acme:RULES"}}, "RULES = ()")

    with pytest.raises(BrokenPlugin, match=r"acme-otcpt 1\.2\.0 and other-acme 9"):
        otcpt.check(CLAIM, policy="medicare-part-b", rules=["acme"])


def test_a_missing_package_stops_the_call() -> None:
    """With what was asked for."""
    with pytest.raises(UnknownName, match="No installed package brings rules as 'acme'"):
        otcpt.check(CLAIM, policy="medicare-part-b", rules=["acme"])
    with pytest.raises(UnknownName, match="acme"):
        otcpt.find_rule("acme:NOTE001")


def test_rules_are_each_given_once() -> None:
    """A rule twice, and something that is no rule."""
    with pytest.raises(InvalidInput, match="PTP001 is given twice"):
        otcpt.check(CLAIM, policy="medicare-part-b", rules=["PTP001", "edit-no-modifier-allowed"])
    with pytest.raises(InvalidInput, match="is not a rule"):
        otcpt.check(CLAIM, policy="medicare-part-b", rules=[7])  # type: ignore[list-item]
    with pytest.raises(InvalidInput, match=r"write \['PTP001'\]"):
        otcpt.check(CLAIM, policy="medicare-part-b", rules="PTP001")


@pytest.mark.usefixtures("acme")
def test_what_is_installed_is_listed_without_loading_it(install: Install) -> None:
    """A broken package is listed too."""
    install("broken-rules", "0.3", {"otcpt.rules": {"broken": "broken_rules:RULES"}}, "raise RuntimeError")

    found = [(one.group, one.name, one.package, one.version) for one in installed_plugins()]
    assert ("otcpt.policies", "acme-2026", "acme-otcpt", "1.2.0") in found
    assert ("otcpt.rules", "broken", "broken-rules", "0.3") in found


@pytest.mark.parametrize("group", ["otcpt.rule", 3, []])
def test_a_kind_that_does_not_exist(group: Any) -> None:
    """It is refused, with those there are."""
    with pytest.raises(UnknownName, match=r"there are otcpt\.policies"):
        installed_plugins(group)


@pytest.mark.parametrize("out", [None, 3])
def test_an_edition_is_exported_to_a_path(out: Any) -> None:
    """Anything else is refused by its kind."""
    with pytest.raises(InvalidInput, match="export_edition takes the path"):
        export_edition(None, out)


_FAILING = """
from otcpt.citation import Document
from otcpt.findings import Cause, Field, Hit, Severity, rule

@rule("other:X001", "fails-when-run", reads={Field.CODE}, severity=Severity.ADVICE, cause=Cause.BILLING, message="x",
      cites=(Document("A", "B").at("1", "S"),), fixes=(), since="1.0")
def RULE(day):
    'It fails. What: nothing.'
"""


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("1 / 0", "raised ZeroDivisionError"),
        ("return None", "raised TypeError"),
        ("yield 3", "returned an int"),
        ("yield Hit((99,))", "names lines that it was not given"),
        ("yield Hit(())", "names lines that it was not given"),
        ("yield Hit(('97530',))", "names lines that it was not given"),
    ],
)
def test_a_rule_that_fails_when_it_runs_names_its_package(install: Install, body: str, what: str) -> None:
    """The call stops with package and version, of one claim and of several, and is not skipped."""
    install("other-rules", "2.0", {"otcpt.rules": {"other": "other_rules:RULE"}}, f"{_FAILING}    {body}\n")

    for call in (otcpt.check, lambda claim, **how: otcpt.check_all([claim], **how)):
        with pytest.raises(BrokenPlugin, match=rf"other of other-rules 2\.0 .* other:X001 {what}"):
            call(CLAIM, policy="medicare-part-b", rules=[*ALL_RULES, "other"])
