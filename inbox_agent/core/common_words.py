"""How common words are in the sentences of mail, roughly: good enough to look for the rare ones.

The shares were counted over the labelled mail (tests/accuracy): of a hundred sentences, how many
hold the word. A word that is not listed stands in fewer than one of them.
"""

from __future__ import annotations

from functools import cache

_SHARES = {
    0.28: "the", 0.22: "you", 0.15: "to and", 0.13: "a", 0.11: "your of in on",
    0.10: "for it i", 0.09: "we is", 0.07: "that at", 0.06: "with s t dear",
    0.05: "are interview by be have", 0.04: "one our not from if this re us",
    0.03: "dr no so or has will was can please me do about",
    0.02: "an there who my 1 list two as ve all december ll don before match would been m what d "
    "up day first hospital time tell program 00 like 9 they january",
    0.01: "3 rank which medical ask 30 know may thank november people 2 here see 12 8 am after 10 "
    "thursday friday come them out hi offer year how any good medicine now asked hours go new "
    "second pm get had call say three eastern other 4 need letter send residency days when write "
    "wednesday where monday 11 but 15 were put place nothing center mail tuesday 2027 2026 answer "
    "only until position open last application yours committee half still interviews back because",
}  # fmt: skip
_COMMON = {
    word: share for share, words in _SHARES.items() for word in words.split() if word.isalpha()
}
_COMMON |= {"0": 0.08, "00": 0.12, "000": 0.02, "0000": 0.05}  # all digits are one
_RARE = 0.001  # the share of a whole word that is not listed
_BEGUN = 0.005  # of a beginning or an ending: there are several words that have it
_TOGETHER = 5.0  # how much more often two words follow one another than chance would have it
_LETTERS = 5  # of a piece that is long enough to be rare; each one fewer makes it more common


@cache
def commonness(atom: str) -> float:
    """The share of sentences that hold ``atom`` (see atoms.py), roughly."""
    if "+" in atom:
        one, other = map(commonness, atom.split("+"))
        return min(one, other, one * other * _TOGETHER)
    begins, ends = atom[0] == "^", atom[-1] == "$"
    piece = atom.strip("^$")
    if begins and ends:
        return _COMMON.get(piece, _RARE)
    listed = sum(share for word, share in _COMMON.items() if _holds(word, piece, begins, ends))
    short = max(_LETTERS - len(piece), 0) - (begins or ends)
    return float(listed + _BEGUN * 4.0 ** max(short, 0))


def _holds(word: str, piece: str, begins: bool, ends: bool) -> bool:
    if begins:
        return word.startswith(piece)
    return word.endswith(piece) if ends else piece in word
