"""A shop without the copy adapter: Slack and the API serve all the same, and both say what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import catalogue
from bot.build import serving
from bot.build.marketing import MarketingDesk
from bot.copywriting import brand
from bot.settings import Settings
from bot.slack.copy.room import Copydesk
from bot.watch.metrics import Metrics
from tests.api.conftest import Shop, code


def test_a_closed_desk_says_what_is_missing_and_answers_go_on(api_settings: Settings) -> None:
    shop = Shop(api_settings.model_copy(update={"copy_adapter": "nowhere"}))
    for refused in (shop.copies(), shop.ask("GET", "/v1/products")):
        assert refused.status_code == 503 and code(refused) == "desk_closed"
        said = refused.json()["error"]["message"]
        assert "'nowhere'" in said and "SHOPKEEPER_COPY_ADAPTER=none" in said
        assert "Retry-After" not in refused.headers, "it does not help to come again"
    assert shop.answer().status_code == 200
    shop.opened.store.close()


@pytest.mark.parametrize(
    ("setting", "content"),
    [
        ("catalogue", '{"id": "L-1"}'),
        ("customers", '{"id": "C-1", "name": "Bo", "consent": "Bo"}'),
        ("brand", "never: Bo"),
        ("catalogue", ""),
    ],
)
def test_a_bad_file_closes_the_desk_alone_and_the_log_names_it(
    api_settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, setting: str, content: str
) -> None:
    file = tmp_path / ("brand.yaml" if setting == "brand" else "rows.jsonl")
    file.write_text(content)
    shop = Shop(api_settings.model_copy(update={setting: file}))
    refused = shop.copies()
    assert refused.status_code == 503 and code(refused) == "desk_closed"
    said = refused.json()["error"]["message"]
    assert "shopkeeper doctor" in said and "rows.jsonl" not in said
    assert shop.answer().status_code == 200
    shop.opened.store.close()
    assert "the marketing desk is closed" in caplog.text and str(file) in caplog.text
    assert "Bo" not in caplog.text, "what a row says is nobody's business but the doctor's"


@pytest.mark.parametrize("adapter", ["copy", "nowhere"])
def test_slack_and_the_api_have_one_desk_that_is_read_once(
    api_settings: Settings, monkeypatch: pytest.MonkeyPatch, adapter: str
) -> None:
    read: list[str] = []
    given: list[MarketingDesk] = []

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a: read.append(module.__name__) or real(*a))

    counted(catalogue, "read")
    counted(brand, "load")
    monkeypatch.setattr(serving, "build_service", lambda *parts: given.append(parts[3]))
    monkeypatch.setattr(serving, "slack_mode", lambda _: "socket")
    monkeypatch.setattr(serving, "_api", lambda *parts: given.append(parts[3]))
    opened = serving.build_serving(api_settings.model_copy(update={"copy_adapter": adapter}), Metrics())
    assert given[0] is given[1]
    assert sorted(read) == (["bot.catalogue", "bot.copywriting.brand"] if adapter == "copy" else [])
    desk = Copydesk(api_settings, None, given[0].copywriter, given[0].reader, given[0].why)  # type: ignore[arg-type]
    assert ("SHOPKEEPER_COPY_ADAPTER=none" in desk.closed("U1")) == (adapter == "nowhere")
    opened.shop.store.close()
