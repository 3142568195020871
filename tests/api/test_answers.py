"""Answers and copy over HTTP: the same as everywhere, in the form that the description promises."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.api import desk as desks
from bot.api.crew import Busy, Crew, Late
from bot.api.refusals import Problem
from bot.api.told import AnswerOut, CopiesOut, ProductsOut
from bot.domain import Question
from bot.errors import EngineFailed
from bot.wire import answer_json
from tests.api.conftest import BRIEF, QUESTION, Shop, code


def without_time(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "seconds"}


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The server-sent events of a stream, comments left out."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_an_answer_is_what_the_shop_answers_everywhere(shop: Shop) -> None:
    given = shop.answer()
    expected = answer_json(shop.opened.support.answer(Question(QUESTION)))
    assert given.status_code == 200
    assert without_time(given.json()) == without_time(expected)
    AnswerOut.model_validate(given.json(), strict=True)


def test_what_is_not_known_is_said_so(shop: Shop) -> None:
    given = shop.answer("zzz qqq xxx")
    assert given.json()["status"] == "abstained" and given.json()["citations"] == []
    AnswerOut.model_validate(given.json(), strict=True)


def test_what_was_said_before_is_understood(shop: Shop) -> None:
    history = [{"question": QUESTION, "answer": "..."}]
    asked = {"question": "And how long does that take?", "history": history}
    alone = shop.answer(asked["question"]).json()["confidence"]
    assert shop.ask("POST", "/v1/answers", json=asked).json()["confidence"] > alone


def test_a_stream_is_the_answer_sentence_by_sentence(shop: Shop) -> None:
    given = shop.ask("POST", "/v1/answers/stream", json={"question": QUESTION})
    assert given.headers["content-type"].startswith("text/event-stream")
    *sentences, last = events(given.text)
    assert last[0] == "answer" and {name for name, _ in sentences} == {"sentence"}
    assert len(sentences) > 1
    assert " ".join(body["text"] for _, body in sentences) == last[1]["text"]
    assert without_time(last[1]) == without_time(shop.answer().json())
    AnswerOut.model_validate(last[1], strict=True)


def test_a_stream_takes_no_key(shop: Shop) -> None:
    headers = {"Idempotency-Key": "k"}
    refused = shop.ask("POST", "/v1/answers/stream", json={"question": QUESTION}, headers=headers)
    assert refused.status_code == 422 and "Idempotency-Key" in refused.text


def test_where_the_engine_fails_the_faq_is_quoted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Iterator[str]:
        raise EngineFailed("out of memory")

    monkeypatch.setattr(shop.opened.engine, "stream", fails)
    assert shop.answer().json()["quoted"] is True
    monkeypatch.setattr("bot.support.Support.stream", fails)
    assert shop.answer().json()["quoted"] is True
    told = events(shop.ask("POST", "/v1/answers/stream", json={"question": QUESTION}).text)
    assert told[-1][0] == "answer" and told[-1][1]["quoted"] is True
    assert shop.counted("answers_total", outcome="quoted") == 3


def test_a_stream_that_breaks_ends_with_an_error(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Iterator[str]:
        raise RuntimeError("everything is gone")

    monkeypatch.setattr("bot.api.answers.write", broken)
    told = events(shop.ask("POST", "/v1/answers/stream", json={"question": QUESTION}).text)
    assert [name for name, _ in told] == ["error"] and "gone" not in str(told)
    assert shop.answer().status_code == 500


def test_copies_stand_in_the_products_facts_and_the_seed_decides(shop: Shop) -> None:
    given = shop.copies()
    assert given.status_code == 200
    CopiesOut.model_validate(given.json(), strict=True)
    for copy in given.json()["copies"]:
        assert "89" in copy["text"] and all(claim["supported"] for claim in copy["claims"])
    assert without_time(shop.copies().json()) == without_time(given.json())


@pytest.mark.parametrize(
    ("brief", "named"),
    [
        ({}, "product"),
        ({"kind": "article", "topic": "bread"}, "source"),
        ({"product_id": "NO-SUCH"}, "NO-SUCH"),
        ({"product": {"title": "Pot", "price": 5}}, "currency"),
        ({"product": {"title": "Pot", "colour": "red"}}, "colour"),
        ({**BRIEF, "channel": "billboard"}, "channel"),
        ({**BRIEF, "keywords": ["x"] * 41}, "keywords"),
        ({**BRIEF, "audience": "x" * 201}, "audience"),
    ],
)
def test_a_brief_that_lacks_something_is_refused_and_told_what(
    shop: Shop, brief: dict[str, Any], named: str
) -> None:
    refused = shop.copies(brief)
    assert refused.status_code == 422 and code(refused) == "invalid_request"
    assert named in refused.json()["error"]["message"]


def test_a_products_id_is_found_and_can_be_written_about(shop: Shop) -> None:
    found = shop.ask("GET", "/v1/products", params={"q": "oven"})
    ProductsOut.model_validate(found.json(), strict=True)
    chosen = found.json()["products"][0]
    assert "oven" in chosen["title"].lower()
    assert shop.copies({"product_id": chosen["id"]}).status_code == 200
    assert len(shop.ask("GET", "/v1/products").json()["products"]) == 20
    assert shop.ask("GET", "/v1/products", params={"q": "x" * 201}).status_code == 422


def test_more_than_may_wait_are_sent_away_and_who_waits_too_long_is_quoted_to(shop: Shop) -> None:
    """With all workers taken: one waits and is answered by the FAQ itself, the next finds the queue full."""
    gate, asked = threading.Event(), {"question": QUESTION}
    crew = _crew(shop, Crew(1, 1, 0.2))

    async def law() -> tuple[Any, ...]:
        blocking = await crew.start(gate.wait)
        async with shop.client() as client:
            client.headers["Authorization"] = "Bearer a-token-of-the-website"
            waiting = asyncio.create_task(client.post("/v1/answers", json=asked))
            while crew._inside < 2:
                await asyncio.sleep(0)
            away = await client.post("/v1/answers", json=asked)
            stream_away = await client.post("/v1/answers/stream", json=asked)
            late = await waiting
            streamed = await client.post("/v1/answers/stream", json=asked)
            copies_late = await client.post("/v1/copies", json={"brief": BRIEF})
            gate.set()
            await blocking
            return (
                away,
                stream_away,
                late,
                streamed,
                copies_late,
                await client.post("/v1/answers", json=asked),
            )

    away, stream_away, late, streamed, copies_late, after = asyncio.run(law())
    assert away.status_code == stream_away.status_code == 503 and code(away) == "busy"
    assert int(away.headers["retry-after"]) >= 1
    assert late.status_code == 200 and late.json()["quoted"] is True
    assert events(streamed.text)[-1][1]["quoted"] is True
    assert copies_late.status_code == 503 and copies_late.headers["retry-after"]
    assert after.status_code == 200 and after.json()["quoted"] is False


def _crew(shop: Shop, crew: Crew) -> Crew:
    """Give the API another crew."""
    shop.desk.crew = crew
    return crew


def test_a_place_is_taken_until_its_thread_ends_even_if_nobody_waits() -> None:
    gate = threading.Event()

    async def law() -> None:
        crew = Crew(1, 0, 0.05)
        work = await crew.start(gate.wait)
        waiter = asyncio.create_task(_shielded(work))
        await asyncio.sleep(0)
        waiter.cancel()
        with pytest.raises(Busy):
            await crew.start(gate.wait)
        gate.set()
        await work
        assert await (await crew.start(lambda: 5)) == 5
        crew = Crew(1, 1, 0.01)
        gate.clear()
        work = await crew.start(gate.wait)
        with pytest.raises(Late):
            await crew.start(gate.wait)
        gate.set()
        await work

    asyncio.run(law())


async def _shielded(work: asyncio.Future[Any]) -> Any:
    return await asyncio.shield(work)


def test_who_has_waited_for_long_is_told_to_come_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "LONGEST", 0.01)
    gate = threading.Event()

    async def law() -> None:
        async def slow() -> dict[str, Any]:
            return {"waited": await (await shop.desk.start(gate.wait))}

        for keyed, remedy in ((True, "with the same Idempotency-Key"), (False, "with an Idempotency-Key")):
            with pytest.raises(Problem) as late:
                await shop.desk._patiently(slow(), keyed)
            assert (late.value.code, late.value.status) == ("late", 503)
            assert remedy in late.value.message
        gate.set()
        await asyncio.gather(*shop.desk._tasks)

    asyncio.run(law())
