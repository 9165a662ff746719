"""A reader that remembers: the same mail in the same context is read in thousands of lives."""

from __future__ import annotations

from inbox_agent.core.classify import Reader
from inbox_agent.core.context import Context
from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Reading


class Remembered(Reader):
    """Reading is a function of mail and context alone, so its results may be kept."""

    def __init__(self, real: Reader) -> None:
        self._real = real
        self._known: dict[tuple[str, str], Reading] = {}

    def read(self, mail: Mail, context: Context) -> Reading:
        key = (mail.fingerprint, repr(context))
        if key not in self._known:
            self._known[key] = self._real.read(mail, context)
        return self._known[key]
