"""Who is let in, with what, and how often; others are told what to do, and nobody's words are logged."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot import settings
from bot.api.gate import DEEPEST, LARGEST, ROUTES
from bot.errors import BadInput
from bot.settings import Settings
from bot.watch import logs
from tests.api.conftest import OTHER, QUESTION, TOKEN, Shop, code

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", f"Basic {TOKEN}", "Bearer wrong", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN],
)
@pytest.mark.parametrize("path", ["/v1/answers", "/v1/copies", "/v1/nothing"])
def test_without_the_right_token_nothing_is_told(shop: Shop, header: str, path: str) -> None:
    refused = shop.ask("POST", path, "", json={"question": QUESTION}, headers={"Authorization": header})
    assert refused.status_code == 401 and code(refused) == "unauthorized"
    assert refused.headers["www-authenticate"] == "Bearer"
    assert not shop.counted("answers_total", outcome="answered")


def test_every_address_is_behind_the_gate_or_public_on_purpose(shop: Shop) -> None:
    described = set(shop.ask("GET", "/v1/openapi.json", "").json()["paths"])
    assert described | {"/v1/openapi.json", "/v1/docs"} == ROUTES
    for path in described:
        assert shop.ask("GET", path, "").status_code == 401


def test_without_callers_it_is_off_and_says_how_to_turn_it_on(echo_settings: Settings) -> None:
    shop = Shop(echo_settings)
    for path in sorted(ROUTES):
        refused = shop.ask("GET", path)
        assert refused.status_code == 404 and code(refused) == "api_off"
        assert "SHOPKEEPER_API_TOKENS" in refused.text
    shop.opened.store.close()


def test_before_the_shop_is_open_callers_are_asked_to_come_again_and_strangers_are_not(shop: Shop) -> None:
    shop.gate.inner = None
    early = shop.answer()
    assert (early.status_code, code(early), early.headers["retry-after"]) == (503, "not_ready", "10")
    assert shop.answer(token="").status_code == 401


def test_a_caller_who_asks_too_often_is_told_when_to_come_again_and_the_others_are_served(
    shop: Shop,
) -> None:
    shop.limit = 2
    shop.let_in()
    assert [shop.answer().status_code for _ in range(3)] == [200, 200, 429]
    refused = shop.answer()
    assert code(refused) == "limited" and 1 <= int(refused.headers["retry-after"]) <= 60
    assert shop.answer(token=OTHER).status_code == 200


@pytest.mark.parametrize(
    ("body", "headers", "status", "expected"),
    [
        (b"", JSON, 400, "unreadable"),
        (b"{", JSON, 400, "unreadable"),
        (b"\xff\xfe", JSON, 400, "unreadable"),
        (b'{"question": "\\ud800"}', JSON, 400, "unreadable"),
        (b'{"\\udfff": 1}', JSON, 400, "unreadable"),
        (b'{"question": NaN}', JSON, 400, "unreadable"),
        (b'{"seed": 1e999}', JSON, 400, "unreadable"),
        (b"1" * 5000, JSON, 400, "unreadable"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), JSON, 400, "unreadable"),
        (b"[" * 100_000, JSON, 400, "unreadable"),
        (b'"' + b"x" * LARGEST + b'"', JSON, 413, "too_large"),
        (b"{}", {"content-type": "text/plain"}, 415, "not_json"),
        (b"{}", {}, 415, "not_json"),
        (b"{}", JSON, 422, "invalid_request"),
        (b"[]", JSON, 422, "invalid_request"),
        (b"null", JSON, 422, "invalid_request"),
        (b'{"question": ""}', JSON, 422, "invalid_request"),
        (b'{"question": "\\u001c "}', JSON, 422, "invalid_request"),
        (b'{"question": 5}', JSON, 422, "invalid_request"),
        (b'{"query": "old name"}', JSON, 422, "invalid_request"),
        (json.dumps({"question": "x" * 4001}).encode(), JSON, 422, "invalid_request"),
        (json.dumps({"question": "x", "history": [{"question": "y"}] * 21}).encode(), JSON, 422, ""),
    ],
)
def test_a_body_that_cannot_be_used_is_refused(
    shop: Shop, body: bytes, headers: dict[str, str], status: int, expected: str
) -> None:
    for path in ("/v1/answers", "/v1/answers/stream"):
        refused = shop.ask("POST", path, content=body, headers=headers)
        assert refused.status_code == status
        assert code(refused) == (expected or "invalid_request")


def test_a_refusal_names_the_place_and_repeats_nothing(shop: Shop) -> None:
    words = "my card is 4111 1111 1111 1111"
    refused = shop.ask("POST", "/v1/answers", json={"question": [words], "history": words})
    assert "question" in refused.text and "history" in refused.text
    assert "4111" not in refused.text


def test_a_refusal_says_what_there_is_and_nothing_of_our_parts(shop: Shop) -> None:
    empty = shop.ask("POST", "/v1/answers", json={"question": " "}).json()["error"]["message"]
    assert empty == "question: must hold a question."
    wrong = shop.copies({"product_id": "x", "channel": "fax"}).json()["error"]["message"]
    assert wrong.startswith("brief.channel: Input should be 'page', 'email', 'social'")


def test_other_methods_and_addresses_are_refused_in_the_same_form(shop: Shop) -> None:
    wrong = shop.ask("GET", "/v1/answers")
    assert (wrong.status_code, code(wrong), wrong.headers["allow"]) == (405, "method_not_allowed", "POST")
    for path in ("/v1/", "/v1/answers/", "/v1/..%2fmetrics", "/v1/answers%00"):
        gone = shop.ask("GET", path)
        assert gone.status_code == 404 and code(gone) == "not_found"


@pytest.mark.parametrize("host", ["[", "a b", "x" * 300, "shop:99999"])
def test_a_strange_host_makes_nothing_fail(shop: Shop, host: str) -> None:
    assert shop.answer(headers={"Host": host}).status_code == 200


def test_a_request_keeps_its_id_and_gets_one_if_it_has_none(shop: Shop) -> None:
    assert shop.answer(headers={"X-Request-Id": "web-42"}).headers["x-request-id"] == "web-42"
    strange = shop.answer(headers={"X-Request-Id": "two words\t"}).headers["x-request-id"]
    assert len(strange) == 36
    assert shop.answer(token="").headers["x-request-id"] != strange


def test_requests_are_counted_by_route_and_status(shop: Shop) -> None:
    shop.answer()
    shop.answer(token="")
    shop.ask("GET", "/v1/some/" + "thing" * 5)
    assert shop.counted("api_requests_total", route="/v1/answers", status="200") == 1
    assert shop.counted("api_requests_total", route="/v1/answers", status="401") == 1
    assert shop.counted("api_requests_total", route="other", status="404") == 1
    assert shop.counted("api_seconds_count", route="/v1/answers") == 2
    assert shop.counted("api_running_requests") == 0
    assert shop.counted("answers_total", outcome="answered") == 1


@pytest.fixture
def log(api_settings: Settings) -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure("info", api_settings.secrets, stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    logging.captureWarnings(False)


def test_the_log_knows_the_caller_and_neither_token_nor_words(shop: Shop, log: io.StringIO) -> None:
    shop.answer(headers={"X-Request-Id": "web-4711"})
    shop.ask("GET", "/v1/products?q=secretive")
    shop.answer(token="a-guess-at-the-token")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [(line["caller"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert told == [
        ("website", "/v1/answers", 200),
        ("website", "/v1/products", 200),
        ("", "/v1/answers", 401),
    ]
    assert lines[0]["request"] == "web-4711"
    for never in (TOKEN, QUESTION, "cancel", "secretive", "a-guess"):
        assert never not in log.getvalue()


def test_a_fault_of_ours_has_the_form_of_the_others_and_a_trace_in_the_log(
    shop: Shop, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the shelf fell down")

    monkeypatch.setattr("bot.api.copies._product", broken)
    failed = shop.ask("GET", "/v1/products")
    assert failed.status_code == 500 and code(failed) == "internal" and "shelf" not in failed.text
    assert "the shelf fell down" in log.getvalue()


def test_a_body_that_never_comes_is_given_up(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.http.bodies.SLOWEST", 0.01)

    headers = {"Authorization": f"Bearer {TOKEN}", **JSON}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/answers",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(shop.gate(scope, receive, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize(
    "tokens",
    [
        ",",
        "website",
        "website:short",
        f":{TOKEN}",
        f"a b:{TOKEN}",
        f"x:{TOKEN}, x:{OTHER}",
        f"x:{TOKEN},y:{TOKEN}",
    ],
)
def test_tokens_that_are_no_good_stop_the_start_and_are_not_shown(
    tokens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPKEEPER_API_TOKENS", tokens)
    with pytest.raises(BadInput, match="SHOPKEEPER_API_TOKENS") as raised:
        settings.load()
    assert TOKEN not in f"{raised.value} {raised.value.__cause__}"


def test_each_token_is_a_secret_by_itself(api_settings: Settings) -> None:
    assert {TOKEN, OTHER} <= set(api_settings.secrets)
    assert TOKEN not in repr(api_settings)
