"""Loops and posters over HTTP: one file each, its alternative text in a header and in its metadata."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from imagegen.errors import BadInput
from imagegen.paint import colour, loop, path, poster, typeset
from imagegen.painting.walk import alt
from imagegen.serving.asked import Look, PosterRequest, WalkRequest
from imagegen.serving.pictures import alt_text
from imagegen.serving.studio import Studio, point
from imagegen.serving.told import file, refused

_POSTED = refused(400, 415, 429, 503)


def router(studio: Studio) -> APIRouter:
    """Return the routes of loops and posters."""
    routes = APIRouter(tags=["files"])

    @routes.post(
        "/v1/walk",
        response_class=Response,
        responses={**file(("image/gif", "image/webp", "image/png"), "The endless loop"), **_POSTED},
        summary="Paint a loop",
    )
    async def walk(asked: WalkRequest) -> Response:
        """Paint an endless loop through several pictures; at its stops it shows them as they are alone."""
        stops = [point(seed) for seed in asked.seeds]
        places = path(stops, asked.frames)
        paper = asked.background or ("white" if asked.format == "gif" else None)
        order = studio.order(asked.model_copy(update={"background": paper}), len(places))
        if asked.format == "gif" and order.background is None and order.painter.about.channels == 4:
            raise BadInput("A GIF has no soft edges: choose a background colour, or the format webp or png.")
        async with studio.turns.place() as place:
            drawn = await studio.paint(place, order, places)
            made = partial(loop, drawn, stops, f".{asked.format}", asked.per_second)
            content = await place.take(made)
        headers = alt_text(alt(drawn, stops))
        return Response(content, media_type=f"image/{asked.format}", headers=headers)

    @routes.post(
        "/v1/poster",
        response_class=Response,
        responses={**file(("image/png",), "The poster"), **_POSTED},
        summary="Make a poster",
    )
    async def made(asked: PosterRequest) -> Response:
        """Set a headline and a text beside a picture, or on it, where they can be read."""
        _, painter = studio.gallery.find(asked.model)
        subject = asked.model_dump(include={"model", "style", "category"})
        order = studio.order(Look(**subject, size=painter.sizes[-1]), 1)
        paper = None if asked.colour is None else colour(asked.colour)
        words = asked.headline, asked.text, asked.format
        async with studio.turns.place() as place:
            await place.take(partial(typeset, *words), left=2)  # words that do not fit cost no picture
            (picture,) = await studio.paint(place, order, [point(asked.seed)])
            found = await place.take(partial(poster, picture, *words, paper, asked.cover))
        return Response(found.png, media_type="image/png", headers=alt_text(found.alt))

    return routes
