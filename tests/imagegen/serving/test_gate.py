"""Who is let in with what; that every refusal has one form; and that nothing fails on nonsense."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from imagegen.errors import BadInput
from imagegen.paint import Flat, Painter
from imagegen.painting import upscale
from imagegen.serving import gallery, gate
from imagegen.serving.callers import Callers
from tests.imagegen.serving.conftest import Server, code

TOKEN = "a-token-of-the-website"
JSON = {"Content-Type": "application/json"}


def test_a_token_opens_and_nothing_else_does() -> None:
    server = Server(tokens={"website": TOKEN, "till": "another-token-of-ours"})
    for header in (f"Bearer {TOKEN}", f"bearer  {TOKEN} ", "Bearer another-token-of-ours"):
        assert server.ask("GET", "/v1/styles", headers={"Authorization": header}).status_code == 200
    for header in ("", "Bearer", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Basic {TOKEN}"):
        for path in ("/v1/styles", "/v1/pictures/7.png", "/nowhere"):
            refused = server.ask("GET", path, headers={"Authorization": header})
            assert refused.status_code == 401 and code(refused) == "unauthorized"
            assert refused.headers["www-authenticate"] == "Bearer"
    for path in gate.PUBLIC:
        assert server.ask("GET", path).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", " , ", "website", "website:short", "a b:" + TOKEN, f"a:{TOKEN},b:{TOKEN}", f"a:{TOKEN},a:x{TOKEN}"],
)
def test_tokens_that_cannot_be_read_are_named_not_shown(text: str) -> None:
    with pytest.raises(BadInput, match="SHOPKEEPER_IMAGES_TOKENS") as refused:
        Callers.read(text)
    assert TOKEN not in str(refused.value) and "short" not in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "painter.example"])
def test_without_tokens_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(BadInput, match="openssl rand"):
        Callers.read(None).may_listen(host)
    Callers.read(f"website:{TOKEN}").may_listen(host)
    for own in ("127.0.0.1", "::1", "localhost"):
        Callers.read(None).may_listen(own)


@pytest.mark.parametrize(
    ("content", "headers", "status", "reason"),
    [
        (b"{}", {}, 415, "not_json"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "not_json"),
        (b"", JSON, 400, "unreadable"),
        (b'{"seed": 7', JSON, 400, "unreadable"),
        (b'{"style": "\xff"}', JSON, 400, "unreadable"),
        (b'{"style": "\\ud800"}', JSON, 400, "unreadable"),
        (b'{"share": NaN}', JSON, 400, "unreadable"),
        (b'{"share": 1e999}', JSON, 400, "unreadable"),
        (b"9" * 5000, JSON, 400, "unreadable"),
        (b"[" * 5000, JSON, 400, "unreadable"),
        (b'{"a": [[[[]]]]}', JSON, 400, "unreadable"),
        (b"[]", JSON, 422, "invalid_request"),
        (b"null", JSON, 422, "invalid_request"),
        (b'"' + b"x" * gate.LARGEST + b'"', JSON, 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read(
    server: Server, content: bytes, headers: dict[str, str], status: int, reason: str
) -> None:
    found = server.ask("POST", "/v1/pictures", content=content, headers=headers)
    assert found.status_code == status and code(found) == reason


def test_a_body_is_not_read_further_than_it_may_be_large(server: Server) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b" " * 4096

    found = server.ask("POST", "/v1/pictures", content=endless(), headers=JSON)
    assert found.status_code == 413 and given <= gate.LARGEST // 4096 + 2


def test_a_body_that_does_not_arrive(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SLOWEST", 0.05)

    async def silent() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    found = server.ask("POST", "/v1/pictures", content=silent(), headers=JSON)
    assert found.status_code == 408 and code(found) == "too_slow"


def test_addresses_and_methods_that_are_not_there(server: Server) -> None:
    assert code(server.ask("GET", "/nowhere")) == "not_found"
    wrong = server.ask("GET", "/v1/pictures")
    assert code(wrong) == "method_not_allowed" and wrong.headers["allow"] == "POST"
    assert server.counted("requests_total", route="other", status="404") == 1


def test_a_request_has_an_id_and_so_has_its_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server()
    named = {"X-Request-Id": "mine-7"}
    assert server.ask("GET", "/v1/styles", headers=named).headers["x-request-id"] == "mine-7"
    odd = {"X-Request-Id": "mine 7; <b>"}
    assert server.ask("GET", "/v1/styles", headers=odd).headers["x-request-id"] != odd["X-Request-Id"]

    def broken(*_: Any) -> Any:
        raise RuntimeError("the painter fell")

    monkeypatch.setattr(Flat, "render", broken)
    with caplog.at_level(logging.ERROR, "imagegen"):
        found = server.ask("GET", "/v1/pictures/7.png", headers=named)
    assert found.status_code == 500 and code(found) == "internal" and "fell" not in found.text
    (record,) = caplog.records
    assert record.__dict__["request"] == "mine-7" and record.exc_info
    assert server.counted("requests_total", route="/v1/pictures/{seed}.png", status="500") == 1
    assert server.ask("GET", "/readyz").status_code == 200


def test_a_damaged_network_that_enlarges_is_told_at_the_start(
    gan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upscale, "_SHA256", "0" * 64)
    told: list[str] = []
    found = gallery.opened({"flat": None, "gan": gan}, told.append)
    assert list(found.painters) == ["flat"] and "enlarges pictures is damaged" in found.closed["gan"]
    assert told and told[0].startswith("gan is not served")


def test_a_damaged_model_is_told_and_the_others_paint() -> None:
    server = Server({"flat": Painter(Flat())}, closed={"gan": "weights.safetensors in folder x is damaged"})
    found = server.post("/v1/pictures", model="gan")
    assert found.status_code == 503 and code(found) == "model_closed" and "folder" not in found.text
    assert server.ask("GET", "/readyz").json()["parts"] == {"flat": "ok", "gan": "damaged"}
    assert server.post("/v1/pictures").json()["model"] == "flat"
    assert (server.counted("models", model="flat"), server.counted("models", model="gan")) == (1, 0)


def test_everything_is_described_and_its_examples_work(server: Server) -> None:
    description = server.ask("GET", "/v1/openapi.json").json()
    assert len(description["paths"]) == 7
    forms = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["description"], path
            assert operation["security"] == [{"HTTPBearer": []}]
            if method == "post":
                form = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                for example in forms[form.rpartition("/")[2]]["examples"]:
                    assert server.post(path, **example).status_code == 200, path
    silent = [
        f"{name}.{field}"
        for name, form in forms.items()
        if name.endswith("Request")
        for field, what in form["properties"].items()
        if not what.get("description")
    ]
    assert silent == [], json.dumps(silent)
