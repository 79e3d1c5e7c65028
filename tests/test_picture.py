"""The picture in the README says what is printed now, and asks nobody for anything."""

import re

import pytest
from tools import picture


@pytest.mark.checkout
def test_the_picture_says_what_is_printed_now() -> None:
    """Word for word; run tools/picture.py after a change of wording."""
    shown = (picture.ROOT / picture.PICTURE).read_text(encoding="utf-8")

    assert picture.words_of(shown) == picture.words_of(picture.picture())
    assert "Result" in picture.words_of(shown)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|@font-face", shown)
