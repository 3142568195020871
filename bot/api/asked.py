"""What is asked of the API: questions with what was said before, and briefs. Every field says what it is.

Forms and lengths are checked here; what belongs together (an article needs a source), in ``bot.briefs``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.briefs import LONGEST, LONGEST_SOURCE
from bot.briefs import MOST as MOST_TEXTS
from bot.catalogue import LONGEST as LONGEST_FIELD
from bot.copywriter import MOST as MOST_VARIANTS
from bot.domain import LONGEST_QUESTION, Channel, Kind, Length, Question, Tone, Turn

#: The most turns of a conversation that are read.
TURNS = 20
#: Slack's longest answer, and ours.
LONGEST_ANSWER = 12_000

Short = Annotated[str, Field(max_length=LONGEST)]
Texts = Annotated[list[Short], Field(max_length=MOST_TEXTS)]
Value = str | bool | Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    """A field that nobody reads is a mistake, and said so."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class TurnIn(_Strict):
    question: Annotated[str, Field(max_length=LONGEST_QUESTION)]
    """What was asked before."""
    answer: Annotated[str, Field(max_length=LONGEST_ANSWER)] = ""
    """What was answered."""


class AnswerRequest(_Strict):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "How do I cancel an order?", "history": []}]}
    )

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    """The customer's question, in their words."""
    history: Annotated[list[TurnIn], Field(max_length=TURNS)] = []
    """The conversation before it, oldest first, so that "And how long does that take?" is understood."""

    @field_validator("question")
    @classmethod
    def _something(cls, question: str) -> str:
        if not question.strip():
            raise ValueError("must hold a question")
        return question

    def read(self) -> Question:
        """Return it as the rest of the shop knows it."""
        return Question(self.question, tuple(Turn(turn.question, turn.answer) for turn in self.history))


class ProductIn(_Strict):
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_FIELD)]
    """Its name, as it is sold."""
    short_title: Short | None = None
    """What it may be called where its name has no room."""
    id: Short | None = None
    """Your number for it."""
    category: Short | None = None
    """Its place in the catalogue."""
    price: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None
    """Its price; needs a currency."""
    currency: Short | None = None
    """ISO 4217: EUR, GBP, USD ..."""
    description: Annotated[str, Field(max_length=LONGEST_FIELD)] | None = None
    """A text about it. Its sentences count as facts."""
    attributes: Annotated[dict[Short, Value], Field(max_length=100)] | None = None
    """Facts by name: words with their unit ("24 cm"), numbers, or yes and no."""
    language: Literal["en", "zh"] | None = None
    """The language of these words."""


class BriefIn(_Strict):
    kind: Kind | None = None
    """What to write; a product text if left out."""
    channel: Channel | None = None
    """Where it will stand, which sets its length and form; the kind's own place if left out."""
    product_id: Short | None = None
    """A product of the catalogue; `/v1/products` finds its id."""
    product: ProductIn | None = None
    """A product of your own instead."""
    tone: Tone | None = None
    """How it sounds; plain if left out."""
    audience: Short | None = None
    """Whom it is for ("home bakers")."""
    language: Literal["en", "zh"] | None = None
    """Its language; the product's if left out, and English where there is no product."""
    length: Length | None = None
    """How long it is; medium if left out."""
    keywords: Texts | None = None
    """Words that should stand in it."""
    facts: Texts | None = None
    """Ids of facts that must be told; the copywriter chooses if left out."""
    customer_id: Short | None = None
    """Whom it is for: a recommendation, or any text that may speak of what they agreed to share. Only for
    callers that SHOPKEEPER_API_CUSTOMERS names."""
    topic: Short | None = None
    """What an article or a help text is about."""
    source: Annotated[str, Field(max_length=LONGEST_SOURCE)] | None = None
    """The text that an article rests on, or that a rewrite writes again."""
    steps: Texts | None = None
    """The steps of a help text, in order."""
    change: Literal["shorter", "bolder", "warmer", "formal"] | None = None
    """How a rewrite differs."""


class CopyRequest(_Strict):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "brief": {
                        "kind": "product",
                        "channel": "social",
                        "tone": "warm",
                        "product": {
                            "title": "Enamel Dutch Oven",
                            "price": 89.0,
                            "currency": "EUR",
                            "attributes": {"capacity": "4.5 l", "dishwasher safe": True},
                        },
                    },
                    "variants": 2,
                    "seed": 7,
                }
            ]
        }
    )

    brief: BriefIn
    """What to write about, for whom, and where it will stand."""
    variants: Annotated[int, Field(ge=1, le=MOST_VARIANTS)] = 3
    """How many to write; those that say the same are merged."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """The same seed and brief give the same copy."""

    def row(self) -> dict[str, Any]:
        """Return the brief as ``bot.briefs`` reads it."""
        return self.brief.model_dump(exclude_none=True)
