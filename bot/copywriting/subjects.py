"""What a product is called in sentences: by its name with an article, then by what it is, in one or many."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.copywriting import wording
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger import lexicon
from bot.copywriting.naming import head
from bot.domain import Fact


def _is_work(known: Sequence[Fact]) -> bool:
    """Whether the product is a book or the like, whose title is a name: 'Letters from Lantern Street'."""
    return bool({"author", "narrator", "genre", "isbn"} & {fact.id for fact in known})


def with_article(name: str, known: Sequence[Fact]) -> str:
    """Return a name as the subject of a sentence: 'The Marlow Mug', but 'My Mug' and 'Letters from Hull'."""
    own = re.match(r"(?:the|an?|my|your|our)\b|\S+['’]s?\b", name, re.I)
    return name if own or _is_work(known) else f"The {name}"


def short(name: str, known: Sequence[Fact]) -> str:
    """Return what the product may be called the second time, as the catalogue's prose calls it: 'The pan'.

    A 'Plate and Cup Set' may not: each of them is a part of it.
    """
    if " and " in name:
        return ""
    called_by = head(name).lower()
    called = re.compile(
        rf"\b{re.escape(called_by)}(?=[,.;:]| (?:with|for|of|in|that|which|from|and|to|on)\b|$)"
    )
    odd = lexicon.key(called_by) in lexicon.words("colour") | lexicon.words("material") or _is_work(known)
    return f"The {called_by}" if not odd and any(called.search(text) for text in _texts(known)) else ""


def many(thing: str, known: Sequence[Fact]) -> bool:
    """Whether a name is said of several things; 'Kids 16' is 'a first bike', as the prose says."""
    texts = _texts(known)
    first = (
        re.match(r"An? (?!.*\band an? )|The \w+(?<!s) (?:for|of|with|that)\b", texts[0]) if texts else None
    )
    one = first is not None and thing.lower() not in re.findall(r"\w+", " ".join(texts).lower())
    return wording.is_plural(thing) and not one and not _is_work(known)


def _texts(known: Sequence[Fact]) -> list[str]:
    return [fact.value for fact in known if is_prose(fact)]
