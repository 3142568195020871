"""The second checker of copy from a given text: does an article or a rewrite say what its source does not?

It measures ``check_against_source`` in ``bot/copywriting/ledger`` and shares nothing with it. The answers'
second checker (``second_checker``) lays each sentence over the source and asks for numbers, names, people,
negations and conditions. Copy leaves sentences out and puts others together, so it is asked besides

- whether all the words of a sentence stand in one sentence of the source, or it tells several of them whole,
- whether it has a month, a day, a 'must' or a 'we' that this one does not, or leaves out what narrows it,
- whether a sentence that leans on the one before it ('It begins at 7 pm') still follows that one.

It is stricter than a reader would be: it exists to raise doubts, not to release copy. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from benchmarks.alignment import Token, alike, sentences_of, tokens_of
from benchmarks.copy_checker import Doubt
from benchmarks.second_checker import audit

_LEANING = re.compile(
    r"\W*(?:it|its|they|them|their|theirs|this|that|these|those|he|his|she|her|each|both|either|neither|"
    r"one|others?|another|some|most|all|otherwise|then|there|so|instead|however|but|or)\b"
    r"(?! of (?:our|the|us|your))",
    re.I,
)
# A pronoun that needs nothing before it: what it speaks of stands in the same sentence.
_FREE = re.compile(
    r"\W*(?:there (?:is|are|was|were)|all|most|some|each|both|another|one|this|these|those|their|its|her|his)"
    r" \w+",
    re.I,
)
_DATE = re.compile(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|noon\b|midnight\b)|(?<=\d )[ap]\.?m\b"
)
_SMALL = frozenset(
    ["can", "could", "must", "should", "may", "might", "will", "would", "shall", "we", "us", "our", "you",
     "your", "before", "after", "until", "only"]
)  # fmt: skip
_NARROWING = frozenset(
    ["if", "when", "once", "until", "till", "unless", "before", "after", "within", "during", "against",
     "provided", "except"]
)  # fmt: skip
_POINTS = re.compile(r"\W*(?:this|these|those|their|its|her|his|one)\b", re.I)


def doubts(text: str, source: str, allowed: Sequence[str] = ()) -> list[Doubt]:
    """Return every doubt about ``text``, given what it was written from.

    ``allowed`` are true lines that the source need not have (what the brand must say).
    """
    granted = {_bare(sentence) for line in allowed for sentence in (line, *sentences_of(line))}
    shown = [one for one in sentences_of(text) if _bare(one) not in granted]
    found = [
        Doubt(finding.sentence, finding.what, finding.kind, finding.why)
        for finding in audit("\n".join(shown), [source])
    ]
    every, laid = _sentences(source)
    before: set[int] = set()
    for sentence in shown:
        tokens = tokens_of(sentence)
        homes = set(_homes(tokens, laid))
        found += [Doubt(sentence, *doubt) for doubt in _joined(tokens, laid)]
        if len(homes) == 1:
            found += [Doubt(sentence, *doubt) for doubt in _unlike(sentence, every[min(homes)])]
        if leans(sentence) and 0 not in homes and not any({home, home - 1} & before for home in homes):
            why = "the sentence that it speaks of does not stand before it"
            found.append(Doubt(sentence, sentence.split()[0], "torn", why))
        before = homes
    return list(dict.fromkeys(found))


def leans(sentence: str) -> bool:
    """Say whether a sentence opens by pointing at the one before it."""
    return bool(_LEANING.match(sentence)) and bool(_POINTS.match(sentence) or not _FREE.match(sentence))


def told(sentence: str, text: str) -> bool:
    """Say whether a text tells a sentence of its source: every number of it, and most of its words."""
    shown = tokens_of(text)
    wanted = [token for token in tokens_of(sentence) if not token.free]
    numbers = [token for token in wanted if token.kind == "number"]
    held = sum(_holds(shown, token) for token in wanted)
    return all(_holds(shown, token) for token in numbers) and held >= 0.6 * len(wanted)


def _sentences(text: str) -> tuple[list[str], list[list[Token]]]:
    """Return the sentences of a text, and of each the words that are not mere glue."""
    every = sentences_of(text)
    return every, [[token for token in tokens_of(one) if not token.free] for one in every]


def _holds(tokens: Sequence[Token], wanted: Token) -> bool:
    return any(token.norm == wanted.norm or alike(token.norm, wanted.norm) for token in tokens)


def _homes(shown: Sequence[Token], laid: Sequence[Sequence[Token]]) -> Iterator[int]:
    """Yield which sentences of the source hold most of what is shown, as many as hold the same share."""
    wanted = [token for token in shown if not token.free]
    held = [sum(_holds(own, token) for token in wanted) for own in laid]
    if wanted and held and max(held):
        yield from (at for at, count in enumerate(held) if count == max(held))


def _joined(shown: Sequence[Token], laid: Sequence[Sequence[Token]]) -> Iterator[tuple[str, str, str]]:
    """Yield words that come from another sentence than the rest, where one of the two is not told whole."""
    wanted = [token for token in shown if not token.free]
    homes = list(_homes(shown, laid))
    if not homes:
        return
    home = max(homes, key=lambda at: _whole(laid[at], wanted))
    foreign = [token for token in wanted if not _holds(laid[home], token)]
    others = [own for own in laid if any(_holds(own, token) for token in foreign)]
    if others and not all(_whole(own, wanted) for own in (laid[home], *others[:1])):
        yield " ".join(token.text for token in foreign), "joined", "the source says it in another sentence"


def _unlike(shown: str, home: str) -> Iterator[tuple[str, str, str]]:
    """Yield the small words and dates that a sentence has and its home has not, and limits that it lacks."""
    for date in set(_DATE.findall(shown)) - set(_DATE.findall(home)):
        yield date, "date", "the sentence of the source that says this has another"
    mine, theirs = tokens_of(shown), tokens_of(home)
    known = {token.norm for token in theirs}
    for word in {token.norm for token in mine} & _SMALL - known:
        yield word, "small word", "the sentence of the source that says this has it not"
    for at, token in enumerate(theirs):
        if token.norm in _NARROWING:
            behind = [t for t in theirs[at + 1 :] if t.clause == token.clause and not t.free]
            lost = [t for t in behind if not _holds(mine, t)]
            if behind and 2 * len(lost) >= len(behind):
                yield f"{token.text} {behind[0].text}", "reserve", "the source says it within this limit"


def _whole(own: Sequence[Token], shown: Sequence[Token]) -> bool:
    return all(_holds(shown, token) for token in own)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
