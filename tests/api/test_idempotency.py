"""A request with a key is done once: repeated it gives the same reply, after a restart too."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.settings import Settings
from bot.store import replies as books
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.store.replies import Replies
from tests.api.conftest import OTHER, QUESTION, Shop, code

KEY = {"Idempotency-Key": "order-1"}


def test_the_same_key_and_body_give_the_same_reply_without_work(shop: Shop) -> None:
    first, again = shop.answer(headers=KEY), shop.answer(headers=KEY)
    assert first.content == again.content and "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert shop.counted("answers_total", outcome="answered") == 1
    spaced = b'{ "history": [],\n "question": "How do I cancel an order?" }'
    headers = {**KEY, "content-type": "application/json"}
    assert shop.ask("POST", "/v1/answers", content=spaced, headers=headers).content == first.content


def test_the_reply_outlives_a_restart(api_settings: Settings) -> None:
    before = Shop(api_settings)
    first = before.copies(headers=KEY)
    before.opened.store.close()
    after = Shop(api_settings)
    again = after.copies(headers=KEY)
    after.opened.store.close()
    assert again.content == first.content and again.headers["idempotency-replayed"] == "true"


def test_the_reply_outlives_the_product_and_the_desk_that_it_came_from(
    api_settings: Settings, tmp_path: Path
) -> None:
    goods = tmp_path / "goods.jsonl"
    given = api_settings.model_copy(update={"catalogue": goods})
    brief, found = {"product_id": "L-1", "channel": "social"}, []
    for content in ('{"id": "L-1", "title": "Plain Lamp"}', '{"id": "L-2", "title": "Lid"}', "not JSON"):
        goods.write_text(content)
        shop = Shop(given)
        found.append(shop.copies(brief, headers=KEY))
        shop.opened.store.close()
    assert found[0].status_code == 200 and "Plain Lamp" in found[0].text
    for again in found[1:]:
        assert again.content == found[0].content and again.headers["idempotency-replayed"] == "true"


def test_a_key_is_for_one_request_and_one_caller(shop: Shop) -> None:
    shop.answer(headers=KEY)
    for refused in (shop.answer("Something else?", headers=KEY), shop.copies(headers=KEY)):
        assert refused.status_code == 422 and code(refused) == "key_reused"
    assert "idempotency-replayed" not in shop.answer(headers=KEY, token=OTHER).headers


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "ключ".encode()])
def test_a_key_is_a_word_of_ascii(shop: Shop, key: Any) -> None:
    refused = shop.answer(headers={"Idempotency-Key": key})
    assert refused.status_code == 422 and code(refused) == "invalid_request"


def test_while_it_is_in_hand_the_second_is_asked_to_come_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, begun = threading.Event(), threading.Event()
    real = type(shop.opened.support).stream

    def slow(*given: Any) -> Iterator[Any]:
        begun.set()
        gate.wait()
        yield from real(*given)

    monkeypatch.setattr("bot.support.Support.stream", slow)

    async def law() -> tuple[Any, Any]:
        headers = {**KEY, "Authorization": "Bearer a-token-of-the-website"}
        async with shop.client() as client:
            first = asyncio.create_task(
                client.post("/v1/answers", json={"question": QUESTION}, headers=headers)
            )
            await asyncio.to_thread(begun.wait)
            second = await client.post("/v1/answers", json={"question": QUESTION}, headers=headers)
            gate.set()
            return await first, second

    first, second = asyncio.run(law())
    assert first.status_code == 200
    assert second.status_code == 409 and code(second) == "in_progress" and second.headers["retry-after"]


def test_what_came_to_nothing_may_be_tried_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Iterator[Any]:
        raise RuntimeError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("bot.api.answers.write", broken)
        assert shop.answer(headers=KEY).status_code == 500
    assert shop.answer(headers=KEY).status_code == 200


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


def test_what_a_dead_process_had_in_hand_is_taken_up_anew(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, other = Replies(engine, "shop-1"), Replies(engine, "shop-2")
    begun = dead.begin("web", "k", "hash")
    assert begun.verdict == "begun" and other.begin("web", "k", "hash").verdict == "in hand"
    other.recover()
    assert other.begin("web", "k", "hash").verdict == "in hand"
    Replies(engine, "shop-1").recover()
    taken = other.begin("web", "k", "hash")
    assert taken.verdict == "begun"
    dead.finish("web", "k", begun, {"too": "late"})  # it was not dead after all
    assert other.begin("web", "k", "hash").verdict == "in hand"
    other.finish("web", "k", taken, {"text": "one, ein, 一, \x00"})
    known = dead.begin("web", "k", "hash")
    assert known.verdict == "known" and known.body == {"text": "one, ein, 一, \x00"}
    assert dead.begin("web", "k", "another").verdict == "other"
    other.release("web", "k", taken)
    assert dead.begin("web", "k", "hash").verdict == "known", "a reply that stands is not let go"

    lost = dead.begin("web", "k2", "hash")
    monkeypatch.setattr(books, "LOST", -1.0)
    assert lost.verdict == other.begin("web", "k2", "hash").verdict == "begun"


def test_of_many_at_once_one_begins(engine: Engine) -> None:
    replies, verdicts = Replies(engine, "shop"), list[str]()
    threads = [
        threading.Thread(target=lambda: verdicts.append(replies.begin("web", "k", "hash").verdict))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdicts) == ["begun"] + ["in hand"] * 5


def test_replies_expire_like_conversations(engine: Engine) -> None:
    replies = Replies(engine, "shop")
    replies.finish("web", "k", replies.begin("web", "k", "hash"), {})
    assert Conversations(engine).expire(time.time() - 60)["replies"] == 0
    assert Conversations(engine).expire(time.time() + 60)["replies"] == 1
    assert replies.begin("web", "k", "other").verdict == "begun"
