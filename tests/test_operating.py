"""The page for whoever runs it cannot lie: its tables are compared with the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic.fields import FieldInfo

from bot.settings import Settings
from bot.watch.metrics import Metrics
from imagegen.serving.meters import Meters
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "operating.md"


def default_of(field: FieldInfo) -> str:
    """The default as a newcomer would write it; places on this machine are told by what they are."""
    value: Any = field.default
    if value is None or value == "":
        return ""
    if isinstance(value, Path):
        if value.is_relative_to(ROOT):
            return "in the package"
        return f"`~/{value.relative_to(Path.home())}`" if value.is_absolute() else f"`{value}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def settings_table() -> str:
    rows = [
        f"| `SHOPKEEPER_{name.upper()}` | {default_of(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | what for |", "| --- | --- | --- |", *rows])


def metrics_table(page: bytes) -> str:
    rows = []
    for family in text_string_to_metric_families(page.decode()):
        if not family.name.endswith("_created"):
            tail = "_total" if family.type == "counter" else ""
            rows.append(f"| `{family.name}{tail}` | {family.type} | {family.documentation} |")
    return "\n".join(["| name | kind | what |", "| --- | --- | --- |", *rows])


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("settings", settings_table()),
        ("metrics", metrics_table(Metrics().page())),
        ("image metrics", metrics_table(Meters().page())),
    ],
)
def test_the_tables_are_what_the_code_says(name: str, table: str) -> None:
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", PAGE.read_text("utf-8"), re.DOTALL)
    assert found, f"{PAGE.name} has no place for the table of {name}"
    assert found[1] == table, f"put this between the marks:\n{table}"


def test_every_variable_and_meter_that_it_names_exists() -> None:
    text = PAGE.read_text("utf-8")
    variables = set(re.findall(r"SHOPKEEPER_([A-Z_]+)", text))
    assert {name.lower() for name in variables} <= {*Settings.model_fields, "images", "images_tokens"}
    known = (Metrics().page() + Meters().page()).decode()
    for name in set(re.findall(r"shopkeeper_\w+", text)):
        assert name.removesuffix("_total").removesuffix("_bucket") in known, name


def test_no_page_or_message_asks_for_a_package_that_no_index_has() -> None:
    """Shopkeeper is installed from its checkout: another project's package may have that name."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "bot").rglob("*.py")]
    wrong = [page.name for page in pages if re.search(r"install[^\n]*shopkeeper\[", page.read_text("utf-8"))]
    assert wrong == []
