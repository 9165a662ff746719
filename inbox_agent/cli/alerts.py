"""``alerts``: what rang, who is told, and a try of every channel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from inbox_agent.cli.output import print_rows
from inbox_agent.cli.session import session

SHOWN = 30  # of the latest alerts
alerts_app = typer.Typer(
    help="What rang, and whom alerts reach.", invoke_without_command=True
)  # fmt: skip


def register(app: typer.Typer) -> None:
    app.add_typer(alerts_app, name="alerts")


@alerts_app.callback()
def alerts(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The latest alerts, and what each address besides yours answered.

    Example: inbox-agent alerts test
    """
    if context.invoked_subcommand is not None:
        return
    from inbox_agent.pipeline.alert_addresses import standing

    with session(context).reading() as (settings, store, _now), store.read() as records:
        rang = [n for n in records.notices() if n.kind == "alert"][-SHOWN:]
        addresses = {each: standing(records, each).value for each in settings.alerts.policy().mail}
    rows: list[dict[str, Any]] = [
        {"id": n.id, "at": n.created.isoformat(), "about": n.reason, "title": n.subject,
         "to": n.to or "you", "told": _at(n.sent)} for n in rang
    ]  # fmt: skip
    columns = ["at", "about", "title", "to", "told"]
    print_rows(rows, columns, as_json=as_json, empty="Nothing rang yet.")
    if not as_json:
        for address, said in addresses.items():
            typer.echo(f"{address}: {said}")


@alerts_app.command()
def test(context: typer.Context) -> None:
    """Give a test alert to the first channel that takes it. No mail is sent."""
    from inbox_agent.ports import Alert

    with session(context).working(timeless=True) as (settings, agent, _):
        words = "This is a test. An invitation would look like this, with its deadline."
        taken = agent.alerts.hand_over(Alert("inbox-agent: a test", words))
    if taken:
        typer.echo(f"Taken by {taken[0]}. Did it reach you?")
    elif settings.alerts.urls:
        typer.echo("No channel took it; alerts come as mail to yourself until one does.")
    else:
        typer.echo("No channel is named in [alerts] urls; alerts come as mail to yourself.")
    raise typer.Exit(0 if taken or not settings.alerts.urls else 1)


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
