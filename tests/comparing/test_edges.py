"""What is refused, what is passed on, and records of files: whole messages, and each argument on its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

import otcpt
from otcpt import Claim, History, InvalidInput, Overlay
from otcpt.claims import digest_of
from otcpt.comparing import Part, compare_policies, make_lock, missed_units, read_lock
from otcpt.page import Table

POLICY = "medicare-part-b"
CLAIM = otcpt.claim("2026-03-02", "97130:GO x1 @15")
PAIR = Claim(otcpt.claim("2026-03-02", "97150:GO x1", "97530:GO x2").lines, claim_id="C2")
KNOWN = History(attrs.evolve(line, patient_key="P1") for line in otcpt.claim("2026-03-01", "97530:GO x1"))
#: Claims of two patients.
ONE, TWO = (
    attrs.evolve(claim, lines=[attrs.evolve(line, patient_key=key) for line in claim])
    for claim, key in ((CLAIM, "P1"), (PAIR, "P2"))
)
READABLE = "expected a name, then @sha256: and at least 8 characters of the digest, like NAME@sha256:0123abcd"
ABOUT_NONE = (
    "record 1 is about none of the 1 claims; give the claims that were checked, or as many as records, in their order"
)


def stored(claim: Claim = CLAIM, **more: Any) -> dict[str, Any]:
    """Return the record of a report, as JSON gives it back."""
    record: dict[str, Any] = json.loads(otcpt.check(claim, **{"policy": POLICY, **more}).to_json())
    return record


def of_file(*claims: Claim, history: History | None = None) -> dict[str, Any]:
    """Return the record of a whole file, as the command line writes it."""
    reports = [json.loads(one.to_json()) for one in otcpt.check_all(claims, policy=POLICY, history=history)]
    identity = stored(CLAIM, history=history)["identity"] | {"claim": None}
    return {
        "schema_version": 1, "file": "week.csv", "claims": len(claims), "identity": identity,
        "findings": [one for report in reports for one in report["findings"]],
        "bypassed": [one for report in reports for one in report["bypassed"]],
        "inputs": [{"claim_id": one.claim_id, "digest": digest_of(one)} for one in claims],
    }  # fmt: skip


def lock_of(content: object, tmp_path: Path) -> Path:
    """Write the content of a lock."""
    path = tmp_path / "otcpt.lock"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_refusals_name_field_and_value(tmp_path: Path) -> None:
    """One in place of several, several in place of one, another kind; what was given is there for programs."""
    lock = make_lock([POLICY])
    content = json.loads(lock.to_json())
    newer = lock_of({**content, "version": content["version"] | {"otcpt": "99.0.0"}}, tmp_path)
    later = read_lock(newer)
    record = stored()
    calls: list[tuple[Callable[[], object], str, str, object]] = [
        (lambda: missed_units(CLAIM, policy=POLICY),  # type: ignore[arg-type]  # a wrong call
         "claims is one Claim; write a list: [...]", "claims", CLAIM),
        (lambda: missed_units("C1", policy=POLICY),  # type: ignore[arg-type]  # a wrong call
         "claims is a str; give a list of Claim values", "claims", "C1"),
        (lambda: missed_units(7, policy=POLICY),  # type: ignore[arg-type]  # a wrong call
         "claims is an int; give a list of Claim values", "claims", 7),
        (lambda: missed_units([7], policy=POLICY),  # type: ignore[list-item]  # a wrong call
         "claims[0] is an int; give Claim values", "claims", 7),
        (lambda: compare_policies(CLAIM, POLICY, POLICY),  # type: ignore[arg-type]  # a wrong call
         "compare_policies takes several claims or visits; give [claim] for one", "claims", CLAIM),
        (lambda: compare_policies(7, POLICY, POLICY),  # type: ignore[arg-type]  # a wrong call
         "compare_policies takes claims or visits, not an int", "claims", 7),
        (lambda: compare_policies([CLAIM], POLICY, POLICY, locality=7),  # type: ignore[arg-type]  # a wrong call
         "locality 7 is not text; write '15202-00' or 'national'", "locality", 7),
        (lambda: otcpt.replay(record, [CLAIM]),  # type: ignore[arg-type]  # a wrong call
         "replay takes a Claim, not list; replay_all takes several", "claim", None),
        (lambda: otcpt.replay_all(7, [CLAIM]),  # type: ignore[arg-type]  # a wrong call
         "replay_all takes several records, not an int; write [record]", "records", 7),
        (lambda: otcpt.replay_all([record, record], [PAIR]),
         ABOUT_NONE, "claims", None),
        (lambda: otcpt.replay("[]", CLAIM),
         "the JSON text is a list; give the record of one report", "record", None),
        (lambda: otcpt.replay({**record, "identity": record["identity"] | {"policy": "x"}}, CLAIM),
         "policy pin 'x@sha256:' is not readable: " + READABLE, "policy", "x@sha256:"),
        (lambda: otcpt.replay({**record, "identity": record["identity"] | {"edition": "x"}}, CLAIM),
         "edition pin 'x@sha256:' is not readable: " + READABLE, "edition", "x@sha256:"),
        (lambda: otcpt.replay({**record, "identity": record["identity"] | {"policy_packages": 7}}, CLAIM),
         "", "policy_packages", 7),
        (lambda: make_lock(7),  # type: ignore[arg-type]  # a wrong call
         "make_lock takes several policies, not an int; write [policy]", "policies", 7),
        (lambda: make_lock([otcpt.load_policy(POLICY) | Overlay(id="a", off=("AOC001",)),
                            otcpt.load_policy(POLICY) | Overlay(id="a", off=("AOC002",))]),
         "two policies are called 'medicare-part-b+a'; give them other names", "policies", "medicare-part-b+a"),
        (lambda: later.upgraded(lock, ["law"]),
         f"the lock was written by otcpt 99.0.0, this is {lock.version}; upgrade otcpt, or lock anew in another file",
         "lock", None),
    ]  # fmt: skip
    for call, message, field, value in calls:
        with pytest.raises(InvalidInput) as refused:
            call()
        assert not message or str(refused.value) == message
        assert (refused.value.what, refused.value.value) == (field, value), message


def test_what_is_no_lock_says_what_is_wrong(tmp_path: Path) -> None:
    """The part and the kind of value that is there; the number of a form that is not read."""
    content = json.loads(make_lock([POLICY]).to_json())
    for changed, message in (
        ({"law": content["law"] | {"tables": 7}}, "TypeError: law.tables is an int"),
        ({"lock_version": "2.0"}, "otcpt.lock has lock_version 2.0, this version of otcpt reads "),
        ({"payers": {}}, "TypeError: no payer, or a package without a name"),
        ({"payers": {"x": {"digest": "d", "choices": [7]}}}, "TypeError: the choices of a payer are no tables"),
        ({"payers": {"x": {"digest": 7, "choices": []}}}, "TypeError: payers.x.digest is an int"),
    ):
        with pytest.raises(InvalidInput) as refused:
            read_lock(lock_of(content | changed, tmp_path))
        assert message in str(refused.value) and refused.value.what == "lock"


def test_the_file_of_a_lock_is_sorted_and_readable() -> None:
    """One key a line, signs as they are written, days as text; packages are there where none brings anything."""
    dated = otcpt.load_policy(POLICY) | Overlay(
        id="acme", unit_method="ama", first_day="2026-04-01", last_day="2026-06-30", citation="§ 12"
    )
    text = make_lock([dated]).to_json()
    content = json.loads(text)

    assert text == json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n" and "§ 12" in text
    (payer,) = content["payers"].values()
    assert (payer["choices"][-1]["first_day"], payer["packages"]) == ("2026-04-01", [])
    assert (content["law"]["packages"], content["rules"]["packages"]) == ([], [])
    lock = make_lock([dated])
    assert [lock.packages(part) for part in ("law", "payers", "rules")] == [()] * 3


def test_the_order_of_rules_is_locked() -> None:
    """Where the same rules with the same revisions ran, and only then."""
    one, other = (make_lock([POLICY], rules=names) for names in (["AOC001", "PTP002"], ["PTP002", "AOC001"]))

    assert one.differences(other) == ("rules: another order than is locked",)
    fewer = make_lock([POLICY], rules=["PTP002"])
    assert one.differences(fewer)[0].startswith("rule AOC001: absent, locked is revision ")
    assert len(one.differences(fewer)) == 1


def test_a_choice_is_compared_with_its_days() -> None:
    """From the first and through the last day of its layer."""
    base = otcpt.load_policy(POLICY)

    def lock(last: str) -> Any:
        days: dict[str, Any] = {"first_day": "2026-04-01", "last_day": last}
        return make_lock([base | Overlay(id="a", unit_method="ama", **days)])

    (found,) = lock("2026-06-30").differences(lock("2026-09-30"))
    assert found.startswith("payer medicare-part-b+a: citation from 2026-04-01 through 2026-06-30 is None, locked is ")
    assert found.endswith(
        "unit_method from 2026-04-01 through 2026-06-30 is None, locked is 'ama'; "
        "unit_method from 2026-04-01 through 2026-09-30 is 'ama', locked is None"
    )


def test_a_part_of_the_version_that_is_gone_is_absent(tmp_path: Path) -> None:
    """A lock that has more is held against one that has not."""
    lock = make_lock([POLICY])
    content = json.loads(lock.to_json())
    more = read_lock(lock_of({**content, "version": content["version"] | {"next": "1"}}, tmp_path))

    assert more.differences(lock) == ("next: absent, locked is 1",)


def test_the_record_of_a_file_is_asked_about_all_its_claims() -> None:
    """With its history; a claim that is another, is missing or was not there is named by its number or place."""
    record = of_file(ONE, TWO, history=KNOWN)
    (same,) = otcpt.replay_all([record], [ONE, TWO], history=KNOWN)
    assert same.same and len(same.reports) == 2
    (other,) = otcpt.replay_all([record], [ONE, TWO])
    assert other.inputs == ("the history is another",)
    changed = attrs.evolve(TWO, lines=TWO.lines[:1])
    (other,) = otcpt.replay_all([record], [changed, otcpt.claim("2026-03-02", "97110:GO x1")], history=KNOWN)
    assert other.inputs == ("claim C2 is another", "claim 1 is missing", "claim 2 is not on record")
    old = {key: value for key, value in record.items() if key != "inputs"}
    (older,) = otcpt.replay_all([old], [ONE], history=KNOWN)
    assert older.inputs == ("2 claims are on record, 1 are given",)
    (fewer,) = otcpt.replay_all([record], [ONE, TWO], rules=["PTP002"], history=KNOWN)
    assert Part.RULES in fewer.differs and [one["rule_id"] for one in fewer.vanished] == ["AOC001"]
    (empty,) = otcpt.replay_all([of_file()], [])
    assert empty.same and empty.differs == ()


def test_a_record_is_asked_under_what_the_caller_names() -> None:
    """Payer, law and rules of many records; each is about its own claim, in its own place where its digest is gone."""
    claims = [CLAIM, PAIR]
    records = [stored(one) for one in claims]
    asked: list[dict[str, Any]] = [
        {"policy": "ama-midpoint"},
        {"edition": "2024q3"},
        {"rules": ["PTP002"]},
        {"history": History()},
    ]
    for more in asked:
        together = otcpt.replay_all(records, claims, **more)
        alone = [otcpt.replay(record, claim, **more) for record, claim in zip(records, claims, strict=True)]
        assert [(one.differs, one.inputs, one.verdict) for one in together] == [
            (one.differs, one.inputs, one.verdict) for one in alone
        ]
    changed = [attrs.evolve(one, claim_id="X") for one in claims]
    found = otcpt.replay_all(records, changed)
    assert [(len(one.reports), one.inputs) for one in found] == [(1, ("claim X is another",))] * 2
    assert [one.reports[0].claim for one in found] == changed


def test_the_law_alone_is_not_put_back_with_the_payer() -> None:
    """Where both differ and the law made the difference, the law alone brings the answer back."""
    claim = otcpt.claim("2025-03-03", "97597 x1", "97602 x1")
    record = stored(claim, policy="medicare-part-b-facility", edition="2024q3")
    other = otcpt.load_policy("medicare-part-b-facility") | Overlay(id="a", off=("AOC001",))
    again = otcpt.replay(record, claim, policy=other, edition="2026q4")

    assert again.differs[:2] == (Part.LAW, Part.PAYER) and again.restored_by == (Part.LAW,)


def test_law_and_payer_are_put_back_together_where_both_made_a_difference() -> None:
    """Neither alone brings the answer back."""
    claim = otcpt.claim("2025-03-03", "97597 x1", "97602 x1", "97130 x1")
    record = stored(claim, policy="medicare-part-b-facility")
    other = otcpt.load_policy("medicare-part-b-facility") | Overlay(id="a", off=("AOC001",))
    again = otcpt.replay(record, claim, policy=other, edition="2024q3")

    assert {"AOC001", "PTP002"} <= {one["rule_id"] for one in again.vanished}
    assert again.restored_by == (Part.LAW, Part.PAYER)


def test_an_older_record_names_no_packages_of_payer_and_law() -> None:
    """It has none of the two keys, and is asked again all the same."""
    record = stored()
    for key in ("policy_packages", "edition_packages"):
        del record["identity"][key]

    assert otcpt.replay(record, CLAIM).same


def test_who_brings_a_law_is_compared(tmp_path: Path) -> None:
    """Also where its contents are the same."""
    lock = make_lock([POLICY])
    content = json.loads(lock.to_json())
    brought = read_lock(lock_of(content | {"law": content["law"] | {"packages": ["x of y 1"]}}, tmp_path))

    assert brought.differences(lock) == ("law: brought by no package, locked is x of y 1",)


def test_a_lock_shows_each_part_and_who_brings_it(tmp_path: Path) -> None:
    """Law, payers, rules and version, each with twelve characters of its digest; and says what differs of each."""
    lock = make_lock([POLICY, "ama-midpoint"])
    content = json.loads(lock.to_json())
    content["rules"] |= {"digest": "r" * 16, "packages": ["r of r 1", "s of s 1"]}
    content["payers"][POLICY] |= {"digest": "p" * 16, "packages": ["p of p 1", "q of q 1"]}
    content["law"] |= {"digest": "l" * 16}
    other = read_lock(lock_of(content, tmp_path))
    (parts, *_) = other.to_page().blocks
    assert isinstance(parts, Table)

    assert parts.headers == ("part", "locked", "", "digest")
    assert parts.rows == (
        ("law", other.edition.partition("@")[0], f"through {content['law']['through']}", "l" * 12),
        ("payer", "ama-midpoint", "", content["payers"]["ama-midpoint"]["digest"][:12]),
        ("payer", POLICY, "p of p 1, q of q 1", "p" * 12),
        ("rules", f"{len(content['rules']['revisions'])}", "r of r 1, s of s 1", "r" * 12),
        ("version", f"otcpt {lock.version}", "records of form 1", ""),
    )
    assert repr(other) == f"<Lock: {other.edition[:24]}…, ama-midpoint, {POLICY}, otcpt {lock.version}>"
    assert "rules: brought by no package, locked is r of r 1, s of s 1" in other.differences(lock)
    third = make_lock(["medicare-part-b-facility"])
    assert lock.differences(third)[0] == (
        f"payer medicare-part-b-facility: is not in the lock, which has {', '.join(lock.policies)}"
    )
    with pytest.raises(InvalidInput) as refused:
        make_lock([])
    assert str(refused.value) == "a lock is of at least one policy, like 'medicare-part-b'"


def test_claims_without_a_number_are_named_by_their_places() -> None:
    """Two claims of a day are one row."""
    claims = [
        Claim([attrs.evolve(line, patient_key="P") for line in otcpt.claim("2026-03-02", text)])
        for text in ("97110:GO x1 @8", "97140:GO x1 @8", "97530:GO x0 @8")
    ]
    assert (
        "Claim 1 2 3, 2026-03-02  OT, +"
        in missed_units(
            [attrs.evolve(one, lines=[attrs.evolve(line, units=0) for line in one]) for one in claims], policy=POLICY
        ).to_text()
    )
    text = compare_policies(claims, POLICY, "ama-midpoint").to_text()

    assert "  1 2 3  2026-03-02  OT    97530        8       0                0             1" in text


def test_a_visit_of_which_nothing_is_known_is_worth_nothing() -> None:
    """No code of it has a timing: no units are made, and none are priced."""
    found = compare_policies([otcpt.visit("2026-03-02", "99999@20")], POLICY, "ama-midpoint", locality="national")

    assert (found.units, [(row.before, row.after) for row in found.amounts]) == ((), [])


def test_a_visit_of_no_discipline_is_priced_as_the_payer_s_own() -> None:
    """Where no modifier names a discipline, it is that of the policy."""
    plain = otcpt.load_policy(POLICY) | Overlay(id="plain", discipline_modifiers=False)
    (row,) = compare_policies([otcpt.visit("2026-03-02", "97530@30")], plain, plain, locality="national").amounts

    assert (
        row.before
        == row.after
        == otcpt.price(otcpt.claim("2026-03-02", "97530 x2"), policy=plain, locality="national").allowed
    )


def test_the_order_of_the_keys_of_a_record_does_not_matter() -> None:
    """A database may sort them: another wording is another wording, and no other finding."""
    record = stored(PAIR)
    record["findings"][0]["message"] = "Other words"
    again = otcpt.replay(json.dumps(record, sort_keys=True), PAIR)

    assert (len(again.reworded), again.appeared, again.vanished) == (1, (), ())


def test_another_answer_left_open_is_not_equivalent() -> None:
    """The same findings and the same claim, and other rules without an answer."""
    again = otcpt.replay(stored(), CLAIM, policy="ama-midpoint")

    assert again.not_evaluated_differs and not again.appeared and not again.vanished
    assert not again.equivalent and not again.same


def test_a_verdict_names_five_claims_and_counts_the_rest() -> None:
    """All of them are in the inputs and in the record."""
    claims = [otcpt.claim("2026-03-02", f"97530:GO x1 @{minutes}") for minutes in range(8, 15)]
    (again,) = otcpt.replay_all([of_file(*claims)], [CLAIM])

    assert len(again.inputs) == 7
    assert "claim 5 is missing; and 2 more." in again.verdict and "claim 6" not in again.verdict
    assert again.to_record()["inputs"] == list(again.inputs) and again.to_record()["packages"] == []


def test_amounts_are_a_table_of_their_own() -> None:
    """On record with the name of the table, the days as text."""
    visit = otcpt.visit("2026-03-02", "97530@30", "97110:GP@15")
    rows = [one.to_record() for one in compare_policies([visit], POLICY, POLICY, locality="national").amounts]

    assert {(row["table"], row["date_of_service"]) for row in rows} == {("amounts", "2026-03-02")}
    assert {row["discipline"] for row in rows} == {"OT", "PT"}
    day = otcpt.price(otcpt.claim("2026-03-02", "97530:GO x2", "97110:GP x1"), policy=POLICY, locality="national")
    for row, line in zip(sorted(rows, key=lambda row: str(row["discipline"])), day.lines, strict=True):
        assert row["before"] == row["after"] == str(line.allowed)
