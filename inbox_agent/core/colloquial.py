"""Hurried and spoken English written out, so that a rule need know one form only.

``you'll`` → ``you will``, ``dont`` → ``do not``, ``u`` → ``you``. A quote goes back the same way.
"""

from __future__ import annotations

import re

_WHOLE = {
    "won't": "will not", "can't": "cannot", "shan't": "shall not", "wont": "will not",
    "cant": "cannot", "dont": "do not", "didnt": "did not", "doesnt": "does not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "shouldnt": "should not",
    "youre": "you are", "youll": "you will", "youd": "you would", "youve": "you have",
    "ive": "I have", "weve": "we have", "theyre": "they are", "thats": "that is",
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "lemme": "let me",
    "gimme": "give me", "it's": "it is", "that's": "that is",
    "what's": "what is", "there's": "there is", "here's": "here is", "who's": "who is",
    "where's": "where is", "he's": "he is", "she's": "she is", "y'all": "you all",
    "yall": "you all", "ya": "you", "let's": "let us",
}  # fmt: skip
_ENDS = {"n't": " not", "'ll": " will", "'re": " are", "'ve": " have", "'m": " am", "'d": " would"}
_SHORT = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _WHOLE), key=len, reverse=True)) + r")\b"
    r"|(?<=[a-z])(?:" + "|".join(map(re.escape, _ENDS)) + r")\b",
    re.IGNORECASE,
)
_WITHOUT_APOSTROPHE = frozenset(word for word in _WHOLE if "'" not in word)
_LETTERS = re.compile(r"\w+")


def spelled_out(text: str) -> str:
    """``text`` with short forms written out."""
    return _SHORT.sub(_long, text) if _may_be_short(text) else text


def _may_be_short(text: str) -> bool:
    """Whether ``text`` may hold a short form: most do not, and looking closely is dear."""
    if "'" in text or not text.isascii():
        return True
    return not _WITHOUT_APOSTROPHE.isdisjoint(_LETTERS.findall(text.lower()))


def as_written(passage: str, text: str) -> str:
    """The words of ``text`` that became ``passage`` when it was spelled out; ``passage`` where
    there are none."""
    start = spelled_out(text).find(passage)
    if start < 0 or not passage:
        return passage
    return text[_place(start, text, last=False) : _place(start + len(passage) - 1, text, last=True)]


def _place(position: int, text: str, *, last: bool) -> int:
    """Where in ``text`` the character at ``position`` of its long form stands: the index of that
    character, or with ``last`` the index after it. A short form is taken or left whole."""
    shift = 0  # how much longer the text has grown so far
    for found in _SHORT.finditer(text):
        grown = len(_long(found)) - len(found[0])
        if position < found.start() + shift:
            break
        if position < found.end() + shift + grown:
            return found.end() if last else found.start()
        shift += grown
    return position - shift + (1 if last else 0)


def _long(found: re.Match[str]) -> str:
    word = found[0].lower()
    return _WHOLE.get(word) or _ENDS[word]
