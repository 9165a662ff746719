"""Which elements HTML conceals from the eye: they get marks, and their words come out apart.

Nodes are marked, never removed: lexbor frees a removed branch although others may point into it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from inbox_agent.core.colours import WHITE, Colour, colour, look_alike

# Marks in the text of the tree, each with what it changes for the words up to its ENDS: a
# property that conceals them, or one that its own element sets to something visible again.
HIDE, UNSEEN, ENDS = "\x05", "\x06", "\x07"
MARKS = {
    HIDE: ("gone", True), UNSEEN: ("unseen", True),
    "\x0e": ("size", True), "\x0f": ("size", False),
    "\x10": ("visibility", True), "\x11": ("visibility", False),
    "\x12": ("colour", True), "\x13": ("colour", False),
}  # fmt: skip
_MARK_FOR = {change: mark for mark, change in MARKS.items()}
MAX_STYLED = 2_000  # elements that are looked at
MAX_STYLED_CLASSES = 100  # selectors of a style sheet
MAX_COLOURS = 50  # different colours of text
MAX_ANCESTORS = 100  # elements around one
MAX_STYLE_SHEET = 50_000  # characters of style sheets that are looked at

_UNSEEN = "style,script,template,title,svg,object,iframe,noframes"
_ZERO = r"\s*:\s*0*(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:[;!\"'}]|$)"
_FAR = r"\s*:\s*-(?:[5-9]\d\d|\d{4})"  # at least 500 px out of sight
# Where the lower-case source has one of these, the elements of that selector are looked at. Each
# begins with a plain word, which keeps the search cheap.
_TRIGGERS = {
    '[style*="display" i]': re.compile(r"display\s*:\s*none"),
    '[style*="visibility" i]': re.compile(r"visibility\s*:\s*(?:hid|coll)"),
    '[style*="mso-hide" i]': re.compile(r"mso-hide"),
    "[hidden]": re.compile(r" hidden[\s>=]"),
    '[style*="opacity" i]': re.compile(rf"opacity{_ZERO}"),
    '[style*="font-size" i]': re.compile(r"font-size\s*:\s*(?:[0.]|1(?:\.\d*)?p)"),
    '[style*="max-" i]': re.compile(rf"max-(?:height|width){_ZERO}"),
    '[style*="overflow" i]': re.compile(r"overflow\s*:\s*hidden"),
    '[style*="left" i]': re.compile(rf"left{_FAR}"),
    '[style*="top" i]': re.compile(rf"top{_FAR}"),
    '[style*="right" i]': re.compile(rf"right{_FAR}"),
    '[style*="indent" i]': re.compile(rf"indent{_FAR}"),
}
_GONE = re.compile(
    rf"(?<![\w-])(?:display\s*:\s*none|mso-hide\s*:\s*all|opacity{_ZERO}|max-(?:height|width){_ZERO}"
    rf"|(?:left|right|top|margin-left|margin-top|text-indent){_FAR})",
    re.IGNORECASE,
)
_FLAT = re.compile(rf"(?<![\w-])(?:height|width){_ZERO}", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
# Size and visibility are inherited: a child that sets them anew can be seen again (layouts made
# with MJML rely on it).
_FONT_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*([\d.]{1,10})([a-z%]*)", re.IGNORECASE)
_VISIBILITY = re.compile(r"(?<![\w-])visibility\s*:\s*(\w*)", re.IGNORECASE)
_TINY = 1.0  # font sizes up to this (px, pt) are not read by anybody
_VALUE = re.compile(r"\s*[:=]\s*[\"']?([^;!\"'>]{1,40})")
_BACKGROUND = re.compile(
    r"(?<![\w-])background(?:-color|-image)?\s*:\s*([^;!]{1,100})", re.IGNORECASE
)
_COLOR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]{1,40})", re.IGNORECASE)
_MEDIA = re.compile(r"@[\w-]+[^{}]{0,500}\{(?:[^{}]*\{[^{}]*\})*+[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,1000})\}")
_SIMPLE = re.compile(r"[a-z]{0,20}[.#][a-z_][\w-]{0,60}", re.IGNORECASE)
_STYLE = re.compile(r"<style[^<>]*>(?:\s*<!--)?([^<]*)", re.IGNORECASE)


def mark_unseen(body: LexborNode, source: str) -> None:
    """Put marks around everything in ``body`` that is not meant for, or not seen by, a reader."""
    lowered = source.lower()
    for node in body.css(_UNSEEN):
        _mark(node, UNSEEN)
    sheet = "".join(_STYLE.findall(lowered))[:MAX_STYLE_SHEET] if "<style" in lowered else ""
    for selector in _hiding_classes(sheet):
        for node in body.css(selector)[:MAX_STYLED]:
            _mark(node, HIDE)
    selectors = [selector for selector, trigger in _TRIGGERS.items() if trigger.search(lowered)]
    if selectors:
        _mark_styled(body.css(",".join(selectors))[:MAX_STYLED], sheet)
    if _invisible_colours(lowered):
        _mark_coloured(body.css('[style*="color" i],[color]')[:MAX_STYLED], sheet)


def _mark(node: LexborNode, mark: str) -> None:
    node.insert_before(mark)
    node.insert_after(ENDS)


def _mark_styled(nodes: Sequence[LexborNode], sheet: str) -> None:
    """Mark what style attributes conceal, and what within that they show again."""
    inherited: list[tuple[LexborNode, str, bool]] = []  # (element, property, whether it conceals)
    for node in nodes:
        attributes = node.attributes
        style = attributes.get("style") or ""
        if "hidden" in attributes or _GONE.search(style) or _is_flat(style):
            _mark(node, HIDE)
        elif size := _FONT_SIZE.search(style):
            inherited.append((node, "size", _is_tiny(size) and not _is_resized(node, sheet)))
        elif visibility := _VISIBILITY.search(style):
            inherited.append((node, "visibility", visibility[1].lower() in ("hidden", "collapse")))
    concealing = {cause for _, cause, conceals in inherited if conceals}
    for node, cause, conceals in inherited:
        if cause in concealing:
            _mark(node, _MARK_FOR[cause, conceals])


def _is_flat(style: str) -> bool:
    return bool(_CUT_OFF.search(style) and _FLAT.search(style))


def _is_resized(node: LexborNode, sheet: str) -> bool:
    """Whether a class within the element may set another size."""
    return "font-size" in sheet and node.css_first("[class]") is not None


def _is_tiny(size: re.Match[str]) -> bool:
    try:
        number = float(size[1])
    except ValueError:
        return False
    return number == 0 or (number <= _TINY and size[2].lower() in ("px", "pt"))


def _invisible_colours(lowered: str) -> bool:
    """Whether any text colour looks like any background of the page, or like its white."""
    inks: set[str] = set()
    grounds: set[str] = {"white"}
    before = ""
    for piece in lowered.split("color"):
        found = _VALUE.match(piece) if before else None
        if found:  # "bgcolor=", "background-color:", or the colour of text
            (grounds if before[-1] in "g-" else inks).add(found[1].strip())
        if "background" in piece:
            grounds.update(value.strip() for value in _BACKGROUND.findall(piece))
        before = piece
    written = [ink for ink in map(colour, sorted(inks)[:MAX_COLOURS]) if ink]
    known = [ground for ground in map(colour, sorted(grounds)[:MAX_COLOURS]) if ground]
    return any(look_alike(ink, ground) for ink in written for ground in known)


def _mark_coloured(nodes: Sequence[LexborNode], sheet: str) -> None:
    """Mark text in the colour of its ground, and what within that has another colour again."""
    judged: list[tuple[LexborNode, bool]] = []
    for node in nodes:
        attributes = node.attributes
        found = _COLOR.search(attributes.get("style") or "")
        ink = colour(found[1] if found else attributes.get("color") or "")
        if ink is not None:
            ground = _ground_below(node, sheet)
            judged.append((node, ground is not None and look_alike(ink, ground)))
    if any(conceals for _, conceals in judged):
        for node, conceals in judged:
            _mark(node, _MARK_FOR["colour", conceals])


def _ground_below(node: LexborNode, sheet: str) -> Colour | None:
    """The background that the text of ``node`` stands on; None where it can't be told."""
    above: LexborNode | None = node
    for _ in range(MAX_ANCESTORS):
        if above is None or above.tag == "html":
            break
        attributes = above.attributes
        found = _BACKGROUND.search(attributes.get("style") or "")
        value = found[1] if found else attributes.get("bgcolor") or attributes.get("background")
        if value and value.strip().lower() not in ("none", "transparent", "inherit"):
            return colour(value)
        if "class" in attributes and "background" in sheet:
            return None
        above = above.parent
    return WHITE


def _hiding_classes(sheet: str) -> list[str]:
    """Simple selectors that a style sheet hides on every screen, not for some media only."""
    if not sheet or not _GONE.search(sheet):
        return []
    return [
        selector.strip()
        for selectors, declarations in _RULE.findall(_MEDIA.sub("", sheet))
        if _GONE.search(declarations)
        for selector in selectors.split(",")
        if _SIMPLE.fullmatch(selector.strip())
    ][:MAX_STYLED_CLASSES]
