"""What a copy lacks: whether it is too thin to be shown, and what the marketer is told of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import sentences
from bot.claims.words import group
from bot.copywriting import leaning, phrasing, planning, sources
from bot.copywriting.channels import SHAPES, words_wanted
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger import told
from bot.copywriting.mending import Mended, Mender, own_words
from bot.copywriting.naming import core
from bot.copywriting.spellings import stands
from bot.domain import Brief, Copy, Fact
from bot.knowledge.words import words

#: What tells no more than this share of its facts is thin.
FLOOR = 1 / 2
#: So does a rewrite that keeps something of fewer than this share of the sentences that it was given.
KEPT = 1 / 3
# So is what has less than half of the words wanted, and fewer than these.
_AMPLE = 15
# So many words are the beginning of a sentence.
_BEGUN = 4
_NARROWS = group("no not only without never except")
# In so many words one may be another: 'marks inside show 100, 200 and 300 ml'.
_MANY = 5
# Sources that every text for a brief has.
_IDLE = re.compile(r"(?:title|category|brand book|(?:bought|viewed)\.\d+)")


def is_thin(mender: Mender, planned: Sequence[Fact], copy: Copy) -> bool:
    """Whether a text tells so little, or is so short, that what it was given in its own words is better.

    So is one that does not name the product where there is room; a headline that stands alone need not, but
    wants as many words as the name has, or three.
    """
    brief, shape = mender.brief, SHAPES[mender.brief.channel]
    stands = {source for claim in copy.claims if claim.source for source in claim.source.split(", ")}
    if brief.kind == "rewrite":  # 'Buy now.' of five sentences is a scrap, however true
        return len(stands & {fact.id for fact in mender.given}) < KEPT * len(mender.given)
    if brief.product is None or not planned:
        return False
    if not shape.body:  # '1.2 l.' and 'Dripper.' head no poster
        return brief.language != "zh" and len(copy.text.split()) < min(3, len(brief.product.title.split()))
    if all(_IDLE.fullmatch(source) for source in stands):
        return True
    room = min(words_wanted(brief.channel, brief.length), planning.WORDS_A_FACT * len(planned))
    name = set(words(core(brief.product.short_title or brief.product.title)))
    return (
        told_share(planned, copy.told, brief) <= FLOOR
        or (brief.language != "zh" and own_words(copy.claims) < min(_AMPLE, room / 2))
        or not name & set(words(copy.text))
    )


def told_share(planned: Sequence[Fact], said: Sequence[Fact], brief: Brief) -> float:
    """Return how much a text tells beside what was planned (0..1); what the name says counts for neither."""
    title = brief.product.title if brief.product else ""
    new = [fact for fact in planned if not in_words(fact, title)]
    news = [fact for fact in said if not (_IDLE.fullmatch(fact.id) or in_words(fact, title))]
    return min(1.0, len(news) / len(new)) if new else 1.0


def untold(planned: Sequence[Fact], must: Sequence[Fact], copy: Copy) -> list[Fact]:
    """Return what of a plan a text does not tell in any words, beside what it ``must`` tell anyway.

    A sentence of which it has the beginning is not told again for its end.
    """
    known = (*copy.told, *must)
    said = [told for text in sentences.split(copy.text) if len(told := phrasing.of(text)) >= _BEGUN]
    begun = [f for f in planned if any(phrasing.of(f.value)[: len(told)] == told for told in said)]
    return [fact for fact in planned if fact not in (*known, *begun) and not in_words(fact, copy.text)]


def in_words(fact: Fact, text: str) -> bool:
    """Whether a text holds the words of a fact: a 'Terracotta Pot 22 cm' says two of its own.

    Of many words one may be another, but no number and nothing of a limit.
    """
    value = set(words(fact.label if fact.value == "yes" else fact.value))
    missing = value - set(words(text))
    narrows, said = (set(re.findall(r"[a-z]+", each.lower())) & _NARROWS for each in (fact.value, text))
    if narrows - said or not missing:
        return bool(value) and not narrows - said
    plain = all(word.isalpha() for word in missing) and not leaning.limits(fact.value)
    return plain and len(missing) <= len(value) // _MANY


def warned(
    mender: Mender, planned: Sequence[Fact], must: Sequence[Fact], mended: Mended, said: Sequence[Fact]
) -> list[str]:
    """Say to the marketer what of a text the brand, the brief or its facts would have otherwise."""
    attributes = (fact for fact in mender.untold(mended.text, must) if not is_prose(fact))
    return [
        *mender.brand.lint(mended.text),
        *(
            f"The keyword '{word}' is not in it."
            for word in mender.brief.keywords
            if not stands(word, mended.text)
        ),
        *sources.added(mended.added, mender.brief.kind),
        *(f"No room to tell: {fact.label}." for fact in attributes),
        *_lacks(mender, planned, mended, said),
    ]


def missing(mender: Mender, shown: bool) -> tuple[str, ...]:
    """Say what the catalogue or the channel would have to have for a better text, or for any."""
    brief, found = mender.brief, [*planning.thin(mender.brief, mender.facts)]
    if why := mender.brand.refused(mender.facts[0].value):
        found.append(f"a name that may be used: {why}")
    if brief.steps and not shown:
        found.append(f"room for all {len(brief.steps)} steps in this channel")
    return tuple(found)


def _lacks(mender: Mender, planned: Sequence[Fact], mended: Mended, said: Sequence[Fact]) -> list[str]:
    """Say what a text lacks: sentences of the text that it rewrites, most of its facts, or a head."""
    found: list[str] = []
    brief, shape = mender.brief, SHAPES[mender.brief.channel]
    if brief.kind == "rewrite":
        whole = told(mended.text, mender.facts, whole=True)
        gone = [f for f in mender.facts[1:] if f not in said or (leaning.limits(f.value) and f not in whole)]
        found += [f"Left out: '{fact.value}'" for fact in gone]
    known = [f for f in mender.facts if not f.id.startswith(planning.UNASKED)]
    if brief.product and mended.parts and shape.body and told_share(planned, said, brief) <= FLOOR:
        found.append(f"Thin: it tells {len(said)} of {len(known)} facts.")
    if shape.head and mended.parts and not mended.parts[0].text:
        found.append(f"It has no head: no true name of at most {shape.head} characters is known.")
    if brief.source and brief.topic and shape.head and not (verdict := mender.judge(brief.topic)).supported:
        found.append(f"'{brief.topic}' does not stand as its head: {verdict.why}.")
    return found
