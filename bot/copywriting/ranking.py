"""Best first, with reasons; and variants that say the same are one.

Nothing here judges truth: what comes in may be shown. The score is a plain sum that a person can check.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from bot.claims.chinese import is_chinese
from bot.copywriting import sources
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import words_wanted
from bot.copywriting.facts import NAMES
from bot.copywriting.spellings import stands
from bot.domain import Brief, Copy
from bot.knowledge.words import stem

#: Share of word pairs in common from which two variants say the same (Jaccard over both texts' bigrams).
SAME = 0.55
# What each thing is worth; the sum is 1.
_TELLS, _KEYWORDS, _LENGTH, _BRAND, _OWN = 0.4, 0.2, 0.15, 0.1, 0.15


def score(copy: Copy, brief: Brief, brand: BrandBook, tells: float) -> Copy:
    """Return the copy with its score (0..1) and its reasons; ``tells`` is the share of what was planned."""
    kept = [word for word in brief.keywords if stands(word, copy.text)]
    wanted = max(1.0, words_wanted(brief.channel, brief.length))
    words = len(copy.text.split())
    length = min(words, wanted) / max(words, wanted) if brief.language != "zh" else 1.0
    liked = brand.liked(copy.text)
    total = (
        _TELLS * tells
        + _KEYWORDS * (len(kept) / len(brief.keywords) if brief.keywords else 1)
        + _LENGTH * length
        + _BRAND * (0.5 * bool(liked) + 0.5 * (not brand.lint(copy.text)))
        + _OWN * (not copy.built)
    )
    told = sum(fact.id not in NAMES for fact in copy.told)
    reasons = [f"tells {told} fact{'' if told == 1 else 's'} beside the name"]
    if brief.keywords:
        reasons.append(f"{len(kept)} of {len(brief.keywords)} keywords")
    if brief.language != "zh" and brief.kind != "rewrite":
        reasons.append(f"{words} words, about {wanted:.0f} wanted")
    if liked:
        reasons.append(f"words of the brand: {', '.join(liked)}")
    if copy.built:
        reasons.append(f"put together from {sources.place(brief.kind)}")
    return replace(copy, score=round(total, 4), reasons=tuple(reasons))


def best(copies: Sequence[Copy]) -> tuple[list[Copy], int]:
    """Return the copies best first, and how many were left out because a better one says the same.

    One that lacks a line that must be said stands behind all that have theirs.
    """
    kept: list[Copy] = []
    for copy in sorted(copies, key=lambda copy: (bool(copy.unsaid), -copy.score, copy.seed)):
        if all(likeness(copy.text, other.text) < SAME for other in kept):
            kept.append(copy)
    return kept, len(copies) - len(kept)


def likeness(one: str, other: str) -> float:
    """Return the share of word pairs that two texts have in common (0..1)."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first | second else 1.0


def _pairs(text: str) -> set[tuple[str, str]]:
    if is_chinese(text):  # pairs of characters
        return set(itertools.pairwise("".join(text.split())))
    words = ["^", *(stem(word.strip(".,;:!?()").casefold()) for word in text.split()), "$"]
    return set(itertools.pairwise(words))
