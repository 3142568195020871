"""The queue: the shortest first, nobody for ever, and no work for those who are gone."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest

from imagegen.paint import Painter
from imagegen.serve import Meters, Turns
from tests.imagegen.serving.conftest import LONG, Gated, Server, code, until

LARGE, SMALL = {"seed": 0, "count": 12, "size": 256}, {"seed": 7}  # three slices; one


@pytest.fixture
def gated() -> Iterator[Gated]:
    renderer = Gated()
    yield renderer
    renderer.gate.set()


def serving(gated: Gated, **given: Any) -> Server:
    return Server({"flat": Painter(gated)}, workers=1, **given)


def test_a_small_request_waits_for_a_slice_not_for_a_large_request(gated: Gated) -> None:
    server = serving(gated)
    done: list[str] = []

    async def law() -> None:
        async with server.client() as client:

            async def ask(name: str, body: dict[str, Any]) -> None:
                assert (await client.post("/v1/pictures", json=body)).status_code == 200
                done.append(name)

            large = asyncio.create_task(ask("large", LARGE))
            await until(lambda: gated.begun)
            small = asyncio.create_task(ask("small", SMALL))
            await until(lambda: server.counted("admitted_requests") == 2)
            gated.gate.set()
            await asyncio.gather(large, small)

    asyncio.run(law())
    assert gated.begun == [4, 1, 4, 4] and done == ["small", "large"]


def begun(workers: int, requests: dict[str, int]) -> list[str]:
    """Which request each slice was of, in the order in which they were begun; all came at once."""
    turns, names = Turns(workers, 8, LONG, Meters()), list[str]()
    together = threading.Barrier(workers)

    def slice_(name: str) -> None:
        names.append(name)
        together.wait(LONG)

    async def ask(name: str, slices: int) -> None:
        async with turns.place() as place:
            for left in range(slices - 1, -1, -1):
                await place.take(partial(slice_, name), left)

    async def all_at_once() -> None:
        await asyncio.gather(*(ask(name, slices) for name, slices in requests.items()))

    asyncio.run(all_at_once())
    turns.close()
    return names


def test_of_equal_requests_the_first_is_finished_before_the_next_is_begun() -> None:
    """Else all of them would be finished at the end, and together hold a part of all their pictures."""
    assert "".join(begun(1, dict.fromkeys("abcdefghi", 10))) == "".join(name * 10 for name in "abcdefghi")


def test_who_has_fewer_slices_left_is_next_and_of_those_who_came_sooner() -> None:
    assert "".join(begun(1, {"a": 6, "b": 2, "c": 5, "d": 1})) == "a" + "d" + "bb" + "aaaaa" + "ccccc"


def test_every_worker_has_something_to_do() -> None:
    found = begun(2, dict.fromkeys("abcd", 10))
    assert sorted(found[:20]) == sorted("ab" * 10) and sorted(found[20:]) == sorted("cd" * 10)


def test_what_goes_wrong_in_a_slice_is_told_and_the_line_goes_on() -> None:
    turns = Turns(1, 8, LONG, Meters())

    async def law() -> int:
        async with turns.place() as place:
            with pytest.raises(ZeroDivisionError):
                await place.take(lambda: 1 // 0)
            return await place.take(lambda: 7)

    assert asyncio.run(law()) == 7
    turns.close()


def test_who_finds_the_queue_full_is_told_when_to_come_again(gated: Gated) -> None:
    server = serving(gated, queue=2)

    async def law() -> httpx.Response:
        async with server.client() as client:
            inside = [asyncio.create_task(client.post("/v1/pictures", json=SMALL)) for _ in range(3)]
            await until(lambda: server.counted("admitted_requests") == 3)
            sent_away = await client.get("/v1/pictures/7.png")
            # What takes no turn is answered all the same, and so is what could never be painted.
            assert (await client.get("/v1/styles")).status_code == 200
            assert (await client.get("/readyz")).status_code == 200
            assert (await client.post("/v1/pictures", json={"style": "oil"})).status_code == 422
            gated.gate.set()
            assert [found.status_code for found in await asyncio.gather(*inside)] == [200] * 3
            assert (await client.get("/v1/pictures/7.png")).status_code == 200
        return sent_away

    sent_away = asyncio.run(law())
    assert sent_away.status_code == 429 and code(sent_away) == "busy"
    assert int(sent_away.headers["retry-after"]) >= 1
    assert server.counted("dropped_total", reason="busy") == 1
    assert server.counted("admitted_requests") == 0


def test_nobody_waits_for_ever_and_the_late_are_not_painted(gated: Gated) -> None:
    server = serving(gated, deadline=0.2)

    async def law() -> None:
        async with server.client() as client:
            found = await asyncio.gather(*(client.post("/v1/pictures", json=LARGE) for _ in range(2)))
        for late in found:
            assert late.status_code == 503 and code(late) == "late" and late.headers["retry-after"]
        gated.gate.set()
        await asyncio.to_thread(server.turns.close)

    asyncio.run(law())
    assert gated.begun == [4]  # of the first one, one slice; of the second one, which waited, none
    assert server.counted("dropped_total", reason="late") == 2


@pytest.mark.parametrize("begun", [True, False])
def test_the_work_of_a_client_who_is_gone_is_dropped(gated: Gated, begun: bool) -> None:
    """With ``begun``, it is painted already; without, it still waits behind another."""
    server = serving(gated)
    sent: list[Any] = []

    async def law() -> None:
        hung_up = asyncio.Event()
        messages = iter([{"type": "http.request", "body": json.dumps(LARGE).encode(), "more_body": False}])

        async def receive() -> dict[str, Any]:
            for message in messages:
                return message
            await hung_up.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        async with server.client() as client:
            if not begun:
                other = asyncio.create_task(client.post("/v1/pictures", json=SMALL))
                await until(lambda: gated.begun)
            scope = {
                "type": "http",
                "method": "POST",
                "path": "/v1/pictures",
                "raw_path": b"/v1/pictures",
                "query_string": b"",
                "headers": [(b"content-type", b"application/json")],
            }
            caller = asyncio.create_task(server.app(scope, receive, send))  # type: ignore[arg-type]
            await until(lambda: server.counted("admitted_requests") == (1 if begun else 2) and gated.begun)
            hung_up.set()
            await caller
            gated.gate.set()
            if not begun:
                assert (await other).status_code == 200
            assert (await client.post("/v1/pictures", json=SMALL)).status_code == 200

    asyncio.run(law())
    assert gated.begun == ([4, 1] if begun else [1, 1])
    assert sent == []
    assert server.counted("dropped_total", reason="gone") == 1
    assert server.counted("requests_total", route="/v1/pictures", status="499") == 1
    assert server.counted("admitted_requests") == 0
