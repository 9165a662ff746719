"""The words of dates and times, English and the Spanish that programs in Puerto Rico mix in.

``WORDS`` maps a word as written to its token; tokens.py reads text with it, days.py and clocks.py
are the grammar over the kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from inbox_agent.core.zone_names import ABBREVIATIONS
from inbox_agent.core.zones import Zone

WEEKDAY, MONTH, ORDINAL, NUMBER, NUMWORD = "weekday", "month", "ordinal", "number", "numword"
DATE, CLOCK, MERIDIEM, ZONE, RELATIVE = "date", "clock", "meridiem", "zone", "relative"
PART, EXACT, WORD, MARK, NOISE = "part", "exact", "word", "mark", "noise"


class Token(NamedTuple):
    """``low`` is the text in lower case. ``weak`` words are also others ("we may march"): they
    count only beside a number."""

    kind: str
    value: Any
    low: str
    weak: bool = False


END = Token("end", None, "")
"""What stands behind the last token."""


def peek(tokens: Sequence[Token], index: int) -> Token:
    """The token at ``index``, or END beyond either end of the sentence."""
    return tokens[index] if 0 <= index < len(tokens) else END


_WEEKDAYS = (
    "monday mon mo lunes", "tuesday tue tues tu martes", "wednesday wed weds miércoles miercoles",
    "thursday thu thur thurs th jueves", "friday fri fr viernes", "saturday sat sa sábado sabado",
    "sunday sun su domingo",
)  # fmt: skip
_MONTHS = (
    "january jan enero", "february feb febr febrero", "march mar marzo", "april apr abril",
    "may mayo", "june jun junio", "july jul julio", "august aug agosto",
    "september sep sept setiembre septiembre", "october oct octubre", "november nov noviembre",
    "december dec diciembre",
)  # fmt: skip
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_SPANISH_NUMBERS = "una dos tres cuatro cinco seis siete ocho nueve diez once doce"
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "ninety": 90}
_OTHERS: tuple[tuple[str, str, Any], ...] = (
    ("today tonight hoy", RELATIVE, 0),
    ("tomorrow tmrw tmw tomorow tommorrow", RELATIVE, 1),
    ("yesterday ayer", RELATIVE, -1),
    ("noon noontime midday mediodía mediodia", EXACT, 12),
    ("midnight medianoche", EXACT, 0),
    ("morning mornings madrugada", PART, "am"),
    ("afternoon afternoons evening night tarde noche", PART, "pm"),
    ("am a.m AM A.M", MERIDIEM, "am"),
    ("pm p.m PM P.M", MERIDIEM, "pm"),
    ("thirtieth", ORDINAL, 30),
    ("primero", ORDINAL, 1),
)
_WEAK = frozenset(
    ("may", "May", "march", "mar", "sat", "sun", "wed", "mo", "Mo", "tu", "Tu", "th", "Th", "fr",
     "Fr", "sa", "Sa", "su", "Su", "second", "Second", "first", "First", "third", "Third", "once",
     "una", "dos", "jan", "jun", "april", "june", "august", "mon", "dec", "apr", "Jan", "June",
     "Once", "sep", "dom")
)  # fmt: skip
"""As written; "may" is a verb and "Jan" a name as often as a month."""


def _cased(words: str) -> Iterable[tuple[str, str]]:
    """Each word as people type it, and in lower case: "dec", "Dec", "DEC"."""
    for word in words.split():
        for form in (word, word.capitalize(), word.upper()):
            yield form, word.lower()


def _table() -> dict[str, Token]:
    rows: list[tuple[str, str, Any]] = list(_OTHERS)
    rows += [(names, WEEKDAY, number) for number, names in enumerate(_WEEKDAYS)]
    rows += [(names, MONTH, number) for number, names in enumerate(_MONTHS, 1)]
    rows += [(name, ORDINAL, n) for n, name in enumerate(_ORDINALS.split(), 1)]
    rows += [
        (name, NUMWORD, n)
        for row in (_NUMBERS, _SPANISH_NUMBERS)
        for n, name in enumerate(row.split(), 1)
    ]
    rows += [(name, NUMWORD, n) for name, n in _TENS.items()]
    words = {
        form: Token(kind, value, low, form in _WEAK)
        for names, kind, value in rows
        for form, low in _cased(names)
    }
    for short, (name, season) in ABBREVIATIONS.items():
        if len(short) > 1:
            upper = Token(ZONE, Zone(name, short.lower(), season), short)
            words |= {short: upper, short.lower(): upper._replace(low=short.lower(), weak=True)}
    return words


WORDS: dict[str, Token] = _table()
"""A word as written -> its token. "mañana" is both morning and tomorrow: the grammar decides."""
