"""Every way in which a request is refused: its code, its status, and what the caller can do about it.

One form: ``{"error": {"code": ..., "message": ...}}``. Knows Starlette alone: the gate stands before FastAPI.
"""

from __future__ import annotations

import math

from starlette.responses import JSONResponse

_ANSWERS = {
    "unreadable": (400, "The body cannot be read as JSON in UTF-8, or is nested too deep."),
    "unauthorized": (401, "Send the header Authorization: Bearer TOKEN with a token of this server."),
    "not_found": (404, "There is nothing at this address. /v1/openapi.json lists what there is."),
    "method_not_allowed": (405, "This address takes another method; the header Allow names it."),
    "too_slow": (408, "The body did not arrive in time. Send it again."),
    "too_large": (413, "The body is too large: no request for pictures needs so many bytes."),
    "not_json": (415, "Send JSON, with the header Content-Type: application/json."),
    "invalid_request": (422, "The request is not of the form that /v1/openapi.json shows."),
    "busy": (429, "Too many requests are waiting. Come again after the time in the header Retry-After."),
    "internal": (500, "Something went wrong here. Report the header X-Request-Id; the log has the reason."),
    "late": (503, "It takes too long. Ask for fewer or smaller pictures, or again after Retry-After."),
    "stopping": (503, "The server is stopping. Send it again after the time in the header Retry-After."),
    "model_closed": (
        503,
        "This model's files are damaged. Ask for another one; the operator's log says why.",
    ),
}


class Problem(Exception):
    """A request that is not served. ``wait`` is the seconds after which to try again, 0 if that is no use."""

    def __init__(self, code: str, message: str = "", wait: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.wait = code, wait
        self.status, standard = _ANSWERS[code]
        self.message = message or standard


def answer(problem: Problem) -> JSONResponse:
    """Return the problem as a response."""
    reply = JSONResponse({"error": {"code": problem.code, "message": problem.message}}, problem.status)
    if problem.wait:
        reply.headers["Retry-After"] = str(max(1, math.ceil(problem.wait)))
    if problem.status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply
