"""Arrow's arrays by their buffers: what Arrow says of them holds."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from hypothesis import example, given, reject
from hypothesis import strategies as st

from otcpt.batch.input._arrays import validate


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
    try:
        texts = pa.StringArray.from_buffers(rows, bounds, pa.py_buffer(letters), there)
    except pa.ArrowInvalid:
        reject()
    start = min(start, rows)
    for column in (texts, texts[start:], texts[:start]):
        batch = pa.record_batch({"minutes": pa.array(np.arange(len(column))), "texts": column})
        assert refusal(batch, ours=True) == refusal(batch, ours=False)


def test_no_texts_have_no_bounds() -> None:
    """As Arrow lets them be."""
    validate(pa.record_batch({"texts": pa.StringArray.from_buffers(0, pa.py_buffer(b""), pa.py_buffer(b""))}))
