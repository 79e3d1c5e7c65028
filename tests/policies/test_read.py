"""Policies written in files: read as written, every problem stated at once; and the examples that are shipped."""

from datetime import date
from pathlib import Path

import pytest

from otcpt import ALL_RULES, Checker
from otcpt.editions import export_edition
from otcpt.errors import InputErrors, UnknownName
from otcpt.policies import (
    Overlay,
    Policy,
    available_policies,
    example_overlays,
    load_policy,
    read_overlay,
    read_policy,
)
from otcpt.policies._checks import FAMILIES

ACME = """
base = "medicare-part-b"

[[overlay]]
id = "acme"
citation = "Acme provider manual 2026, p. 12"
payers = ["CI"]
denied_pairs = ["97530/97140"]
staleness = "strict"

[[overlay]]
id = "acme-july"
first_day = 2026-07-01
last_day = "2026-12-31"
unit_method = "ama"
assistant_modifiers = false
"""


def written(tmp_path: Path, text: str) -> Path:
    """A file of the text."""
    file = tmp_path / "acme.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(tmp_path: Path, text: str) -> list[str]:
    """What reading a policy of the text complains of."""
    with pytest.raises(InputErrors) as raised:
        read_policy(written(tmp_path, text))
    return [str(problem) for problem in raised.value.problems]


def test_a_file_is_the_layers_it_writes(tmp_path: Path) -> None:
    """Base first, overlays in their order; by a path, by its text, by the façade's function."""
    file = written(tmp_path, ACME)
    policy = read_policy(file)

    assert policy == load_policy("medicare-part-b") | Overlay(
        id="acme",
        citation="Acme provider manual 2026, p. 12",
        payers=("CI",),
        denied_pairs=("97530/97140",),
        staleness="strict",
    ) | Overlay(
        id="acme-july",
        first_day=date(2026, 7, 1),
        last_day=date(2026, 12, 31),
        unit_method="ama",
        assistant_modifiers=False,
    )
    assert load_policy(file) == load_policy(str(file)) == read_policy(str(file)) == policy
    assert policy.why("unit_method", on=date(2026, 8, 1)).id == "acme-july"


def test_a_file_without_a_base_is_its_overlays(tmp_path: Path) -> None:
    """And a file of one overlay is an overlay to lay over anything."""
    file = written(tmp_path, '[[overlay]]\nid = "x"\nunit_method = "full"\n')

    assert read_policy(file) == Policy((Overlay(id="x", unit_method="full"),))
    assert read_overlay(file) == Overlay(id="x", unit_method="full")
    assert read_policy(written(tmp_path, 'base = "ama-midpoint+full-units-only"')).settings.unit_method == "full"


def test_every_problem_is_stated_at_once_with_near_misses(tmp_path: Path) -> None:
    """Where it stands, what stands there, what was expected."""
    answer = problems_of(
        tmp_path,
        """
        base = "medicare-partb"
        overlays = 1
        staleness = "strict"
        [[overlay]]
        unit_metod = "ama"
        unit_method = "amma"
        first_day = "2026-02-30"
        payers = "MB"
        denied_pairs = ["97530-97140"]
        off = [1]
        citation = 12
        [[overlay]]
        id = "later"
        first_day = 2026-07-01
        last_day = 2026-06-30
        """,
    )

    assert answer == [
        "acme.toml, base: no policy is called 'medicare-partb'; there are "
        + ", ".join(available_policies())
        + ". Did you mean medicare-part-b, medicare-part-b-facility?",
        "acme.toml, overlays: is not known; a policy file has base and [[overlay]]. Did you mean overlay?",
        "acme.toml, staleness: is outside an [[overlay]] table; move it into one",
        "acme.toml, overlay 1, id: is missing; write one such as 'acme-2026'",
        "acme.toml, overlay 1, unit_metod: is no choice of a policy. Did you mean unit_method?",
        (
            "acme.toml, overlay 1, unit_method: unit_method 'amma' is not one of 'cms', 'ama', 'best', 'full', "
            "'per_session', 'tenths'. Did you mean ama?"
        ),
        (
            "acme.toml, overlay 1, first_day: first_day '2026-02-30' is not a calendar day; "
            "write it as YYYY-MM-DD, like 2026-03-02"
        ),
        "acme.toml, overlay 1, payers: payers 'MB' is not a list of words; write ('MB',) for one",
        (
            "acme.toml, overlay 1, denied_pairs: denied pair '97530-97140' is not two codes as column one/column "
            "two, such as '97530/97140': the second is denied beside the first"
        ),
        "acme.toml, overlay 1, off: off [1] is not a list of words; write ([1],) for one",
        "acme.toml, overlay 1, citation: citation 12 is not text",
        "acme.toml, overlay 2: overlay 'later' ends before it begins: 2026-07-01 to 2026-06-30",
    ]


def test_names_that_do_not_exist_are_stated_with_the_file(tmp_path: Path) -> None:
    """Families and ids of rules, an edition, a locality; those of packages, and a locality's code, are left alone."""
    answer = problems_of(
        tmp_path,
        """
        base = "medicare-part-b"
        [[overlay]]
        id = "x"
        core = ["UNITS", "PTP", "97530=-4"]
        off = ["PTP02"]
        edition = "2026q5"
        locality = "Ohoi"
        [[overlay]]
        id = "y"
        edition = "x"
        locality = "15202-0"
        """,
    )

    assert [(place, *near[:1]) for place, _, *near in (one.split(": ") for one in answer)] == [
        ("acme.toml, overlay 1, edition",),
        ("acme.toml, overlay 1, locality",),
        ("acme.toml, overlay 1, core", "'UNITS', '97530=-4' is no family of rules, like UNIT. Did you mean UNIT?"),
        (
            "acme.toml, overlay 1, off",
            "'PTP02' is no id of a rule, like PTP002. Did you mean PTP002, PTP009, PTP008?",
        ),
        ("acme.toml, overlay 2, edition",),
        ("acme.toml, overlay 2, locality",),
    ]
    assert "no edition '2026q5'" in answer[0] and answer[0].endswith("Did you mean 2026q4, 2024q3?")
    assert "no locality 'Ohoi'" in answer[1] and answer[5].endswith("Did you mean 15202-00 Ohio, OH?")
    others = '[[overlay]]\nid = "x"\ncore = ["acme:NOTE"]\noff = ["acme:NOTE001"]\nlocality = "Ohio"\n'
    assert read_overlay(written(tmp_path, others)).core == ("acme:NOTE",)
    folder = tmp_path / "law"
    export_edition("2024q3", folder)
    assert read_overlay(written(tmp_path, f"[[overlay]]\nid = 'x'\nedition = '{folder}'\n")).edition == str(folder)


def test_the_families_are_those_of_the_rules() -> None:
    """All of them, and no other."""
    assert {rule.family for rule in ALL_RULES} == set(FAMILIES)


def test_a_family_of_a_package_is_of_rules_that_run() -> None:
    """A misspelt one would make every report complete."""
    own = load_policy("medicare-part-b") | Overlay(id="x", core=("acme:NOTE",))

    with pytest.raises(UnknownName, match="acme:NOTE, of which no rule runs"):
        Checker(policy=own)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no policy: write base"),
        ("base = 5", "policy 5 is neither a policy nor the name of one"),
        ('base = "other.toml"', "no policy is called 'other.toml'"),
        ('base = "ama-midpoint+ful-units-only"', "no example overlay is called 'ful-units-only'"),
        ('[overlay]\nid = "x"', "with two brackets"),
        ("overlay = [1]", "with two brackets"),
        ('[[overlay]]\nid = ""', "is not a name"),
        ('[[overlay]]\nid = "x"\nfirst_day = 2026-01-01T00:00:00', "is not a calendar day"),
        ('base = "medicare-part-b"\n[[overlay]]\nid = "x"\nunit_method = "best"', "speaks for Medicare"),
        ("base = ", "no TOML"),
    ],
)
def test_what_is_no_policy_says_how_to_mend_it(tmp_path: Path, text: str, message: str) -> None:
    """One problem each, under the name of the file."""
    (problem,) = problems_of(tmp_path, text)

    assert problem.startswith("acme.toml")
    assert message in problem


def test_bytes_that_are_no_text_are_no_toml(tmp_path: Path) -> None:
    """Nothing is guessed about another encoding; a file that is not there is Python's own error."""
    file = tmp_path / "acme.toml"
    file.write_bytes(b'base = "\xff"')

    with pytest.raises(InputErrors, match="no TOML"):
        read_policy(file)
    with pytest.raises(FileNotFoundError):
        load_policy(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ACME, "an overlay has no base; read the file with read_policy"),
        ('[[overlay]]\nid = "x"\n[[overlay]]\nid = "y"', "2 overlays where one is expected"),
        ("", "0 overlays where one is expected"),
    ],
)
def test_an_overlay_is_one_table(tmp_path: Path, text: str, message: str) -> None:
    """What is more is a policy."""
    with pytest.raises(InputErrors, match=message):
        read_overlay(written(tmp_path, text))


class TestExamples:
    """Overlays for what payers were seen to do."""

    @pytest.mark.parametrize("name", example_overlays())
    def test_each_cites_what_was_seen_and_how_surely(self, name: str) -> None:
        """A citation that ends in its confidence, and no dates of its own."""
        overlay = example_overlays()[name]

        assert overlay.id == name
        assert overlay.citation.endswith("]")
        assert " [" in overlay.citation
        assert not overlay.dated

    @pytest.mark.parametrize("name", example_overlays())
    def test_each_lies_over_a_commercial_base_by_name(self, name: str) -> None:
        """A policy's id is the name that loads it again."""
        policy = load_policy(f"ama-midpoint+{name}")

        assert policy == load_policy("ama-midpoint") | example_overlays()[name]
        assert load_policy(policy.id) == policy
        assert policy.settings != load_policy("ama-midpoint").settings

    def test_best_of_is_refused_on_medicare_by_name_too(self) -> None:
        """No name leads around it."""
        with pytest.raises(ValueError, match="speaks for Medicare"):
            load_policy("medicare-part-b+best-of")

    def test_an_unknown_example_has_near_misses(self) -> None:
        """As every name."""
        with pytest.raises(UnknownName, match="Did you mean per-session"):
            load_policy("ama-midpoint+per-sesion")
