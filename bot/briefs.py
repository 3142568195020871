"""Briefs and copies as JSON objects, the same for every way in: command line, batch file, HTTP, Slack.

Reading says in one sentence what is wrong with a brief; it does not know which line or request it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from bot.catalogue import Catalogue, product_of
from bot.copywriting.channels import HOME
from bot.customers import suggestion
from bot.domain import Brief, Channel, Copies, Copy, Customer, Kind, Length, Product, Tone
from bot.domain.texts import Change
from bot.errors import BadInput

Json = dict[str, Any]
Word = TypeVar("Word", bound=str)

#: The longest text that a brief may bring along, in characters, and the longest of its other texts.
LONGEST_SOURCE, LONGEST = 8000, 200
#: The most keywords, facts or steps of one brief.
MOST = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads briefs; products and customers that are named by id are looked up here."""

    catalogue: Catalogue
    customers: Mapping[str, Customer] = field(default_factory=dict)

    def brief_of(self, row: Mapping[str, Any]) -> Brief:
        """Read ``{"product": {...} or "product_id": ..., "kind": ..., "channel": ..., ...}``.

        Raises:
            BadInput: it is not of this shape, or lacks what its kind needs.
        """
        kind = _one_of(row, "kind", get_args(Kind), "product")
        customer = self._customer(row)
        brief = Brief(
            kind=kind,
            channel=_one_of(row, "channel", get_args(Channel), HOME[kind]),
            product=self._product(row, kind, customer),
            tone=_one_of(row, "tone", get_args(Tone), "plain"),
            audience=_text(row, "audience"),
            language=_one_of(row, "language", ("en", "zh"), "en"),
            length=_one_of(row, "length", get_args(Length), "medium"),
            keywords=_texts(row, "keywords"),
            facts=_texts(row, "facts"),
            customer=customer,
            topic=_text(row, "topic"),
            source=_text(row, "source", LONGEST_SOURCE),
            steps=_texts(row, "steps"),
            change=_one_of(row, "change", get_args(Change), ""),
        )
        needs(brief)
        return brief

    def _product(self, row: Mapping[str, Any], kind: Kind, customer: Customer | None) -> Product | None:
        if row.get("product") is not None:
            if not isinstance(row["product"], Mapping):
                raise BadInput("product must be an object with id and title; by its id it goes in product_id")
            return product_of({"id": "given", **row["product"]})
        if row.get("product_id") is not None:
            return self.catalogue.get(str(row["product_id"]))
        if kind == "recommendation" and customer is not None:
            return suggestion(customer, self.catalogue)
        return None

    def _customer(self, row: Mapping[str, Any]) -> Customer | None:
        if row.get("customer_id") is None:
            return None
        try:
            return self.customers[str(row["customer_id"])]
        except KeyError:
            raise BadInput(f"There is no customer {row['customer_id']!r}.") from None


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
    if brief.kind not in ("article", "help", "rewrite") and brief.product is None:
        raise BadInput("the brief needs a product or a product_id")


def copies_json(copies: Copies) -> Json:
    """Write the variants, best first, with what each rests on."""
    return {
        "copies": [copy_json(copy) for copy in copies.copies],
        "missing": list(copies.missing),
        "rejected": [{"text": claim.text, "why": claim.why} for claim in copies.rejected],
        "merged": copies.merged,
        "engine": copies.engine,
        "adapter": copies.adapter,
        "seed": copies.seed,
        "seconds": round(copies.seconds, 3),
    }


def copy_json(copy: Copy) -> Json:
    """Write one variant. ``source`` of a claim is the fact it stands on; null where it asserts nothing."""
    return {
        "text": copy.text,
        "parts": {part.name: part.text for part in copy.parts},
        "claims": [{"text": c.text, "supported": c.supported, "source": c.source} for c in copy.claims],
        "told": [fact.id for fact in copy.told],
        "warnings": list(copy.warnings),
        "score": copy.score,
        "reasons": list(copy.reasons),
        "seed": copy.seed,
        "built": copy.built,
    }


def _one_of(row: Mapping[str, Any], name: str, known: tuple[Word, ...], default: Word) -> Word:
    value = row.get(name)
    if value is None or value == "":
        return default
    for word in known:
        if value == word:
            return word
    raise BadInput(f"{name} is {str(value)[:40]!r}; known: {', '.join(filter(None, known))}")


def _text(row: Mapping[str, Any], name: str, longest: int = LONGEST) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{name} must be a text")
    if len(value) > longest:
        raise BadInput(f"{name} has {len(value):,} characters, more than {longest:,}")
    return value.encode("utf-8", "replace").decode().strip()


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name) or []
    if isinstance(values, str):  # as a cell of a CSV has it
        values = [value for value in values.split("|") if value.strip()]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadInput(f"{name} must be a list of texts")
    if len(values) > MOST:
        raise BadInput(f"{name} holds {len(values)} texts, more than {MOST}")
    return tuple(_text({name: value}, name) for value in values if value.strip())
