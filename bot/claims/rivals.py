"""The cheapest walk must be the answer's own: would another fact of the passage fit better?

'Exchange within 30 days' can be walked to in 'exchange within 14 days, return within 30 days', but
with '14 days' in its place the walk is cheaper: then 30 days was taken from somewhere else.
"""

from __future__ import annotations

from itertools import combinations

from bot.claims.align import Path, candidates, walk
from bot.claims.reading import Reading, Spot


def better(answer: Reading, source: Reading, title: Reading | None, path: Path, cost: float) -> str:
    """Why a fact or name of the answer belongs elsewhere; '' when it stands where it should."""
    if cost == 0.0:
        return ""
    choices = [candidates(spot, source, title) for spot in answer.spots]
    marked = [i for i, spot in enumerate(answer.spots) if _marked(spot)]
    for i in marked:
        for other in _others(answer.spots[i], path[i], source):
            if walk(answer, [*choices[:i], other, *choices[i + 1 :]], source)[1] < cost - 0.05:
                return f"the passage does not say '{answer.spots[i].token.text}' of this"
    for i, j in combinations(marked, 2):
        one, two = answer.spots[i].token, answer.spots[j].token
        if one.key == two.key or one.kind != two.kind or one.unit != two.unit or _listed(path[i], path[j]):
            continue
        swapped = list(choices)
        swapped[i], swapped[j] = choices[j], choices[i]
        if walk(answer, swapped, source)[1] < cost - 0.05:
            return f"the passage says '{one.text}' and '{two.text}' the other way round"
    return ""


def _marked(spot: Spot) -> bool:
    return spot.token.kind == "fact" or spot.token.name


def _others(spot: Spot, here: Spot, source: Reading) -> list[list[Spot]]:
    """The places of each other fact (or name) of the passage that could stand here."""
    groups: dict[str, list[Spot]] = {}
    for other in source.spots:
        alike = other.token.kind == spot.token.kind and other.token.unit == spot.token.unit and _marked(other)
        if alike and other.token.key != spot.token.key and not _listed(here, other):
            groups.setdefault(other.token.key, []).append(other)
    return list(groups.values())


def _listed(one: Spot, other: Spot) -> bool:
    """Both are items of one list, where each holds."""
    return one.listed == other.listed >= 0
