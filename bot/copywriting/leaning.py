"""Which sentences lean on the one before them, and which set a limit: neither may be torn out of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.claims.words import group

_LEANS = group(
    "it its itself they them their theirs this that these those he him his she her hers each both either "
    "neither such one ones another others some most all but or then otherwise also so "
    "therefore instead however "
    "它 它们 这 那 此 该 其 否则 但 因此"
)
_LIMITS = re.compile(
    r"\b(?:not|no|never|none|cannot|\w+n[’']t|only|until|till|unless|except|excluding|without|must|if|provided|"
    r"required?|at (?:most|least)|up to|max(?:imum)?|min(?:imum)?|before|after|by|from|within|ends?|expires?|"
    r"deadline|limited|while|as long as|subject to|valid)\b|[不未仅只须]|除非|截止|之前|以前|如果",
    re.I,
)


def leans(sentence: str) -> bool:
    """Say whether a sentence speaks of the one before it: 'It must be cast iron.'

    'Each one' does, too; only a Chinese pronoun has no space behind it.
    """
    first = re.match(r"\W*(它们|否则|因此|[它这那此该其但]|[^\W\d_]+)", sentence)
    return first is not None and first[1].lower() in _LEANS


def before(sentences: Sequence[str], at: int) -> int:
    """Return where the passage begins that the sentence at ``at`` leans on: ``at`` if it stands alone."""
    while at and leans(sentences[at]):
        at -= 1
    return at


def follows(sentence: str, home: int, last: int | None, source: Sequence[str]) -> bool:
    """Say whether a sentence from the place ``home`` of a source may stand behind one from ``last``.

    What leans must follow the same sentence as there, or what else its own says; None is a beginning.
    """
    if not leans(sentence):
        return True
    led = leans(source[home])
    return last == home or (led and (last == home - 1 or (home == 0 and last is None)))


def announces(sentence: str) -> bool:
    """Say whether a sentence is only the opening of what follows, a list or a command: 'It holds:'"""
    return sentence.rstrip().endswith((":", "："))


def limits(sentence: str) -> bool:
    """Say whether a sentence holds a limit, a condition or a deadline, without which others may be untrue."""
    return bool(_LIMITS.search(sentence))
