"""The whole server as an ASGI app: routes, health, meters, its description, and the gate before them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from imagegen.errors import BadInput
from imagegen.serving import files, pictures
from imagegen.serving.callers import VARIABLE, Callers
from imagegen.serving.gate import Gate
from imagegen.serving.refusals import Problem, answer
from imagegen.serving.studio import Studio
from imagegen.serving.told import ReadyOut

#: So many wrong places of a body are named.
NAMED = 5
_ABOUT = """Illustrations by style, category and seed, their variations, blends, loops and posters.

Every picture carries in its metadata that it is AI-generated, and how to paint it again. Errors have one
form, and every response has an X-Request-Id to report."""


def build_app(studio: Studio, callers: Callers) -> ASGIApp:
    """Return the app to serve. It fetches nothing and has no pages that do."""
    app = FastAPI(
        title="Shopkeeper's illustrator",
        description=_ABOUT,
        version="1",  # of the addresses and forms, as in /v1
        openapi_url=None,
        redirect_slashes=False,
    )
    _translate(app)
    # The gate has looked at the token long before; here it is only described.
    token = Security(HTTPBearer(auto_error=False, description=f"a token of {VARIABLE}"))
    for router in (pictures.router(studio), files.router(studio)):
        app.include_router(router, dependencies=[token])

    @app.get("/v1/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    @app.get("/healthz", include_in_schema=False)
    async def alive() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", include_in_schema=False, response_model=ReadyOut)
    async def ready() -> JSONResponse:
        parts = {name: "ok" for name in studio.gallery.painters}
        return JSONResponse(
            {"status": "ok", "parts": parts | dict.fromkeys(studio.gallery.closed, "damaged")}
        )

    @app.get("/metrics", include_in_schema=False)
    async def numbers() -> Response:
        return Response(studio.meters.page(), media_type=CONTENT_TYPE_LATEST)

    for opened, names in ((1, studio.gallery.painters), (0, studio.gallery.closed)):
        for name in names:
            studio.meters.models.labels(name).set(opened)
    return Gate(app, callers, studio.meters)


def _translate(app: FastAPI) -> None:
    """Let every error of the app leave it in our shape; what is unforeseen, the gate logs."""

    @app.exception_handler(Problem)
    async def known(_: Request, problem: Problem) -> JSONResponse:
        return answer(problem)

    @app.exception_handler(BadInput)
    async def bad(_: Request, error: BadInput) -> JSONResponse:
        return answer(Problem("invalid_request", str(error)))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = "; ".join(_place(found) for found in error.errors()[:NAMED])
        return answer(Problem("invalid_request", f"{wrong}."))

    @app.exception_handler(HTTPException)
    async def routed(_: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid_request")
        reply = answer(Problem(code))
        reply.headers.update(error.headers or {})
        return reply

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> JSONResponse:
        return answer(Problem("internal"))


def _place(found: dict[str, Any]) -> str:
    """Name the place and what should stand there."""
    where = ".".join(
        str(part)[:40] for part in found["loc"] if part not in ("body", "query", "path", "header")
    )
    return f"{where or 'the body'}: {found['msg']}"
