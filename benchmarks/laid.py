"""One sentence laid over its source, and what is wrong with it: the rules of the second checker."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.alignment import Token, align, alike, is_name, is_number, tokens_of, unit_of
from benchmarks.grammar import doubts
from benchmarks.joints import joints
from benchmarks.meaning import LOOSE, NEGATIONS, PROMISES, REFUSALS, RESTRICTIONS, TRAILING, Finding, Kind

_EXACT = NEGATIONS | RESTRICTIONS
_MEASURE = 6  # how far a neighbour of a fact may stand from it


class Laid:
    """One sentence laid over the source."""

    def __init__(self, sentence: str, source: Sequence[Token]) -> None:
        self.sentence, self.source = sentence, source
        self.shown = tokens_of(sentence)
        self.path = align(self.shown, source, _EXACT)
        self._drop_strays()

    def findings(self) -> list[Finding]:
        """Return what is wrong with the sentence, each piece once."""
        found = [*self._inserted(), *self._units(), *self._moved(), *self._pairs(), *self._skipped()]
        for rule in (doubts, joints):
            found += [self._say(*doubt) for doubt in rule(self.shown, self.source, self.path)]
        return list({(finding.kind, finding.what): finding for finding in found}.values())

    def _drop_strays(self) -> None:
        """Take back what was aligned to a lone place: there it says something else.

        A Chinese character or a promise needs a neighbour from the same place; a negation or
        restriction needs the word it bears on, and serves once.
        """
        served: set[int] = set()
        for at, token in enumerate(self.shown):
            here = self.path[at]
            if here is None or token.free:
                continue
            before, after = self._neighbour(at, -1), self._neighbour(at, 1)
            follows = after is not None and 0 < after - here <= _MEASURE
            led = before is not None and 0 < here - before <= _MEASURE / 2
            if token.norm in LOOSE:
                continue
            if token.norm in _EXACT:
                lone = here in served or not (
                    follows or (led and (after is None or token.norm in RESTRICTIONS))
                )
                served.add(here)
            elif token.norm in PROMISES:
                lone = all(place is None or abs(place - here) > _MEASURE for place in (before, after))
            else:
                lone = token.kind == "han" and not (follows or led)
            if lone:
                self.path[at] = None

    def _neighbour(self, at: int, step: int) -> int | None:
        """Return the source place of the next token that carries meaning, before or after ``at``."""
        at += step
        while 0 <= at < len(self.shown):
            here = self.path[at]
            if here is not None and (self.shown[at].kind == "han" or not self.shown[at].free):
                return here
            at += step
        return None

    def _say(self, kind: Kind, what: str, why: str) -> Finding:
        return Finding(self.sentence, kind, what, why)

    def _inserted(self) -> list[Finding]:
        found = []
        names = {token.norm for token in self.source if is_name(token)}
        for at, token in enumerate(self.shown):
            if self.path[at] is not None or token.free:
                continue
            why = "is not in the aligned source"
            if token.kind == "number":
                found.append(self._say("number", token.text, why))
            elif token.kind == "link":
                found.append(self._say("link", token.text, why))
            elif token.norm in NEGATIONS:
                found.append(self._say("polarity", token.text, "negates what the source does not negate"))
            elif token.norm in RESTRICTIONS:
                found.append(
                    self._say("restriction", token.text, "restricts what the source does not restrict")
                )
            elif token.norm in PROMISES:
                found.append(self._say("promise", token.text, why))
            elif is_name(token) or token.norm in names:
                found.append(self._say("name", token.text, why))
            else:
                found.append(self._say("word", token.text, why))
        return found

    def _units(self) -> list[Finding]:
        found = []
        for at, token in enumerate(self.shown):
            here = self.path[at]
            if token.kind != "number" or here is None:
                continue
            mine = unit_of(self.shown, at)
            same = [place for place, other in enumerate(self.source) if other.norm == token.norm]
            aligned = unit_of(self.source, here)
            theirs = [aligned] if aligned else [unit_of(self.source, place) for place in same]
            if mine and any(theirs) and not any(alike(mine, other) for other in theirs if other):
                found.append(
                    self._say(
                        "unit", f"{token.text} {mine}", f"the source has {', '.join(filter(None, theirs))}"
                    )
                )
        return found

    def _moved(self) -> list[Finding]:
        """Facts whose neighbours in the sentence are not their neighbours in the source."""
        found = []
        solid = [i for i, p in enumerate(self.path) if p is not None and not self.shown[i].free]
        for order, at in enumerate(solid):
            token, here = self.shown[at], self.path[at]
            named = is_name(token)
            if here is None or not (named or token.kind == "number"):
                continue
            sides = []
            for other in [*solid[max(0, order - 2) : order], *solid[order + 1 : order + 3]]:
                there = self.path[other]
                if there is not None and not (
                    other == at + 1 and unit_of(self.shown, at) == self.shown[other].norm
                ):
                    sides.append(self._clean(here, there, before=other < at))
            if sides and not any(sides):
                found.append(
                    self._say(
                        "name" if named else "number", token.text, "stands among other words in the source"
                    )
                )
        return found

    def _pairs(self) -> list[Finding]:
        """Two numbers close together must follow each other in the source too, in this order."""
        found = []
        places = [i for i, token in enumerate(self.shown) if token.kind == "number"]
        theirs = [token for token in self.source if token.kind == "number"]
        followers = {(a.norm, b.norm) for a, b in pairwise(theirs) if a.sentence == b.sentence}
        for one, two in pairwise(places):
            pair = self.shown[one], self.shown[two]
            if (
                two - one <= 4
                and (pair[0].norm, pair[1].norm) not in followers
                and all(self.path[i] is not None for i in (one, two))
            ):
                found.append(
                    self._say(
                        "number",
                        f"{pair[0].text} {pair[1].text}",
                        "these do not follow each other in the source",
                    )
                )
        return found

    def _clean(self, here: int, there: int, before: bool) -> bool:
        """Say whether the neighbour at ``there`` is one in the source too, with no rival fact between."""
        if (there < here) != before or self.source[here].sentence != self.source[there].sentence:
            return False
        low, high = min(here, there), max(here, there)
        rival = is_name if is_name(self.source[here]) else is_number
        between = list(self.source[low + 1 : high])
        if rival is is_name:  # "Belgium, Germany and France": names of one list are no rivals
            if there < here:
                between.reverse()
            while between and (between[0].free or is_name(between[0])):
                between.pop(0)
        return not any(rival(token) and token.norm != self.source[here].norm for token in between)

    def _skipped(self) -> list[Finding]:
        """Negations and restrictions of the source that the path leaves out of a stretch it follows."""
        found = []
        used = {p for p in self.path if p is not None}
        solid = [p for p in self.path if p is not None and not self.source[p].free]
        for before, here in zip([-1, *solid], solid, strict=False):
            token = self.source[here]
            start = here
            while (
                start > 0
                and here - start < _MEASURE
                and self.source[start - 1].clause == token.clause
                and self.source[start - 1].sentence == token.sentence
            ):
                start -= 1
            for place in range(max(start, before + 1) if before < here else start, here):
                if (
                    place not in used
                    and self.source[place].norm not in ("after", "once", "during", "between")
                    and (kind := _limits(self.source[place]))
                    and self._touches(place, here)
                ):
                    found.append(
                        self._say(
                            kind,
                            self.source[place].text,
                            "the source has it here, the sentence leaves it out",
                        )
                    )
        found += self._ends(used)
        return found

    def _touches(self, place: int, here: int) -> bool:
        """Say whether a limit at ``place`` bears on ``here``: no word between them carries meaning."""
        if self.source[place].kind == "han":
            return here - place <= 2  # limits are often written with two characters
        between = self.source[place + 1 : here]
        return all((t.free and t.norm not in ("and", "or")) or t.norm in _EXACT for t in between)

    def _ends(self, used: set[int]) -> list[Finding]:
        found = []
        for place in sorted(used):
            follows = place + 1
            if (
                follows in used
                or follows >= len(self.source)
                or self.source[follows].sentence != self.source[place].sentence
            ):
                continue
            token = self.source[follows]
            condition = token.norm in TRAILING or [t.norm for t in self.source[follows : follows + 2]] == [
                "as",
                "long",
            ]
            ends = follows + 1 == len(self.source) or self.source[follows + 1].clause != token.clause
            if token.norm in NEGATIONS and ends and token.clause == self.source[place].clause:
                found.append(
                    self._say("polarity", token.text, "the source ends on it, the sentence leaves it out")
                )
            if condition or (token.norm == "only" and token.clause == self.source[place].clause):
                found.append(
                    self._say(
                        "restriction",
                        token.text,
                        "the source goes on with a condition, the sentence does not",
                    )
                )
        return found


def _limits(token: Token) -> Kind | None:
    if token.norm in NEGATIONS or token.norm.startswith(REFUSALS):
        return "polarity"
    return "restriction" if token.norm in RESTRICTIONS else None
