"""What the README prints of the API starts, and is answered, as it stands there."""

from __future__ import annotations

import shlex
from itertools import pairwise

import pytest

from bot import settings
from bot.settings import Settings
from tests.api.conftest import Shop
from tests.conftest import ROOT


def test_the_commands_of_the_readme_work_as_they_are_printed(
    echo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = (ROOT / "README.md").read_text("utf-8").partition("### The HTTP API")[2]
    start, curl = (
        shlex.split(line) for line in chapter.split("```")[1].strip().replace("\\\n", "").splitlines()
    )
    variables = dict(word.split("=", 1) for word in start if "=" in word)
    assert start[len(variables) :] == ["shopkeeper", "serve"] and "SHOPKEEPER_API_TOKENS" in variables
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    shop = Shop(settings.load())
    pairs = [*pairwise(curl)]
    headers = dict(given.split(": ", 1) for option, given in pairs if option == "-H")
    path = curl[-1].removeprefix(f"http://{echo_settings.http_host}:{echo_settings.http_port}")
    told = shop.ask("POST", path, "", headers=headers, content=dict(pairs)["-d"])
    shop.opened.store.close()
    assert told.status_code == 200 and told.json()["text"]
