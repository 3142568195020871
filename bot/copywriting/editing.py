"""A copy that a marketer has changed is looked over again, sentence by sentence, and nothing is taken out.

What the brand book never allows is refused. What no fact says is doubtful: a person must answer for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import sentences
from bot.copywriting import facts
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import fits, measured
from bot.copywriting.ledger import told
from bot.copywriting.mending import Mender
from bot.copywriting.spellings import stands
from bot.domain import Brief, Claim, Copy, Part


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit.

    ``problems`` says by part why the text cannot be taken; ``doubtful`` are the sentences that no fact says.
    ``copy`` has them among its claims as not supported.
    """

    copy: Copy
    problems: Mapping[str, str]
    doubtful: tuple[Claim, ...]


def look_over(brief: Brief, brand: BrandBook, parts: Sequence[Part], before: Sequence[Claim]) -> Edited:
    """Check a text that a person wrote. ``before`` are the claims of the copy that they began with.

    A sentence that stood there as it is keeps its source: the brand's own lines have no other.
    """
    known, brand = facts.of_brief(brief), brand.spoken(brief.language)
    mender = Mender(brief, known, brand)
    stood = {_plain(text): claim for claim in before if claim.supported for text in _split(claim.text)}
    claims, problems = [], {}
    for part in parts:
        if why := brand.refused(part.text) or _too_long(part, brief):
            problems[part.name] = why
        for text in _split(part.text):
            same = stood.get(_plain(text))
            claims.append(Claim(text, True, same.source) if same else mender.judge(text))
    text = "\n\n".join(part.text for part in parts if part.text)
    unsaid = mender.unsaid(text)
    warnings = (*unsaid.values(), *brand.lint(text), *_absent(brief.keywords, text))
    copy = Copy(tuple(parts), tuple(claims), told(text, known), warnings, unsaid=tuple(unsaid))
    return Edited(copy, problems, tuple(claim for claim in claims if not claim.supported))


def _split(text: str) -> list[str]:
    """The sentences of a text, and a line of a numbered list without its number."""
    lines = (re.sub(r"^\s*\d{1,2}[.)]\s+", "", line) for line in text.splitlines())
    return [sentence for line in lines for sentence in sentences.split(line)]


def _plain(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".。 ")


def _too_long(part: Part, brief: Brief) -> str:
    if fits(part, brief.channel):
        return ""
    return f"too long: {measured(part, brief.channel)}"


def _absent(keywords: Iterable[str], text: str) -> Iterable[str]:
    return (f"The keyword '{word}' is not in it." for word in keywords if not stands(word, text))
