"""A picture server without a model and without a socket, and one whose painter waits to be let."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from imagegen.paint import Flat, Painter
from imagegen.painting.latents import Vector
from imagegen.painting.picture import Pixels
from imagegen.serve import Callers, Meters, Studio, Turns, build_app
from imagegen.serving.gallery import Gallery
from tests.imagegen.painting.conftest import written

#: Seconds after which a busy machine is a broken one.
LONG = 120.0


class Gated(Flat):
    """Paints as ``Flat`` does, but begins only when it is let; remembers how many each time."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[int] = []
        self.gate = threading.Event()

    def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
        if vectors:  # none: the names are checked
            self.begun.append(len(vectors))
            assert self.gate.wait(LONG)
        return super().render(vectors, style, category)


@dataclass
class Server:
    """The server as programs meet it."""

    painters: Mapping[str, Painter] = field(default_factory=lambda: {"flat": Painter(Flat())})
    closed: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2
    queue: int = 8
    deadline: float = LONG
    meters: Meters = field(default_factory=Meters)

    def __post_init__(self) -> None:
        self.turns = Turns(self.workers, self.queue, self.deadline, self.meters)
        studio = Studio(Gallery(self.painters, self.closed), self.turns, self.meters)
        self.app = build_app(studio, Callers(self.tokens))

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://painter")

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with self.client() as client:
                return await client.request(method, path, **given)

        return asyncio.run(once())

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.ask("POST", path, json=body)

    def counted(self, name: str, **labels: str) -> float:
        return self.meters.registry.get_sample_value(f"shopkeeper_images_{name}", labels) or 0.0


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.turns.close()


@pytest.fixture(scope="session")
def gan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small generator with weights at random."""
    return written("gan", tmp_path_factory.mktemp("gan"))


async def until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(LONG):
        while not done():
            await asyncio.sleep(0.005)


def code(response: httpx.Response) -> str:
    """The code of a refusal, which has exactly our shape."""
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message"}
    assert body["error"]["message"] and response.headers["x-request-id"]
    return str(body["error"]["code"])
