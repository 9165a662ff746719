"""Colours of CSS and HTML as far as needed to tell text that cannot be seen."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
_SAME = 24  # sum of the three differences (of 765) below which an eye sees no text

_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})")
_NAMES = {
    "white": WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "navy": (0, 0, 128),
    "silver": (192, 192, 192), "yellow": (255, 255, 0), "ghostwhite": (248, 248, 255),
}  # fmt: skip


def colour(value: str) -> Colour | None:
    """The colour that a CSS value or attribute names; None for gradients, pictures, the unknown."""
    value = value.strip().lower()
    if found := _HEX.search(value):
        digits = found[1] if len(found[1]) == 6 else "".join(c * 2 for c in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(value):
        return int(found[1]), int(found[2]), int(found[3])
    return _NAMES.get(value)


def look_alike(one: Colour, other: Colour) -> bool:
    """Whether text of one colour on the other is invisible."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) < _SAME
