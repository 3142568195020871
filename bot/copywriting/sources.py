"""Where a text stands, in words for people: the catalogue, the text or steps that came along, the brand book.

The same on a card, in the edit window and in the terminal. A sentence out of a text that somebody gave is
never said to be from the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.copywriting.facts import label
from bot.domain import Fact, Kind

#: What a text of these kinds may rest on; of all others that is the catalogue.
_RESTS_ON: dict[Kind, str] = {
    "article": "the text you gave",
    "rewrite": "the text you gave",
    "help": "your list of steps",
}
_CATALOGUE = "the catalogue"
# What a numbered source is in words: alone, and more of it.
_NUMBERED = {
    "source": ("the text you gave, sentence", "the text you gave, sentences"),
    "step": ("your step", "your steps"),
}
_PLAIN = {
    "bought": "what the customer did",
    "viewed": "what the customer did",
    "brand book": "the brand book",
}


def place(kind: Kind) -> str:
    """Name what a text of this kind may rest on: one thing, in the middle of a sentence."""
    return _RESTS_ON.get(kind, _CATALOGUE)


def where(sources: Iterable[str], kind: Kind) -> str:
    """Say where claims stand ('' for none); ``sources`` are theirs, each one id or several by comma.

    'the catalogue (oven safe to; description, sentence 2) and the brand book'.
    """
    held: dict[str, list[str]] = {}
    for name in dict.fromkeys(one for source in sources for one in source.split(", ")):
        stem, _, number = name.partition(".")
        if stem in _NUMBERED:
            held.setdefault(stem, []).append(number)
        elif _in_catalogue(name, kind):
            held.setdefault(_CATALOGUE, []).append(
                f"{label(stem)}, sentence {number}" if number else label(name)
            )
        else:
            held.setdefault(_PLAIN.get(stem, "your topic"), [])
    return _listed([_said(name, found) for name, found in held.items()])


def added(facts: Sequence[Fact], kind: Kind) -> list[str]:
    """Say what was added to a text: a line for the facts of the catalogue, one for all others."""
    own = [fact for fact in facts if _in_catalogue(fact.id, kind)]
    others = [fact.id for fact in facts if fact not in own]
    labels = ", ".join(dict.fromkeys(fact.label for fact in own))
    return [
        *([f"Added from the catalogue: {labels}."] if own else ()),
        *([f"Added from {where(others, kind)}."] if others else ()),
    ]


def nothing(kind: Kind) -> str:
    """Say that there is no text."""
    return f"Nothing could be written that {place(kind)} holds and this channel has room for."


def needed(missing: Sequence[str]) -> str:
    """Say what is ``missing`` for a better text, or for any; it may be the channel that lacks it."""
    return f"A better text would need: {'; '.join(missing)}."


def _in_catalogue(name: str, kind: Kind) -> bool:
    stem = name.partition(".")[0]
    topic = name == "title" and kind in _RESTS_ON
    return not topic and stem not in _NUMBERED and stem not in _PLAIN


def _said(name: str, found: Sequence[str]) -> str:
    if name in _NUMBERED:
        one, many = _NUMBERED[name]
        return f"{one if len(found) == 1 else many} {_listed(found)}"
    return f"{name} ({'; '.join(found)})" if found else name


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
