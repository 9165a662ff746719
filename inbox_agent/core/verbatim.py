"""From plain form back to the sender's own words: quotes are shown as they were written."""

from __future__ import annotations

from inbox_agent.core.sentences import MAX_TEXT, plain


def verbatim(quote: str, text: str) -> str:
    """``quote``, which is in plain form, as ``text`` has it, white space folded to single spaces;
    ``quote`` itself where ``text`` does not contain it."""
    folded = " ".join(text[:MAX_TEXT].split())
    if not quote or quote in folded:
        return quote
    characters, origin = _plain_with_origin(folded)
    start = characters.find(quote)
    if start < 0:
        return quote
    return folded[origin[start] : origin[start + len(quote) - 1] + 1].strip()


def _plain_with_origin(folded: str) -> tuple[str, list[int]]:
    """The plain form of ``folded`` and, for each of its characters, where it came from."""
    characters: list[str] = []
    origin: list[int] = []
    for position, char in enumerate(folded):
        for piece in plain(f"x{char}x")[1:-1]:  # the guards keep a space from being trimmed
            if piece != " " or (characters and characters[-1] != " "):
                characters.append(piece)
                origin.append(position)
    return "".join(characters), origin
