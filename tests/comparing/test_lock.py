"""A lock is the same bytes for the same law, payers, rules and version, and names everything that moved."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import otcpt
from otcpt import InvalidInput, Overlay, UnknownName
from otcpt.comparing import PARTS, make_lock, read_lock
from otcpt.errors import LockMismatch

NAMES = ("medicare-part-b", "ama-midpoint")


def changed(tmp_path: Path, **parts: Any) -> Path:
    """Write the lock of today with some of its parts changed."""
    content = json.loads(make_lock(NAMES).to_json())
    for part, values in parts.items():
        content[part] = content[part] | values if isinstance(values, dict) else values
    path = tmp_path / "otcpt.lock"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_a_lock_is_its_file(tmp_path: Path) -> None:
    """Read back it is equal, and written again it is the same bytes; order of the payers does not matter."""
    path = tmp_path / "otcpt.lock"
    lock = make_lock(NAMES)
    lock.write(path)

    assert read_lock(path).to_json() == lock.to_json() == make_lock(NAMES[::-1]).to_json() == path.read_text("utf-8")
    assert read_lock(path).differences(lock) == ()
    read_lock(path).require(make_lock(NAMES[:1]))


def test_everything_that_moved_is_named_at_once(tmp_path: Path) -> None:
    """Law with its tables, the payer's choices with both values, rules with both revisions, the version."""
    rules = json.loads(make_lock(NAMES).to_json())["rules"]
    rules["revisions"] |= {"AOC001": 0, "OLD001": 1}
    path = changed(tmp_path, version={"otcpt": "0.0.1"}, rules=rules | {"digest": "0" * 16})
    now = make_lock(["ama-midpoint"], edition="2024q3")

    found = read_lock(path).differences(now)
    assert found[0].startswith("law: edition 2024q3") and "ptp_practitioner" in found[0]
    assert any(one.startswith("rule AOC001: revision ") and one.endswith("locked is revision 0") for one in found)
    assert "rule OLD001: absent, locked is revision 1" in found
    assert any(one.startswith("otcpt: ") and one.endswith("locked is 0.0.1") for one in found)
    with pytest.raises(LockMismatch) as refused:
        read_lock(path).require(now)
    assert refused.value.differences == found


def test_a_payer_that_changed_says_which_choice(tmp_path: Path) -> None:
    """From the values that the lock keeps."""
    path = tmp_path / "acme.toml"
    path.write_text((otcpt.load_policy("ama-midpoint") | Overlay(id="acme", unit_method="ama")).to_toml(), "utf-8")
    lock = make_lock([path])
    path.write_text((otcpt.load_policy("ama-midpoint") | Overlay(id="acme", unit_method="full")).to_toml(), "utf-8")

    assert lock.differences(make_lock([path])) == (f"payer {path}: unit_method is 'full', locked is 'ama'",)
    assert lock.differences(make_lock(NAMES[:1]))[0].startswith("payer medicare-part-b: is not in the lock")


@pytest.mark.parametrize("part", PARTS)
def test_one_part_moves_at_a_time(tmp_path: Path, part: Any) -> None:
    """The others stay as they were locked."""
    content = json.loads(make_lock(NAMES).to_json())
    old = read_lock(
        changed(
            tmp_path,
            law={"digest": "0" * 64},
            payers={"ama-midpoint": content["payers"]["ama-midpoint"] | {"digest": "0" * 64}},
            rules={"digest": "0" * 16, "revisions": {}},
            version={"otcpt": "0.0.1"},
        )
    )
    now = make_lock(NAMES)
    moved = json.loads(old.upgraded(now, [part]).to_json())

    assert moved[part] == json.loads(now.to_json())[part]
    assert all(moved[other] == json.loads(old.to_json())[other] for other in PARTS if other != part)
    with pytest.raises(UnknownName, match="no part 'laws'"):
        old.upgraded(now, ["laws"])  # type: ignore[list-item]


@pytest.mark.parametrize("written_by", ["99.0.0", "99.0rc1", "0.10.0rc1"])
def test_an_older_otcpt_never_moves_a_lock(tmp_path: Path, written_by: str) -> None:
    """One that a newer version wrote is kept, a candidate's too."""
    lock = read_lock(changed(tmp_path, version={"otcpt": written_by}))

    with pytest.raises(InvalidInput, match=f"written by otcpt {re.escape(written_by)}"):
        lock.upgraded(make_lock(NAMES), ["law"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a lock"),
        ("{}", "is not a lock"),
        ('{"lock_version": "2.0"}', "lock_version 2.0"),
        ("[]", "is not a lock"),
    ],
)
def test_what_is_no_lock_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Another first number of its version too."""
    path = tmp_path / "otcpt.lock"
    path.write_text(text, "utf-8")

    with pytest.raises(InvalidInput, match=message):
        read_lock(path)


def test_a_lock_needs_a_payer() -> None:
    """Several, and each under one name."""
    with pytest.raises(InvalidInput, match="at least one"):
        make_lock([])
    with pytest.raises(InvalidInput, match="several policies"):
        make_lock("medicare-part-b")


@pytest.mark.parametrize("given", [None, 3, "x", {}])
def test_a_wrong_argument_is_named(given: Any) -> None:
    """Another kind than a lock, a list of payers or a list of parts."""
    lock = make_lock(NAMES)
    calls = (lock.require, lock.differences, lambda now: lock.upgraded(now, ["law"]))
    for call in calls:
        with pytest.raises(InvalidInput, match="takes a Lock"):
            call(given)
    for given_parts in (None, 3, "law", [3]):
        with pytest.raises(InvalidInput, match="parts"):
            lock.upgraded(lock, given_parts)  # type: ignore[arg-type]
    with pytest.raises((InvalidInput, UnknownName)):
        make_lock(given)


@pytest.mark.parametrize("path", [None, 3, ["otcpt.lock"]])
def test_a_path_that_is_none(path: Any) -> None:
    """It is refused by kind."""
    with pytest.raises(InvalidInput, match="expected the path of a file"):
        read_lock(path)


@pytest.mark.parametrize(
    "parts",
    [
        {"law": {"digest": 3}},
        {"law": {"tables": None}},
        {"version": {"schema_version": None}},
        {"rules": {"packages": [None]}},
        {"rules": {"revisions": []}},
        {"payers": []},
        {"payers": {"ama-midpoint": {"digest": "x", "choices": [3]}}},
    ],
    ids=str,
)
def test_a_lock_with_another_kind_of_value(tmp_path: Path, parts: dict[str, Any]) -> None:
    """It is no lock, before anything is compared with it."""
    with pytest.raises(InvalidInput, match="is not a lock of otcpt"):
        read_lock(changed(tmp_path, **parts))


def test_a_key_of_the_version_that_is_not_known_stops_nothing(tmp_path: Path) -> None:
    """A later otcpt may write more: it is read, and named where it differs."""
    lock = read_lock(changed(tmp_path, version={"next": "1"}))

    assert all(isinstance(one, str) for one in lock.differences(make_lock(NAMES)))
    assert read_lock(changed(tmp_path)).differences(lock) is not None


def test_what_a_lock_shows_is_what_its_digests_are_of(tmp_path: Path) -> None:
    """A choice, a table's version or a revision that was changed by hand is noticed though the digest is right."""
    now = make_lock(NAMES)
    content = json.loads(now.to_json())
    content["payers"]["ama-midpoint"]["choices"][-1]["unit_method"] = "cms"
    content["law"]["tables"]["codes"]["version"] = "another"
    content["rules"]["revisions"]["AOC001"] = 99
    path = tmp_path / "otcpt.lock"
    path.write_text(json.dumps(content), "utf-8")

    assert [sentence.partition(" is ")[0] for sentence in read_lock(path).differences(now)] == [
        "law: the lock names an edition or tables that its digest",
        "payer ama-midpoint: unit_method",
        "rule AOC001: revision 2, locked",
    ]


def test_a_lock_has_a_hash() -> None:
    """Equal locks have equal hashes, as all values."""
    assert len({make_lock(NAMES), make_lock(NAMES[::-1]), make_lock(NAMES[:1])}) == 2


def test_policies_of_several_editions_need_one_or_a_lock_each() -> None:
    """The law of a lock is that of a check by each of its policies."""
    earlier = otcpt.load_policy("medicare-part-b") | Overlay(id="earlier", edition="2024q3")

    with pytest.raises(InvalidInput, match="name several editions; give one"):
        make_lock([earlier, "medicare-part-b"])
    assert make_lock([earlier, "medicare-part-b"], edition="2026q4").edition == make_lock(NAMES).edition
