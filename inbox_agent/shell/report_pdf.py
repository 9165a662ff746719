"""The one-page report as PDF, by fpdf2, with a font of our own that knows many scripts."""

from __future__ import annotations

import logging
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from inbox_agent.core.evidence import Evidence
from inbox_agent.shell.data import data_folder

_FONT = "DejaVu"
_SMALL, _NORMAL, _HEAD, _TITLE = 7.5, 9.0, 10.5, 15.0  # points: one page for most mails
_MARGIN = 16.0  # millimetres
_NAME_WIDTH = 26.0  # millimetres of the column of names
_WHEN_WIDTH = 34.0  # millimetres of the column of times
_GAP = 1.0  # millimetres between two paragraphs
_GREY, _BLACK = 90, 20
MAX_VALUE = 2_000  # characters of one paragraph: a mail's subject may be a book


def report_pdf(report: Evidence, subject: str, now: datetime) -> bytes:
    """The page as bytes; ``now`` stands in its metadata."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells at length what it leaves out
    logging.getLogger("fpdf").setLevel(logging.ERROR)  # a letter that the font has not is a box
    page = _Page(report.owner, now)
    page.title(f"About a mail{f' from {report.program}' if report.program else ''}")
    page.words(f"Made for {report.owner}, {report.made}. {report.not_said}", _SMALL, _GREY)
    page.head("The mail")
    for name, value in report.facts:
        page.pair(name, value)
    page.head("Words that stand out")
    if not report.passages:
        page.words("None that our rules know. That does not mean that nothing is wrong with it.")
    for passage in report.passages:
        page.words(f"“{passage.quote}”", bold=True)
        page.words(passage.rule)
        if passage.source:
            page.words(f"The rule: {passage.source}", _SMALL, _GREY)
        page.words(f"What you can do. {passage.advice}")
    page.head("Who sent it")
    for line in report.sender:
        page.words(line)
    page.head(f"What happened{f' with {report.program}' if report.program else ''}")
    page.words(f"Times of {report.zone}.", _SMALL, _GREY)
    if report.left_out:
        page.words(f"{report.left_out} earlier entries stand in timeline.csv.", _SMALL, _GREY)
    for when, what in report.timeline or (("", "Nothing else is known of this program."),):
        page.pair(when, what, width=_WHEN_WIDTH)
    page.head("Who can be asked")
    for each in report.ask:
        page.words(f"{each.who}. {each.how}")
        if each.source:
            page.words(each.source, _SMALL, _GREY)
    page.head("")
    page.words(f"Beside this page lies the untouched message “{subject[:200]}” with its hash.",
               _SMALL, _GREY)  # fmt: skip
    return page.done()


class _Page:
    """A4 with one column of paragraphs."""

    def __init__(self, author: str, now: datetime) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_creation_date(now)
        self._pdf.set_author(_clean(author))
        self._pdf.set_title("About a mail")
        self._pdf.set_margins(_MARGIN, _MARGIN)
        self._pdf.set_auto_page_break(True, _MARGIN)
        fonts = data_folder("templates") / "fonts"
        self._pdf.add_font(_FONT, fname=fonts / "DejaVuSans.ttf")
        self._pdf.add_font(_FONT, style="B", fname=fonts / "DejaVuSans-Bold.ttf")
        self._pdf.add_page()
        self._pdf.set_text_shaping(True)  # Arabic letters join, right-to-left runs are turned

    def title(self, text: str) -> None:
        self._write(text, _TITLE, _BLACK, bold=True)

    def head(self, text: str) -> None:
        self._pdf.ln(2.2)
        if text:
            self._write(text, _HEAD, _BLACK, bold=True)

    def words(
        self, text: str, size: float = _NORMAL, grey: int = _BLACK, *, bold: bool = False
    ) -> None:
        self._write(text, size, grey, bold=bold)

    def pair(self, name: str, value: str, width: float = _NAME_WIDTH) -> None:
        """A name and what it is; a value of several lines stays in its column."""
        self._style(_SMALL, _GREY)
        top, page = self._pdf.get_y(), self._pdf.page_no()
        self._pdf.multi_cell(
            width, _SMALL * 0.5, _clean(name), align="L", new_x=XPos.RIGHT, new_y=YPos.TOP
        )
        self._style(_NORMAL, _BLACK)
        if page == self._pdf.page_no():
            self._pdf.set_xy(_MARGIN + width, top)
        mode = WrapMode.WORD if " " in value else WrapMode.CHAR  # a hash has no gaps
        self._pdf.multi_cell(0, _NORMAL * 0.48, _clean(value), align="L", wrapmode=mode,
                             new_x=XPos.LMARGIN, new_y=YPos.NEXT)  # fmt: skip

    def done(self) -> bytes:
        return bytes(self._pdf.output())

    def _write(self, text: str, size: float, grey: int, *, bold: bool) -> None:
        self._style(size, grey, bold=bold)
        self._pdf.multi_cell(0, size * 0.5, _clean(text), align="L",
                             new_x=XPos.LMARGIN, new_y=YPos.NEXT)  # fmt: skip
        self._pdf.ln(_GAP)

    def _style(self, size: float, grey: int, *, bold: bool = False) -> None:
        self._pdf.set_font(_FONT, "B" if bold else "", size)
        self._pdf.set_text_color(grey)


def _clean(text: str) -> str:
    """One line without what a page cannot show; a long one is cut and says so."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text[: MAX_VALUE + 1]).split())
    return shown if len(text) <= MAX_VALUE else f"{shown[:MAX_VALUE]} (…)"
