"""Walk through the source as the answer's words come, and say what the walk costs.

A faithful answer drops whole phrases, moves whole phrases, joins neighbouring sentences. A false one
takes half of one phrase and half of another: 'exchange within 30 days' out of 'exchange within 14
days, return within 30'. So each step from one source word to the next must leave at the end of a
phrase or land at the start of one, and across segments the head of the new segment must be kept.
"""

from __future__ import annotations

from bot.claims import words
from bot.claims.reading import Reading, Spot

Path = list[Spot]
Kept = dict[int, bool]  # of a clause or segment: whether the answer keeps its first word
NEVER = 99.0
_STANDINS = words.group("it they them that this these those there one")
_SOFT = words.group("in on at of for with by as via through per to")


def candidates(spot: Spot, source: Reading, title: Reading | None) -> list[Spot]:
    """Where in the source this word of the answer may come from."""
    found = [s for s in source.spots if same(spot, s)]
    if title is not None and spot.token.kind == "content" and spot.token.key not in words.PROMISES:
        found += [s for s in title.spots if s.token.key == spot.token.key and s.token.kind == "content"]
    return found


def same(answer: Spot, source: Spot) -> bool:
    """The same word; for a fact also the same guards before and after the number."""
    if answer.token.key != source.token.key:
        return False
    if answer.token.kind != "fact" or source.token.kind != "fact":
        return answer.token.kind == source.token.kind
    if answer.guards - _SOFT != source.guards - _SOFT:
        return False
    soft, its = answer.guards & _SOFT, source.guards & _SOFT
    duration = answer.token.unit in ("day", "wday", "week", "month", "year", "hour", "minute")
    return not (duration and soft and its and soft != its)


def align(answer: Reading, source: Reading, title: Reading | None) -> tuple[Path, float, Spot | None]:
    """The cheapest walk, its cost, and the first word of the answer that could not be reached."""
    choices = [candidates(spot, source, title) for spot in answer.spots]
    return walk(answer, choices, source)


def walk(answer: Reading, choices: list[list[Spot]], source: Reading) -> tuple[Path, float, Spot | None]:
    """``align`` with the candidates of each word given."""
    kept = {spot.token.key for options in choices for spot in options}
    heads = {s.clause: s.token.key in kept for s in source.spots if s.opening}
    firsts = {s.segment: s.token.key in kept for s in source.spots if s.first}
    best: list[dict[Spot, tuple[float, Path]]] = []
    for number, spot in enumerate(answer.spots):  # a word may stay unreached inside a detour, hence [-4:]
        reached: dict[Spot, tuple[float, Path]] = {}
        for here in choices[number]:
            if number == 0:
                cost = 0.0 if here.lands or here.verb or here.sentence < 0 else 0.7
                reached[here] = (cost, [here])
                continue
            options = [
                (cost + step(before, here, spot, source, heads, firsts), path)
                for before, (cost, path) in best[-1].items()
            ]
            options += _detours(here, choices, best, source)
            cost, path = min(options, key=lambda option: option[0], default=(NEVER, []))
            if cost < NEVER:
                reached[here] = (cost, [*path, here])
        best.append(reached)
        if not reached and not any(best[-4:]):
            break
    stuck = next((s for s, reached in zip(answer.spots, best, strict=False) if not reached), None)
    cost, path = min(best[-1].values(), key=lambda option: option[0], default=(NEVER, []))
    return path, cost, stuck if cost >= NEVER else None


def _detours(
    here: Spot, choices: list[list[Spot]], best: list[dict[Spot, tuple[float, Path]]], source: Reading
) -> list[tuple[float, Path]]:
    """Ways to ``here`` where the answer puts words between two neighbours of the source.

    Allowed where the source has a pronoun for them ('see it under' -> 'see the link under'), or leaves out a
    verb that the clause before has ('Oakfire goes in up to 250 °C, Stillwater up to 260 °C').
    """
    found: list[tuple[float, Path]] = []
    number = len(best)
    for length in (1, 2, 3):
        if number - length - 1 < 0 or here.sentence < 0 or here.number == 0:
            break
        before = source.spots[here.number - 1]
        if before not in best[number - length - 1]:
            continue
        cost, path = best[number - length - 1][before]
        for start in choices[number - length]:
            run = source.spots[start.number : start.number + length] if start.sentence >= 0 else ()
            whole = len(run) == length and all(s in choices[number - length + n] for n, s in enumerate(run))
            if (
                whole
                and all(s.token.kind in ("content", "strong") for s in run)
                and _may_fill(before, here, run[-1], source)
            ):
                found.append((cost + 0.8, [*path, *run]))
    return found


def _may_fill(before: Spot, here: Spot, run: Spot, source: Reading) -> bool:
    between = source.raw[before.raw + 1 : here.raw]
    if any(token.key in _STANDINS for token in between):
        return run.number < before.number and run.sentence >= here.sentence - 1
    gapped = run.sentence == here.sentence and run.clause < here.clause and before.segment == here.segment
    return gapped and here.sentence == before.sentence and (here.lands or here.token.kind == "fact")


def step(before: Spot, here: Spot, word: Spot, source: Reading, heads: Kept, firsts: Kept) -> float:
    """The cost of going from one source word to the next one in the answer; NEVER when it would splice."""
    if before.sentence < 0 or here.sentence < 0:
        return _title_step(before, here, word)
    i, j = before.number, here.number
    if j == i + 1 and before.sentence == here.sentence:
        return 0.0
    if i == j:
        return NEVER
    if before.sentence != here.sentence:
        if word.opening and before.leaves and here.lands and (here.opening or heads.get(here.clause, False)):
            return 1.0 if abs(before.sentence - here.sentence) == 1 else 1.5
        if here.resumes and here.sentence == before.sentence + 1 and before.early and word.number < 5:
            return 1.0  # the source says 'they', the answer says the name
        return NEVER
    skipped = source.spots[i + 1 : j] if j > i else ()
    if here.resumes and i < j and before.early and word.number < 5:
        return 0.6
    if before.segment == here.segment:
        return _within_segment(before, here, skipped)
    kept_head = firsts.get(here.segment, False)
    if here.first:
        if before.leaves or (i < j and before.early):
            return 0.3
        alike = skipped and _sort(skipped[0]) == _sort(here)
        listed = here.token.kind != "content" or (skipped and skipped[0].listed == here.listed >= 0)
        return 0.6 if alike and listed else NEVER
    if before.leaves and here.lands and kept_head:
        return 0.5
    if skipped and before.listed >= 0 and all(s.listed == before.listed for s in skipped):
        return 0.4  # 'books [, calendars and CDs] travel'
    if skipped and skipped[0].first and (here.verb or here.lands) and before.clause == here.clause:
        return 0.4  # 'books [and pens] can be returned', 'edit [or cancel] an order'
    if (
        skipped
        and before.leaves
        and before.clause == here.clause
        and here.prep
        and here.prep != skipped[0].prep
    ):
        return (
            0.6 if all(s.token.kind == "content" for s in skipped) else NEVER
        )  # 'tested [for lead and tin] by X'
    return NEVER


def _sort(spot: Spot) -> str:
    return "amount" if spot.token.kind == "fact" or spot.token.key in words.LIMITS else spot.token.kind


def _within_segment(before: Spot, here: Spot, skipped: tuple[Spot, ...]) -> float:
    if not skipped:  # a phrase moved forward in the sentence
        return (0.2 if here.first else 0.5) if before.leaves and here.lands else NEVER
    rival = [s for s in skipped if s.token.kind == "fact" and s.token.unit == here.token.unit]
    if here.token.kind == "fact" and rival and not (before.leaves and here.lands):
        return NEVER
    if before.leaves:
        return 0.3
    if here.lands and not here.verb:
        return 0.4
    return 0.5 if len(skipped) <= 2 and all(s.token.kind == "content" for s in skipped) else 1.5


def _title_step(before: Spot, here: Spot, word: Spot) -> float:
    """The title may name what the answer is about, at its beginning; it asserts nothing."""
    if before.sentence < 0 and here.sentence < 0:
        return 0.0 if here.raw > before.raw else 0.4
    if here.sentence < 0:
        return 0.6 if before.leaves and word.clause == 0 else NEVER
    if here.sentence > 0 and not here.opening:
        return NEVER
    return 0.6 if here.lands or here.verb or here.token.kind == "fact" else NEVER
