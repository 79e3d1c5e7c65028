"""What other packages bring: found by exact name, run only where named, and nothing else changes."""

import json
import pickle
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import otcpt
from otcpt import BrokenPlugin, InvalidInput, Overlay, Policy, UnknownName
from otcpt.cli._editions import list_plugins
from otcpt.cli._lock import require_locked
from otcpt.cli._rules import asked_note, chosen_rules
from otcpt.comparing import make_lock
from otcpt.editions import export_edition
from otcpt.editions._local_folder import write_bytes
from otcpt.errors import LockMismatch
from otcpt.findings import Rule
from otcpt.plugins import installed_plugins
from otcpt.policies import _read
from otcpt.rules import ALL_RULES

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "acme-otcpt"
CLAIM = otcpt.claim("2026-03-02", "97530:GO:59 x2 @30", "97140:GO x1 @15")
EVERY: list[Rule | str] = [*ALL_RULES, "acme"]

pytestmark = pytest.mark.checkout

#: Writes a package that is installed as an installer would: its entry points, its version and its code.
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return how to install a package for one test."""

    def one(name: str, version: str, entries: dict[str, dict[str, str]], code: str = "") -> None:
        _read._built_in.cache_clear()
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

    yield one
    _read._built_in.cache_clear()


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
    quiet = otcpt.load_policy("medicare-part-b") | Overlay(id="quiet", off=("acme:NOTE001",))
    for rules, fewer in ((EVERY, ["acme:NOTE001"]), (None, [])):
        compared = otcpt.compare_policies([CLAIM], "medicare-part-b", quiet, rules=rules)
        assert [one.finding.rule_id for one in compared.findings] == fewer
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
    manifest = (folder / "manifest.json").read_text("utf-8").replace('"id":"2024q3"', '"id":"2023q9"')
    assert '"id":"2023q9"' in manifest
    install("acme-law", "3", {"otcpt.editions": {"2019q1": "acme_law:FOLDER"}}, f"FOLDER = {str(folder)!r}\n")

    with pytest.raises(BrokenPlugin, match="is edition '2024q3'"):
        otcpt.load_edition("2019q1")
    assert otcpt.load_edition(f"{folder}@sha256:{digest}").digest == digest


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise RuntimeError('no')", "cannot be loaded"),
        ("raise SystemExit(0)", "cannot be loaded"),
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
from otcpt.fixes import DropLines

@rule("other:X001", "fails-when-run", reads={Field.CODE}, severity=Severity.ADVICE, cause=Cause.BILLING,
      message="{what}", cites=(Document("A", "B").at("1", "S"),), fixes=(), since="1.0")
def RULE(day):
    'It fails. What: nothing.'
"""


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("1 / 0", "raised ZeroDivisionError"),
        ("raise SystemExit(0)", "raised SystemExit"),
        ("yield Hit((0,), (('what', {}),))", "has a dict as evidence 'what'"),
        ("yield Hit((0,), (('what', (1,)),))", "has a tuple as evidence 'what'"),
        ("yield Hit((0,), (('why', 'x'),))", "has words with 'what', which is not in its evidence"),
        ("yield Hit((0,), (('what', 'x'),), 'error')", "has a str as severity"),
        (
            "yield Hit((0,), (('what', 'x'),), changes={'drop': DropLines(0)})",
            "has changes for 'drop', but no fix with that key",
        ),
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


def test_clashes_are_refused_with_their_names(install: Install) -> None:
    """One name of two packages, one id of two rules of a package, and an id of another package's."""
    code = (EXAMPLE / "src" / "acme_otcpt" / "__init__.py").read_text("utf-8")
    install("other-one", "1", {"otcpt.rules": {"mine": "nowhere", "acme": "other_one:RULES"}}, code + "\nRULES *= 2\n")
    install("other-two", "2", {"otcpt.rules": {"mine": "nowhere", "yours": "other_one:RULES"}})

    for name, message in (
        ("mine", r"other-one 1 and other-two 2; uninstall all but one"),
        ("acme", r"acme:NOTE001 is given twice"),
        ("yours", r"of other-two 2 .*'acme:NOTE001', but ids of its rules begin with 'yours:'"),
    ):
        with pytest.raises((BrokenPlugin, InvalidInput), match=message):
            otcpt.check(CLAIM, policy="medicare-part-b", rules=[name])


PAYER = """
from otcpt import Overlay, load_policy
POLICY = load_policy("ama-midpoint") | Overlay(id="acme-payer", daily_timed_units={units})
"""


def install_payer(install: Install, version: str, units: int) -> None:
    """Install a package that brings a policy, in a version with a choice of its own."""
    install("acme-payers", version, {"otcpt.policies": {"acme-now": "acme_payers:POLICY"}}, PAYER.format(units=units))


def test_the_package_of_a_payer_is_named(install: Install) -> None:
    """In identity and lock; its report is read, repaired and replayed by the package, and another version is named."""
    install_payer(install, "1.0", 2)
    report, lock = otcpt.check(CLAIM, policy="acme-now"), make_lock(["acme-now"])
    record = json.loads(report.to_json())

    assert record["identity"]["policy_packages"] == ["acme-now of acme-payers 1.0"]
    Draft202012Validator(otcpt.report_schema()).validate(record)
    assert otcpt.replay(record, CLAIM).same
    assert otcpt.Report.from_record(record, CLAIM) == report
    assert otcpt.repairs(CLAIM, report).single
    assert lock.packages("payers") == ("acme-now of acme-payers 1.0",)
    policy = otcpt.load_policy("acme-now")
    assert otcpt.check(CLAIM, policy=Policy(policy.layers)).identity.policy_packages == ()
    overlaid = otcpt.check(CLAIM, policy=policy | Overlay(id="mine", citation="x"))
    assert overlaid.identity.policy_packages == ("acme-now of acme-payers 1.0",)

    install_payer(install, "1.1", 2)
    again = otcpt.replay(record, CLAIM)
    assert again.same
    assert again.packages == ("acme-now of acme-payers 1.0 is on record, acme-now of acme-payers 1.1 answered",)
    assert lock.differences(make_lock(["acme-now"])) == (
        "payer acme-now: brought by acme-now of acme-payers 1.1, locked is acme-now of acme-payers 1.0",
    )


def test_a_payer_of_another_version_or_of_none_is_named(install: Install, tmp_path: Path) -> None:
    """By replay and by a locked check, with what else is missing, all at once."""
    record = json.loads(otcpt.check(CLAIM, policy="ama-midpoint").to_json())
    record["identity"] |= {
        "policy": f"ama-midpoint+acme-payer@sha256:{'0' * 64}",
        "policy_packages": ["acme-now of acme-payers 1.0"],
        "edition": f"2019q9@sha256:{'0' * 64}",
        "edition_packages": ["2019q9 of acme-law 3"],
    }
    with pytest.raises(UnknownName, match=r"On record is 2019q9 of acme-law 3, and no installed package brings it\."):
        otcpt.replay(record, CLAIM)
    with pytest.raises(UnknownName, match=r"On record is acme-now of acme-payers 1\.0, and no installed package"):
        otcpt.replay(record, CLAIM, edition="2026q4")
    install_payer(install, "1.1", 3)
    with pytest.raises(UnknownName, match=r"On record is acme-now .* 1\.0, and acme-payers 1\.1 is installed\."):
        otcpt.replay(record, CLAIM, edition="2026q4")
    assert otcpt.replay(record, CLAIM, edition="2026q4", policy="acme-now").packages == (
        "acme-now of acme-payers 1.0 is on record, acme-now of acme-payers 1.1 answered",
        "2019q9 of acme-law 3 is on record, no package answered",
    )

    content = json.loads(make_lock(["ama-midpoint"]).to_json())
    content["payers"] = {"gone-payer": content["payers"]["ama-midpoint"] | {"packages": ["gone-payer of gone 1"]}}
    content["law"] |= {"edition": "2019q9", "digest": "0" * 64, "packages": ["2019q9 of acme-law 3"]}
    content["rules"] |= {"packages": ["goners of gone-rules 2"]}
    content["version"]["otcpt"] = "0.0.1"
    path = tmp_path / "otcpt.lock"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(LockMismatch) as refused:
        require_locked(None, unit_method=None, edition=None, rules=["goners"], narrowed=(), file=path)
    text = str(refused.value)
    for part in (
        "law: no edition '2019q9'",
        "payer gone-payer: no policy",
        "rules: no rule is called 'goners'",
        "otcpt: ",
    ):
        assert part in text
    for package in ("acme-law 3", "gone 1", "gone-rules 2"):
        assert f"{package}, and no installed package brings it." in text


def test_the_package_of_a_law_is_named(install: Install, tmp_path: Path) -> None:
    """An edition that ships as data: its pin is its name, it pickles by it, and another version is named."""
    folder = tmp_path / "law"
    build = json.loads(otcpt.load_edition("2024q3").manifest_bytes())
    export_edition("2024q3", folder)
    write_bytes(tmp_path / "data", json.dumps(build | {"id": "2019q1"}).encode(), {
        path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".bin"
    })  # fmt: skip
    opened = otcpt.load_edition(tmp_path / "data")
    assert pickle.loads(pickle.dumps(opened)) is opened and opened.pin.startswith("2019q1@")
    code = f"FOLDER = {str(tmp_path / 'data')!r}\n"
    install("acme-law", "3", {"otcpt.editions": {"2019q1": "acme_law:FOLDER"}}, code)
    law = otcpt.load_edition("2019q1")

    assert law.package == "2019q1 of acme-law 3"
    assert otcpt.load_edition(law.pin) is law and pickle.loads(pickle.dumps(law)) is law
    report = otcpt.check(CLAIM, policy="medicare-part-b", edition="2019q1")
    record = json.loads(report.to_json())
    assert record["identity"]["edition_packages"] == ["2019q1 of acme-law 3"]
    assert otcpt.check(CLAIM, policy="medicare-part-b", edition=tmp_path / "data").identity.edition_packages == ()
    assert otcpt.replay(record, CLAIM).same
    assert make_lock(["medicare-part-b"], edition="2019q1").packages("law") == ("2019q1 of acme-law 3",)
    record["identity"]["edition"] = f"2019q1@sha256:{'0' * 64}"
    with pytest.raises(otcpt.EditionMismatch, match="2019q1 of acme-law 3: "):
        otcpt.replay(record, CLAIM)


def test_packages_cannot_take_the_names_of_otcpt(install: Install) -> None:
    """A payer, an edition and a rule of a name that otcpt has are never looked up, and two of one name are refused."""
    ours = {"otcpt.policies": "medicare-part-b", "otcpt.editions": "2026q4", "otcpt.rules": "PTP001"}
    install("other-names", "1", {group: {name: "nowhere:X"} for group, name in ours.items()})
    for name in ("other-first", "other-second"):
        install(name, "1", {"otcpt.policies": {"twice": "x:y"}, "otcpt.editions": {"2018q1": "x:y"}})

    report = otcpt.check(CLAIM, policy="medicare-part-b", edition="2026q4", rules=["PTP001"])
    assert (report.identity.packages, report.identity.policy_packages, report.identity.edition_packages) == ((), (), ())
    for call in (lambda: otcpt.load_policy("twice"), lambda: otcpt.load_edition("2018q1")):
        with pytest.raises(BrokenPlugin, match="other-first 1 and other-second 1; uninstall all but one"):
            call()


def test_a_package_whose_entry_points_cannot_be_read_is_named(install: Install, tmp_path: Path) -> None:
    """Where a name is looked for among packages; otcpt's own names need none of them."""
    install("other-garbled", "4", {})
    (tmp_path / "other-garbled-4" / "other_garbled-4.dist-info" / "entry_points.txt").write_text("[otcpt.rules]\nx\n")

    assert otcpt.check(CLAIM, policy="medicare-part-b").checks
    with pytest.raises(BrokenPlugin, match="entry points of other-garbled 4 cannot be read"):
        otcpt.load_policy("acme-2026")


@pytest.mark.usefixtures("acme")
def test_a_name_near_that_of_a_package_finds_it(install: Install) -> None:
    """Of a policy and of an edition, as of otcpt's own."""
    install("acme-law", "3", {"otcpt.editions": {"2019q1": "acme_law:FOLDER"}})
    with pytest.raises(UnknownName, match=r"medicaid-ncci, acme-2026\. Did you mean acme-2026"):
        otcpt.load_policy("amce-2026")
    with pytest.raises(UnknownName, match="Did you mean 2019q1"):
        otcpt.load_edition("2019q2")


def test_a_plug_in_under_a_name_of_otcpt_is_listed_as_never_used(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    """A policy, an edition and a rule of otcpt come first, so the package's are not used."""
    taken = {"otcpt.policies": "ama-midpoint", "otcpt.editions": "2026q4", "otcpt.rules": "PTP001"}
    install(
        "other-names", "1", {group: {name: "other_names:X", "free": "other_names:X"} for group, name in taken.items()}
    )
    list_plugins()
    shown = {tuple(line.split()[:2]): line for line in capsys.readouterr().out.splitlines() if "other-names" in line}

    for group, name in taken.items():
        kind = group.removeprefix("otcpt.")
        assert "never used: otcpt has that name" in shown[kind, name]
        assert "NAME" in shown[kind, "free"]


@pytest.mark.usefixtures("acme")
def test_rules_of_a_package_leave_none_of_otcpt_out() -> None:
    """Nothing is said of --select and --ignore where all rules of otcpt are asked, and a package's with them."""
    assert asked_note(None) == asked_note(chosen_rules((), (), ("acme",))) == ()
    assert asked_note(chosen_rules(("PTP001",), (), ("acme",)))[0].startswith("only 1 of ")
