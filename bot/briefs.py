"""Briefs and copies as JSON objects, the same for every way in: command line, batch file, HTTP, Slack.

Reading says in one sentence what is wrong with a brief; it does not know which line or request it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from bot.catalogue import Catalogue, product_of
from bot.copywriting.channels import HOME
from bot.copywriting.needs import named, needs
from bot.customers import suggestion
from bot.domain import Brief, Channel, Copies, Copy, Customer, Kind, Length, Product, Tone
from bot.domain.texts import TONE_OF, Change
from bot.errors import BadInput
from bot.knowledge.formats import kind as kind_of

Json = dict[str, Any]
Word = TypeVar("Word", bound=str)
Found = TypeVar("Found")

#: The longest text that a brief may bring along, in characters, and the longest of its other texts.
LONGEST_SOURCE, LONGEST = 8000, 200
#: The most keywords, facts or steps of one brief.
MOST = 40
#: What is said under a text that no model worded (``Copy.built``).
BUILT = "Not worded by the model: put together from its sources' own words."
#: What is said where a product is named and there are none.
NO_CATALOGUE = (
    "There is no catalogue yet, so I know no product to write about. Whoever runs Shopkeeper can give me "
    "one: a file of products, .csv or .jsonl, each with an id and a title, named by `SHOPKEEPER_CATALOGUE`."
)
#: The fields of a brief; a misspelt one is refused rather than not heard.
KNOWN = (
    "product",
    "product_id",
    "customer_id",
    "kind",
    "channel",
    "tone",
    "audience",
    "language",
    "length",
    "keywords",
    "facts",
    "topic",
    "source",
    "steps",
    "change",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads briefs; products and customers that are named by id are looked up here."""

    catalogue: Catalogue
    customers: Mapping[str, Customer] = field(default_factory=dict)

    def brief_of(self, row: Mapping[str, Any]) -> Brief:
        """Read ``{"product": {...} or "product_id": ..., "kind": ..., "channel": ..., ...}``.

        Without ``language`` the text is in the language of its product. A ``change`` that asks for a tone
        goes before ``tone``.

        Raises:
            BadInput: it is not of this shape, or lacks what its kind needs. Every bad field is named.
        """
        fields = _Fields(row)
        kind = fields.one_of("kind", get_args(Kind), "product")
        language = fields.one_of("language", ("en", "zh", ""), "")
        change = fields.one_of("change", get_args(Change), "")
        tone = fields.one_of("tone", get_args(Tone), "plain")
        customer = fields.tried(lambda: self._customer(row))
        product = fields.tried(lambda: self._product(row, kind, customer, language))
        brief = Brief(
            kind=kind,
            channel=fields.one_of("channel", get_args(Channel), HOME[kind]),
            product=product,
            tone=TONE_OF.get(change, tone),
            audience=fields.text("audience"),
            language=language or (product.language if product else "en"),
            length=fields.one_of("length", get_args(Length), "medium"),
            keywords=_once(fields.texts("keywords")),
            facts=fields.texts("facts"),
            customer=customer,
            topic=fields.text("topic"),
            source=fields.text("source", LONGEST_SOURCE),
            steps=fields.texts("steps"),
            change=change,
        )
        fields.refuse()
        needs(brief)
        return named(brief)

    def _product(
        self, row: Mapping[str, Any], kind: Kind, customer: Customer | None, language: str
    ) -> Product | None:
        given, name = row.get("product"), row.get("product_id")
        if given is not None and name is not None:
            raise BadInput("give product or product_id, not both")
        if given is not None:
            if not isinstance(given, Mapping):
                raise BadInput("product must be an object with id and title; by its id it goes in product_id")
            product = product_of({"id": "given", **given})
            if language not in ("", product.language):
                raise BadInput(f"the product is told in {product.language!r}, the text is to be {language!r}")
            return product
        if name is not None:
            if not self.catalogue.products:
                raise BadInput(NO_CATALOGUE)
            return self.catalogue.get(str(name), language)
        if kind == "recommendation" and customer is not None:
            found = suggestion(customer, self.catalogue)
            return self.catalogue.get(found.id, language) if found else None
        return None

    def _customer(self, row: Mapping[str, Any]) -> Customer | None:
        if row.get("customer_id") is None:
            return None
        try:
            return self.customers[str(row["customer_id"])]
        except KeyError:
            raise BadInput("There is no customer of that customer_id.") from None


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
        "unsaid": list(copy.unsaid),
        "warnings": list(copy.warnings),
        "score": copy.score,
        "reasons": list(copy.reasons),
        "seed": copy.seed,
        "built": copy.built,
    }


class _Fields:
    """Reads the fields of a brief and gathers what is wrong with them, so that all of it is said at once."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self._wrong = [f"unknown: {str(name)[:40]}{_meant(name, KNOWN)}" for name in row if name not in KNOWN]

    def refuse(self) -> None:
        if self._wrong:
            raise BadInput("\n".join(self._wrong))

    def tried(self, read: Callable[[], Found | None]) -> Found | None:
        try:
            return read()
        except BadInput as error:
            self._wrong.append(str(error))
            return None

    def one_of(self, name: str, known: tuple[Word, ...], default: Word) -> Word:
        value = self._row.get(name)
        if value is None or value == "":
            return default
        for word in known:
            if value == word:
                return word
        self._wrong.append(f"{name} is {str(value)[:40]!r}{_meant(value, tuple(filter(None, known)))}")
        return default

    def text(self, name: str, longest: int = LONGEST) -> str:
        return self.tried(lambda: _text(self._row.get(name), name, longest)) or ""

    def texts(self, name: str) -> tuple[str, ...]:
        return self.tried(lambda: _texts(self._row.get(name), name)) or ()


def _meant(word: object, known: tuple[str, ...]) -> str:
    """Say what a word may have been meant for, and what there is."""
    close = get_close_matches(str(word).lower(), known, 1)
    return f"; known: {', '.join(known)}" + (f"; did you mean {close[0]!r}?" if close else "")


def _text(value: Any, name: str, longest: int = LONGEST) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{name} must be a text, not {kind_of(value)}")
    if len(value) > longest:
        raise BadInput(f"{name} has {len(value):,} characters, more than {longest:,}")
    return value.encode("utf-8", "replace").decode().strip()


def _texts(values: Any, name: str) -> tuple[str, ...]:
    values = [] if values is None else values
    if isinstance(values, str):  # as a cell of a CSV has it
        values = values.split("|")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadInput(f"{name} must be a list of texts")
    if len(values) > MOST:
        raise BadInput(f"{name} holds {len(values)} texts, more than {MOST}")
    return tuple(text for value in values if (text := _text(value, name)))


def _once(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out repetitions: 'Pan' asks for nothing that 'pan' does not."""
    first: dict[str, str] = {}
    for word in keywords:
        first.setdefault(word.casefold(), word)
    return tuple(first.values())
