"""What the API tells: the forms of its responses, for its description and for whoever reads them.

The JSON itself is written by ``bot.wire`` and ``bot.briefs``, as everywhere; a test holds it against these.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.domain import Status


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ErrorBody(_Told):
    code: str
    """A word for programs."""
    message: str
    """A sentence for people: what is wrong, and what to do."""


class ErrorOut(_Told):
    error: ErrorBody


class ClaimOut(_Told):
    text: str
    """One sentence of the text."""
    supported: bool
    """Whether a source says so. Only supported sentences are in the text."""
    source: str | None
    """The entry or the facts it stands on; null if it asserts nothing."""


class RejectedOut(_Told):
    text: str
    """A sentence that was written and not let out."""
    why: str
    """What was wrong with it."""


class CitationOut(_Told):
    number: int
    id: str
    """The FAQ entry that the answer rests on."""
    question: str
    passage: str
    """Its words, as they were read."""
    score: float
    """How well it matched; comparable within one answer only."""
    version: int
    """Which version of the entry was read."""


class AnswerOut(_Told):
    question: str
    status: Literal[Status]
    """`abstained`: the FAQ does not say, and `text` says so and names a person if the shop has named one."""
    text: str
    """The answer, ready to be shown."""
    confidence: float
    """The calibrated probability (0 to 1) that the entry answers the question."""
    citations: list[CitationOut]
    claims: list[ClaimOut]
    rejected: list[RejectedOut]
    quoted: bool
    """The text is the FAQ's own words: the model could not, or not soon enough, say it in its own."""
    repaired: int
    """How many sentences were written again or dropped."""
    failure: str
    """What broke in the engine, if it did; the answer is whole nevertheless."""
    language: str
    engine: str
    adapter: str | None
    seconds: float


class CopyOut(_Told):
    text: str
    """The whole text, ready to paste."""
    parts: dict[str, str]
    """Its parts by name: head (subject, headline, title) and body."""
    claims: list[ClaimOut]
    told: list[str]
    """Ids of the facts that it tells."""
    unsaid: list[str]
    """Lines that the brand book wants said with it and that are not in it. While there are any it is not
    ready to be posted."""
    warnings: list[str]
    """What to look at before it is published, the lines that are not said first."""
    score: float
    """0 to 1; the variants are ordered by it."""
    reasons: list[str]
    """Why it has this score."""
    seed: int
    """The seed that writes this variant again."""
    built: bool
    """Put together from the catalogue's own words, because the model's did not hold."""


class CopiesOut(_Told):
    copies: list[CopyOut]
    """Best first."""
    missing: list[str]
    """What the catalogue would have to say for more."""
    rejected: list[RejectedOut]
    merged: int
    """How many variants said the same as another."""
    engine: str
    adapter: str | None
    seed: int
    seconds: float


class ProductOut(_Told):
    id: str
    title: str
    category: str
    price: float | None
    currency: str
    language: str


class ProductsOut(_Told):
    products: list[ProductOut]
    """Titles that hold every word first, then ids and categories; at most 20."""


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of the statuses that a route may refuse with, and of those that all may."""
    return {
        status: {"model": ErrorOut, "description": _REFUSED[status]}
        for status in sorted({401, 404, 422, 429, 500, 503, *statuses})
    }


_REFUSED = {
    400: "The body is no JSON that can be read",
    401: "The token is missing or unknown",
    404: "The API is off",
    408: "The body did not arrive in time",
    409: "The request with this Idempotency-Key is in hand",
    413: "The body is too large",
    415: "The body is not sent as JSON",
    422: "The request is not of this form, or the Idempotency-Key was used for another one",
    429: "Too many requests of this caller; Retry-After says when to come again",
    500: "A fault of ours",
    503: "Starting, stopping, or too much to do, and Retry-After says when to come again; or the marketing "
    "desk is closed, and the message says what is missing",
}
