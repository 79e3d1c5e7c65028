"""The picture in the README says what is printed now, and fetches nothing."""

import re
import sys

import pytest
from tools import picture


@pytest.mark.checkout
def test_the_picture_says_what_is_printed_now() -> None:
    """Word for word; run python -m tools.picture after a change of wording."""
    shown = (picture.ROOT / picture.PICTURE).read_text(encoding="utf-8")

    assert picture.words_of(shown) == picture.words_of(picture.picture())
    assert "Result" in picture.words_of(shown)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|@font-face", shown)


@pytest.mark.checkout
@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_the_sample_of_the_readme_is_printed_now() -> None:
    """Line by line, as on a terminal."""
    assert f"```text\n{picture.sample()}\n```" in (picture.ROOT / "README.md").read_text(encoding="utf-8")
