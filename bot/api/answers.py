"""Questions over HTTP: the whole answer at once, or sentence by sentence as each is checked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import JSONResponse, StreamingResponse

from bot.api.asked import AnswerRequest
from bot.api.crew import Late
from bot.api.desk import Desk, Json
from bot.api.refusals import Problem
from bot.api.told import AnswerOut, refused
from bot.background import in_thread
from bot.domain import Answer, Question
from bot.support import Shown
from bot.wire import answer_json
from bot.writing import write

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="A text of your own for this request (a UUID). Sent again with the same body it gives "
        "the same response, also after a restart, and nothing is done twice. Refusals are not kept: what "
        "failed may be tried again.",
    ),
]
Events = asyncio.Queue[Shown | Answer | Exception]
#: Seconds of silence after which a stream says that it lives, so that no proxy closes it.
SILENCE = 10.0


def router(desk: Desk) -> APIRouter:
    """Return the routes of questions."""
    routes = APIRouter(tags=["answers"])

    @routes.post(
        "/v1/answers",
        response_model=AnswerOut,
        responses=refused(400, 408, 409, 413, 415),
        summary="Answer a question",
    )
    async def answers(asked: AnswerRequest, request: Request, key: Key = None) -> JSONResponse:
        """Answer from the FAQ, or say that it is not known. Every sentence stands in the entry it cites.

        Where the engine is too slow or fails, the FAQ is quoted word for word.
        """
        return await desk.once(request, key, asked, lambda: _whole(desk, asked.read()))

    @routes.post(
        "/v1/answers/stream",
        response_class=StreamingResponse,
        responses={
            200: {
                "content": {"text/event-stream": {"schema": _EVENT, "example": _EXAMPLE}},
                "description": "Events `sentence`, then one `answer` with the object of /v1/answers, or one "
                "`error`",
            },
            **refused(400, 408, 413, 415),
        },
        summary="Answer a question, sentence by sentence",
    )
    async def stream(asked: AnswerRequest, request: Request) -> StreamingResponse:
        """Send each sentence (server-sent events) as soon as it is checked; joined they are its text.

        Closing the connection stops the writing. An Idempotency-Key is refused here: streams are not kept.
        """
        if "idempotency-key" in request.headers:
            raise Problem("invalid_request", "An Idempotency-Key is for /v1/answers; streams are not kept.")
        events, stop = Events(), threading.Event()
        loop = asyncio.get_running_loop()

        def pass_on(event: Shown | Answer | Exception) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(events.put_nowait, event)

        def tell() -> None:
            try:
                for event in write(desk.support, asked.read(), stop, desk.crew.patience):
                    if event is not None:
                        pass_on(event)
            except Exception as error:  # noqa: BLE001 - told as an event: the response has begun
                pass_on(error)

        try:
            await desk.start(tell)
        except Late:
            answer = await in_thread(desk.support.quote, asked.read())
            events.put_nowait(Shown(answer.text))
            events.put_nowait(answer)
        return StreamingResponse(_told(desk, events, stop), media_type="text/event-stream")

    return routes


async def _whole(desk: Desk, question: Question) -> Json:
    """Have the answer written; if no worker is free in time, the FAQ answers in its own words."""

    def written() -> Answer:
        events = write(desk.support, question, threading.Event(), desk.crew.patience)
        return next(event for event in events if isinstance(event, Answer))

    try:
        answer = await asyncio.shield(await desk.start(written))
    except Late:
        answer = await in_thread(desk.support.quote, question)
    _count(desk, answer)
    return answer_json(answer)


async def _told(desk: Desk, events: Events, stop: threading.Event) -> AsyncIterator[str]:
    """Turn what is written into server-sent events."""
    try:
        while True:
            try:
                event = await asyncio.wait_for(events.get(), SILENCE)
            except TimeoutError:
                yield ": still writing\n\n"
                continue
            if isinstance(event, Shown):
                yield _event("sentence", {"text": event.text})
            elif isinstance(event, Answer):
                _count(desk, event)
                yield _event("answer", answer_json(event))
                return
            else:
                _count(desk, None)
                problem = Problem("internal")
                yield _event("error", {"error": {"code": problem.code, "message": problem.message}})
                return
    finally:
        stop.set()


def _event(name: str, body: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


def _count(desk: Desk, answer: Answer | None) -> None:
    outcome = "failed" if answer is None else "quoted" if answer.quoted else answer.status
    desk.metrics.answers.labels(outcome).inc()


# Tools read the schema of a stream as that of each event.
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["sentence", "answer", "error"]},
        "data": {"type": "string", "description": "a JSON object"},
    },
    "required": ["event", "data"],
}
_EXAMPLE = _event("sentence", {"text": "You can cancel within 30 minutes."}) + _event(
    "answer", {"status": "answered", "text": "You can cancel within 30 minutes.", "...": "..."}
)
