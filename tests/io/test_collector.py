"""The garbage collector is held while a file is read, and is as it was when the reader returns or raises."""

import gc
from collections.abc import Iterator
from contextlib import suppress

import pytest

from otcpt.errors import InputErrors
from otcpt.io import read_claims

GOOD = b"code,date_of_service\n97530,2026-03-09\n"


@pytest.fixture(params=[True, False], ids=["on", "off"])
def running(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the collector runs when a file is read."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        GOOD.replace(b"97530", b"x"),
        b'{"code": "97530", "date_of_service": "2026-03-09"}',
        b'{"resourceType": "Claim", "item": 5}',
    ],
)
def test_the_collector_is_as_it_was(running: bool, data: bytes) -> None:
    """On for a program that has it on, off for one that has turned it off."""
    with suppress(InputErrors):
        read_claims(data)
    assert gc.isenabled() is running
