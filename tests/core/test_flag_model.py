"""The second opinion on flags: what it says alone, what it takes back, and what it leaves alone."""

from __future__ import annotations

from inbox_agent.core.features import Folding
from inbox_agent.core.flag_model import FlagModel, Judged
from inbox_agent.core.reading import Flag, Where
from inbox_agent.core.rules import Hit, Rule, Sentence
from inbox_agent.shell.reader import flag_model

FLAGS = (Flag.RANK_DISCLOSURE, Flag.NO_CONTACT_POLICY, Flag.CONTACT_DISCOURAGED)
GREETING = Sentence("Dear Dr. Haddad,")


def model(**weights: str) -> FlagModel:
    """A model that knows only the words named: ``word="number weight …"``."""
    named = {f"word:{word}": flat for word, flat in weights.items()}
    return FlagModel(FLAGS, (-2.0, -2.0, -2.0), named, Folding({}))


def by_rule(flag: Flag, sentence: str) -> dict[str, list[Hit]]:
    rule = Rule("a-rule", flag.value, any=())
    return {flag.value: [Hit(rule, Where.BODY, sentence, sentence, 1)]}


def test_it_speaks_alone_where_it_is_sure_and_quotes_the_clause() -> None:
    told = (GREETING, Sentence("It was a good day, seventh of ninety"))
    judged = Judged(model(seventh="0 40"), {}, told)
    hit = judged[Flag.RANK_DISCLOSURE.value][0]
    assert (hit.index, hit.quote) == (1, "seventh of ninety")


def test_it_takes_back_what_nothing_in_the_mail_bears_out() -> None:
    said = "We list our residents on the web."
    judged = Judged(model(list="0 -40"), by_rule(Flag.RANK_DISCLOSURE, said), (Sentence(said),))
    assert Flag.RANK_DISCLOSURE.value not in judged
    assert list(judged) == []


def test_a_rule_stands_where_it_has_no_opinion() -> None:
    said = "You are ranked to match."
    found = by_rule(Flag.RANK_DISCLOSURE, said)
    assert dict(Judged(model(), found, (Sentence(said),))) == found


def test_words_that_are_only_quoted_are_nobodys_opinion() -> None:
    quoted = (Sentence("seventh of ninety", Where.QUOTED),)
    assert dict(Judged(model(seventh="0 40"), {}, quoted)) == {}


def test_one_sentence_sets_one_boundary() -> None:
    told = (Sentence("Notes are not necessary."),)
    judged = Judged(model(necessary="1 10 2 20"), {}, told)
    assert set(judged) == {Flag.CONTACT_DISCOURAGED.value}


def test_the_trained_model_tells_not_needed_from_not_wanted() -> None:
    needless = Judged(flag_model(), {}, (Sentence("Thank-you notes are not necessary."),))
    unwanted = Judged(flag_model(), {}, (Sentence("Please do not send thank-you notes."),))
    assert set(needless) == {Flag.CONTACT_DISCOURAGED.value}
    assert set(unwanted) == {Flag.NO_CONTACT_POLICY.value}
