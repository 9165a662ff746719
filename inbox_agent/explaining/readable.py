"""One explained message as text for people."""

from __future__ import annotations

from typing import Any

_WIDTH = 10  # of the column of names


def readable(document: dict[str, Any]) -> str:
    """A few lines: what it is, from whom, what is dangerous in it, when, and why we think so."""
    if document["unreadable"] is not None:
        return f"{document['file']}\n  could not be read: {document['unreadable']}"
    lines = [
        document["file"],
        _line("is", f"{_words(document['category'])} ({document['confidence']:.0%} sure)"),
        _line("from", document["from"]),
        _line("subject", document["subject"]),
        _line("program", _program(document)),
        _line("interview", _interview(document["interview"])),
        _line("answer by", document["respond_by"]),
    ]
    for flag in document["flags"]:
        lines.append(_line(flag["severity"], f"{_words(flag['flag'])}: “{flag['quote']}”"))
        lines.append(_line("", flag["why"]))
        lines.append(_line("", flag["advice"]))
    lines.extend(
        _line("because", f"“{reason['quote']}” ({reason['where']}, {reason['rule']})")
        for reason in document["reasons"]
    )
    lines.extend(_line("doubt", doubt) for doubt in document["doubts"])
    return "\n".join(line for line in lines if line)


def _line(name: str, value: str | None) -> str:
    return f"  {name:<{_WIDTH}} {value}" if value else ""


def _words(name: str) -> str:
    return name.replace("_", " ")


def _program(document: dict[str, Any]) -> str | None:
    known, named = document["program_known"], document["program"]
    if known:
        return f"{known} / {document['track']}" if document["track"] else str(known)
    if document["candidates"]:
        return f"{named or 'unnamed'}; one of: " + ", ".join(document["candidates"])
    return f"{named} (not on your list)" if named else None


def _interview(interview: dict[str, Any] | None) -> str | None:
    if interview is None:
        return None
    times = [slot["start"] for slot in interview["options"]] or [interview["start"] or ""]
    zone = interview["time_zone"] or "no time zone known"
    assumed = ", assumed" if interview["time_zone_assumed"] else ""
    return f"{' or '.join(times)} ({zone}{assumed})"
