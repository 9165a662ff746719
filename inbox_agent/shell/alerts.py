"""Alerts by any service of apprise: the first channel that takes one; those that fail are named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inbox_agent.ports import Alert


class AppriseAlerts:
    """The channels of the configuration, tried in its order until one takes the alert."""

    def __init__(self, urls: Sequence[str], tell: Callable[[str], None]) -> None:
        self._urls = tuple(urls)
        self._tell = tell
        self._failing: tuple[str, ...] = ()

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        """The scheme (``ntfy``, ``tgram``, …) that took it; URLs hold secrets and stay here."""
        failed: list[str] = []
        taken: tuple[str, ...] = ()
        for url in self._urls:
            scheme = url.partition(":")[0]
            if _handed(url, alert, failed):
                taken = (scheme,)
                break
            failed.append(scheme)
            self._tell(f"the alert channel {scheme} did not take an alert")
        self._failing = tuple(failed)
        return taken

    def failing(self) -> tuple[str, ...]:
        return self._failing


def _handed(url: str, alert: Alert, failed: Sequence[str]) -> bool:
    import apprise

    said = f"\n(Not taken by: {', '.join(failed)}.)" if failed else ""
    channel = apprise.Apprise()
    return bool(channel.add(url) and channel.notify(body=alert.body + said, title=alert.title))
