"""What is answered: the forms of the responses, for their description and for whoever reads them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ErrorBody(_Told):
    code: str
    """A word for programs."""
    message: str
    """A sentence for people: what is wrong, and what to do."""


class ErrorOut(_Told):
    error: ErrorBody


class PictureOut(_Told):
    seed: str
    """What paints it again, and what its variations and blends go by."""
    style: str
    category: str
    size: int
    """Pixels at a side."""
    background: str
    alt: str
    """Alternative text, for those who do not see it."""
    address: str
    """Where the same picture can be fetched alone."""
    png: str
    """The PNG file in base64. It says in its metadata that it is AI-generated, and how to paint it again."""


class PicturesOut(_Told):
    model: str
    recipe: str
    """The recipe by which the model was trained."""
    weights: str
    """The first digits of the SHA-256 of its weights."""
    pictures: list[PictureOut]


class ModelOut(_Told):
    model: str
    """Its name, for `model` in requests."""
    recipe: str
    weights: str
    styles: list[str]
    """What `style` may be; empty if it knows only one."""
    categories: list[str]
    """What `category` may be; empty if it knows only one."""
    sizes: list[int]
    """What `size` may be, in pixels; its own first."""
    transparent: bool
    """Whether its pictures can stand on any background."""


class StylesOut(_Told):
    models: list[ModelOut]
    """The first one paints for whoever names none."""


class ReadyOut(_Told):
    status: str
    parts: dict[str, str]
    """"ok", or what is wrong, for each model."""


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the statuses that a route may refuse with, and those that all may."""
    return {
        status: {"model": ErrorOut, "description": _REFUSED[status]}
        for status in sorted({401, 408, 413, 422, 500, *statuses})
    }


def file(media: tuple[str, ...], about: str) -> dict[int | str, dict[str, Any]]:
    """Describe a response that is a file."""
    return {
        200: {
            "description": about,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media},
            "headers": {
                "X-Alt-Text": {
                    "description": "alternative text, in UTF-8 with percent signs (decodeURIComponent); "
                    "up to 1,500 bytes of it, the whole is in the file's metadata",
                    "schema": {"type": "string"},
                }
            },
        }
    }


_REFUSED = {
    400: "The body is no JSON that can be read",
    401: "The token is missing or unknown",
    404: "There is nothing at this address",
    408: "The body did not arrive in time",
    413: "The body is too large",
    415: "The body is not sent as JSON",
    422: "The request is not of this form, or asks for what the model does not know",
    429: "The queue is full; Retry-After says when to come again",
    500: "A fault of ours",
    503: "It took too long or the server stops, and Retry-After says when to come again; or the model is "
    "damaged",
}
