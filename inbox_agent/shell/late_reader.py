"""The reader that is built with the first mail: a digest or a look at the table reads none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inbox_agent.core.context import Context
    from inbox_agent.core.mail import Mail
    from inbox_agent.core.reading import Reading


class LateReader:
    """Reads like ``shell.reader.reader()``; rules and model are loaded when first asked."""

    def read(self, mail: Mail, context: Context | None = None) -> Reading:
        from inbox_agent.shell.reader import reader

        return reader().read(mail, context)
