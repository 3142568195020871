"""Pictures over HTTP: by seed, variations of one, a blend of two, all as JSON; one alone as a PNG."""

from __future__ import annotations

import base64
import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Header, Path, Query
from starlette.responses import JSONResponse, Response

from imagegen.errors import BadInput
from imagegen.paint import Origin, Picture, Point, blend, parse, variations
from imagegen.painting.latents import LARGEST
from imagegen.serving.asked import LONGEST_SEED, BlendRequest, Look, PicturesRequest, VariationsRequest
from imagegen.serving.studio import Order, Studio, point
from imagegen.serving.told import ModelOut, PicturesOut, StylesOut, file, refused

Json = dict[str, Any]
_POSTED = refused(400, 415, 429, 503)
#: Seconds for which a browser need not ask again.
_FRESH = 3600
#: Bytes of alternative text in a header: a proxy may have 4 KB for all headers together.
_LONGEST_ALT = 1500


def router(studio: Studio) -> APIRouter:
    """Return the routes of pictures and of what the models know."""
    routes = APIRouter(tags=["pictures"])

    @routes.post(
        "/v1/pictures", response_model=PicturesOut, responses=_POSTED, summary="Paint pictures by seed"
    )
    async def pictures(asked: PicturesRequest) -> Response:
        """Paint one or several. The same model, style, category, seed and size give the same bytes."""
        first = point(asked.seed)
        if asked.count > 1 and (first.towards or first.seed + asked.count > LARGEST):
            raise BadInput("Several pictures have the seeds after a plain one. For others: /v1/variations")
        return await _painted(
            studio, asked, [first, *(Point(first.seed + step) for step in range(1, asked.count))]
        )

    @routes.post(
        "/v1/variations", response_model=PicturesOut, responses=_POSTED, summary="Paint variations of one"
    )
    async def varied(asked: VariationsRequest) -> Response:
        """Paint pictures near one that is liked. Each has a seed of its own, to be varied again."""
        return await _painted(studio, asked, variations(point(asked.seed), asked.count, asked.amount))

    @routes.post("/v1/blend", response_model=PicturesOut, responses=_POSTED, summary="Paint a blend of two")
    async def blended(asked: BlendRequest) -> Response:
        """Paint the picture that lies between two others."""
        return await _painted(
            studio, asked, [blend(point(asked.seed), point(asked.other), float(asked.share))]
        )

    @routes.get(
        "/v1/pictures/{seed}.png",
        response_class=Response,
        responses={
            **file(("image/png",), "The picture, with an ETag"),
            304: {"description": "The picture of If-None-Match is still the same one"},
            **refused(404, 429, 503),
        },
        summary="Fetch one picture",
    )
    async def alone(
        seed: Annotated[
            str, Path(max_length=LONGEST_SEED, description="as in /v1/pictures", examples=["7", "7+12@0.5"])
        ],
        look: Annotated[Look, Query()],
        if_none_match: Annotated[
            str, Header(max_length=1000, description="the ETag of the picture that the caller has")
        ] = "",
    ) -> Response:
        """Return one picture as a file that browsers keep; asked whether it changed, nothing is painted."""
        order, at = studio.order(look, 1), parse(seed)
        origin = order.origin(at)
        headers = {"ETag": _tag(origin), "Cache-Control": f"private, max-age={_FRESH}"}
        if _has(if_none_match, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        async with studio.turns.place() as place:
            (picture,) = await studio.paint(place, order, [at])
            content = await place.take(picture.png)
        return Response(content, media_type="image/png", headers=headers | alt_text(origin.alt))

    @routes.get("/v1/styles", response_model=StylesOut, responses=refused(), summary="What the models know")
    async def styles() -> Response:
        """List the models with their styles, categories and sizes."""
        models = []
        for name, painter in studio.gallery.painters.items():
            about = painter.about
            told = ModelOut(
                model=name,
                recipe=about.recipe,
                weights=about.weights,
                styles=[style for style in about.styles if style],
                categories=[category for category in about.categories if category],
                sizes=list(painter.sizes),
                transparent=about.channels == 4,
            )
            models.append(told.model_dump())
        return JSONResponse({"models": models})

    return routes


def alt_text(alt: str) -> dict[str, str]:
    """Return alternative text as a header, in ASCII: all that fits; the file's metadata hold the whole."""
    ends = [*accumulate(len(quote(letter)) for letter in alt)]
    return {"X-Alt-Text": quote(alt[: bisect_right(ends, _LONGEST_ALT)])}


async def _painted(studio: Studio, look: Look, points: Sequence[Point]) -> Response:
    order = studio.order(look, len(points))
    async with studio.turns.place() as place:
        drawn = await studio.paint(place, order, points)
        content = await place.take(lambda: _body(order, drawn))
    return Response(content, media_type="application/json")


def _body(order: Order, drawn: Sequence[Picture]) -> bytes:
    about = order.painter.about
    told = {"model": order.model, "recipe": about.recipe, "weights": about.weights}
    return json.dumps(told | {"pictures": [_picture(order, picture) for picture in drawn]}).encode()


def _picture(order: Order, picture: Picture) -> Json:
    fields = picture.origin.fields()
    told = {name: fields[name] for name in ("seed", "style", "category", "size", "background")}
    query = {"model": order.model} | {name: value for name, value in told.items() if value and name != "seed"}
    return {
        **told,
        "alt": picture.origin.alt,
        "address": f"/v1/pictures/{quote(str(told['seed']))}.png?{urlencode(query)}",
        "png": base64.b64encode(picture.png()).decode(),
    }


def _tag(origin: Origin) -> str:
    """Return a weak ETag: it names what is painted, by which weights; the bytes are known only later."""
    words = json.dumps([origin.fields(), origin.alt], sort_keys=True)
    return f'W/"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'


def _has(if_none_match: str, tag: str) -> bool:
    """Compare weakly, as RFC 9110, 13.1.2 asks for."""
    given = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in given or tag.removeprefix("W/") in given
