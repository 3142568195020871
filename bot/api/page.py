"""The API's page for people: made from its OpenAPI description, without scripts or foreign files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

Json = Mapping[str, Any]

#: The browser fetches nothing for it, and nobody frames it.
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def html(description: Json) -> str:
    """Return the page for an OpenAPI description."""
    operations = [
        {"method": method.upper(), "path": path, **operation, "example": _example(description, operation)}
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    forms = [
        {"name": name, "fields": list(_fields(schema))}
        for name, schema in description["components"]["schemas"].items()
    ]
    return _template().render(info=description["info"], operations=operations, forms=forms)


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined).get_template("page.jinja")


def _example(description: Json, operation: Json) -> str:
    """The body to try it with, as one would write it behind curl's -d."""
    if "requestBody" not in operation:
        return ""
    form = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return json.dumps(description["components"]["schemas"][form]["examples"][0], ensure_ascii=False)


def _fields(schema: Json) -> Iterator[dict[str, Any]]:
    for name, field in schema.get("properties", {}).items():
        yield {
            "name": name,
            "kind": _kind(field),
            "needed": name in schema.get("required", ()),
            "about": field.get("description", ""),
        }


def _kind(field: Json) -> str:
    """A field's kind in a few words: "text", "list of ClaimOut", "plain, warm or bold"."""
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " or ".join(kind for inner in field["anyOf"] if (kind := _kind(inner)) != "null")
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    return {"string": "text", "boolean": "yes or no", "object": "object"}.get(
        field.get("type", ""), ""
    ) or str(field.get("type", ""))
