"""How a text is laid out: sentences, segments between commas and conjunctions, and clauses.

A ``Spot`` is a word or fact that must be accounted for, with what the aligner needs to know about
its place: whether a phrase begins at it or ends with it, and which guards stand before a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.claims import words
from bot.claims.facts import Token, tokens

LEADER = re.compile(r"^\s*(yes|no)\s*(?:[,.!;:]|[—–-]\s)\s*", re.I)
# Adjectives that may stand between a guard and its number.
_PAD = frozenset("flat full total extra further additional whole fixed usual last".split())
_QUANTITIES = frozenset("atmost atleast morethan lessthan about around only just almost nearly".split())
# After a number these turn its meaning, like a guard before it.
_AFTER = frozenset(
    "more less extra off ahead ago early late later earlier minimum maximum each apart older longer before after younger".split()
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A token that counts, with its place. ``segment`` and ``clause`` number on through the text."""

    token: Token
    raw: int  # index into Reading.raw
    sentence: int  # -1: the title
    segment: int
    clause: int
    first: bool  # first of its segment
    lands: bool  # a phrase begins here
    leaves: bool  # a phrase ends here
    verb: bool  # follows an auxiliary
    number: int  # index into Reading.spots
    opening: bool  # first of its clause
    resumes: bool  # follows a pronoun that begins its sentence
    guards: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text taken apart. ``places`` gives (sentence, segment, clause) of each raw token."""

    raw: tuple[Token, ...]
    places: tuple[tuple[int, int, int], ...]
    spots: tuple[Spot, ...]

    def clause_tokens(self, clause: int) -> list[Token]:
        return [token for token, place in zip(self.raw, self.places, strict=True) if place[2] == clause]


def read(sentences: Sequence[str], title: bool = False) -> Reading:
    """Take sentences apart. A leading 'Yes,' or 'No,' is left out: it is judged elsewhere."""
    raw: list[Token] = []
    places: list[tuple[int, int, int]] = []
    segment = clause = -1
    for number, sentence in enumerate(sentences):
        parts = _segments(tokens(LEADER.sub("", sentence)))
        for part, own in zip(parts, _clauses(parts), strict=True):
            segment += 1
            clause += own
            raw += part
            places += [(-1 if title else number, segment, clause)] * len(part)
    return Reading(tuple(raw), tuple(places), tuple(_spots(raw, places)))


def _segments(cut: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = []
    for token in cut:
        breaks = token.gap or token.kind in ("conj", "sub") or token.key in ("which", "who")
        if not parts or (breaks and not (token.kind == "sub" and _only_links(parts[-1]))):
            parts.append([])
        parts[-1].append(token)
    return parts


def _only_links(part: list[Token]) -> bool:
    return all(token.kind == "conj" for token in part)


def _clauses(parts: list[list[Token]]) -> list[bool]:
    """For each segment, whether it opens a new clause rather than going on with a list."""
    opens: list[bool] = []
    subjects = in_list = False  # so far only 'books, calendars ...'; the last segment was an item of a list
    for i, part in enumerate(parts):
        head, bare = part[0], _bare(part)
        linked = head.kind == "conj" and head.key != "but"
        if i == 0:
            opens.append(True)
            subjects, in_list = bare, False
            continue
        listed = head.gap in ("", ",") and head.kind != "sub" and head.key not in ("but", "which", "who")
        helped = any(token.key in words.AUXILIARIES or token.kind == "neg" for token in part)
        goes_on = listed and (
            bare or subjects or (in_list and linked and (not helped or not head.gap)) or (linked and not head.gap and not helped)
        )
        opens.append(not goes_on)
        in_list = goes_on and bare
        subjects = subjects and bare if goes_on else False
    return opens


def _bare(part: list[Token]) -> bool:
    """A short noun phrase, or a single verb, such as stands in a list."""
    content = [t for t in part if t.kind in ("content", "fact", "rate")]
    others = [t for t in part if t.kind in ("prep", "strong", "neg", "can", "must", "sub")]
    facts = [t for t in content if t.kind == "fact" and t.unit not in ("weekday", "date", "")]
    helped = any(t.key in words.AUXILIARIES or t.key in words.PRONOUNS for t in part)
    return len(content) <= 3 and not others and not facts and not helped


def _spots(raw: list[Token], places: list[tuple[int, int, int]]) -> list[Spot]:
    counted = [i for i, token in enumerate(raw) if token.kind in ("content", "fact", "rate", "strong")]
    spots: list[Spot] = []
    seen: set[int] = set()
    clauses: set[int] = set()
    for i in counted:
        sentence, segment, clause = places[i]
        before = raw[i - 1] if i and places[i - 1][0] == sentence else None
        after = raw[i + 1] if i + 1 < len(raw) and places[i + 1][0] == sentence else None
        first = segment not in seen
        opening = clause not in clauses
        seen.add(segment)
        clauses.add(clause)
        token = raw[i]
        starts = token.kind == "strong" or token.key in _QUANTITIES
        spots.append(
            Spot(
                token, i, sentence, segment, clause, first,
                lands=first or before is None or starts or _opens(before) or before.key in _QUANTITIES,
                leaves=after is None or bool(after.gap) or _opens(after) or after.kind in ("conj", "sub", "strong"),
                verb=before is not None and (before.key in words.AUXILIARIES or before.kind in ("neg", "can", "must")),
                number=len(spots), opening=opening,
                resumes=opening and any(t.key in words.PRONOUNS for t in raw[max(i - 3, 0) : i]),
                guards=_guards(raw, places, i) if token.kind == "fact" else frozenset(),
            )
        )  # fmt: skip
    return spots


def _opens(token: Token) -> bool:
    """Whether a phrase begins with (or right after) this token that does not itself count."""
    return (
        token.kind in ("prep", "neg", "can", "must", "conj", "sub")
        or token.key in words.PRONOUNS
        or token.key in words.AUXILIARIES
        or token.key in ("a", "an", "the", "your", "our", "their")
    )


def _guards(raw: list[Token], places: list[tuple[int, int, int]], i: int) -> frozenset[str]:
    """The small words that turn a number's meaning: within, until, up to, more, ago ..."""
    found: set[str] = set()
    j = i - 1
    while j >= 0 and places[j][1] == places[i][1] and i - j <= 4:
        token = raw[j]
        if token.kind in ("prep", "strong") or token.key in _QUANTITIES or token.key in ("each", "every"):
            found.add(token.key)
        elif token.kind != "free" and token.key not in _PAD:
            break
        j -= 1
    for token in raw[i + 1 : i + 3]:
        if token.text.lower() in _AFTER and not token.gap:
            found.add("+" + token.text.lower())
        elif token.kind not in ("free", "conj"):
            break
    if "+more" in found and any(t.key == "or" for t in raw[i + 1 : i + 2]):
        found = found - {"+more"} | {"atleast"}
    return frozenset(found)
