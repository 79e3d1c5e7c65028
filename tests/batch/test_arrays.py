"""Arrow's arrays by their buffers: what Arrow says of them holds."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from hypothesis import example, given, reject
from hypothesis import strategies as st

from otcpt.batch.input._arrays import named, picked, validate


def refusal(rows: pa.RecordBatch, *, ours: bool) -> str | None:
    """What is said against values."""
    try:
        validate(rows) if ours else rows.validate(full=True)
    except pa.ArrowInvalid as error:
        return str(error)
    return None


@given(
    st.lists(st.integers(-1, 7), min_size=1, max_size=6),
    st.binary(max_size=6) | st.text("aä", max_size=4).map(str.encode),
    st.integers(0, 255) | st.none(),
    st.integers(0, 5),
)
@example([0, 1, 3], b"a\xc3\xa4", None, 0)  # the end of one text within the letter of another
@example([0, 1, 2, 3], b"a\xc3\xa4", None, 0)
@example([0, 2, 1, 3], b"abc", None, 0)
def test_text_is_refused_as_arrow_refuses_it(
    ends: Sequence[int], letters: bytes, given_bits: int | None, start: int
) -> None:
    """Bounds in no order or beyond the letters, letters that are none, missing texts, slices."""
    rows = len(ends) - 1
    there = None if given_bits is None else pa.py_buffer(bytes([given_bits]))
    bounds = pa.py_buffer(np.array(ends, dtype=np.int32))
    start = min(start, rows)
    try:
        texts = pa.StringArray.from_buffers(rows, bounds, pa.py_buffer(letters), there)
        columns = [texts, texts[start:], texts[:start]]
        batches = [pa.record_batch({"row": pa.array(np.arange(len(column))), "texts": column}) for column in columns]
    except pa.ArrowInvalid:
        reject()
    for batch in batches:
        assert refusal(batch, ours=True) == refusal(batch, ours=False)


def test_no_texts_have_no_bounds() -> None:
    """As Arrow lets them be."""
    validate(pa.record_batch({"texts": pa.StringArray.from_buffers(0, pa.py_buffer(b""), pa.py_buffer(b""))}))


@given(
    st.lists(st.text("aä", min_size=2, max_size=2) | st.text("aä", max_size=3) | st.none(), min_size=1, max_size=6)
    | st.lists(st.sampled_from(["97110", "97140"]), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), max_size=9),
    st.integers(0, 5),
)
def test_some_of_many_texts_are_those_that_arrow_takes(texts: list[str | None], rows: list[int], start: int) -> None:
    """Of one width or several, of no letters, missing ones, slices, in narrow numbers and wide ones."""
    many = pa.array(texts, pa.string())[min(start, len(texts) - 1) :]
    some = np.array(rows, dtype=np.int64) % len(many)
    for numbers in (some, some.astype(np.int32)):
        answer = picked(many, numbers)
        answer.validate(full=True)
        assert answer.equals(many.take(pa.array(numbers)))


@given(
    st.lists(st.sampled_from(["OT", "PT", "SLP", "é"]), min_size=1, max_size=4),
    st.lists(st.integers(-1, 3), min_size=1, max_size=20),
)
def test_names_are_those_of_their_numbers(names: list[str], numbers: list[int]) -> None:
    """None for -1."""
    own = [number if number < len(names) else -1 for number in numbers]
    answer = named(names, np.array(own))
    answer.validate(full=True)
    assert answer.to_pylist() == [names[number] if number >= 0 else None for number in own]
