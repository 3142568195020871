"""The rows of the demo shops' files, field by field: what ``data/README.md`` describes.

Unknown fields, missing ones and wrong types are errors; nothing is converted.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

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


class ProductRow(Row):
    """A line of ``products.jsonl``."""

    id: str = Field(pattern=r"^[A-Z]+-\d+$")
    title: str = Field(min_length=3)
    category: str = Field(min_length=3)
    price: float = Field(gt=0)
    currency: Literal["EUR", "GBP", "USD"]
    attributes: dict[str, str | int | float | bool] = Field(min_length=3)
    description: str = Field(min_length=20)


class ShopFile(Row):
    """``shop.toml``."""

    name: str
    trade: str
    currency: Literal["EUR", "GBP", "USD"]
    languages: list[Literal["en", "zh"]]
    split: Literal["train", "test"]
    human: str


FILES: dict[str, type[Row]] = {
    "faq.jsonl": EntryRow,
    "questions.jsonl": QuestionRow,
    "products.jsonl": ProductRow,
}
