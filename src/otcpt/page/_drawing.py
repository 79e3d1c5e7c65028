"""A small drawing as values: boxes, lines and labels on a sheet, drawn as SVG."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from html import escape
from typing import TypeAlias

import attrs


class Look(StrEnum):
    """How a shape is drawn. Each differs from the others by more than its color."""

    SOLID = "solid"
    LIGHT = "light"
    ALERT = "alert"
    OUTLINE = "outline"
    TEXT = "text"
    SOFT = "soft"
    BOLD = "bold"


@attrs.frozen
class Box:
    """A rectangle; ``words`` are shown by a pointer that rests on it."""

    x: float
    y: float
    width: float
    height: float
    look: Look = Look.SOLID
    words: str = ""


@attrs.frozen
class Stroke:
    """A straight line; a dashed one where it is ``look`` SOFT."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: Look = Look.TEXT


@attrs.frozen
class Label:
    """A short text at a place: it starts there, has its middle there, or ends there."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: Look = Look.TEXT


Shape: TypeAlias = Box | Stroke | Label


def _tuple(given: Iterable[Shape]) -> tuple[Shape, ...]:
    return tuple(given)


@attrs.frozen
class Drawing:
    """Shapes on a sheet, sizes in pixels of a telephone: 360 wide is as wide as one."""

    height: float
    shapes: tuple[Shape, ...] = attrs.field(converter=_tuple)
    width: float = 360

    def to_svg(self, name: str, *, id_: str = "") -> str:
        """Return the drawing as SVG, named for those who do not see it.

        Args:
            name: What it shows, in words.
            id_: The id of the element.

        Returns:
            The markup.
        """
        named = f' aria-labelledby="{id_}"' if id_ else f' aria-label="{escape(name)}"'
        title = f'<title id="{id_}">{escape(name)}</title>' if id_ else ""
        size = f'viewBox="0 0 {_number(self.width)} {_number(self.height)}" width="{_number(self.width)}"'
        body = "".join(_shapes(self.shapes))
        return f'<svg xmlns="http://www.w3.org/2000/svg" role="img"{named} {size}>{title}{body}</svg>'


#: Drawn alike where no style sheet is read; a sheet may set the colors by class.
_PLAIN = {
    Look.SOLID: 'fill="currentColor" fill-opacity="0.75"',
    Look.LIGHT: 'fill="currentColor" fill-opacity="0.25" stroke="currentColor"',
    Look.ALERT: 'fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="4 2"',
    Look.OUTLINE: 'fill="none" stroke="currentColor"',
}


def _shapes(shapes: tuple[Shape, ...]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Box(x, y, width, height, look, words):
                place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}" rx="2"'
                inside = f"><title>{escape(words)}</title></rect>" if words else "/>"
                yield f'<rect class="{look}" {place} {_PLAIN.get(look, _PLAIN[Look.OUTLINE])}{inside}'
            case Stroke(x1, y1, x2, y2, look):
                place = f'x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}"'
                dashed = ' stroke-dasharray="3 3"' if look is Look.SOFT else ""
                yield f'<line class="{look}" {place} stroke="currentColor"{dashed}/>'
            case Label(x, y, text, anchor, look):
                weight = ' font-weight="bold"' if look is Look.BOLD else ""
                place = f'x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}" font-size="12"'
                yield f'<text class="{look}" {place} fill="currentColor"{weight}>{escape(text)}</text>'


def _number(value: float) -> str:
    """Return a length with at most one digit behind the point."""
    return f"{value:.1f}".removesuffix(".0")
