"""Whether a sentence may name a time at all: one pass, so that most of a mail costs nothing."""

from __future__ import annotations

import re2

_MONTHS = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|enero|febrero|marzo|abril|"
    r"mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_COUNTS = (
    r"(?:\d+|one|two|three|four|five|six|seven|ten|twelve|twenty\W?four|forty\W?eight|\w+ty\W?two)"
)
_ORDINALS = (
    r"(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w{3,6}teenth|twentieth|"
    r"thirtieth|twenty-\w{3,7})"
)
_HOURS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ZONES = (
    r"(?:eastern|central|mountain|pacific|hawaii\w*|alaska\w*|arizona|atlantic|chicago|[ecmp][sd]?t|"
    r"hst|ast|akst|utc|gmt|america/\w+)"
)
_UNITS = r"(?:hours?|hrs?|days?|weeks?|horas|d[íi]as)"
_HINTS = tuple(
    pattern.format(
        months=_MONTHS, counts=_COUNTS, units=_UNITS, ordinals=_ORDINALS, hours=_HOURS, zones=_ZONES
    )
    for pattern in (
        # 12/10, 8:00, 0800-1330, 8a, 8 pm, the 9th, 1300 hrs
        r"\d\s?[:/.\-]\s?\d",
        r"\d\s?(?:[ap]\b|[ap]\.?m\b|st\b|nd\b|rd\b|th\b|hrs|hours|h\b)",
        r"\b(?:at|by|from|until|till|to|@|las|time)\W{{0,2}}\d{{1,4}}\b",
        r"\b\d{{1,4}} ?(?:to\b|{zones}\b)",
        # December 10, 10 Dec, Thursday, tomorrow, noon
        r"\b{months}[a-z]{{0,6}}\b\.? ?(?:the )?\w",
        r"\d(?:st|nd|rd|th)? ?(?:de |of )?-?{months}",
        r"\b(?:mon|tues?|wed|weds|thu|thurs?|fri|sat|sun|satur|wednes)(?:day)?\b",
        r"\b(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|ma[ñn]ana|mediod[íi]a|hora)\b",
        r"\b(?:noon|midday|midnight|today|tonight|tomorrow|tmrw|tmw|yesterday|o'clock)\b",
        r"\b(?:month|week)'s end\b",
        r"\bend of (?:the |this |next )?(?:week|month|business|day|{months})",
        # 48 hours, two full days
        r"{counts}\W{{0,3}}(?:full |business |working |calendar |\(\d+\) )?{units}\b",
        # all times Eastern, Chicago hours, "(AST)." alone
        r"\b(?:times?|hours|zone|clock)\b.{{0,30}}\b{zones}\b",
        r"\b{zones}\b(?: standard| daylight)?.{{0,3}}\b(?:times?|zone|hours)\b",
        r"^\W*{zones}\W*$",
        # half past seven, at eight, seven-thirty, the third of December, a week from today
        r"\b(?:half|quarter|ten|five|twenty) (?:past|to|after|of)\b",
        r"\b(?:first|second|third|{ordinals}) (?:of|[jfmasond]\w{{2,8}}day)\b",
        r"\bthe {ordinals}\b",
        r"\b(?:at|by|from|until|till|before|after|about|around) {hours}\b",
        r"\b(?:a|one) week from\b|-thirty\b",
    )
)


def _compiled() -> re2.Set:
    options = re2.Options()
    options.case_sensitive = False
    found = re2.Set.SearchSet(options)  # of one: nobody asks which of them it was
    found.Add("|".join(f"(?:{pattern})" for pattern in _HINTS))
    found.Compile()
    return found


_HINT = _compiled()


def has_hint(text: str) -> bool:
    """Whether ``text`` may name a time at all."""
    return bool(_HINT.Match(text))
