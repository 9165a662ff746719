"""Which elements HTML conceals from the eye: they get marks, and their words come out apart.

Nodes are marked, never removed: lexbor frees a removed branch although others may point into it.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from inbox_agent.core.colours import WHITE, colour, look_alike

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
MAX_STYLE_SHEET = 50_000  # characters of style sheets that are looked at

_UNSEEN = "style,script,template,title,svg,object,iframe,noframes"
_ZERO = r"\s*:\s*0*(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:[;!\"'}]|$)"
_TRIGGER = re.compile(
    rf"(display)\s*:\s*none|(visibility)\s*:\s*(?:hid|coll)|(mso-hide)|\s(hidden)\b|(opacity){_ZERO}"
    rf"|(font-size)\s*:\s*[01](?![\d.])|(max-height|max-width|height|width){_ZERO}"
    r"|(left|top|right|indent)\s*:\s*-\d{3}",
    re.IGNORECASE,
)
_GONE = re.compile(
    rf"(?<![\w-])(?:display\s*:\s*none|mso-hide\s*:\s*all|opacity{_ZERO}|max-(?:height|width){_ZERO}"
    r"|(?:left|right|top|margin-left|margin-top|text-indent)\s*:\s*-\d{3})",
    re.IGNORECASE,
)
_FLAT = re.compile(rf"(?<![\w-])(?:height|width){_ZERO}", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
# Size and visibility are inherited: a child that sets them anew can be seen again (layouts made
# with MJML rely on it).
_FONT_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*([\d.]*)", re.IGNORECASE)
_VISIBILITY = re.compile(r"(?<![\w-])visibility\s*:\s*(\w*)", re.IGNORECASE)
_TINY = 1.0  # font sizes up to this (px, pt) are not read by anybody
_COLOR = re.compile(r"(?<![\w-])color\s*[:=]\s*[\"']?([^;!\"'>]{1,40})", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"(?<![\w-])(?:background(?:-color|-image)?\s*:|bgcolor\s*=)\s*[\"']?([^;!\"'>]{1,100})",
    re.IGNORECASE,
)
_SAFE_VALUE = re.compile(r"[\w#(),. %-]{1,40}")
_MEDIA = re.compile(r"@[\w-]+[^{}]{0,500}\{(?:[^{}]*\{[^{}]*\})*+[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,1000})\}")
_SIMPLE = re.compile(r"[a-z]{0,20}[.#][a-z_][\w-]{0,60}", re.IGNORECASE)
_STYLE = re.compile(r"<style[^<>]*>(?:\s*<!--)?([^<]*)", re.IGNORECASE)


def mark_unseen(body: LexborNode, source: str) -> None:
    """Put marks around everything in ``body`` that is not meant for, or not seen by, a reader."""
    for node in body.css(_UNSEEN):
        _mark(node, UNSEEN)
    for selector in _hiding_classes(source):
        for node in body.css(selector)[:MAX_STYLED]:
            _mark(node, HIDE)
    words = {word.lower() for match in _TRIGGER.finditer(source) for word in match.groups() if word}
    if words:
        selectors = ["[hidden]" if word == "hidden" else f'[style*="{word}" i]' for word in words]
        for node in body.css(",".join(selectors))[:MAX_STYLED]:
            _mark_styled(node)
    for value in _invisible_colours(source):
        for node in body.css(f'[style*="{value}" i],[color="{value}" i]')[:MAX_STYLED]:
            _mark_coloured(node)


def _mark(node: LexborNode, mark: str) -> None:
    node.insert_before(mark)
    node.insert_after(ENDS)


def _mark_styled(node: LexborNode) -> None:
    attributes = node.attributes
    style = attributes.get("style") or ""
    if "hidden" in attributes or _GONE.search(style) or _is_flat(style):
        _mark(node, HIDE)
        return
    size, visibility = _FONT_SIZE.search(style), _VISIBILITY.search(style)
    if size and size[1]:
        tiny = _number(size[1]) <= _TINY and not _relative(style, size)
        _mark(node, _MARK_FOR["size", tiny])
    if visibility:
        concealed = visibility[1].lower() in ("hidden", "collapse")
        _mark(node, _MARK_FOR["visibility", concealed])


def _is_flat(style: str) -> bool:
    return bool(_FLAT.search(style) and _CUT_OFF.search(style))


def _relative(style: str, size: re.Match[str]) -> bool:
    """Whether a small number is large: ``1em``, ``1rem`` or ``1vw``."""
    return _number(size[1]) > 0 and style[size.end() : size.end() + 1].lower() in ("e", "r", "v")


def _number(digits: str) -> float:
    try:
        return float(digits)
    except ValueError:
        return 0.0


def _invisible_colours(source: str) -> list[str]:
    """Text colours, as written, that some background of the page, or its white, looks like."""
    written = set(_COLOR.findall(source))
    if not written:
        return []
    grounds = {colour(value) for value in set(_BACKGROUND.findall(source))} | {WHITE}
    known = [ground for ground in grounds if ground]
    return [
        value
        for value in sorted({one.strip() for one in written})[:50]
        if (ink := colour(value)) and _SAFE_VALUE.fullmatch(value)
        and any(look_alike(ink, ground) for ground in known)
    ]  # fmt: skip


def _mark_coloured(node: LexborNode) -> None:
    attributes = node.attributes
    found = _COLOR.search(attributes.get("style") or "")
    ink = colour(found[1] if found else attributes.get("color") or "")
    if ink is None:
        return
    ground: str | None = None
    above: LexborNode | None = node
    for _ in range(50):
        if above is None or above.tag in ("html", "-undef"):
            break
        ground = _ground(above)
        if ground:
            break
        above = above.parent
    painted = colour(ground) if ground else WHITE
    _mark(node, _MARK_FOR["colour", bool(painted and look_alike(ink, painted))])


def _ground(node: LexborNode) -> str | None:
    """The background that the element itself sets, as written."""
    attributes = node.attributes
    found = _BACKGROUND.search(attributes.get("style") or "")
    value = found[1] if found else attributes.get("bgcolor") or attributes.get("background")
    return None if value in (None, "none", "transparent", "inherit") else value


def _hiding_classes(source: str) -> list[str]:
    """Simple selectors that a style sheet hides on every screen (rules for some media don't count)."""
    if "<style" not in source and "<STYLE" not in source:
        return []
    sheet = "".join(_STYLE.findall(source))[:MAX_STYLE_SHEET]
    if not _TRIGGER.search(sheet):
        return []
    return [
        selector.strip()
        for selectors, declarations in _RULE.findall(_MEDIA.sub("", sheet))
        if _GONE.search(declarations)
        for selector in selectors.split(",")
        if _SIMPLE.fullmatch(selector.strip())
    ][:100]
