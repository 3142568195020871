"""Briefs over HTTP: checked copy for them, and the products that they may name."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from bot.api.answers import Key
from bot.api.asked import CopyRequest
from bot.api.crew import Late
from bot.api.desk import AGAIN, Desk, Json
from bot.api.refusals import Problem
from bot.api.told import CopiesOut, ProductsOut, refused
from bot.background import in_thread
from bot.briefs import copies_json
from bot.copywriter import Copywriter
from bot.domain import Brief, Product


def router(desk: Desk) -> APIRouter:
    """Return the routes of the marketing desk."""
    routes = APIRouter(tags=["copy"])

    @routes.post(
        "/v1/copies",
        response_model=CopiesOut,
        responses=refused(400, 408, 409, 413, 415),
        summary="Write copy for a brief",
    )
    async def copies(asked: CopyRequest, request: Request, key: Key = None) -> JSONResponse:
        """Write variants, best first. Every claim stands in the product's facts, or is not let out."""
        writer = _writer(desk)
        brief = desk.reader.brief_of(asked.row())
        return await desk.once(request, key, asked, lambda: _written(desk, writer, brief, asked))

    @routes.get(
        "/v1/products",
        response_model=ProductsOut,
        responses=refused(),
        summary="Find a product's id",
    )
    async def products(
        q: Annotated[str, Query(max_length=200, description="words of its title, id or category")] = "",
    ) -> JSONResponse:
        """Return up to 20 products that hold every word; without words the first ones of the catalogue."""
        _writer(desk)  # a closed desk has no catalogue, which is not to say that the shop sells nothing
        found = await in_thread(desk.reader.catalogue.find, q)
        return JSONResponse({"products": [_product(product) for product in found]})

    return routes


def _writer(desk: Desk) -> Copywriter:
    if desk.copywriter is None:
        raise Problem("desk_closed", f"The marketing desk is closed. {desk.closed}")
    return desk.copywriter


async def _written(desk: Desk, writer: Copywriter, brief: Brief, asked: CopyRequest) -> Json:
    try:
        writing = await desk.start(writer.write, brief, asked.variants, asked.seed)
    except Late:
        raise Problem("busy", wait=AGAIN) from None
    return copies_json(await asyncio.shield(writing))


def _product(product: Product) -> Json:
    return {
        "id": product.id,
        "title": product.title,
        "category": product.category,
        "price": product.price,
        "currency": product.currency,
        "language": product.language,
    }
