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
from bot.claims.guards import QUANTITIES, guards_before

LEADER = re.compile(r"^\s*(yes|no)\s*(?:[,.!;:]|[—–-]\s)\s*", re.I)
# Words that say yes or no in disguise. 'Unfortunately' needs no comma, 'sure' does.
_PAUSE = r"\s*(?:[,.!;:]+|[—–-]\s)\s*"
DISGUISED = re.compile(
    rf"^\s*(?:(?:yes|no|yep|yeah|nope|of course|indeed|sure(?: thing)?|certainly|absolutely|definitely|"
    rf"naturally|correct|right|exactly|true|not quite|not really|"
    rf"i(?: am|'m|’m) afraid|(?:i(?: am|'m|’m) )?sorry|"
    rf"unfortunately|sadly|regrettably|great question|good news)(?: (?:not|so|indeed))?{_PAUSE}|"
    rf"(?:unfortunately|sadly|regrettably|indeed|certainly|of course|absolutely|definitely|"
    rf"(?:i(?: am|'m|’m) )?sorry but|i(?: am|'m|’m) afraid(?: that)?)\s+)",
    re.I,
)
_COUNTED = ("content", "fact", "rate", "strong")


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
    resumes: bool  # predicate of 'it' or 'they'
    early: bool  # among the first words of its sentence, so likely its subject
    prep: str = ""  # the link word right before it
    listed: int = -1  # which list of the text it is an item of
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
    subjects = in_list = helped_before = (
        False  # so far only 'books, calendars ...'; the last segment was an item of a list
    )
    for i, part in enumerate(parts):
        head, bare = part[0], _bare(part)
        helped = any(token.key in words.AUXILIARIES or token.kind == "neg" for token in part)
        linked = head.kind == "conj" and head.key != "but"
        if i == 0:
            opens.append(True)
            subjects, in_list, helped_before = bare, False, helped
            continue
        listed = head.gap in ("", ",") and head.kind != "sub" and head.key not in ("but", "which", "who")
        owns = any(token.key in words.PRONOUNS or token.key == "so" for token in part[:3])
        predicate = (
            linked
            and len(part) > 1
            and (part[1].kind in ("neg", "can", "must") or part[1].key in words.AUXILIARIES)
        )
        empty = not any(token.kind in _COUNTED for token in part)  # '... and it does not'
        goes_on = empty or (
            not predicate
            and listed
            and (
                bare
                or (subjects and not owns)
                or (in_list and linked and (not head.gap or not (helped or owns)))
                or (head.key == "or" and not head.gap and not helped_before)
                or (linked and not head.gap and not helped)
            )
        )
        opens.append(not goes_on)
        in_list = goes_on and (bare or in_list)
        helped_before = helped or (helped_before and goes_on)
        subjects = bare and (subjects or not goes_on)
    return opens


def _bare(part: list[Token]) -> bool:
    """A short noun phrase, or a single verb, such as stands in a list."""
    content = [t for t in part if t.kind in ("content", "fact", "rate")]
    others = [t for t in part if t.kind in ("prep", "strong", "neg", "can", "must", "sub")]
    facts = [t for t in content if t.kind == "fact" and t.unit not in ("weekday", "date", "")]
    helped = any(t.key in words.AUXILIARIES or t.key in words.PRONOUNS for t in part)
    return len(content) <= 3 and not others and not facts and not helped


def _spots(raw: list[Token], places: list[tuple[int, int, int]]) -> list[Spot]:
    counted = [i for i, token in enumerate(raw) if token.kind in _COUNTED]
    spots: list[Spot] = []
    seen: set[int] = set()
    clauses: set[int] = set()
    lists = _lists(raw, places)
    for i in counted:
        sentence, segment, clause = places[i]
        before = raw[i - 1] if i and places[i - 1][0] == sentence else None
        after = raw[i + 1] if i + 1 < len(raw) and places[i + 1][0] == sentence else None
        first = segment not in seen
        opening = clause not in clauses
        seen.add(segment)
        clauses.add(clause)
        token = raw[i]
        starts = token.kind == "strong" or token.key in QUANTITIES
        spots.append(
            Spot(
                token, i, sentence, segment, clause, first,
                lands=first or before is None or starts or _opens(before) or before.key in QUANTITIES,
                leaves=after is None or bool(after.gap) or after.kind == "strong" or _opens(after, False),
                verb=_follows_auxiliary(raw, places, i),
                number=len(spots), opening=opening,
                resumes=_resumes(raw, places, i), early=sum(s.sentence == sentence for s in spots) < 4,
                prep=_prep(raw, places, i), listed=lists.get(i, -1),
                guards=guards_before(raw, places, i) if token.kind == "fact" else frozenset(),
            )
        )  # fmt: skip
    return spots


def _follows_auxiliary(raw: list[Token], places: list[tuple[int, int, int]], i: int) -> bool:
    while (
        i
        and places[i - 1][0] == places[i][0]
        and raw[i - 1].key in ("also", "still", "then", "too", "therefore")
    ):
        i -= 1
    before = raw[i - 1] if i and places[i - 1][0] == places[i][0] else None
    return before is not None and (before.key in words.AUXILIARIES or before.kind in ("neg", "can", "must"))


def _resumes(raw: list[Token], places: list[tuple[int, int, int]], i: int) -> bool:
    while i and places[i - 1][1] == places[i][1]:
        i -= 1
        if raw[i].key in ("it", "they", "these", "those", "this"):
            return True
        if raw[i].key not in words.AUXILIARIES and raw[i].kind != "neg":
            return False
    return False


def _prep(raw: list[Token], places: list[tuple[int, int, int]], i: int) -> str:
    for j in range(i - 1, max(i - 4, -1), -1):
        if places[j][1] != places[i][1] or raw[j].kind not in ("prep", "free", "strong"):
            break
        if raw[j].kind != "free":
            return raw[j].key
    return ""


def _lists(raw: list[Token], places: list[tuple[int, int, int]]) -> dict[int, int]:
    """Which tokens are items of which list: short segments, and the words beside the outer commas."""
    parts: dict[int, list[int]] = {}
    for i, (_, segment, _) in enumerate(places):
        parts.setdefault(segment, []).append(i)
    found: dict[int, int] = {}
    for segment, part in parts.items():
        head = raw[part[0]]
        before = parts.get(segment - 1, [])
        linked = (
            before and places[before[0]][2] == places[part[0]][2] and (head.kind == "conj" or head.gap == ",")
        )
        if linked:
            group = found.get(before[-1], segment)
            own = [i for i in part if raw[i].kind in ("content", "fact", "rate")]
            ends = (
                before[-2:]
                if len(before) > 1 and raw[before[-2]].kind == raw[before[-1]].kind
                else before[-1:]
            )
            begins = (
                own[:2]
                if len(own) > 1 and own[1] == own[0] + 1 and raw[own[1]].kind == "content"
                else own[:1]
            )
            for i in [*ends, *(own if _bare([raw[i] for i in part]) else begins)]:
                found.setdefault(i, group)
    return found


def _opens(token: Token, articles: bool = True) -> bool:
    """Whether a phrase begins with (or right after) this token that does not itself count."""
    return (
        token.kind in ("prep", "neg", "can", "must", "conj", "sub")
        or token.key in words.PRONOUNS
        or token.key in words.AUXILIARIES
        or (articles and token.key in ("a", "an", "the", "your", "our", "their"))
    )
