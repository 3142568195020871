"""Every way in which a request is refused: its code, its status, and what the caller can do about it.

Knows Starlette alone, so that the gate stands before the rest of the API is built.
"""

from __future__ import annotations

import math

from starlette.responses import JSONResponse

_ANSWERS = {
    "api_off": (404, "The HTTP API is off. Set SHOPKEEPER_API_TOKENS=name:token and start again."),
    "unauthorized": (401, "Send the header Authorization: Bearer TOKEN with a token of this API."),
    "not_found": (404, "There is nothing at this address. /v1/docs lists what there is."),
    "method_not_allowed": (405, "This address takes another method; the header Allow names it."),
    "not_json": (415, "Send JSON, with the header Content-Type: application/json."),
    "unreadable": (400, "The body cannot be read as JSON in UTF-8, or is nested too deep."),
    "too_large": (413, "The body is too large."),
    "too_slow": (408, "The body did not arrive in time. Send it again."),
    "invalid_request": (422, "The request is not of the form that /v1/docs shows."),
    "key_reused": (422, "This Idempotency-Key was used for another request. Take a new key."),
    "in_progress": (409, "The request with this Idempotency-Key is in hand. Ask again a little later."),
    "limited": (429, "You ask too often. Wait as long as the header Retry-After says."),
    "busy": (503, "Too many requests are waiting. Try again after the time in the header Retry-After."),
    "late": (503, "It takes too long. Send it again with the same Idempotency-Key to get what was written."),
    "not_ready": (503, "The shop is starting or stopping. Try again after the time in Retry-After."),
    "desk_closed": (503, "The marketing desk is closed."),
    "unavailable": (503, "The database does not answer. Try again after the time in Retry-After."),
    "internal": (500, "Something went wrong here. Report the header X-Request-Id; the log has the reason."),
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
    body = {"error": {"code": problem.code, "message": problem.message}}
    reply = JSONResponse(body, problem.status)
    if problem.wait:
        reply.headers["Retry-After"] = str(max(1, math.ceil(problem.wait)))
    if problem.status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply
