"""The rows of the demo shops' files, field by field: what ``data/README.md`` describes.

Unknown fields, missing ones and wrong types are errors; nothing is converted.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.domain import Channel, Length, Tone

#: Which kind of text each channel carries.
KINDS: dict[Channel, str] = {
    "page": "product",
    "email": "email",
    "social": "social",
    "search_ad": "ad",
    "sms": "ad",
    "push": "ad",
    "poster": "poster",
}
#: Channels whose texts are long: one copy a brief is enough there, of the short ones there are two.
LONG: tuple[Channel, ...] = ("page", "email")
Attributes = dict[str, str | int | float | bool]
ID = r"^[a-z0-9]+(-[a-z0-9]+)+$"


class Row(BaseModel):
    """A row that has just the fields that it should have."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EntryRow(Row):
    """A line of ``faq.jsonl``."""

    id: str = Field(pattern=ID)
    section: str = Field(min_length=2)
    question: str = Field(min_length=5)
    answer: str = Field(min_length=40)
    language: Literal["en", "zh"]
    also: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _starts_with_section(self) -> EntryRow:
        if not self.id.startswith(f"{self.section}-"):
            raise ValueError(f"the id must start with the section {self.section!r}")
        return self


class TurnRow(Row):
    """An earlier question of a follow-up."""

    query: str = Field(min_length=2)
    faq_id: str


class QuestionRow(Row):
    """A line of ``questions.jsonl``."""

    id: str = Field(pattern=ID)
    query: str = Field(min_length=2)
    faq_id: str | None
    kind: Literal["paraphrase", "near_miss", "far", "follow_up"]
    answer: str | None = Field(None, min_length=2)
    language: Literal["en", "zh"]
    history: list[TurnRow] | None = Field(None, min_length=1, max_length=2)

    @model_validator(mode="after")
    def _fields_fit_kind(self) -> QuestionRow:
        outside = self.kind in ("near_miss", "far")
        if outside != (self.faq_id is None) or outside != (self.answer is None):
            raise ValueError(f"{self.kind} must have {'neither' if outside else 'both'}: faq_id and answer")
        if (self.kind == "follow_up") != (self.history is not None):
            raise ValueError("a follow_up, and no other kind, must have a history")
        return self


class ChineseRow(Row):
    """What a product is called and has in Chinese."""

    title: str = Field(min_length=2)
    attributes: Attributes
    description: str = Field(min_length=10)


class ProductRow(Row):
    """A line of ``products.jsonl``."""

    id: str = Field(pattern=r"^[A-Z]+-\d+$")
    title: str = Field(min_length=3)
    category: str = Field(min_length=3)
    price: float = Field(gt=0)
    currency: Literal["EUR", "GBP", "USD"]
    attributes: Attributes = Field(min_length=3)
    description: str = Field(min_length=20)
    zh: ChineseRow | None = None

    @model_validator(mode="after")
    def _twins_have_the_same_names(self) -> ProductRow:
        if self.zh and list(self.zh.attributes) != list(self.attributes):
            raise ValueError("zh must have the same attributes, in the same order")
        return self


class DeedRow(Row):
    """What a customer bought or looked at, and when."""

    product: str
    date: str

    @field_validator("date")
    @classmethod
    def _is_a_day(cls, day: str) -> str:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError("a date is written 2026-03-14")
        return day


class CustomerRow(Row):
    """A line of ``customers.jsonl``."""

    id: str = Field(pattern=r"^[A-Z]+-C\d+$")
    name: str = Field(min_length=2)
    language: Literal["en", "zh"]
    consent: list[Literal["purchases", "browsing"]]
    purchases: list[DeedRow]
    viewed: list[DeedRow]


class CopyRow(Row):
    """One text for a brief, with the ids of the facts that it tells."""

    head: str
    body: str
    facts: list[str]


class BriefRow(Row):
    """A line of ``copy.jsonl``."""

    id: str = Field(pattern=ID)
    product: str
    kind: str
    channel: Channel
    tone: Tone
    audience: str
    length: Length
    language: Literal["en", "zh"]
    keywords: list[str] = Field(max_length=3)
    copies: list[CopyRow]

    @model_validator(mode="after")
    def _fields_fit_channel(self) -> BriefRow:
        if self.kind != KINDS[self.channel]:
            raise ValueError(f"{self.channel} is for the kind {KINDS[self.channel]!r}, not {self.kind!r}")
        if len(self.copies) != (need := 1 if self.channel in LONG else 2):
            raise ValueError(f"{self.channel} has {need} copies a brief, not {len(self.copies)}")
        return self


class ShopFile(Row):
    """``shop.toml``."""

    name: str
    trade: str
    currency: Literal["EUR", "GBP", "USD"]
    languages: list[Literal["en", "zh"]]
    split: Literal["train", "test"]
    human: str
    main: bool = False


FILES: dict[str, type[Row]] = {
    "faq.jsonl": EntryRow,
    "questions.jsonl": QuestionRow,
    "products.jsonl": ProductRow,
    "customers.jsonl": CustomerRow,
    "copy.jsonl": BriefRow,
}
