"""The timings, for tests that take them as a fixture."""

from collections.abc import Mapping

import pytest
from tests.units.timings import TIMINGS

from otcpt.codes import Timing


@pytest.fixture(scope="session")
def timings() -> Mapping[str, Timing]:
    """Timings of the codes the tests use."""
    return TIMINGS
