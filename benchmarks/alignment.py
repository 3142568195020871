"""Lay a shown sentence over its source, token by token, the way translators align two languages.

A path through the source is chosen for the whole sentence at once (Viterbi over source
positions): going on to the next source token is free, skipping costs a little, jumping to
another place costs more, and a token that the path leaves out is an insertion. What a
checker wants to know is then plain to see: what was inserted, what was skipped, where the
path jumped. Words are compared by their letters, Chinese is aligned character by character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from benchmarks.meaning import FREE, JOINTS
from benchmarks.numerals import number_of_words, plain_number

_TOKEN = re.compile(
    r"""(?P<link>https?://[^\s,;()"”]*[^\s,;.()"”!?]|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/[\w/-]*)?(?=\W|$))
    |(?P<day>\b[ap]\.m\.)
    |(?P<number>[€£$¥]?\s?\d+(?:[.,:/]\d+)*(?:\s?[€£$¥%°]|\s?[ap]\.?m\b\.?)?)
    |(?P<sign>[<>~≈≥≤±])
    |(?P<han>[\u3400-\u9fff])
    |(?P<word>[^\W\d_\u3400-\u9fff]+(?:['’](?=[^\W\d_])[^\W\d_\u3400-\u9fff]+)*)
    |(?P<mark>[.!?;:,()—–。！？；：，、]|\n)""",
    re.VERBOSE,
)
_SHORT_DOTS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|no|nr|st|dr|mr|mrs|ms|approx|vs)|(?<!°)(?<!° )\b[A-Z])$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, link or Chinese character; ``clause`` and ``sentence`` say where it stands."""

    text: str
    norm: str
    kind: str  # word, number, link, han, sign
    clause: int
    sentence: int
    opens: bool  # first of its sentence, where a capital says nothing
    asks: bool = False  # stands in a question, which asserts nothing
    mark: str = ""  # the punctuation right before it

    @property
    def free(self) -> bool:
        """Whether the token is mere glue."""
        return self.norm in FREE


def tokens_of(text: str, sentence: int = 0) -> list[Token]:
    """Return the tokens of ``text``; sentences end at ``.!?`` before a space and at line breaks."""
    found: list[Token] = []
    clause, opens, mark, skip_to = 0, True, "", 0
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup or "", match.group()
        if match.start() < skip_to:
            continue
        if kind == "mark":
            clause, mark = clause + 1, raw
            after = text[match.end() : match.end() + 1]
            dotted = raw == "." and (
                _SHORT_DOTS.search(text[: match.start()])
                or (after and not after.isspace() and after not in "\"”’')")
            )
            if raw in ".!?。！？\n" and not dotted:
                if raw in "?？":
                    found = [replace(t, asks=True) if t.sentence == sentence else t for t in found]
                sentence, opens = sentence + 1, True
            continue
        norms, numeric = _norms(raw, kind), kind == "number"
        if kind == "word" and (spelled := number_of_words(text, match.start())):
            norms, numeric, skip_to = [spelled[0]], True, spelled[1]
            raw = text[match.start() : skip_to]
        for norm in norms:
            if norm in JOINTS:
                clause += 1
            if norm == "up" and re.match(r"\s+to\s", text[match.end() : match.end() + 4]):
                norm = "upto"
            if norm == "from" and re.match(r"\s+[€£$]?\d", text[match.end() :]):
                norm = "from#"
            sort = "number" if numeric else "word" if kind == "day" else kind
            found.append(Token(raw, norm, sort, clause, sentence, opens, mark=mark))
            opens, mark = False, ""
        if raw.endswith("m.") and re.match(r"\s+[A-Z]", text[match.end() :]):  # "until 5 p.m. Mondays ..."
            clause, sentence, opens, mark = clause + 1, sentence + 1, True, "."
    return found


def _norms(raw: str, kind: str) -> list[str]:
    """Return the comparable forms of a match: contractions come apart, amounts lose their spaces."""
    low = raw.lower().replace("’", "'")
    if kind == "link":
        return [low.rstrip("/")]
    if kind == "number":
        return [plain_number(low)]
    if kind == "day":
        return [low.replace(".", "")]
    if low in ("cannot", "can't"):
        return ["can", "not"]
    if low in ("won't", "shan't"):
        return ["will", "not"]
    if low.endswith("n't"):
        return [low[:-3], "not"]
    return [part for part in low.split("'") if part]


def sentences_of(text: str) -> list[str]:
    """Return the sentences of ``text`` as they stand, cut by the same rule as its tokens."""
    cuts = [0]
    for match in re.finditer(r"[.!?](?=\s|[\"”’')]|$)[\"”’')]*\s*|[。！？][”’」）]*\s*|\n+", text):
        head = text[cuts[-1] : match.start()]
        within = re.search(r"\b[ap]\.m$", head) and not text[match.end() : match.end() + 1].isupper()
        if match.group()[0] != "." or not (within or _SHORT_DOTS.search(head)):
            cuts.append(match.end())
    pieces = [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [piece for piece in pieces if piece]


def common_start(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


@cache
def alike(one: str, other: str) -> bool:
    """Say whether two words are forms of one word, by their common beginning and short endings."""
    if one == other:
        return True
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < 3 or not one.isascii():
        return False
    common = common_start(one, other)
    rest = max(len(one), len(other)) - common
    short = min(len(one), len(other)) - common
    return common >= 3 and short <= 2 and rest <= 4 and common >= 0.5 * max(len(one), len(other))


def align(
    shown: Sequence[Token], source: Sequence[Token], exact: frozenset[str] = frozenset()
) -> list[int | None]:
    """Return for each shown token the source token that it comes from, or ``None`` for an insertion.

    Words in ``exact`` (negations and the like) match only themselves.
    """
    places: dict[int, tuple[float, tuple[int, int | None] | None]] = {-1: (0.0, None)}
    history: list[dict[int, tuple[int, int | None]]] = []
    for at, token in enumerate(shown):
        light = token.free or token.norm in exact
        left_out = -0.1 if token.free else -0.9 if light else -2.5
        new: dict[int, tuple[float, int, int | None]] = {
            p: (s + left_out, p, None) for p, (s, _) in places.items()
        }
        edge = at == 0 or shown[at - 1].clause != token.clause
        for place, worth in _candidates(token, source, exact):
            for before, (score, _) in places.items():
                if token.free and not (before < 0 or 0 < place - before <= 4):
                    continue
                total = score + worth - _jump(source, before, place, edge)
                if place not in new or total > new[place][0]:
                    new[place] = (total, before, place)
        history.append({p: (before, chosen) for p, (_, before, chosen) in new.items()})
        places = {p: (score, None) for p, (score, _, _) in new.items()}
    place = max(places, key=lambda p: places[p][0])
    path: list[int | None] = []
    for step in reversed(history):
        place, chosen = step[place]
        path.append(chosen)
    return path[::-1]


def _candidates(token: Token, source: Sequence[Token], exact: frozenset[str]) -> list[tuple[int, float]]:
    found = []
    for place, other in enumerate(source):
        if other.norm == token.norm:
            worth = 0.5 if token.free else 1.5 if token.norm in exact or token.kind == "han" else 3.0
        elif (
            token.kind == other.kind == "word"
            and not token.free
            and token.norm not in exact
            and other.norm not in exact
            and alike(token.norm, other.norm)
        ):
            worth = 2.0
        else:
            continue
        found.append((place, worth - 0.5 * other.asks))
    return found


def _jump(source: Sequence[Token], before: int, place: int, edge: bool) -> float:
    """Return what it costs to go on at ``place``; half as much between two clauses of the shown sentence."""
    if place == before + 1:
        return 0.0
    if before < 0:
        return 0.2
    one, other = source[before], source[place]
    if place <= before:
        cost = 1.4 if one.sentence == other.sentence else 1.7
    elif one.sentence != other.sentence:
        cost = 1.2
    else:
        cost = min(0.1 * (place - before), 0.5) + (0.4 if one.clause != other.clause else 0.0)
    return cost / 2 if edge else cost


def is_number(token: Token) -> bool:
    return token.kind == "number"


def is_name(token: Token) -> bool:
    return token.kind == "word" and token.text[0].isupper() and not token.opens and token.norm != "i"


def unit_of(tokens: Sequence[Token], at: int) -> str | None:
    """Return what the number at ``at`` counts: the word or character right behind it in its clause."""
    for token in tokens[at + 1 : at + 3]:
        if token.clause != tokens[at].clause or token.sentence != tokens[at].sentence:
            return None
        if token.kind == "han" or not token.free:
            return token.norm if token.kind in ("word", "han") else None
        if token.kind != "number":
            return None
    return None
