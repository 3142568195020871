"""The same services over HTTP: answers, copy and products, for programs with a token.

A route only translates: JSON in, one call, JSON out. Before it stands the gate (``bot.api.gate``); what the
routes reach for is on the desk (``bot.api.desk``).
"""

from __future__ import annotations

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer
from starlette.responses import HTMLResponse, JSONResponse

from bot.api import answers, copies, page
from bot.api.desk import Desk
from bot.api.problems import translate

_ABOUT = """Answers from a shop's FAQ and copy from its catalogue, in which every sentence stands in a source.

Every request needs a token. Errors have one form, and every response has an X-Request-Id to report."""


def build_api(desk: Desk, shop: str) -> FastAPI:
    """Return the API as an app for ASGI. Its pages load nothing from elsewhere."""
    app = FastAPI(
        title=f"Shopkeeper of {shop}",
        description=_ABOUT,
        version="1",  # of the addresses and forms, as in /v1
        openapi_url=None,  # served below: the usual pages load their scripts from another company
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    translate(app)
    # The gate has looked at the token long before; here it is only described.
    token = Security(HTTPBearer(auto_error=False, description="a token of SHOPKEEPER_API_TOKENS"))
    for router in (answers.router(desk), copies.router(desk)):
        app.include_router(router, dependencies=[token])

    @app.get("/v1/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    @app.get("/v1/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page.html(app.openapi()), headers=page.HEADERS)

    return app
