"""Laws of customers: what is wrong is named with its line, and only what they agreed to is looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import catalogue, customers
from bot.briefs import Reader
from bot.copywriter import Copywriter
from bot.copywriting.brand import BrandBook
from bot.domain import Customer, Deed, Product
from bot.engines import EchoEngine
from bot.errors import BadRows


def written(path: Path, rows: Sequence[Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


GOODS = catalogue.Catalogue(
    {
        name: Product(name, f"Thing {name}", category)
        for name, category in [
            ("P-1", "pans"),
            ("P-2", "pans"),
            ("L-1", "lamps"),
            ("L-2", "lamps"),
            ("X-1", ""),
        ]
    }
)
INES: dict[str, Any] = {
    "id": "C-1",
    "name": "Ines",
    "consent": ["purchases"],
    "purchases": [{"product": "P-1", "date": "2026-03-14"}],
}


def test_customers_are_read_with_what_they_did(tmp_path: Path) -> None:
    read = customers.read(written(tmp_path / "c.jsonl", [INES]), GOODS)
    bought = (Deed("P-1", "Thing P-1", "2026-03-14"),)
    assert read == {"C-1": Customer("C-1", "Ines", "en", ("purchases",), bought)}


def test_a_product_that_is_no_more_is_passed_over_and_named(tmp_path: Path) -> None:
    gone = {"product": "P-9", "date": "2026-05-01"}
    ines = {**INES, "purchases": [*INES["purchases"], gone], "viewed": [{**gone, "product": "P-8"}]}
    read = customers.read(written(tmp_path / "c.jsonl", [ines]), GOODS)
    brief = Reader(GOODS, read).brief_of({"kind": "recommendation", "customer_id": "C-1"})
    assert brief.product == GOODS.products["P-2"]
    copies = Copywriter(EchoEngine(adapters=["copy"]), "copy", "Pans", BrandBook()).write(brief, 1)
    assert "You bought the Thing P-1 in March 2026." in copies.copies[0].text
    assert "the product P-9, which Ines bought or looked at" in copies.missing
    assert "P-8" not in str(copies.missing), "she did not agree that anybody looks at what she viewed"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"id": ""}, "id and name must be texts"),
        ({"name": 7}, "id and name must be texts"),
        ({"consent": "all"}, "consent must be a list"),
        ({"consent": ["everything"]}, "consent must be a list of purchases and browsing"),
        ({"language": "de"}, "language is 'de'"),
        ({"purchases": ["P-1"]}, "purchases must be a list of"),
        ({"purchases": [{"date": "2026-03-14"}]}, "purchases: product must be the id of a product, not null"),
        ({"viewed": [{"product": "P-1", "date": "14 March"}]}, "viewed: '14 March' is not a date"),
    ],
)
def test_a_bad_customer_is_named_with_its_line(tmp_path: Path, fields: dict[str, Any], says: str) -> None:
    file = written(tmp_path / "c.jsonl", [INES, {**INES, "id": "C-2", **fields}])
    file.write_text("\n" + file.read_text("utf-8"), "utf-8")  # an empty line counts as a line
    with pytest.raises(BadRows, match=says) as caught:
        customers.read(file, GOODS)
    assert [line for line, _ in caught.value.rows] == [3]
    assert "--skip-bad" not in str(caught.value), "there is no such option for this file"


def test_all_bad_customers_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text(f"{json.dumps(INES)}\nnot json\n{json.dumps(INES)}\n", "utf-8")
    with pytest.raises(BadRows) as caught:
        customers.read(file, GOODS)
    assert [line for line, _ in caught.value.rows] == [2, 3]


def customer(consent: Sequence[str], purchases: Sequence[Deed] = (), viewed: Sequence[Deed] = ()) -> Customer:
    return Customer("C-1", "Ines", "en", tuple(consent), tuple(purchases), tuple(viewed))


PAN, LAMP = Deed("P-1", "Thing P-1", "2026-03-14"), Deed("L-1", "Thing L-1", "2026-02-01")


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        (customer((), [PAN], [LAMP]), None),
        (customer(["browsing"], [PAN], [LAMP, PAN]), "P-1"),  # what was bought is not to be looked at
        (customer(["purchases", "browsing"], [PAN], [LAMP, PAN]), "L-1"),
        (customer(["purchases"], [PAN, LAMP], []), "P-2"),  # of the category bought from last
        (customer(["purchases"], [LAMP], []), "L-2"),
        (customer(["purchases"], [Deed("X-1", "Thing X-1", "2026-01-01")], []), None),
    ],
)
def test_a_suggestion_rests_on_what_the_customer_agreed_to_share(who: Customer, wanted: str | None) -> None:
    found = customers.suggestion(who, GOODS)
    assert (found.id if found else None) == wanted
