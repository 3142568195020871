"""What a brief of each kind needs and reads, and the facts that it names.

What is not read is refused, not passed over: a text that was brought along would seem to be in the copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.copywriting import facts
from bot.domain import Brief, Kind
from bot.errors import BadInput

# Of these fields each kind reads its own: those made of a given text, and those that are about a product.
_GIVEN: Mapping[Kind, frozenset[str]] = {
    "article": frozenset(("topic", "source")),
    "help": frozenset(("topic", "steps")),
    "rewrite": frozenset(("topic", "source", "change")),
}
_SOLD = frozenset(("product", "customer"))
_ONLY = ("product", "customer", "topic", "source", "steps", "change")


def needs(brief: Brief) -> None:
    """Refuse a brief that lacks what its kind is made of.

    Raises:
        BadInput: something is missing. The message names it.
    """
    if brief.kind == "article" and not (brief.topic and brief.source):
        raise BadInput("an article needs a topic and a source, the text that it may rest on")
    if brief.kind == "help" and not (brief.topic and brief.steps):
        raise BadInput("help needs a topic and steps")
    if brief.kind == "rewrite" and not brief.source:
        raise BadInput("a rewrite needs a source, the text to write again")
    if brief.kind == "recommendation" and brief.customer is None:
        raise BadInput("a recommendation needs a customer_id")
    if brief.kind == "recommendation" and brief.product is None:
        raise BadInput("nothing that this customer agreed to share points to a product; name a product_id")
    if brief.kind not in _GIVEN and brief.product is None:
        raise BadInput("the brief needs a product or a product_id")
    unread = [name for name in _ONLY if getattr(brief, name) and name not in _GIVEN.get(brief.kind, _SOLD)]
    if unread:
        kind = f"{'an' if brief.kind[0] in 'aeiou' else 'a'} {brief.kind}" if brief.kind != "help" else "help"
        raise BadInput(f"{kind} does not read {' and '.join(unread)}: leave it out, or choose another kind")


def named(brief: Brief) -> Brief:
    """Return the brief with the facts that it names by their ids, where it gives labels, too.

    Raises:
        BadInput: there is no such fact. The message names those that there are.
    """
    known: dict[str, list[str]] = {}
    for fact in facts.of_brief(brief):
        for name in {_plain(fact.id), _plain(fact.label)}:
            known.setdefault(name, []).append(fact.id)
    unknown = [name for name in brief.facts if _plain(name) not in known]
    if unknown:
        ids = dict.fromkeys(name for names in known.values() for name in names)
        raise BadInput(f"facts: unknown: {', '.join(unknown)}; known: {', '.join(ids)}")
    ids = dict.fromkeys(found for name in brief.facts for found in known[_plain(name)])
    return replace(brief, facts=tuple(ids))


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())
