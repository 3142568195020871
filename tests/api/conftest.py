"""An open shop behind the API's gate, without a model and without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot import settings
from bot.api import build_api
from bot.api.desk import Desk
from bot.api.gate import Gate
from bot.build import App, build
from bot.build.marketing import open_marketing
from bot.build.serving import build_desk
from bot.http import Health, web
from bot.settings import Settings
from bot.watch.callers import Callers
from bot.watch.limits import Limits
from bot.watch.metrics import Metrics

TOKEN, OTHER = "a-token-of-the-website", "a-token-of-the-till---"
CALLERS = f"website:{TOKEN},till:{OTHER}"
QUESTION = "How do I cancel an order?"
BRIEF = {"product": {"title": "Enamel Dutch Oven", "price": 89, "currency": "EUR"}, "channel": "social"}


@dataclass
class Shop:
    """The API as programs meet it. ``limit`` is requests a minute; 0 is no limit."""

    settings: Settings
    limit: int = 0
    metrics: Metrics = field(default_factory=Metrics)
    opened: App = field(init=False)
    desk: Desk = field(init=False)
    gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self.opened = build(self.settings)
        marketing = open_marketing(self.settings, self.opened.engine, self.opened.store)
        self.desk = build_desk(self.settings, self.opened, self.metrics, marketing)
        self.let_in()

    def let_in(self) -> None:
        """Put a gate of its own before the API."""
        self.gate = Gate(Callers(self.settings.callers), Limits(self.limit, 0), self.metrics)
        self.gate.inner = build_api(self.desk, "Fernhill")
        self.app = web(Health({}), self.metrics, None, self.gate)

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://shop")

    def ask(self, method: str, path: str, token: str = TOKEN, **given: Any) -> httpx.Response:
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **given.pop("headers", {})}

        async def once() -> httpx.Response:
            async with self.client() as client:
                return await client.request(method, path, headers=headers, **given)

        return asyncio.run(once())

    def answer(self, question: str = QUESTION, **given: Any) -> httpx.Response:
        return self.ask("POST", "/v1/answers", json={"question": question}, **given)

    def copies(self, brief: Mapping[str, Any] = BRIEF, **given: Any) -> httpx.Response:
        return self.ask("POST", "/v1/copies", json={"brief": brief, "variants": 2, "seed": 7}, **given)

    def counted(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(f"shopkeeper_{name}", labels) or 0.0


@pytest.fixture
def api_settings(echo_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SHOPKEEPER_API_TOKENS", CALLERS)
    return settings.load()


@pytest.fixture
def shop(api_settings: Settings) -> Iterator[Shop]:
    shop = Shop(api_settings)
    yield shop
    shop.opened.store.close()


def code(response: httpx.Response) -> str:
    """The code of a refusal, which has exactly our shape."""
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message"}
    assert body["error"]["message"]
    return str(body["error"]["code"])
