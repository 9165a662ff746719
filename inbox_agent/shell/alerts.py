"""Alerts by any service of apprise; a channel that fails is passed over and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inbox_agent.ports import Alert


class AppriseAlerts:
    """Hands alerts to the channels of the configuration, each on its own."""

    def __init__(self, urls: Sequence[str], tell: Callable[[str], None]) -> None:
        self._urls = tuple(urls)
        self._tell = tell

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        """The schemes (``ntfy``, ``tgram``, …) that took it; URLs hold secrets and stay here."""
        if not self._urls:
            return ()
        import apprise

        taken: list[str] = []
        for url in self._urls:
            scheme = url.partition(":")[0]
            channel = apprise.Apprise()
            if channel.add(url) and channel.notify(body=alert.body, title=alert.title):
                taken.append(scheme)
            else:
                self._tell(f"the alert channel {scheme} did not take an alert")
        return tuple(taken)
