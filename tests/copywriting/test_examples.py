"""The documents cannot lie: every brief that they show is read and gets its copy."""

from __future__ import annotations

import json
import re
from typing import get_args

from bot import build
from bot.build.marketing import build_marketing
from bot.domain.texts import Kind
from bot.settings import Settings
from tests.conftest import ROOT


def test_the_brief_of_each_kind_in_the_schema_gets_copy(echo_settings: Settings) -> None:
    page = (ROOT / "data" / "README.md").read_text("utf-8")
    block = re.search(r"<!-- briefs -->\n```json\n(.*?)```", page, re.DOTALL)
    assert block
    rows = [json.loads(line) for line in block[1].splitlines()]
    assert sorted(row["kind"] for row in rows) == sorted(get_args(Kind))
    store = build.open_store(echo_settings)
    desk = build_marketing(echo_settings, build.build_engine(echo_settings), store)
    for row in rows:
        copies = desk.copywriter.write(desk.reader.brief_of(row), 1)
        assert copies.copies and copies.copies[0].text, row["kind"]
    store.close()


def test_every_benchmark_is_listed_once() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    commands = re.findall(r"^\| `(python -m [^`]+)` \|", page, re.MULTILINE)
    assert len(commands) > 10 and len(commands) == len(set(commands))
