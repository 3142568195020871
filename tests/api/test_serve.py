"""The API as it is served: a process without Slack, its page and description, requests of all kinds."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import httpx

from benchmarks import api as benchmark
from bot.api import page
from tests.api.conftest import CALLERS, QUESTION, TOKEN, Shop
from tests.conftest import Run
from tests.test_app import LONG, free_port, serving, until
from tests.test_cli import ECHO


def test_it_is_served_without_slack_and_ends_without_losing_a_request(tmp_path: Path) -> None:
    port = free_port()
    given = {**ECHO, "SHOPKEEPER_API_TOKENS": CALLERS, "SHOPKEEPER_HTTP_PORT": str(port)}
    address, headers = f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {TOKEN}"}
    asked = {"question": QUESTION}
    with serving(tmp_path, given) as served:
        assert served.process.stdout
        told = served.process.stdout.readline()
        assert str(port) in told and "/v1/docs" in told and "Slack" not in told
        assert json.loads(served.get("/health/ready")[1])["parts"] == {"shop": "ok", "database": "ok"}
        headers["Idempotency-Key"] = "k1"
        first = httpx.post(f"{address}/v1/answers", json=asked, headers=headers, timeout=LONG)
        assert first.status_code == 200 and first.json()["citations"]
        assert served.get("/v1/answers")[0] == 401
        until(lambda: 'api_requests_total{route="/v1/answers",status="200"} 1.0' in served.get("/metrics")[1])

        found: list[httpx.Response] = []
        del headers["Idempotency-Key"]
        many = [
            threading.Thread(
                target=lambda: found.append(
                    httpx.post(f"{address}/v1/answers", json=asked, headers=headers, timeout=LONG)
                )
            )
            for _ in range(4)
        ]
        for thread in many:
            thread.start()
        for thread in many:
            thread.join()
        assert [each.status_code for each in found] == [200] * 4
        served.process.send_signal(signal.SIGTERM)
        assert served.ends() == 0
        written = served.log.read_text("utf-8")
        assert "Traceback" not in written and TOKEN not in written and QUESTION not in written
    with serving(tmp_path, given) as served:
        assert served.process.stdout and served.process.stdout.readline()
        headers["Idempotency-Key"] = "k1"
        again = httpx.post(f"{address}/v1/answers", json=asked, headers=headers, timeout=LONG)
        assert again.content == first.content and again.headers["idempotency-replayed"] == "true"


def test_without_any_tokens_the_api_is_named_among_what_could_be_served(tmp_path: Path) -> None:
    with serving(tmp_path, ECHO) as served:
        assert served.ends() == 1
        assert served.process.stdout and "SHOPKEEPER_API_TOKENS" in served.process.stdout.read()


def test_the_doctor_names_the_callers_and_no_token(shopkeeper: Run) -> None:
    told = shopkeeper("doctor", "--json", **ECHO, SHOPKEEPER_API_TOKENS=CALLERS).stdout
    check = next(check for check in json.loads(told)["checks"] if check["name"] == "HTTP API")
    assert check["state"] == "ok" and "website, till" in check["found"]
    assert TOKEN not in told


def test_no_request_made_from_the_description_makes_it_fail(tmp_path: Path) -> None:
    """A short run; ``python -m benchmarks.api`` is the long one."""
    with benchmark.serving(tmp_path / "home") as address:
        found = benchmark.storm(address, 96)
    assert found.wrong == [] and found.let_in == 0
    assert set(found.statuses["wrong token"]) == {401}
    assert len(found.served) == 4 and found.served.total() > 10
    assert all(status >= 400 for status in found.statuses["broken body"])


def test_everything_is_described(shop: Shop) -> None:
    description = shop.ask("GET", "/v1/openapi.json", "").json()
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert operation["summary"] and operation["description"], path
            assert operation["security"] == [{"HTTPBearer": []}]
            for status in ("401", "404", "422", "429", "500", "503"):
                form = operation["responses"][status]["content"]["application/json"]["schema"]["$ref"]
                assert form.endswith("/ErrorOut")
    forms = description["components"]["schemas"]
    silent = [
        f"{name}.{field}"
        for name, form in forms.items()
        if name in ("AnswerRequest", "TurnIn", "CopyRequest", "BriefIn", "ProductIn", "ErrorBody")
        for field, what in form["properties"].items()
        if not what.get("description")
    ]
    assert silent == []


def test_the_examples_work(shop: Shop) -> None:
    description = shop.ask("GET", "/v1/openapi.json", "").json()
    for path, form in (("/v1/answers", "AnswerRequest"), ("/v1/copies", "CopyRequest")):
        for example in description["components"]["schemas"][form]["examples"]:
            assert shop.ask("POST", path, json=example).status_code == 200


def test_the_page_shows_every_address_and_field_and_fetches_nothing(shop: Shop) -> None:
    given = shop.ask("GET", "/v1/docs", "")
    assert given.status_code == 200 and "default-src 'none'" in given.headers["content-security-policy"]
    description: dict[str, Any] = shop.ask("GET", "/v1/openapi.json", "").json()
    for path in description["paths"]:
        assert path in given.text
    for form in description["components"]["schemas"].values():
        for field in form.get("properties", {}):
            assert f"<code>{field}</code>" in given.text
    for loading in ("<script", "<link", "src=", "https://"):
        assert loading not in given.text


def test_the_page_escapes_what_it_shows() -> None:
    info = {"title": "<script>alert(1)</script>", "description": "", "version": "1"}
    assert "<script" not in page.html({"info": info, "paths": {}, "components": {"schemas": {}}})
