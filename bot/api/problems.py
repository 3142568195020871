"""Every error of the API in one shape: ``{"error": {"code": ..., "message": ...}}`` with what to do.

Messages never repeat a question or what was said before it: these are a customer's words. What is wrong with
a brief is named with the word that is wrong, for whoever wrote the brief; a customer's id is not.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from bot.api.refusals import Problem, answer
from bot.errors import BadInput, NotReady, plainly
from bot.watch import logs

#: So many wrong places of a body are named.
NAMED = 5
_log = logs.get(__name__)


def translate(app: FastAPI) -> None:
    """Let every error of the app leave it in our shape."""

    @app.exception_handler(Problem)
    async def known(_: Request, problem: Problem) -> JSONResponse:
        return answer(problem)

    @app.exception_handler(BadInput)
    async def bad(_: Request, error: BadInput) -> JSONResponse:
        return answer(Problem("invalid_request", str(error)))

    @app.exception_handler(NotReady)
    async def away(_: Request, error: NotReady) -> JSONResponse:
        _log.error("a part is not ready", reason=str(error), exc_info=error)
        return answer(Problem("unavailable", wait=10))

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
        return answer(Problem("internal"))  # whoever stands before the app logs it


def _place(found: dict[str, Any]) -> str:
    """Name the place and what should stand there."""
    where = ".".join(str(part)[:40] for part in found["loc"] if part not in ("body", "query", "header"))
    return f"{where or 'the body'}: {plainly(found['msg'])}"
