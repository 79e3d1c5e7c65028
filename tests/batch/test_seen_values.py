"""Texts that were read before are looked up by their bytes; the number is the one that reading gives."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otcpt.batch.input import _seen_values
from otcpt.batch.input._lines import Vocabulary
from otcpt.batch.input._seen_values import SeenValues
from otcpt.batch.input._types import encoded
from otcpt.errors import InvalidInput

TEXTS = st.one_of(
    st.sampled_from(["97110", "97140", "GO", "", " GO", "97110 ", "B\0", "B", "é", "1234567", "12345678", None]),
    st.text("AB\0é", max_size=8),
)
BATCHES = st.lists(
    st.tuples(st.lists(TEXTS, max_size=8), st.integers(0, 3))
    | st.tuples(st.sampled_from([["97110"] * 6, ["97110", "97140"] * 3]), st.integers(0, 3)),
    min_size=2,
    max_size=8,
)


class Reading:
    """A column's batches read one after another; ``wrong`` texts have no number."""

    def __init__(self, wrong: Sequence[str] = (), *, empty_is_value: bool = False) -> None:
        self.words, self.seen, self.wrong, self.empty_is_value = (
            Vocabulary(1 << 31),
            SeenValues(),
            wrong,
            empty_is_value,
        )

    def number(self, text: str) -> int:
        """What a text means."""
        if text in self.wrong:
            raise InvalidInput("wrong")
        return self.words.number(text)

    def read(self, texts: pa.Array) -> tuple[list[int] | None, list[int]]:
        """Return the numbers as looked up, if they are known, and as read."""
        known = self.seen.numbers(texts)
        column = encoded(texts)
        table, _ = self.seen.read(column.dictionary, self.number, self.empty_is_value)
        read = [int(table[-1 if at is None else at]) for at in column.indices.to_pylist()]
        return None if known is None else known.tolist(), read


@given(BATCHES, st.lists(TEXTS.filter(bool), max_size=2), st.booleans())
def test_what_is_looked_up_is_what_is_read(
    batches: list[tuple[list[str | None], int]], wrong: list[str], empty_is_value: bool
) -> None:
    """Long and short texts, equal beginnings, zero bytes, missing and empty ones, slices, wrong ones."""
    reading = Reading(wrong, empty_is_value=empty_is_value)
    for texts, start in batches * 2:
        known, read = reading.read(pa.array(texts, pa.string())[start:])
        assert known is None or known == read
        assert known is None or -2 not in known


@pytest.mark.parametrize("count", [1, 2, 15, 128, 400, 3000, 8191])
def test_known_texts_are_looked_up(count: int) -> None:
    """Each of some thousand has its place, the second time they come; also among missing ones."""
    reading = Reading()
    texts = pa.array([f"B{number}" for number in range(count)])
    assert [reading.read(texts)[0] is None for _ in range(2)] == [True, False]
    known, read = reading.read(pa.concat_arrays([texts, pa.nulls(2, pa.string()), texts[:0]]))
    assert known == read


def test_letters_of_a_missing_text_are_none() -> None:
    """Arrow leaves them where they were."""
    reading = Reading()
    texts = pa.array(["97110", "97140"])
    reading.read(texts)
    first_only = pa.StringArray.from_buffers(2, *texts.buffers()[1:], pa.py_buffer(b"\1"))
    assert reading.read(first_only) == ([0, -1], [0, -1])


def test_a_text_repeated_stays_one_value() -> None:
    """So that it takes no memory."""
    reading = Reading()
    reading.read(pa.array(["97110"]))
    known = reading.seen.numbers(pa.array(["97110"] * 9))
    assert known is not None
    assert known.strides == (0,)


def test_many_texts_and_bad_luck_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some thousand, and where no factor gives each its place."""
    reading = Reading()
    texts = pa.array([f"R{number}" for number in range(9000)])
    assert [reading.read(texts)[0] for _ in range(2)] == [None, None]

    monkeypatch.setattr(_seen_values, "_FACTORS", np.zeros(2, dtype=np.uint64))
    reading = Reading()
    assert [reading.read(texts[:9])[0] for _ in range(2)] == [None, None]
