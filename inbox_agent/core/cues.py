"""The words around a date that say what the date is: the interview, the old time, a deadline, …

A table, so that a phrase is added in one place. ``next`` cues speak of the date that follows,
``last`` cues of the one before; ``topic`` cues of what the clause is about; the rest mark the
sentence. The order within a row does not matter, longer phrases win.
"""

from __future__ import annotations

from collections.abc import Iterator

OLD_NEXT, OLD_LAST, NEW_NEXT, NEW_LAST = "old_next", "old_last", "new_next", "new_last"
OLD_CLOSE, NEW_CLOSE = "old_close", "new_close"
FROM, TO, MOVE = "from", "to", "move"
INTERVIEW, SOCIAL, OTHER = "interview", "social", "other"
END, START, SAME = "end", "start", "same"
BY, DUE, ASK, WE, CANCEL, HOLD, SEASON, EVENT = (
    "by", "due", "ask", "we", "cancel", "hold", "season", "event"
)  # fmt: skip
IF, ARRIVE, OFFER, FREEZE, BOOKED, WISH, LATEST, STRICT = (
    "if", "arrive", "offer", "freeze", "booked", "wish", "latest", "strict"
)  # fmt: skip
AFTER, GONE, GIVEN, USUAL, TELL, MEET, CAUSE = (
    "after", "gone", "given", "usual", "tell", "meet", "cause"
)  # fmt: skip  # fmt: skip

_PHRASES: dict[str, str] = {
    OLD_NEXT: "i wrote|it said|wrongly|mistakenly|by mistake|previously|originally|formerly|old time|old date|was on|were on|instead of|"
    "rather than|in place of|in lieu of|no longer|cannot make|can't make|disregard|previous|"
    "original|initially|your previous|had been|"
    "up to now|replaces|replacing|conflict on|unavailable on|en lugar de|en vez de|"
    "called up for",
    OLD_CLOSE: "not|was|old|prior|earlier|ignore|antes|del|initial|against|were",
    OLD_LAST: "will not take place|won't take place|won't work|is cancelled|is canceled|"
    "has been cancelled|has been canceled|was cancelled|was canceled|is off|should vanish|vanish|"
    "is released|is void|slides|has to be dissolved|does not work|doesn't work|no longer|falls away|"
    "falls through|is no longer|has been removed|will be removed|is gone|must be|can't happen|"
    "cannot happen|has to move|needs to move|had to be|is being moved|is being pushed|is moving|"
    "has moved|has been moved|is moved|was moved|has been rescheduled|was rescheduled|is postponed|"
    "has been postponed|was postponed|has been changed|has changed|was changed|will no longer|"
    "becomes|se cambió|fue cambiada|queda cancelada|is cancelled|won't happen|isn't going to work|"
    "to be moved|to move|be moved|be rescheduled|needs to be|group has|group had|->|into",
    NEW_NEXT: "becomes|i meant|should read|should be|should have been|should say|putting you on|"
    "putting you in|new time|new date|new day|instead on|instead to|moved to|rescheduled to|"
    "rescheduled for|changed to|pushed to|postponed to|postponed until|switched to|shifted to|"
    "put you on|put you in|put you at|moved you to|moved you over to|moved you|correct date|"
    "will now|is now|now reads|put you down for|got you|bumped to|bumped you to|"
    "swapped you to|to this|slide to|slides to|and give you|para el|offer you|pushed back to|"
    "brought forward to|forward to|we have you on|see you on|will see you|instead we",
    NEW_CLOSE: "now|new|correct|updated|into",
    NEW_LAST: "instead|is the new|is your new|works instead|it is",
    FROM: "from|desde",
    TO: "to|until|for|onto",
    MOVE: "moved|move|moving|rescheduled|reschedule|rescheduling|changed|change|changes|pushed|"
    "postponed|postpone|shifted|switched|switch|swapped|swap|bumped|brought|bring|transferred|"
    "slides|slide|cambió|cambia|reprogramada|reprogramado|put off|traded",
    INTERVIEW: "interview|interviews|interviewing|interviewed|interviewee|interviewees|session|"
    "appointment|slot|seat|chair|conversation|entrevista|cita|citada|meeting|booked|scheduled|"
    "confirmed|your visit|see you|join us|you're on|you are on|your day|interviewer|interviewers",
    SOCIAL: "social|socials|dinner|happy hour|mixer|reception|meet and greet|meet & greet|"
    "meet-and-greet|hangout|hang out|hang|gathering|cena|open house|webinar|town hall|"
    "information session|info session|game night|trivia|meet the residents|resident night|"
    "second look|open afternoon|open day|coffee hour|virtual tour|icebreaker|social hour|"
    "pre-interview|q&a night|residents' evening|evening with the residents|cocktail|cocktails|"
    "second visit|return visit|happy",
    OTHER: "rank order|rank list|rank|match day|match week|match|nrmp|eras|soap|academic year|"
    "tech check|technology check|tech test|test call|test session|practice session|equipment test|"
    "office hours|contract|applied|application|out of office|vacation|on leave|holiday|start date|"
    "begins july|we wrote|you wrote|wrote to you|sent you|sent on|we invited|invited you on|"
    "your reply of|your mail of|your email of|your e-mail of|dated|received on|as you asked on|"
    "posted|founded|published|graduated|exam|step 3|orientation for new|closed on|office is closed|"
    "will be closed|your message of|your cancellation on|back on|return on|returning|returned on|"
    "fire alarm|maintenance|downtime|survey|available from|opens on|open on|opens at|goes live|go live|will open|scheduler opens|calendar opens|"
    "portal opens|booking opens|zoom opens|room opens|link opens|contact me before|decisions|notified|"
    "will be released|release of|paid|payment|registered|transcript|you asked on|per your email|created on|registered on|"
    "requested on|made on|updated on|generated on|last updated",
    END: "to :|until :|ends|end|ends at|end time|ending|until|till|finish|finishes|finish at|done by|done at|"
    "done|wrap up|wraps up|wrapping up|adjourn|adjourns|adjournment|conclude|concludes|concluding|"
    "over by|through|thru|end of day|close|closing remarks|finished by|finish by|out by|"
    "termina|terminamos|acaba|wrap-up|wrap|let you go|release you|log off|runs to|runs until|goes until|last until|lasts until|"
    "off by|over at|free at|farewell|good-bye|goodbye|closing words|free by|out at|home by",
    START: "from :|start|starts|start time|starting|begin|begins|beginning|commences|commencing|kick off|"
    "kicks off|welcome|check in|check-in|from|time|when|commence",
    SAME: "same time|same hours|same hour|hours unchanged|time unchanged|unchanged|still|same start|"
    "time stays|time remains|hours remain|hours stay|both|same",
    BY: "say|ideally|up to and including|up to|through|thru|good through|open through|valid through|available through|held through|stays open through|by|before|by no later than|by or before|before we go home|before i go home|before we leave|"
    "before i leave|"
    "not later than|no later than|on or before|prior to|until|till|til|latest by|"
    "a más tardar|a mas tardar|antes de|antes del|hasta|later than|not after|"
    "right up to",
    LATEST: "at the latest|at latest|latest|or sooner|or earlier|a más tardar|a mas tardar|until then|"
    "by then",
    STRICT: "no later than|not later than|by no later than|on or before|a más tardar|not after|by or before",
    AFTER: "after|later than|past|following",
    GONE: "move on|move along|moving on|moving down|down the list|next on|released|release|releases|goes to|go to|goes dead|given away|give it away|gives it away|"
    "give your seat away|give them to|next person|next in line|not be considered|"
    "cannot be considered|can't be considered|not be accepted|too late|forfeited|passes to|pass to|"
    "lapse|lapses|reverts|revert to|revert|nothing is kept|assume|goes back|go back|rolls over|"
    "roll over|the pool|no longer hold|will be lost|is lost|alternates|handed to|hand the",
    GIVEN: "you have|you've|you've got|you will have|you'll have|you get|you are given|you'll get|you had",
    USUAL: "usually|typically|generally|normally|often|on average|most years|in past years|historically",
    DUE: "portal locks|system locks|form locks|page locks|sheet locks|portal shuts|link shuts|due|due by|due on|deadline|deadline is|deadline:|expires|expire|expires on|closes|close|"
    "closes on|closing time|closing date|respond by|reply by|rsvp|rsvp by|answer by|response deadline|"
    "reply deadline|fecha límite|open until|open through|stays open|cutoff|cut-off|lapses|vence|"
    "we close|i close|closing|answer needed|response needed|needed by|accept by|decide by|respond before",
    ASK: "need to hear|have to hear|we expect to hear|expect to hear from you|to hear from you|give me|give us|have to know|need to know|must know|have to hear|reach us|reach me|heard from you|respond|reply|confirm|let me know|let us know|let this office know|tell me|tell us|"
    "write back|return|accept|decline|choose|send|submit|complete|upload|sign|register|rsvp|"
    "shoot me|call me|text me|pick|answer|your choice|your answer|your response|response|"
    "your decision|your preference|hear from you|get back to me|get back to us|revert|contact us|"
    "email me|e-mail me|email us|e-mail us|make your|select|schedule using|schedule your|fill|"
    "provide|turn in|sign up|i need|i'll need|we need|we'll need|need your|i would need|i'd need|"
    "to arrive|replies|confirmar|contestar|responder|indicar|favor de|acknowledge|finish the|take the|"
    "send it|have it|your yes|your ok|claim|secure|enviar|avisar|book|do it|put it back|"
    "please|kindly|pls|plz|answers|advise|drop me|drop us|ping me|ping us|holler|weigh in|forward",
    TELL: "let me know|let us know|tell me|tell us|reply|respond|write to me|write to us|answer|"
    "email me|shoot me|drop me|drop us|call me|hear from you|we expect to hear|state so|one line",
    WE: "we've released|i've released|we have released|i have released|will be announced|are notified|be announced|will go out|will be posted|will be mailed|has heard|have heard|heard from us|hear from me|we will|we'll|i will|i'll|you will hear|you'll hear|you will receive|you'll receive|"
    "you should hear|you should receive|we aim|we hope|we expect to|we plan|will be sent|"
    "will be emailed|will follow|she will|he will|they will|will reach you|be notified|will notify|"
    "we intend|will send|we are going to|will get back|will be in touch|decisions will|"
    "will be released|programs must|applicants must|programs may",
    CANCEL: "drop out|drop your|cancel|cancellation|cancellations|cancelling|canceling|withdraw|withdrawal|give up|"
    "give it up|reschedule|rescheduling|change your|give notice|release your|back out|bail|opt out|unmark",
    HOLD: "stands|stand|works until|live until|hold|holding|keep|keeping|reserve|reserved|held|kept|save|saving|yours|good until|valid|"
    "available until|guaranteed until|have until|has until|have a week|has a week|remains open|open until|good through|is good|accepts",
    SEASON: "rank order|rank list|rol|certify|certified|certifying|list closes|your list|lists|"
    "list deadline|match registration|register for the match|registration for the match|nrmp|"
    "registration for the main|applications open|match participation",
    EVENT: "register|sign up|save your seat|save your spot|attend|join us|sign up|registration|dinner|social|open house|webinar|rsvp|survey|hangout|reception",
    IF: "if it|if it's|if they|if they're|if these|if this",
    ARRIVE: "arrive|log in|log on|login|sign in|connect|join|be there|please be|check in|be on|"
    "report|arrival|be ready|online by|logged in",
    OFFER: "which|choose|pick|select|options|option|available|availability|openings|opening|open|"
    "either|prefer|preference|dates left|remaining|offer|left|disponibles|choices|choice|"
    "which one|one of|any of|which of",
    WISH: "would be a good day to have|would be good|would be great|would be ideal|would be helpful|"
    "would be lovely|would be a good day",
    MEET: "would|could you|can you|works|suits|suit|free|available|come|visit|meet|talk|speak|chat|"
    "see you|join|spend|have you|host|manage|make it|want it|take it|yours|is open|opened|opening|"
    "is left|are left|what about|how about|would you like|do you want|invite you|offer you|on zoom",
    CAUSE: "due to|thanks to|owing to|close to|according to",
    FREEZE: "freeze date|freeze",
    BOOKED: "planned for|set for|booked for|scheduled for|were scheduled|was scheduled|appointment on|interview of|"
    "interview on|session of|slot on|session on|signed up for",
}

Rows = list[tuple[list[str], frozenset[str]]]
PHRASES: dict[str, dict[str, Rows]] = {}
"""First word -> second word ("" for any) -> phrases, longest first: (further words, their cues)."""


_WHOLE = {MOVE, ASK, HOLD, CANCEL, SEASON, EVENT, OFFER, INTERVIEW, SOCIAL, OTHER, GONE}
"""Cues that a longer phrase inherits from its words: "moved to" is a move too."""


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if end - start < len(words):
                yield words[start:end]


_LIMITING = frozenset(("until", "through", "by", "before", "than"))


def _index() -> None:
    cues: dict[tuple[str, ...], set[str]] = {}
    for cue, phrases in _PHRASES.items():
        for phrase in phrases.split("|"):
            words = tuple(phrase.replace("-", " - ").replace("&", " & ").split())
            cues.setdefault(words, set()).add(cue)
    for words, names in cues.items():
        for part in _parts(words):
            names |= cues.get(part, set()) & _WHOLE
    for words, names in sorted(cues.items(), key=lambda row: -len(row[0])):
        if words[-1] in _LIMITING and names & {HOLD, DUE, ASK, EVENT}:
            names.add(BY)
        seconds = PHRASES.setdefault(words[0], {})
        rows = seconds.setdefault(words[1] if len(words) > 1 else "", [])
        rows.append((list(words[1:]), frozenset(names)))
    for seconds in PHRASES.values():
        for second, rows in seconds.items():
            if second:
                rows += seconds.get("", [])


_index()
