"""Show the doctests of docstrings as code in the reference: each becomes a fenced block before it is rendered."""

import re

import griffe

_DOCTEST = re.compile(r"^( *)>>> .*(?:\n.+)*", re.MULTILINE)


class DoctestBlocks(griffe.Extension):
    """Fences every paragraph that begins with a prompt, at its own indent."""

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        """Rewrite the docstring of one module, class, function or attribute."""
        if obj.docstring is not None:
            obj.docstring.value = _DOCTEST.sub(r"\1```pycon\n\g<0>\n\1```", obj.docstring.value)
