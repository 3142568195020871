"""What each variant tells: facts chosen so that the variants differ before a word is written.

Every variant tells the facts that the brief names; the others are dealt out in turn, so that three variants
show three sides of a product rather than one side in three wordings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from bot.copywriting import leaning
from bot.copywriting.channels import LENGTHS, SHAPES, words_wanted
from bot.copywriting.facts import is_prose
from bot.copywriting.naming import shortened
from bot.domain import Brief, Customer, Fact
from bot.knowledge.words import words

#: Words that one fact takes in a text, about; from the hand-written copies of the demo shops.
WORDS_A_FACT = 12
#: The same where the catalogue speaks for itself: a label before its value.
PLAIN = 6
# An article fills this share of its room.
_SHARE = 0.8
#: Told only where they are asked for: the shop's own order, and what an opening says already.
UNASKED = ("category", "short_title", "sku", "tags", "bought.", "viewed.")
# What a bare number says nothing of.
_MEASURES = ("weight", "width", "height", "depth", "length", "capacity", "volume", "diameter")


def plan(brief: Brief, facts: Sequence[Fact], seed: int, each: int = WORDS_A_FACT) -> tuple[Fact, ...]:
    """Choose the facts that the variant of ``seed`` tells, those that must be told first.

    ``each`` is how many words a fact takes at least.
    """
    must = [fact for fact in required(brief, facts) if fact.id != "title"]
    if given := [fact for fact in facts if fact.id.startswith(("source.", "step."))]:
        given = [f for f in given if not f.id.startswith("source.") or not leaning.announces(f.value)]
        return _of_given(brief, given, must, seed)
    rest = [
        f
        for f in facts
        if f not in must and f.id != "title" and not f.id.startswith(UNASKED) and not unitless(f)
    ]
    chosen = _within(brief, must, _dealt(rest, brief.channel, seed), each)
    return (*must, *sorted(chosen, key=_denies))


def _denies(fact: Fact) -> bool:
    """Whether a fact says what a product is not: no text for a product should begin with that."""
    return not is_prose(fact) and re.match(r"(?:not?|none|never)\b", fact.value, re.I) is not None


def _dealt(rest: Sequence[Fact], channel: str, seed: int) -> list[Fact]:
    """Deal facts out: each seed begins with the next one, and another order comes after all have been first.

    A price alone says nothing of what it buys: every other seed gives it, behind another fact.
    """
    price = [fact for fact in rest if fact.id == "price"]
    rest = [fact for fact in rest if fact not in price]
    if not rest:
        return price
    turn, at = divmod(seed, len(rest))
    random.Random(channel).shuffle(rest)
    # One stays, so that no turn begins as the last one ended.
    first, others = rest[:1], rest[1:]
    random.Random(f"{channel}/{turn}").shuffle(others)
    dealt = first + others
    dealt = dealt[at:] + dealt[:at]
    return [dealt[0], *(price if seed % 2 else []), *dealt[1:]]


def _of_given(brief: Brief, given: Sequence[Fact], must: Sequence[Fact], seed: int) -> tuple[Fact, ...]:
    """Choose from a text or steps that came with the brief, in their order.

    All of it where it is to be written again; a shorter text and an article take what is nearest to the
    topic and the keywords, each variant leaving out something else, and no sentence without those that it
    leans on.
    """
    if brief.kind == "help" or (brief.kind == "rewrite" and brief.change != "shorter"):
        return tuple(given)
    about = set(words(" ".join((brief.topic, *brief.keywords))))
    draw = random.Random(seed)
    near = sorted(given, key=lambda f: (f not in must, -len(about & set(words(f.value))), draw.random()))
    texts = [fact.value for fact in given]
    if brief.kind == "rewrite":
        room = 0.6 * sum(map(len, texts))
    else:
        room = _SHARE * SHAPES[brief.channel].body * LENGTHS[brief.length]
    taken: list[Fact] = []
    for fact in near:
        at = given.index(fact)
        more = [f for f in given[leaning.before(texts, at) : at + 1] if f not in taken]
        if not taken or fact in must or sum(len(f.value) for f in (*taken, *more)) <= room:
            taken += more
    return tuple(fact for fact in given if fact in taken)


def required(brief: Brief, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts that every variant must tell: named by the brief, or the first that holds a keyword.

    The title, of which every text speaks somehow, is among them only where the brief names it.
    A text that is written again loses nothing, or if it is to be shorter no limit, condition or deadline.
    """
    ids = set(brief.facts)
    if brief.kind == "rewrite":
        ids |= {fact.id for fact in facts if brief.change != "shorter" or leaning.limits(fact.value)}
    for keyword in brief.keywords:
        wanted = set(words(keyword))
        holding = (f.id for f in facts if wanted and wanted <= set(words(f"{f.label} {f.value}")))
        ids.add(next(holding, ""))
    ids = ids - {"title"} | {"title"} & set(brief.facts)
    return tuple(fact for fact in facts if fact.id in ids)


def _within(brief: Brief, must: Sequence[Fact], rest: Sequence[Fact], each: int) -> tuple[Fact, ...]:
    """Take as many further facts as the length has room for, at least one."""
    room = words_wanted(brief.channel, brief.length) - each * len(must)
    picked: list[Fact] = []
    for fact in rest:
        cost = max(each, len(fact.value.split()))
        if picked and cost > room:
            continue
        if not picked and must and cost > room:
            break
        picked.append(fact)
        room -= cost
    return tuple(picked)


def tokens(brief: Brief) -> int:
    """Return how many tokens a text for a brief may take: a word is one and a half, and some room."""
    return round(2 * words_wanted(brief.channel, brief.length)) + 16


def thin(brief: Brief, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Say what the catalogue would have to hold for a better text, in words for a marketer."""
    missing, longest = [], SHAPES[brief.channel].head
    attributes = [
        f for f in facts if f.id not in ("title", "short_title", "category", "price") and "." not in f.id
    ]
    if brief.product is not None:
        if brief.product.price is None:
            missing.append("price")
        if not brief.product.description:
            missing.append("description")
        if longest and not shortened(brief.product.title, longest, brief.product.short_title):
            missing.append(f"a short name of at most {longest} characters (short_title)")
        if len(attributes) < 3:
            missing.append(f"attributes (there {'is' if len(attributes) == 1 else 'are'} {len(attributes)})")
    if bare := [fact.label for fact in facts if unitless(fact)]:
        missing.append(f"in what it is measured: {', '.join(bare)}")
    known = {fact.id for fact in facts}
    missing += [name for name in brief.facts if name not in known]
    if brief.customer:
        missing += _unknown(brief.customer)
    held = set(words(" ".join(f"{fact.label} {fact.value}" for fact in facts)))
    missing += [f"anything about '{k}'" for k in brief.keywords if words(k) and not set(words(k)) & held]
    return tuple(missing)


def unitless(fact: Fact) -> bool:
    """Whether a fact measures something and does not say in what: 'weight: 7'."""
    return fact.label.endswith(_MEASURES) and re.fullmatch(r"[\d.]+", fact.value) is not None


def _unknown(customer: Customer) -> list[str]:
    """Name what no text can say of a customer: what they did not agree to, and products that are gone."""
    agreed = (*customer.agreed_bought, *customer.agreed_viewed)
    if not agreed:
        return [f"what {customer.name} bought or looked at: they have not agreed to its use"]
    gone = dict.fromkeys(deed.product_id for deed in agreed if not deed.title)
    return [f"the product {name}, which {customer.name} bought or looked at" for name in gone]
