"""Whose mail is this: a program's, the owner's, or our own? And may it be an answer?

Nothing here decides trust (that is trust.py); it only says what must be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from itertools import islice

from inbox_agent.core import codes, words
from inbox_agent.core.mail import Mail
from inbox_agent.core.owner import Owner

NOTICE_HEADER = "X-Inbox-Agent"
MAX_TOKENS = 2_000  # words of a mail tried as codes; an answer has its code at the top


class Author(Enum):
    OTHER = "other"  # to be read
    OWNER = "owner"  # written by the owner, or claiming to be an answer of the owner
    AGENT = "agent"  # a notice of ours, or our own copy of what was sent


def author(
    mail: Mail, folder_role: str, owner: Owner, *, is_notice: Callable[[str], bool],
    is_draft: Callable[[str], bool], may_answer: bool,
) -> Author:  # fmt: skip
    """Who wrote ``mail``: what lies in Sent is the owner's; a notice is known by its Message-ID
    together with its header; the owner's address alone proves nothing outside Sent."""
    if mail.message_id and mail.header(NOTICE_HEADER) and is_notice(mail.message_id):
        return Author.AGENT
    if folder_role in {"sent", "drafts"}:
        return Author.AGENT if is_draft(mail.message_id) else Author.OWNER
    claims_owner = mail.author.addr in owner.addresses
    return Author.OWNER if claims_owner and may_answer else Author.OTHER


def may_answer(
    mail: Mail, *, is_notice: Callable[[str], bool], has_code: Callable[[str], bool]
) -> bool:
    """Does it answer a notice of ours, or name a code that ever was? Then it must be looked at."""
    if mail.message_id and is_notice(mail.message_id):
        return False  # the notice itself
    if any(is_notice(reference) for reference in (mail.in_reply_to, *mail.references) if reference):
        return True
    return any(has_code(token) for token in _tokens(mail))


def _tokens(mail: Mail) -> Iterator[str]:
    """Words that have the shape of a code, in the subject and in the new words."""
    lines = [mail.subject, *mail.new.splitlines()]
    for word in islice((word for line in lines for word in words.tokens(line)), MAX_TOKENS):
        folded = codes.fold(word)
        if codes.looks_like_code(folded):
            yield folded
