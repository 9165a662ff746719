"""Promise 10: every judgement shows its reason: the words in the mail and the rule they meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.reading import Where
from inbox_agent.core.sentences import plain
from inbox_agent.shell.reader import reader
from tests.flow.house import CORPUS

MAILS = sorted((CORPUS / "mail").glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_each_reading_names_a_rule_and_quotes_the_message(path: Path) -> None:
    mail = parse(path.read_bytes())
    assert isinstance(mail, Mail)
    reading = reader().read(mail)
    assert reading.reasons, "a judgement without a reason"
    said = plain(f"{mail.subject} {mail.text}").casefold()
    headers = plain(" ".join(value for _, value in mail.headers)).casefold()
    for reason in reading.reasons:
        assert reason.rule
        if reason.where in {Where.SUBJECT, Where.BODY, Where.QUOTED} and reason.quote:
            assert plain(reason.quote).casefold() in said
    for flag in reading.flags:
        assert plain(flag.quote).casefold() in said + headers
        assert flag.why
        assert flag.advice
