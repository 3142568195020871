"""A copy is looked over sentence by sentence, and nothing is taken out: after an edit, and before it is used.

What the brand book never allows is refused. What no fact says is doubtful: a person must answer for it. The
facts and the brand book are those of now, so what held when the copy was written may be doubtful by then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import sentences
from bot.copywriting import building, facts
from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import SHAPES, fits, measured
from bot.copywriting.ledger import told
from bot.copywriting.mending import Mender
from bot.copywriting.naming import shortened
from bot.copywriting.spellings import stands
from bot.domain import Brief, Claim, Copy, Part


@dataclass(frozen=True, slots=True)
class Edited:
    """What a look at a text has found.

    ``problems`` says by part why the text cannot be taken; ``doubtful`` are the sentences that no fact says.
    ``copy`` has them among its claims as not supported.
    """

    copy: Copy
    problems: Mapping[str, str]
    doubtful: tuple[Claim, ...]


def look_over(brief: Brief, brand: BrandBook, parts: Sequence[Part]) -> Edited:
    """Check a text that a person wrote, or that has stood for a while, against what is known now."""
    known, brand = facts.of_brief(brief), brand.spoken(brief.language)
    mender = Mender(brief, known, brand)
    own = _own(mender)
    claims, problems = [], {}
    for part in parts:
        if why := brand.refused(part.text) or _too_long(part, brief):
            problems[part.name] = why
        for text in _split(part.text, own):
            source = own.get(_plain(text))
            claims.append(Claim(text, True, source) if source else mender.judge(text))
    text = "\n\n".join(part.text for part in parts if part.text)
    unsaid = mender.unsaid(text)
    warnings = (*unsaid.values(), *brand.lint(text), *_absent(brief.keywords, text))
    copy = Copy(tuple(parts), tuple(claims), told(text, known), warnings, unsaid=tuple(unsaid))
    return Edited(copy, problems, tuple(claim for claim in claims if not claim.supported))


def _own(mender: Mender) -> dict[str, str]:
    """What the desk itself puts into a text, with its sources: the brand's lines have no other, and what is
    put together from the catalogue is no prose that the ledger could read."""
    brief, title, *others = mender.brief, *mender.facts
    named = (title.value, shortened(title.value, SHAPES[brief.channel].head))
    told = (fact for fact in others if not fact.id.startswith(("bought.", "viewed.")))
    opening = building.opening(mender.facts, brief.language)
    said = [
        *((text, title.id) for text in named),
        *((building.sentence(fact, brief.language), fact.id) for fact in told),
        *((line, "brand book") for line in mender.brand.lines(brief, "", True)),
        *([(opening[0], opening[1].id)] if opening else ()),
    ]
    return {_plain(text): source for text, source in said if text}


def _split(text: str, own: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a text, a line of a numbered list without its number.

    Those of our own are cut out first: 'Incl. VAT.' is one, and '1.5 l. Incl. VAT.' are two.
    """
    known = "|".join(re.escape(sentence) for sentence in sorted(own, key=len, reverse=True))
    ours = re.compile(rf"(?:^|(?<=[.!?…。！？]))\s*((?:{known})(?:\.(?=\s|$)|。))")
    for line in text.splitlines():
        for number, piece in enumerate(ours.split(re.sub(r"^\s*\d{1,2}[.)]\s+", "", line))):
            yield from [piece] if number % 2 else sentences.split(piece)


def _plain(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".。 ")


def _too_long(part: Part, brief: Brief) -> str:
    if fits(part, brief.channel):
        return ""
    return f"too long: {measured(part, brief.channel)}"


def _absent(keywords: Iterable[str], text: str) -> Iterable[str]:
    return (f"The keyword '{word}' is not in it." for word in keywords if not stands(word, text))
