"""No text makes reading slow: not the rules' own words in any number or order."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest

from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.shell.data import rules
from inbox_agent.shell.reader import reader

LONGEST = 2.0  # seconds of a processor for one message; the worst seen takes 0.7
HEAD = b"From: a <a@b.example>\nSubject: Interview\nDate: Mon, 9 Nov 2026 10:00:00 -0500\n\n"


def rule_words() -> str:
    """60,000 words of the patterns, in sentences of thirteen."""
    chance = random.Random(3)
    patterns = (pattern for group in ("category", "flag") for rule in rules(group)
                for pattern in rule.any)  # fmt: skip
    words = sorted({word for pattern in patterns for word in re.findall(r"[a-z]{2,}", pattern)})
    return " ".join(" ".join(chance.choices(words, k=13)).capitalize() + "." for _ in range(4_600))


@pytest.mark.parametrize(
    "text",
    [
        rule_words,
        lambda: "if you rank us first we will rank you " * 3_000,
        lambda: " ".join(f"w{n:x}interview{n * 7:x}" for n in range(30_000)),
        lambda: " ".join("a" * 590 + f"{n:x}" for n in range(400)),
        lambda: "12/10 at 8:00 AM or 12/11 at 9:00 " * 4_000,
    ],
    ids=["rule words", "one bargain", "new words", "long words", "dates"],
)
def test_a_message_is_read_within_two_seconds(text: Callable[[], str]) -> None:
    mail = parse(HEAD + text().encode())
    assert isinstance(mail, Mail)
    reader().read(mail)  # rules are compiled when they are first met
    begun = time.process_time()
    reader().read(mail)
    assert time.process_time() - begun < LONGEST
