"""HTML as a reader sees it: lines, cells, what is quoted, what is concealed, where links go."""

# ruff: noqa: E501  (the HTML of mail programs is as long as it comes)
from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from inbox_agent.core.mail import Link, Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.text import bare_links, read_html
from tests.core.corpus import html_parts


def seen(html: str) -> str:
    return read_html(html).marked


def mail(html: str) -> Mail:
    parsed = parse(b"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n" + html.encode())
    assert isinstance(parsed, Mail)
    return parsed


LINES = {
    "<p>One</p><p>Two</p>": "One\n\nTwo",
    "<div>One</div><div>Two</div><div><br></div><div>Three</div>": "One\nTwo\n\nThree",
    "One<br>Two<BR/>Three": "One\nTwo\nThree",
    "<P>One\r\n   wrapped &amp; joined</P>": "One wrapped & joined",
    "<ul><li>Nov 12</li><li>Dec 1</li></ul>or": "- Nov 12\n- Dec 1\n\nor",
    "<h1>Your interview</h1>text": "Your interview\n\ntext",
    "<p>8:00&nbsp;AM&ndash;12:00&#8239;PM</p>": "8:00 AM–12:00 PM",
    "<p>Dr.&nbsp;Jane <b>R</b>oe</p>": "Dr. Jane Roe",
    "<pre>8:00  Welcome\n9:00  Tour</pre>": "8:00 Welcome\n9:00 Tour",
    "<td>no table around</td>": "no table around",
    "no tags\nat all &lt;here&gt;": "no tags\nat all <here>",
    "<p>one<p>two</p>three": "one\n\ntwo\n\nthree",
    "<table><tr><td>Date</td><td>Tuesday, Dec 17</td></tr><tr><td>Time</td><td>8:00 AM CT</td></tr></table>": (
        "Date: Tuesday, Dec 17\nTime: 8:00 AM CT"
    ),
    "<TABLE><TR><TH>Date<TH>Hour<TR><TD>Dec 17<TD>8:00</TABLE>": "Date: Hour\nDec 17 8:00",
    "<table><tr><td><p>Date:</p></td><td><p>Tuesday, Dec 17</p></td></tr></table>": (
        "Date: Tuesday, Dec 17"
    ),
    "<table><tr><td>8:00</td><td>Welcome</td><td>Room 4</td></tr></table>": "8:00 Welcome Room 4",
    "<table><tr><td>Interviewers</td><td>Dr. A<br>Dr. B</td></tr></table>": (
        "Interviewers\nDr. A\nDr. B"
    ),
    "<table><tr><td><table><tr><td>Hello,</td></tr><tr><td>Come.</td></tr></table></td></tr></table>": (
        "Hello,\n\nCome."
    ),
}


@pytest.mark.parametrize("html", LINES)
def test_blocks_are_lines_and_rows_keep_their_cells_together(html: str) -> None:
    assert seen(html) == LINES[html]


HIDDEN = [
    '<div style="display:none">x</div>',
    '<div STYLE="DISPLAY : NONE !important">x</div>',
    '<span style="visibility: hidden">x</span>',
    '<span style="font-size:0">x</span>',
    '<span style="font-size:0px;line-height:0">x</span>',
    '<span style="font-size:1px;color:#333">x</span>',
    '<div style="max-height:0;overflow:hidden">x</div>',
    '<div style="height:0;overflow:hidden">x</div>',
    '<span style="opacity:0">x</span>',
    '<span style="opacity: 0.0;">x</span>',
    '<span style="mso-hide:all">x</span>',
    "<div hidden>x</div>",
    '<div style="position:absolute;left:-9999px">x</div>',
    '<p style="text-indent:-5000px">x</p>',
    '<span style="color:#ffffff">x</span>',
    '<span style="color:#FFF">x</span>',
    '<span style="color: rgb(255, 255, 255)">x</span>',
    '<span style="color:white">x</span>',
    '<span style="color:#fefefe">x</span>',
    '<font color="white">x</font>',
    '<div style="background-color:#333333"><span style="color:#333">x</span></div>',
    '<table bgcolor="#eeeeee"><tr><td><font color="#eeeeee">x</font></td></tr></table>',
    "<style>.preheader { display: none !important; }</style><span class=preheader>x</span>",
    '<div style="display:none"><p style="display:block;color:#000">x</p></div>',
]


@pytest.mark.parametrize("html", HIDDEN)
def test_concealed_words_are_kept_apart(html: str) -> None:
    page = read_html(f"<p>before</p>{html}<p>after</p>")
    assert (page.marked, page.hidden) == ("before\n\nafter", "x")


VISIBLE = [
    '<span style="opacity:0.9">x</span>',
    '<span style="font-size:10px">x</span>',
    '<span style="font-size:1em">x</span>',
    '<span style="font-size:0.9em">x</span>',
    '<div style="font-size:0"><span style="font-size:14px">x</span></div>',
    '<div style="visibility:hidden"><b style="visibility:visible">x</b></div>',
    '<div style="overflow:hidden">x</div>',
    '<div style="max-width:100%">x</div>',
    '<div style="margin-left:-10px">x</div>',
    '<div bgcolor="#003366" style="color:#ffffff">x</div>',
    '<div style="background:#2f6f3e"><a style="color:#ffffff">x</a></div>',
    '<div style="background-image:url(x.png)"><a style="color:#ffffff">x</a></div>',
    '<div style="color:#ffffff"><span style="color:#000000">x</span></div>',
    '<style>.button { background: #0066cc }</style><a class=button style="color:#fff">x</a>',
    "<style>@media print { .web { display: none } }</style><span class=web>x</span>",
    '<div style="border-color:#ffffff">x</div>',
]


@pytest.mark.parametrize("html", VISIBLE)
def test_words_that_can_be_seen_are_text(html: str) -> None:
    page = read_html(f"<p>before</p>{html}<p>after</p>")
    assert (page.marked.split(), page.hidden) == (["before", "x", "after"], "")


def test_comments_scripts_styles_and_titles_are_nowhere() -> None:
    page = read_html(
        "<html><head><title>t</title><style>s</style></head><body>seen<!-- c --><script>j</script>"
        "<style>s</style><![if !mso]>too<![endif]><!--[if mso]>m<![endif]--></body></html>"
    )
    assert (page.marked, page.hidden) == ("seentoo", "")


def test_nothing_in_a_mail_can_pass_for_our_own_marks() -> None:
    page = read_html('<p style="display:none">a&#7;b&#x07;c\x07d</p><p>&#2;e&#4;\x02f</p>')
    assert (page.marked, page.hidden) == ("ef", "abcd")


ATTRIBUTION = "On Tue, Dec 8, 2026 at 6:02 AM Leila Haddad &lt;leila@post.example&gt; wrote:"
ATTRIBUTED = "On Tue, Dec 8, 2026 at 6:02 AM Leila Haddad <leila@post.example> wrote:"
REPLIES = {
    "Gmail": (
        (
            '<div dir="ltr">The 9th works.</div><br><div class="gmail_quote gmail_quote_container">'
            f'<div dir="ltr" class="gmail_attr">{ATTRIBUTION}<br></div><blockquote class="gmail_quote" '
            'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
            "<div>Is the 9th possible?</div></blockquote></div>"
        ),
        f"{ATTRIBUTED}\n\nIs the 9th possible?",
    ),
    "Apple Mail": (
        (
            f'<body>The 9th works.<br><div><blockquote type="cite"><div>{ATTRIBUTION}</div><br>'
            "<div>Is the 9th possible?</div></blockquote></div></body>"
        ),
        f"{ATTRIBUTED}\nIs the 9th possible?",
    ),
    "Thunderbird": (
        (
            f'<p>The 9th works.</p><div class="moz-cite-prefix">{ATTRIBUTION}<br></div>'
            '<blockquote type="cite" cite="mid:a@b"><p>Is the 9th possible?</p></blockquote>'
        ),
        f"{ATTRIBUTED}\n\nIs the 9th possible?",
    ),
    "Yahoo": (
        (
            f'<div>The 9th works.</div><div class="ydp1 yahoo_quoted"><div>{ATTRIBUTION}</div>'
            "<div>Is the 9th possible?</div></div>"
        ),
        f"{ATTRIBUTED}\nIs the 9th possible?",
    ),
    "Outlook": (
        (
            '<div class="WordSection1"><p class="MsoNormal">The 9th works.<o:p></o:p></p>'
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
            '<p class="MsoNormal"><b>From:</b> Leila Haddad<br><b>Sent:</b> Tuesday, December 8, 2026 6:02 AM'
            "<br><b>To:</b> Denise Abbott<br><b>Subject:</b> Interview<o:p></o:p></p></div>"
            '<p class="MsoNormal">Is the 9th possible?<o:p></o:p></p></div>'
        ),
        (
            "From: Leila Haddad\nSent: Tuesday, December 8, 2026 6:02 AM\nTo: Denise Abbott\n"
            "Subject: Interview\n\nIs the 9th possible?"
        ),
    ),
    "Outlook on the web": (
        (
            "<div>The 9th works.</div><div id=appendonsend></div><hr><div id=divRplyFwdMsg>"
            "<b>From:</b> Leila Haddad<br><b>Sent:</b> Tuesday, December 8, 2026 6:02 AM<br>"
            "<b>To:</b> Denise Abbott<br><b>Subject:</b> Interview</div><div>Is the 9th possible?</div>"
        ),
        (
            "From: Leila Haddad\nSent: Tuesday, December 8, 2026 6:02 AM\nTo: Denise Abbott\n"
            "Subject: Interview\nIs the 9th possible?"
        ),
    ),
    "Gmail forward": (
        (
            '<div>The 9th works.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded'
            " message ---------<br>From: Leila Haddad</div><p>Is the 9th possible?</p></div>"
        ),
        "---------- Forwarded message ---------\nFrom: Leila Haddad\n\nIs the 9th possible?",
    ),
}


@pytest.mark.parametrize("client", REPLIES)
def test_a_reply_in_html_keeps_new_and_quoted_words_apart(client: str) -> None:
    html, quoted = REPLIES[client]
    parsed = mail(html)
    assert (parsed.new, parsed.quoted, parsed.is_html) == ("The 9th works.", quoted, True)


def test_answers_between_blockquotes_are_new() -> None:
    parsed = mail(
        f'<div class="gmail_quote"><div class="gmail_attr">{ATTRIBUTION}</div>'
        '<blockquote class="gmail_quote">Can you come?</blockquote><div>Yes.</div>'
        '<blockquote class="gmail_quote">Is parking free?</blockquote><div>It is.</div></div>'
    )
    assert parsed.new.split() == ["Yes.", "It", "is."]
    assert parsed.quoted.split("\n\n") == [ATTRIBUTED, "Can you come?", "Is parking free?"]


@pytest.mark.parametrize(
    "blockquote",
    [
        "<blockquote>December 10, 8 AM</blockquote>",
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">December 10, 8 AM</blockquote>',
        '<blockquote class="webkit-indent-blockquote">December 10, 8 AM</blockquote>',
    ],
)
def test_an_indented_paragraph_is_no_quote(blockquote: str) -> None:
    parsed = mail(f"<p>Your interview:</p>{blockquote}<p>See you.</p>")
    assert parsed.new == "Your interview:\n\nDecember 10, 8 AM\n\nSee you."


def test_a_bare_blockquote_after_an_attribution_is_a_quote() -> None:
    parsed = mail(f"<p>Yes.</p><p>{ATTRIBUTION}</p><blockquote>Is it?</blockquote><p>Jane</p>")
    assert (parsed.new, parsed.quoted) == ("Yes.\n\nJane", f"{ATTRIBUTED}\n\nIs it?")


def test_links_are_words_and_addresses() -> None:
    page = read_html(
        '<a href="https://t.example/i?a=1&amp;b=2"> Schedule\n <b>now</b></a><a name=x>anchor</a>'
        '<A HREF=mailto:gme@b.example>write</A><a href="#top">up</a><a href="">none</a>'
    )
    assert page.links == (
        Link("Schedule now", "https://t.example/i?a=1&b=2"),
        Link("write", "mailto:gme@b.example"),
    )


def test_urls_in_plain_text_are_links() -> None:
    text = "See https://t.example/i?a=1, (http://b.example/x) or www.c.example. Not a.example."
    urls = ("https://t.example/i?a=1", "http://b.example/x", "www.c.example")
    assert bare_links(text) == tuple(Link(url, url) for url in urls)


def test_the_corpus_reads_word_for_word_as_beautifulsoup_reads_it() -> None:
    for html in html_parts():
        page = read_html(html)
        soup = BeautifulSoup(html, "html.parser")
        for unseen in soup(["head", "style", "script"]):
            unseen.decompose()
        ours = sorted("".join(f"{page.marked}{page.hidden}".split()).replace("\u200c", ""))
        theirs = sorted("".join(soup.get_text().split()).replace("\u200c", ""))
        extra = [c for c in ours if c not in "-:\x02\x03\x04"]
        assert extra == [c for c in theirs if c not in "-:"]


def test_a_quote_in_a_table_cell_leaves_no_marks() -> None:
    parsed = mail("<table><tr><td class=gmail_quote>old</td><td>new</td></tr></table>")
    assert (parsed.new, parsed.quoted) == ("new", "old")


def test_encrypted_mail_says_so() -> None:
    parsed = parse(b"From: a@b.example\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nx")
    assert isinstance(parsed, Mail)
    assert "encrypted, its words can't be read" in parsed.defects
