"""Words keep the form in which the facts have them: what comes seasoned there comes in no seasoning here.

Words are compared without their inflection, and harmless ones not at all; so a bent word could pass for
another, and a harmless verb for a thing ('the plan is made in Italy' of a planter) or a property ('lined').
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.claims.words import group
from bot.copywriting import wording
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.joints import HOLDERS
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact
from bot.copywriting.naming import core, head

_ODD_CASE = re.compile(r"[^\W\d_]*[a-z][A-Z][^\W\d_]*")
_ONE = group("a an another")
_VERBS = group(
    "is are was were has have comes come costs cost weighs weigh measures measure holds hold fits fit"
)
_WITH = group("with in at by from of on to for")
# What may open a fragment and says no more than the verb that is left out.
_PLAIN = wording.OWN | group("priced offered")


def objection(words: Sequence[Word], book: Book) -> str:
    """The first word in a form that the facts do not give it; '' when there is none."""
    for i, word in enumerate(words):
        before = words[i - 1].text.lower() if i and not word.gap else ""
        after = words[i + 1] if i + 1 < len(words) and not words[i + 1].gap else None
        why = (
            _case(word, book) or _tense(word, book) or _name(word, book) or _number(before, word, after, book)
        )
        if why:
            return why
    return _thing(words, book) or _opening(words, book)


def _case(word: Word, book: Book) -> str:
    odd = _ODD_CASE.fullmatch(word.text) and not _stands(word.text, book)
    return f"nothing in the facts is written '{word.text}'" if odd else ""


def _tense(word: Word, book: Book) -> str:
    """What is done to a thing is not what it does: 'turned from maple' is no 'turns' and no 'turning'."""
    text = word.text.lower()
    forms = [place.word.text.lower() for place in book.of(word.key)]
    if not forms:
        return ""
    turned = is_fact(word, book) and any(
        text.endswith(mine) and all(form.endswith(theirs) for form in forms)
        for mine, theirs in (("ing", "ed"), ("ed", "ing"))
    )
    does = word.key not in HOLDERS and all(_done(form, text) for form in forms)
    return f"the facts say '{forms[0]}', not '{word.text}'" if turned or does else ""


def _done(form: str, text: str) -> bool:
    """Whether a form says that something is done which a text says that it does: 'turned', 'turns'."""
    stem = form.removesuffix("ed")
    stems = {stem, stem[:-1]} if stem[-2:-1] == stem[-1:] else {stem}  # 'fitted', 'fits'
    bent = {f"{one}{end}" for one in stems for end in ("", "s", "e", "es")}
    return form.endswith("ed") and len(stem) > 2 and text in bent


def _name(word: Word, book: Book) -> str:
    """A word that the facts have in the product's name alone, in the plural: 'the Merrows', 'Balconies'."""
    text, places = word.text.lower(), book.of(word.key)
    bent = text.endswith("s") and all(place.word.text.lower() != text for place in places)
    if word.kind != "word" or not places or not bent:
        return ""
    titled = all(book.facts[place.fact].id in ("title", "short_title") for place in places)
    thing = lexicon.key(head(core(book.facts[places[0].fact].value)))
    name = word.text[:1].isupper() or any(not place.at for place in places)
    return f"'{word.text}' bends the product's name" if titled and name and word.key != thing else ""


def _number(before: str, word: Word, after: Word | None, book: Book) -> str:
    """'A lids' is one and many; 'a sports bag' is not."""
    many = before in _ONE and word.kind == "word" and is_fact(word, book) and wording.is_plural(word.text)
    if not many or (after and is_fact(after, book) and after.kind == "word"):
        return ""
    return "" if _stands(f"{before} {word.text}", book) else f"'{before} {word.text}' is one and many"


def _thing(words: Sequence[Word], book: Book) -> str:
    """A harmless word where the thing should stand: 'The plan costs EUR 30.'"""
    if len(words) < 3 or words[0].text.lower() != "the" or words[2].text.lower() not in _VERBS:
        return ""
    word, free = words[1], lexicon.lexicon()["free"]
    other = word.key in free["plain verbs"] | free["invitations"] | free["abstract"] - lexicon.words("cue")
    own = is_fact(word, book) or word.key in HOLDERS
    return f"no fact speaks of a '{word.text}'" if other and not own else ""


def _opening(words: Sequence[Word], book: Book) -> str:
    """A harmless participle that becomes a property: 'Lined with steel.'"""
    first = words[0].text.lower() if words else ""
    begins = len(words) > 1 and not words[1].gap and words[1].text.lower() in _WITH
    if not begins or not first.endswith("ed") or first in _PLAIN or words[0].key in book.index:
        return ""
    return f"no fact says '{words[0].text}'"


def _stands(text: str, book: Book) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", fact.value) for fact in book.facts)
