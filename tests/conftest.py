"""Hypothesis profiles: `--hypothesis-profile=ci` is repeatable, `nightly` searches for long, `mutants` is quick."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("nightly", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "mutants",  # mutmut runs every test several times in one process
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--approve``: write approved texts anew, for a reader to compare in the diff; and ``--release``."""
    parser.addoption("--approve", action="store_true", help="write the approved texts of tests/approved anew")
    parser.addoption("--release", action="store_true", help="write tests/rules/outcomes.csv anew: at a release only")


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Let each worker keep its files, so that what their tests share is made once, and help the other at the end."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getvalue("dist") == "load" else None


@pytest.fixture
def approved(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text, word for word, with the approved one in tests/approved."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "approved" / f"{name}.txt"
        if request.config.getoption("--approve"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"if {name} reads well, run pytest with --approve"

    return compare
