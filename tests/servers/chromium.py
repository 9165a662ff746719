"""A real browser that looks at a page: what shows, how wide it is, what it wanted to load."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import NotThere

SECONDS = 60.0  # a cold start on a loaded machine
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
PROBE = """
<script>
const wide = [...document.querySelectorAll("main *")]
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
document.title = JSON.stringify({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  wide: wide.map(each => each.tagName),
  headings: [...document.querySelectorAll("h1, h2, h3")].map(each => each.tagName),
  text: document.querySelector("main").innerText,
  scripts: document.scripts.length - 1,
  loads: performance.getEntriesByType("resource").map(each => each.name),
});
</script>
"""


@dataclass(frozen=True)
class Page:
    """What the browser saw. ``overflow`` is how many pixels stick out to the right."""

    overflow: int
    wide: list[str]
    headings: list[str]
    text: str
    scripts: int
    loads: list[str]


class Browser:
    def __init__(self, folder: Path) -> None:
        found = shutil.which("chromium")
        if found is None:
            raise NotThere("chromium is not installed")
        self._program = found
        self._folder = folder

    def look(self, html: str, width: int) -> Page:
        """Open ``html`` in a window ``width`` pixels wide, and measure it."""
        page = self._folder / "page.html"
        page.write_text(html.replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
        # A headless window is at least 500 pixels wide; a frame is as narrow as asked.
        frame = self._folder / "frame.html"
        frame.write_text(
            f'<body style="margin:0"><iframe id="f" style="border:0;width:{width}px;height:2000px"'
            f' src="page.html"></iframe><script>onload=()=>{{document.title='
            f'document.getElementById("f").contentDocument.title}}</script></body>',
            encoding="utf-8",
        )
        done = subprocess.run(
            [self._program, *FLAGS, "--allow-file-access-from-files",
             f"--user-data-dir={self._folder / 'profile'}", "--dump-dom", frame.as_uri()],
            capture_output=True, text=True, check=True, timeout=SECONDS,
        )  # fmt: skip
        title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
        assert title, done.stdout[:500]
        import html as entities

        return Page(**json.loads(entities.unescape(title[1])))
