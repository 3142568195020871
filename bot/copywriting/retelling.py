"""A given text that is told again keeps what its pronouns mean: 'they' are the same ones as there.

What a rewrite forgot is put in where it stands in the source and not at the end, where 'They can be used by
phone' would be said of something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import sentences
from bot.copywriting import leaning
from bot.domain import Claim, Fact
from bot.joining import joined


def follows(claim: Claim, last: str, given: Sequence[Fact]) -> bool:
    """Say whether a sentence may stand behind one whose source is ``last``; what is not of ``given`` may."""
    places = _places(given)
    home = places.get(claim.source or "")
    if home is None:
        return True
    return leaning.follows(claim.text, home, places.get(last), [fact.value for fact in given])


def in_order(text: str, sources: Mapping[str, str], given: Sequence[Fact]) -> str:
    """Return the sentences of a text in the order of ``given``, of which all but the last lines are.

    ``sources`` says which fact each sentence stands on. '' where one is not known, or leans on one that does
    not stand before it.
    """
    places, told = _places(given), sentences.split(text)
    if any(sentence not in sources for sentence in told):
        return ""
    told.sort(key=lambda sentence: places.get(sources[sentence], len(given)))  # stable
    last = ""
    for sentence in told:
        if not follows(Claim(sentence, True, sources[sentence]), last, given):
            return ""
        last = sources[sentence]
    return joined(told)


def _places(given: Sequence[Fact]) -> dict[str, int]:
    return {fact.id: at for at, fact in enumerate(given)}
