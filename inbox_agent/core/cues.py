"""The words around a date that say what the date is: the interview, the old time, a deadline, …

One table, so that a phrase is added in one place. A cue is a name; a phrase may carry several.
roles.py, asking.py and choose.py say what follows from a cue and how near it must stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OLD_NEXT = "old_next"
OLD_CLOSE = "old_close"
OLD_LAST = "old_last"
NEW_NEXT = "new_next"
NEW_CLOSE = "new_close"
NEW_LAST = "new_last"
FROM = "from"
TO = "to"
MOVE = "move"
INTERVIEW = "interview"
SOCIAL = "social"
OTHER = "other"
END = "end"
START = "start"
SAME = "same"
BY = "by"
LATEST = "latest"
STRICT = "strict"
DUE = "due"
CLOSES = "closes"
AFTER = "after"
GONE = "gone"
GIVEN = "given"
WISH = "wish"
ASK = "ask"
TELL = "tell"
WE = "we"
CANCEL = "cancel"
HOLD = "hold"
SEASON = "season"
EVENT = "event"
USUAL = "usual"
IF = "if"
ARRIVE = "arrive"
OFFER = "offer"
MEET = "meet"
BOOKED = "booked"
FREEZE = "freeze"
CAUSE = "cause"

_TABLE: dict[str, str] = {
    # What follows is the old time.
    OLD_NEXT: """
        by mistake | called up for | can't make | cannot make | conflict on | disregard | en lugar
        de | en vez de | formerly | had been | i wrote | in lieu of | in place of | initially |
        instead of | it said | mistakenly | no longer | old date | old time | original |
        originally | previous | previously | rather than | replaces | replacing | take back |
        unavailable on | up to now | was on | were on | wrongly | you had booked | you held | you
        took | your previous
    """,
    # The same, but only right before it.
    OLD_CLOSE: """
        against | antes | del | earlier | ignore | initial | not | old | prior | was | were
    """,
    # What stands before is the old time.
    OLD_LAST: """
        -> | be moved | be rescheduled | becomes | can't happen | cannot happen | does not work |
        doesn't work | falls away | falls through | fue cambiada | group had | group has | had to
        be | has been canceled | has been cancelled | has been changed | has been moved | has been
        postponed | has been removed | has been rescheduled | has changed | has moved | has to be
        dissolved | has to move | into | is being moved | is being pushed | is canceled | is
        cancelled | is gone | is moved | is moving | is no longer | is off | is postponed | is
        released | is void | isn't going to work | must be | needs to be | needs to move | no
        longer | queda cancelada | se cambió | should vanish | slides | to be moved | to move |
        vanish | was canceled | was cancelled | was changed | was moved | was postponed | was
        rescheduled | will be removed | will no longer | will not take place | won't happen |
        won't take place | won't work
    """,
    # What follows is the new time.
    NEW_NEXT: """
        and give you | becomes | brought forward to | bumped to | bumped you to | changed to |
        correct date | forward to | got you | i meant | instead be held | instead on | instead
        take place | instead to | instead we | is now | moved to | moved you | moved you over to |
        moved you to | new date | new day | new time | now reads | offer you | para el | postponed
        to | postponed until | pushed back to | pushed to | put you at | put you down for | put
        you in | put you on | putting you in | putting you on | rescheduled for | rescheduled to |
        see you on | shifted to | should be | should have been | should read | should say | slide
        to | slides to | swapped you to | switched to | to this | we have you on | will be held
        instead | will instead | will now | will see you
    """,
    # The same, but only right before it.
    NEW_CLOSE: """
        correct | into | new | now | updated
    """,
    # What stands before is the new time.
    NEW_LAST: """
        instead | is the new | is your new | it is | works instead
    """,
    # In a sentence that moves something, "from" has the old time and "to" the new one.
    FROM: """
        desde | from
    """,
    TO: """
        onto | to
    """,
    MOVE: """
        bring | brought | bumped | cambia | cambió | change | changed | changes | move | moved |
        moving | postpone | postponed | pushed | put off | reprogramada | reprogramado |
        reschedule | rescheduled | rescheduling | shifted | slide | slides | swap | swapped |
        switch | switched | traded | transferred
    """,
    # What a clause is about.
    INTERVIEW: """
        appointment | booked | chair | cita | citada | confirmed | conversation | entrevista |
        interview | interviewed | interviewee | interviewees | interviewer | interviewers |
        interviewing | interviews | join us | meeting | released to you | reserved for you |
        scheduled | seat | see you | session | slot | you are on | you're on | your day | your
        visit
    """,
    SOCIAL: """
        cena | cocktail | cocktails | coffee hour | dinner | evening with the residents | game
        night | gathering | hang | hang out | hangout | happy | happy hour | icebreaker | info
        session | information session | meet & greet | meet and greet | meet the residents |
        meet-and-greet | mixer | open afternoon | open day | open house | pre-interview | q&a
        night | reception | resident night | residents' evening | return visit | second look |
        second visit | social | social hour | socials | town hall | trivia | virtual tour |
        webinar
    """,
    OTHER: """
        academic year | application | applied | as you asked on | available from | back on |
        begins july | booking opens | calendar opens | closed on | contact me before | contract |
        created on | dated | decisions | downtime | equipment test | eras | exam | fire alarm |
        founded | generated on | go live | goes live | graduated | holiday | invited you on | last
        updated | link opens | made on | maintenance | match | match day | match week | notified |
        nrmp | office hours | office is closed | on leave | open on | opens at | opens on |
        orientation for new | out of office | paid | payment | per your email | portal opens |
        position on | posted | practice session | published | rank | rank list | rank order |
        received on | registered | registered on | release of | requested on | return on |
        returned on | returning | room opens | scheduler opens | sent on | sent you | soap | start
        date | step 3 | survey | take up the position | take up your position | tech check | tech
        test | technology check | test call | test session | transcript | updated on | vacation |
        we invited | we wrote | will be closed | will be released | will open | wrote to you | you
        asked on | you wrote | your cancellation on | your e-mail of | your email of | your mail
        of | your message of | your reply of | zoom opens
    """,
    # What follows is an end, or a beginning.
    END: """
        acaba | adjourn | adjournment | adjourns | close | closing remarks | closing words |
        conclude | concludes | concluding | done | done at | done by | end | end of day | end time
        | ending | ends | ends at | farewell | finish | finish at | finish by | finished by |
        finishes | free at | free by | goes until | good-bye | goodbye | home by | last until |
        lasts until | let you go | log off | off by | out at | out by | over at | over by |
        release you | runs to | runs until | termina | terminamos | through | thru | till | to : |
        until | until : | wrap | wrap up | wrap-up | wrapping up | wraps up
    """,
    START: """
        begin | beginning | begins | check in | check-in | commence | commences | commencing |
        from | from : | kick off | kicks off | start | start time | starting | starts | time |
        when
    """,
    # The hour stays.
    SAME: """
        both | hours remain | hours stay | hours unchanged | same | same hour | same hours | same
        start | same time | still | time remains | time stays | time unchanged | unchanged
    """,
    # What follows limits something.
    BY: """
        a mas tardar | a más tardar | antes de | antes del | available through | before | before i
        go home | before i leave | before we go home | before we leave | by | by no later than |
        by or before | good through | hasta | held through | ideally | later than | latest by | no
        later than | not after | not later than | on or before | open through | prior to | right
        up to | say | stays open through | through | thru | til | till | until | up to | up to and
        including | valid through
    """,
    # What stands before is a limit.
    LATEST: """
        a mas tardar | a más tardar | at latest | at the latest | by then | is the last day |
        latest | or earlier | or sooner | until then | was the last date | was the last day
    """,
    # A limit that is always one to answer.
    STRICT: """
        a más tardar | by no later than | by or before | no later than | not after | not later
        than | on or before
    """,
    # A limit that needs no "by".
    # A limit where what closes is a form, a page or the like.
    CLOSES: """
        close | closes | closes at | closes on | closing | shuts | shuts at | shuts on
    """,
    DUE: """
        accept by | answer by | answer needed | closing date | closing time | cut-off | cutoff |
        deadline | deadline is | deadline: | decide by | dies | dies on | due | due by | due on |
        expire | expires | expires on | fecha límite | form locks | i close | lapses | link shuts
        | needed by | open through | open until | page locks | portal locks | portal shuts | reply
        by | reply deadline | respond before | respond by | response deadline | response needed |
        rsvp | rsvp by | sheet locks | stays open | system locks | vence | we close
    """,
    # What follows is when it is too late.
    AFTER: """
        after | following | later than | past
    """,
    # What happens to a place that nobody took.
    GONE: """
        alternates | as a no | assume | be released | can't be considered | cannot be considered |
        considered declined | declination | declinations | deemed | down the list | forfeited |
        gets released | give it away | give them to | give your seat away | given away | gives it
        away | go back | go to | goes back | goes dead | goes to | hand the | handed to | is lost
        | lapse | lapses | move along | move on | moving down | moving on | next in line | next on
        | next person | no longer hold | not be accepted | not be considered | nothing is kept |
        pass to | passes to | release | released | released on | releases | revert | revert to |
        reverts | roll over | rolls over | the pool | too late | treated as | will be lost | will
        be released
    """,
    # How long the applicant has.
    GIVEN: """
        you are given | you get | you had | you have | you will have | you'll get | you'll have |
        you've | you've got
    """,
    # What stands before is when an answer would be welcome.
    WISH: """
        would be a good day | would be a good day to have | would be good | would be great | would
        be helpful | would be ideal | would be lovely
    """,
    # The applicant is to act.
    ASK: """
        a line from you | a word from you | accept | acknowledge | advise | answer | answers |
        avisar | book | call me | choose | claim | complete | confirm | confirmar | contact us |
        contestar | decline | do it | drop me | drop us | e-mail me | e-mail us | email me | email
        us | enviar | expect to hear from you | favor de | fill | finish the | forward | get back
        to me | get back to us | give me | give us | grab | have it | have to hear | have to know
        | hear back | hear from you | hear nothing | heard from you | holler | i need | i would
        need | i'd need | i'll need | indicar | kindly | let me know | let this office know | let
        us know | make a selection | make your | must know | need to hear | need to know | need
        your | no answer | no reply | pick | ping me | ping us | please | pls | plz | provide |
        put it back | reach me | reach us | register | replies | reply | respond | responder |
        response | return | revert | rsvp | schedule using | schedule your | secure | select |
        send | send it | shoot me | sign | sign up | snap up | submit | take the | tell me | tell
        us | text me | to arrive | to hear from you | turn in | upload | we expect to hear | we
        need | we'll need | weigh in | word back | word from you | write back | write to me |
        write to us | your answer | your choice | your decision | your ok | your preference | your
        response | your selection | your yes
    """,
    # The applicant is to say something.
    TELL: """
        answer | call me | drop me | drop us | email me | hear from you | let me know | let us
        know | one line | reply | respond | shoot me | state so | tell me | tell us | we expect to
        hear | write to me | write to us
    """,
    # The program is to act.
    WE: """
        applicants must | are notified | be announced | be notified | decisions will | had to |
        has heard | have heard | he will | hear from me | heard from us | i have released | i will
        | i'll | i've released | programs may | programs must | she will | they will | we aim | we
        are going to | we expect to | we have released | we hope | we intend | we plan | we will |
        we'll | we've released | will be announced | will be emailed | will be in touch | will be
        mailed | will be posted | will be released | will be sent | will follow | will get back |
        will go out | will notify | will reach you | will send | you had to | you should hear |
        you should receive | you will hear | you will receive | you'll hear | you'll receive
    """,
    # It is about giving up, not answering.
    CANCEL: """
        back out | bail | cancel | canceling | cancellation | cancellations | cancelling | change
        your | drop out | drop your | give it up | give notice | give up | opt out | release your
        | reschedule | rescheduling | unmark | withdraw | withdrawal
    """,
    # Something is kept for the applicant.
    HOLD: """
        accepted until | accepts | are accepted until | available until | good through | good
        until | guaranteed until | has a week | has until | have a week | have until | held | hold
        | holding | is accepted until | is good | keep | keeping | kept | live until | open til |
        open till | open until | remains open | reserve | reserved | save | saving | stand |
        stands | valid | works until | you have till | you have until | you've got till | you've
        got until | you've till | you've until | yours
    """,
    # A limit of the season.
    SEASON: """
        applications open | certified | certify | certifying | list closes | list deadline | lists
        | match participation | match registration | nrmp | rank list | rank order | register for
        the match | registration for the main | registration for the match | rol | your list
    """,
    # An event that one registers for.
    EVENT: """
        attend | dinner | hangout | join us | open house | put your name down | reception |
        register | registration | reserve | rsvp | save your seat | save your spot | sign up |
        social | survey | webinar
    """,
    # A general remark.
    USUAL: """
        generally | historically | in past years | most years | normally | often | on average |
        typically | usually
    """,
    IF: """
        if it | if it's | if these | if they | if they're | if this
    """,
    # When to log in.
    ARRIVE: """
        arrival | arrive | be on | be ready | be there | check in | connect | join | log in | log
        on | logged in | login | online by | please be | report | sign in
    """,
    # Several times are on offer.
    OFFER: """
        any of | availability | available | choice | choices | choose | dates left | disponibles |
        either | left | offer | one of | open | opening | openings | option | options | pick |
        prefer | preference | remaining | select | which | which of | which one
    """,
    # A time is offered for meeting.
    MEET: """
        are left | available | can you | chat | come | could you | do you want | free | have you |
        host | how about | invite you | is left | is open | join | make it | manage | meet | offer
        you | on zoom | opened | opening | see you | speak | spend | suit | suits | take it | talk
        | visit | want it | what about | works | would | would you like | yours
    """,
    # What follows is the booked time: the old one in mail that moves it.
    BOOKED: """
        appointment on | booked for | interview of | interview on | planned for | scheduled for |
        session of | session on | set for | signed up for | slot on | was scheduled | were
        scheduled
    """,
    # The freeze date of ERAS.
    FREEZE: """
        freeze | freeze date
    """,
    # Words that only look like a limit.
    CAUSE: """
        according to | close to | due to | owing to | thanks to
    """,
}

Rows = list[tuple[list[str], frozenset[str]]]
PHRASES: dict[str, dict[str, Rows]] = {}
"""First word -> second word ("" for any) -> phrases, longest first: (further words, their cues)."""
_INHERITED = frozenset((MOVE, ASK, HOLD, CANCEL, SEASON, EVENT, OFFER, INTERVIEW, SOCIAL, OTHER))
"""Cues that a longer phrase has from the words in it: "moved to" is a move too."""
_LIMITING = frozenset(("until", "till", "through", "by", "before", "than"))
"""Last words that make "held until" a limit as well as a hold."""
_LIMITED = frozenset((HOLD, DUE, ASK, EVENT))


def _cues() -> dict[tuple[str, ...], set[str]]:
    """Each phrase, as the words that tokens.py makes of it, with its cues."""
    found: dict[tuple[str, ...], set[str]] = {}
    for cue, phrases in _TABLE.items():
        for phrase in phrases.split("|"):
            words = tuple(re.sub(r"([-&:])", r" \1 ", phrase).split())
            found.setdefault(words, set()).add(cue)
    for words, names in found.items():
        for part in _parts(words):
            names |= found.get(part, set()) & _INHERITED
        if words[-1] in _LIMITING and names & _LIMITED:
            names.add(BY)
    return found


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if end - start < len(words):
                yield words[start:end]


def _index() -> None:
    for words, names in sorted(_cues().items(), key=lambda row: -len(row[0])):
        seconds = PHRASES.setdefault(words[0], {})
        rows = seconds.setdefault(words[1] if len(words) > 1 else "", [])
        rows.append((list(words[1:]), frozenset(names)))
    for seconds in PHRASES.values():
        for second, rows in seconds.items():
            if second:
                rows += seconds.get("", [])


_index()
