"""A hundred thousand generated days, checked in bulk and one by one. Set OTCPT_FULL_DATA to run them."""

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    "OTCPT_FULL_DATA" not in os.environ, reason="OTCPT_FULL_DATA is not set: the long bulk run is left out"
)


def test_a_hundred_thousand_days(tmp_path: Path) -> None:
    """Minutes long, and the same proof as the short run of the ordinary test command."""
    from tests.batch.test_parity import assert_bulk

    assert_bulk(100_000, tmp_path)
