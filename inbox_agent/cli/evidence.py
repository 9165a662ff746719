"""``evidence``: one mail packed so that a person can judge it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli.session import session


def register(app: typer.Typer) -> None:
    app.command()(evidence)


def evidence(
    context: typer.Context,
    message: Annotated[str, typer.Argument(help="Its id (m12, see `messages`) or Message-ID.")],
    out: Annotated[Path, typer.Option("--out", help="A .zip file, or a folder.")],
) -> None:
    """Pack one mail, untouched, with hashes, reading, timeline and a report. Sends nothing.

    Example: inbox-agent evidence m12 --out strange-mail.zip
    """
    from inbox_agent.pipeline.evidence import pack, sums
    from inbox_agent.shell import data
    from inbox_agent.shell.report_pdf import report_pdf

    with session(context).working(dry_run=True) as (_, agent, now):
        made = pack(agent, message, data.evidence_ask(), data.advice_sources(), now)
        values = {"report": made.report, "message": made.message}
        files = {
            "report.html": agent.renderer.render("evidence/report.html", values).encode(),
            "report.pdf": report_pdf(made.report, made.message.subject, now),
            **made.files,
        }
    files["SHA256SUMS"] = sums(files)
    _write(files, out)
    typer.echo(f"Written to {out}. Begin with report.pdf; nothing was sent to anybody.", err=True)


def _write(files: Mapping[str, bytes], out: Path) -> None:
    """A zip of mode 0600, or a folder of mode 0700."""
    if out.suffix.lower() != ".zip":
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, content in files.items():
            (out / name).touch(mode=0o600)
            (out / name).write_bytes(content)
        return
    out.touch(mode=0o600)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{out.stem}/{name}", content)
