"""JSON is decoded without a call for each object, and a key that an object has twice is found all the same."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otcpt.errors import InputErrors
from otcpt.io._json import JsonValues
from otcpt.io._log import Log

BLANKS = st.text(" \t\n\r", max_size=2)
STRINGS = st.text('":\\ \nab{}[],é\u2028', max_size=4).map(json.dumps) | st.sampled_from(
    ['"\\u0022:"', '"\\u003a"', '" :"', '"\\":"', '"http://x"', '"é:"', '""']
)
ATOMS = STRINGS | st.sampled_from(["1", "-2.50", "true", "null"])


def _objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.tuples(BLANKS, STRINGS, BLANKS, BLANKS, inner, BLANKS).map(
        lambda parts: f"{parts[0]}{parts[1]}{parts[2]}:{parts[3]}{parts[4]}{parts[5]}"
    )
    return st.lists(members, max_size=4).map(lambda all_: "{" + ",".join(all_) + "}")


DOCUMENTS = st.recursive(
    ATOMS,
    lambda inner: _objects(inner) | st.lists(inner, max_size=3).map(lambda all_: f"[{','.join(all_)}]"),
    max_leaves=12,
)


def _plain(text: str) -> list[object]:
    """Decode with a call for each object."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise ValueError
        return made

    value = json.loads(text, object_pairs_hook=once)
    return value if isinstance(value, list) else [value]


@given(st.lists(DOCUMENTS, min_size=1, max_size=3))
@example(['{"":\n{}}'])
@example(['{"a":1,"a":2}'])
@example(['{"a" :1,"a":2}'])
@example(['{"x":"\\u0022:","a":1,"a":2}'])
@example(['{"a":{"b":1},"a":"\\":"}'])
def test_a_key_is_found_twice_where_it_is_twice(texts: list[str]) -> None:
    """And nowhere else: of one value after the other, as a decoder sees it that is asked about every object."""
    for text in texts:
        found: list[object] | None
        try:
            found = [value for _, value in JsonValues(text, Log("x"))]
        except InputErrors as error:
            assert "twice" in str(error)
            found = None
        try:
            expected = _plain(text)
        except ValueError:
            assert found is None
        else:
            assert str(found).replace("Decimal('-2.50')", "-2.5") == str(expected)


@pytest.mark.parametrize("broken", ['{"a": 1, "a": 2}', '{"a": 1', '{"a": NaN}', '{"a": ' + "[" * 100_000])
def test_a_line_that_is_not_read_leaves_the_next_alone(broken: str) -> None:
    """What was counted in it counts no more; it is set apart."""
    log = Log("x")
    values = list(JsonValues(f'{{"b": 1}}\n{broken}\n{{"c": {{"d": 2}}}}\n{broken}\n{{"e": ":"}}', log))

    assert values == [(1, {"b": 1}), (3, {"c": {"d": 2}}), (5, {"e": ":"})]
    assert [one.row for one in log.apart] == [2, 4]
