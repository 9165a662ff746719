"""Was it sent? The owner's Sent folder and All Mail know."""

from __future__ import annotations

from inbox_agent.core.drafting import Draft
from inbox_agent.core.freeze import DRAFT_HEADER, draft_mark
from inbox_agent.pipeline.agent import Agent

_SENT_ROLES = frozenset({"sent", "all"})


def is_in_sent(agent: Agent, draft: Draft) -> bool:
    """Is there a copy that was sent, by Message-ID or our own header (some servers rewrite the
    former)? A copy in Drafts, or with \\Draft, proves nothing. Blocks; raises TryAgain."""
    for folder in agent.mailbox.folders():
        if folder.role not in _SENT_ROLES:
            continue
        for header, value in (("Message-ID", draft.message_id), (DRAFT_HEADER, draft_mark(draft))):
            uids = agent.mailbox.find(folder.name, header, value)
            copies = agent.mailbox.fetch(folder.name, uids) if uids else ()
            if any("\\Draft" not in copy.flags for copy in copies):
                return True
    return False
