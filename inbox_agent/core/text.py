"""HTML to text as a reader sees it: what is hidden apart, quoted parts marked, links listed.

The tree comes from lexbor (selectolax), which reads like a browser. Lines are made before it is
built, by white space that HTML itself ignores: a newline before each block, a form feed before
each table row, a tab before each cell. One more read of the tree then gives lines and cells.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox_agent.core.charset import clean, one_line, tidy
from inbox_agent.core.hidden import ENDS, MARKS, mark_unseen
from inbox_agent.core.mail import Link

MAX_HTML = 512 << 10  # characters; Gmail shows 102 KB of a mail
MAX_TAGS = 10_000  # lexbor is quadratic in the depth: 10,000 levels take it 0.2 s
MAX_TAG = 4_000  # characters of one tag; it is quadratic in the attributes, too
SMALL = 64 << 10  # characters in which neither can take longer than 0.6 s
MAX_HIDDEN = 20_000  # characters kept; previews of newsletters are padded with thousands
MAX_LINKS = 200
MAX_HREF = 2_000  # characters; browsers take about that many
MAX_QUOTES = 200  # elements that quote; the first ones hold the others
MAX_LABEL = 30  # characters of a cell that can be the label of the next one

# Lines of ``Page.marked`` that bracket quoted words; a bare blockquote may be mere indentation.
QUOTE_BEGINS, BLOCKQUOTE_BEGINS, QUOTE_ENDS = "\x02", "\x03", "\x04"

_QUOTES = ".gmail_quote,.yahoo_quoted,.protonmail_quote,.moz-forward-container,blockquote"
_QUOTE_MARK = re.compile(f"[{QUOTE_BEGINS}{BLOCKQUOTE_BEGINS}{QUOTE_ENDS}]")
_CITED = re.compile(r"(?<!block)quote", re.IGNORECASE)
_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)|webkit-indent", re.IGNORECASE)
_DATA_URI = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=%]*")
_COMMENT_OR_STYLE = re.compile(r"<(!--|style[\s>])", re.IGNORECASE)
_WHOLE_TAG = re.compile(rf"<[A-Za-z/!?][^<>]{{0,{MAX_TAG}}}>")
# Formatting elements left open are rebuilt in every later block, and so can make a small mail
# grow a thousandfold; as "span" they can't.
_FORMATTING = re.compile(
    r"<(/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
_SPACED = re.compile(
    r"<(?=/?(?:p|h[1-6]|ul|ol|dl|pre|blockquote|article|section)[\s>])", re.IGNORECASE
)
_BROKEN = re.compile(r"<(?=(?:br|li|hr)[\s/>])", re.IGNORECASE)
_EDGE = re.compile(
    r"<(?=/?(?:div|dt|dd|center|address|header|footer|main|form|caption|option)[\s/>])",
    re.IGNORECASE,
)
# Newlines that make an empty line: the edges of two paragraphs, two <br>, or a <div> with a <br>;
# not one <br>, nor the edges of neighbouring <div>.
_GAP = "\n" * 6
_ITEM = re.compile(r"\n<(?=li[\s>])", re.IGNORECASE)
_ROW = re.compile(r"<(?=/?tr[\s>])", re.IGNORECASE)
_TABLE = re.compile(r"<(?=/?table[\s>])", re.IGNORECASE)
_CELL = re.compile(r"<(?=t[dh][\s>])", re.IGNORECASE)
_MARK = re.compile(f"([{ENDS}{''.join(MARKS)}])")
# Control characters, also as references: nothing in a mail may look like one of our marks.
_CONTROLS = "".join(map(chr, [*range(9), 11, *range(14, 32)]))
_CONTROL = re.compile(f"[{_CONTROLS}]")
_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[14-9]|2\d|3[01])|x0*(?:[0-8bef]|1[0-9a-f]))(?![0-9a-f]);?", re.IGNORECASE
)
_INVISIBLE = " \u200c\u200d\u200e\u200f"  # joiners and direction marks mean nothing at the edge
_URL = re.compile(r"https?://[^\s<>\"]{3,2000}")
_WWW = re.compile(r"(?<![/.\w-])www\.[^\s<>\"]{3,2000}")


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML part, read."""

    marked: str = ""
    hidden: str = ""
    links: tuple[Link, ...] = ()
    defects: tuple[str, ...] = ()


def read_html(source: str) -> Page:
    """What a reader sees of an HTML part; never raises, linear but for bounded pieces."""
    defects: list[str] = []
    source = _bounded(source, defects)
    if "<" not in source:
        return Page(clean(entities.unescape(source)), "", (), tuple(defects))
    body = LexborHTMLParser(_with_lines(source)).body if _is_sane(source) else None
    if body is None:
        defects.append("HTML too tangled for a tree")
        return Page(_lines(_stripped(source)), "", (), tuple(defects))
    mark_unseen(body, source)
    if "quote" in source or "moz-forward" in source:
        _mark_quotes(body)
    seen, hidden = _apart(body.text())
    concealed = clean(_lines(hidden))[:MAX_HIDDEN].strip()
    return Page(_lines(seen), concealed, tuple(_links(body)), tuple(defects))


def glance_html(source: str) -> Page:
    """Only the links of an HTML part, and its text with hidden words and style sheets still in it:
    a tenth of the work, for a message whose plain part says the same."""
    defects: list[str] = []
    source = _bounded(source, defects)
    body = LexborHTMLParser(source).body if _is_sane(source) else None
    if body is None:
        return Page(_stripped(source), "", (), tuple(defects))
    return Page(body.text(), "", tuple(_links(body)), tuple(defects))


def bare_links(text: str) -> tuple[Link, ...]:
    """The URLs written out in plain text."""
    found = _URL.findall(text) if "://" in text else []
    found += _WWW.findall(text) if "www." in text else []
    urls = dict.fromkeys(url.rstrip(".,;:!?)]}'*") for url in found)
    return tuple(Link(url, url) for url in list(urls)[:MAX_LINKS])


def _apart(text: str) -> tuple[str, str]:
    """Seen and hidden words of a text with marks."""
    if ENDS not in text:
        return text, ""
    seen: list[str] = []
    hidden: list[str] = []
    states: list[frozenset[str]] = [frozenset()]  # what conceals the words at hand
    for piece in _MARK.split(text):
        if piece == ENDS:
            if len(states) > 1:
                states.pop()
        elif piece in MARKS:
            cause, conceals = MARKS[piece]
            states.append(states[-1] | {cause} if conceals else states[-1] - {cause})
        elif not states[-1]:
            seen.append(piece)
        elif "unseen" not in states[-1]:
            hidden.append(piece)
    return "".join(seen), "\n".join(hidden)


def _bounded(source: str, defects: list[str]) -> str:
    if any(control in source for control in _CONTROLS):
        source = _CONTROL.sub("", source)
    if "&#" in source:
        source = _REFERENCE.sub("", source)
    if ";base64," in source:
        source = _DATA_URI.sub("", source)
    if len(source) > SMALL:
        source = _without_comments(source)
    if len(source) > MAX_HTML:
        source = source[:MAX_HTML]
        defects.append(f"HTML longer than {MAX_HTML} characters, cut")
    if source.count("<") > MAX_TAGS:
        source = "<".join(source.split("<", MAX_TAGS)[:MAX_TAGS])
        defects.append(f"HTML with more than {MAX_TAGS} tags, cut")
    return source


def _without_comments(source: str) -> str:
    """Comments and style sheets left out: they are most of a long mail, and nobody sees them."""
    pieces: list[str] = []
    position = 0
    while match := _COMMENT_OR_STYLE.search(source, position):
        pieces.append(source[position : match.start()])
        ends = "-->" if match[1] == "!--" else "</" + match[1][:5]
        found = source.find(ends, match.end())
        if found < 0:
            return "".join(pieces)
        position = found + 3 if ends == "-->" else source.find(">", found) + 1 or len(source)
    pieces.append(source[position:])
    return "".join(pieces)


def _is_sane(source: str) -> bool:
    """Whether the tree is cheap: the source is small, or no tag in it can be a monster."""
    if len(source) <= SMALL:
        return True
    left = _WHOLE_TAG.sub("", source)
    return "<" not in left and ">" not in left


def _with_lines(source: str) -> str:
    """The source with white space that tells lines, rows and cells, and no other."""
    if "<pre" in source or "<PRE" in source:
        source = _pre_kept(source)
    source = " ".join(source.split())
    source = _FORMATTING.sub(r"<\1span", source)
    source = _EDGE.sub("\n<", _BROKEN.sub("\n\n\n<", _SPACED.sub(f"{_GAP}<", source)))
    source = _ITEM.sub("\n- <", source)
    if "<t" in source or "<T" in source:
        source = _CELL.sub("\t<", _ROW.sub("\f<", _TABLE.sub(f"\f{_GAP}\f<", source)))
    return source


def _pre_kept(source: str) -> str:
    """Line ends inside ``<pre>`` as ``<br>``."""
    pieces = re.split(r"(</?pre[\s>])", source, flags=re.IGNORECASE)
    inside = False
    for i, piece in enumerate(pieces):
        if piece[:4].lower() == "<pre" or piece[:5].lower() == "</pre":
            inside = piece[1] != "/"
        elif inside:
            pieces[i] = piece.replace("\n", "<br>")
    return "".join(pieces)


def _stripped(source: str) -> str:
    """Text of HTML that is too dangerous for a tree: tags simply left out."""
    return entities.unescape(_WHOLE_TAG.sub("", _with_lines(_without_comments(source))))


def _lines(text: str) -> str:
    """Lines from text with newlines, form feeds (rows) and tabs (cells)."""
    if "\t" in text or "\f" in text:
        text = "\n".join(_row(row) for row in text.split("\f") if row.strip() or _GAP in row)
    lines: list[str] = []
    gap = 0
    for line in tidy(text).split("\n"):
        line = " ".join(line.split()).strip(_INVISIBLE)
        gap += 1
        if line:
            if lines and gap >= len(_GAP):
                lines.append("")
            lines.append(line)
            gap = 0
    return "\n".join(lines)


def _row(row: str) -> str:
    """One row: cells of one line each stand side by side, a label gets its colon. A row of one
    cell is layout, and a paragraph of its own."""
    before, *rest = row.split("\t")
    cells = [stripped for cell in rest if (stripped := cell.strip())]
    if len(cells) < 2 or any("\n" in cell for cell in cells) or _QUOTE_MARK.search(row):
        return "\n".join([_GAP, before, *cells, _GAP])
    colon = ":" if len(cells) == 2 and _is_label(cells[0]) else ""
    return f"{before}{cells[0]}{colon} {' '.join(cells[1:])}"


def _is_label(cell: str) -> bool:
    return len(cell) <= MAX_LABEL and cell[0].isalpha() and cell[-1].isalpha()


def _links(body: LexborNode) -> list[Link]:
    found: dict[tuple[str, str], None] = {}
    for node in body.css("a[href]")[:MAX_LINKS]:
        href = one_line(node.attributes.get("href") or "")[:MAX_HREF]
        if href and not href.startswith("#"):
            found.setdefault((one_line(node.text())[:MAX_HREF], href))
    return [Link(text, href) for text, href in found]


def _mark_quotes(body: LexborNode) -> None:
    """Put marks around the outermost quoted elements."""
    for node in body.css(_QUOTES)[:MAX_QUOTES]:
        attributes = node.attributes
        if node.tag != "blockquote" and node.css_first("blockquote") is not None:
            continue  # a wrapper: answers may stand between the blockquotes within
        looks = f"{attributes.get('style') or ''} {attributes.get('class') or ''}"
        cited = attributes.get("type") == "cite" or "cite" in attributes or _CITED.search(looks)
        if node.tag == "blockquote" and not cited and _INDENTED.search(looks):
            continue
        strong = node.tag != "blockquote" or cited
        node.insert_before(f"\n{QUOTE_BEGINS if strong else BLOCKQUOTE_BEGINS}\n")
        node.insert_after(f"\n{QUOTE_ENDS}\n")
