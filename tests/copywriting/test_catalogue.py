"""Laws of catalogues: what is wrong is named with its line, and nothing bad gets through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import catalogue
from bot.copywriting import facts
from bot.domain import Product
from bot.errors import BadInput, BadRows

MUG = {"id": "M-1", "title": "Plain Mug", "price": 9.5, "currency": "EUR"}


def why(**fields: Any) -> str:
    with pytest.raises(BadInput) as caught:
        catalogue.product_of({**MUG, **fields})
    return str(caught.value)


def test_a_table_with_a_mark_and_semicolons_is_read_and_its_further_columns_are_attributes() -> None:
    text = "id;Title;price;currency;Max. load;dishwasher_safe;colour\nM-1;Plain Mug;9.50;eur;2 kg;yes;\n"
    read = catalogue.parse(text, ".csv", "mugs.csv")
    assert read.products["M-1"] == Product(
        "M-1",
        "Plain Mug",
        price=9.5,
        currency="EUR",
        attributes={"max load": "2 kg", "dishwasher_safe": True},
    )


@pytest.mark.parametrize(
    "heading", ["Price (EUR)", "price eur", "PRICE [eur]", "Price in EUR", "price_eur", "Price (€)"]
)
def test_a_price_with_its_currency_in_the_heading_is_the_price(heading: str) -> None:
    read = catalogue.parse(f"ID,Title,{heading}\nL-1,Lamp,12.50\nL-2,Lid\n", ".csv", "lamps.csv")
    assert read.products["L-1"] == Product("L-1", "Lamp", price=12.5, currency="EUR")
    assert read.products["L-2"].price is None


@pytest.mark.parametrize(
    "headings",
    ["Price ($)", "Old price", "price (abc)", "RRP", "price (EUR),price (GBP)", "price,price_eur", "Preis"],
)
def test_what_else_speaks_of_a_price_is_no_attribute_and_is_refused(headings: str) -> None:
    cells = ",".join("1" for _ in headings.split(","))
    with pytest.raises(
        BadInput, match=r"lamps.csv: the first line names .* two columns, 'price' and 'currency'"
    ):
        catalogue.parse(f"id,title,{headings}\nL-1,Lamp,{cells}\n", ".csv", "lamps.csv")


def test_a_word_that_only_begins_like_a_price_is_an_attribute() -> None:
    read = catalogue.parse("id,title,priceless\nL-1,Lamp,yes\n", ".csv", "lamps.csv")
    assert read.products["L-1"].attributes == {"priceless": True}


def test_a_comma_in_a_price_is_named_with_the_remedy() -> None:
    with pytest.raises(BadRows, match="not '12,50': a point stands before the decimals") as caught:
        catalogue.parse('id,title,price,currency\nL-1,Lamp,"12,50",EUR\n', ".csv", "lamps.csv")
    assert "nothing was read" in str(caught.value) and "--skip-bad" not in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "prices"),
    [
        (("39,90", "1.299,00", "12"), (39.9, 1299.0, 12.0)),
        (("39,9", "1.299", "1299,00"), (39.9, 1299.0, 1299.0)),
        (("39.90", "0.125", "12"), (39.9, 0.125, 12.0)),
    ],
)
def test_a_table_with_semicolons_may_have_its_decimals_behind_a_comma(
    cells: tuple[str, ...], prices: tuple[float, ...]
) -> None:
    rows = "".join(f"L-{n};Lamp {n};{cell}\n" for n, cell in enumerate(cells))
    read = catalogue.parse(f"id;title;price (EUR)\n{rows}", ".csv", "lamps.csv")
    assert tuple(product.price for product in read.products.values()) == prices


@pytest.mark.parametrize(
    ("cell", "says"), [("1.299", "write 1299 or 1299,00"), ("1,299", "must be a number"), ("1,2,3", "number")]
)
def test_a_price_that_may_be_meant_either_way_is_refused(cell: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        catalogue.parse(f"id;title;price;currency\nL-1;Lamp;{cell};EUR\n", ".csv", "lamps.csv")


@pytest.mark.parametrize(
    "heading",
    [
        "Cost",
        "cost_per_item",
        "Margin (%)",
        "supplier",
        "Vendor code",
        "stock",
        "SKU",
        "internal note",
        "Notes:",
    ],
)
def test_what_a_shop_keeps_to_itself_is_no_fact_and_is_named(heading: str) -> None:
    read = catalogue.parse(f"id,title,{heading},care note\nL-1,Lamp,7,dust it\n", ".csv", "lamps.csv")
    assert read.products["L-1"].attributes == {"care note": "dust it"}
    assert read.unread == (f"line 1: the column {heading.lower()!r} is internal and goes into no text",)


@pytest.mark.parametrize("heading", ["tone", "Channel", "length", "audience", "keywords", "kind"])
def test_a_column_that_asks_for_a_text_is_no_fact_and_is_refused(heading: str) -> None:
    with pytest.raises(BadInput, match=f"names '{heading.lower()}': that is asked for with the brief"):
        catalogue.parse(f"id,title,{heading}\nL-1,Lamp,short\n", ".csv", "lamps.csv")


def test_a_length_may_be_that_of_the_product() -> None:
    read = catalogue.parse("id,title,length\nL-1,Lamp,40 cm\n", ".csv", "lamps.csv")
    assert read.products["L-1"].attributes == {"length": "40 cm"}


def test_the_mark_at_the_beginning_of_a_file_is_no_part_of_a_name(tmp_path: Path) -> None:
    file = tmp_path / "mugs.csv"
    file.write_bytes(b"\xef\xbb\xbfid,title\nM-1,Plain Mug\n")
    assert list(catalogue.read(file).products) == ["M-1"]


def test_every_bad_row_is_named_with_its_line_and_refuses_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mugs.jsonl"
    file.write_text(
        '{"id": "M-1", "title": "Mug"}\n\nnot json\n{"id": "M-1", "title": "Jug"}\n{"id": "M-2"}\n'
    )
    with pytest.raises(BadRows) as caught:
        catalogue.read(file)
    assert [line for line, _ in caught.value.rows] == [3, 4, 5]
    assert "taken by an earlier row" in str(caught.value) and "title is missing" in str(caught.value)
    read = catalogue.read(file, skip_bad=True)
    assert (list(read.products), [line for line, _ in read.skipped]) == (["M-1"], [3, 4, 5])


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "holds no product"), ("\n", "holds no product"), ('{"id": 1}\n', "line 1: title is missing")],
)
def test_no_product_is_refused_even_where_bad_rows_are_left_out(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        catalogue.parse(text, ".jsonl", "mugs.jsonl", skip_bad=True)
    assert "--skip-bad" not in str(caught.value), "it would help nothing"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("mugs.xlsx", b"", "must be a .jsonl or a .csv"),
        ("mugs.csv", b"id,title\nM-1,Caf\xe9\n", "not UTF-8"),
        (
            "mugs.csv",
            b"name,price\nMug,3\n",
            "mugs.csv: the first line must name the columns; it lacks: id, title",
        ),
        ("mugs.csv", b'id,title\nM-1,"Mug\n' + b"x" * 200_000, "is a quote never closed"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=says):
        catalogue.read(tmp_path / name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        catalogue.read(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    "price", [float("nan"), float("inf"), 1e30, True, "9,50", "1_000", "1e3", "EUR 9", []]
)
def test_what_is_no_price_is_refused(price: object) -> None:
    assert "price must be a number such as 49.90" in why(price=price)


@pytest.mark.parametrize("price", [-3, -3.5, "-3", "-49.90"])
def test_a_price_below_nothing_is_called_that(price: object) -> None:
    assert why(price=price) == f"price must not be below 0, and is {price}"


@pytest.mark.parametrize("currency", [None, "", "€", "euro"])
def test_a_price_needs_the_code_of_its_currency(currency: object) -> None:
    assert "price needs a currency such as EUR" in why(currency=currency)


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ([], "attributes must be an object"),
        ({"size": {"cm": 3}}, "the attribute size must be a text, a number, yes or no, not an object"),
        ({"size": float("nan")}, "not one so large"),
        ({"size": 10**400}, "not one so large"),
        ({"size": [True]}, "the attribute size must be"),
        ({"size": "x" * 5000}, "5,000 characters"),
        ({"x" * 61: "1"}, "an attribute is called"),
        ({" . ": "1"}, "an attribute is called"),
        ({"price": "1"}, "price belongs to the product itself"),
        ({"no.": 1, "no": 2}, "the attribute no is given twice"),
    ],
)
def test_what_is_no_attribute_is_refused(attributes: object, says: str) -> None:
    assert says in why(attributes=attributes)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "title is missing"),
        ("title", "x" * 4001, "title has 4,001 characters"),
        ("id", True, "id must be a text"),
        ("description", ["a"], "description must be a text, not a list"),
        ("language", "de", "language is 'de'; known: en, zh"),
    ],
)
def test_a_bad_field_is_named(field: str, value: object, says: str) -> None:
    assert says in why(**{field: value})


def test_what_is_empty_says_nothing() -> None:
    product = catalogue.product_of(
        {**MUG, "attributes": {"size": "", "colour": None, "lid": "  ", "feet": 0}}
    )
    assert product.attributes == {"feet": 0}


def test_half_a_character_is_no_obstacle() -> None:
    product = catalogue.product_of(
        {**MUG, "title": "Mug \ud800", "attributes": {"co\ud800lour": "re\udfffd"}}
    )
    assert json.dumps([product.title, dict(product.attributes)], ensure_ascii=False).encode()
    assert product.attributes == {"co?lour": "re?d"}


@given(st.floats(0, 1e8) | st.integers(0, 10**9))
def test_a_price_is_told_as_it_stands_and_never_rounded(price: float) -> None:
    try:
        product = catalogue.product_of({**MUG, "price": price})
    except BadInput:
        assert "e-" in str(price)
        return
    told = next(fact.value for fact in facts.of_product(product) if fact.id == "price")
    assert float(told.removeprefix("EUR ")) == price


@pytest.mark.parametrize(
    ("price", "currency", "said"),
    [
        (9.5, "EUR", "EUR 9.50"),
        (1200, "JPY", "JPY 1200"),
        (0.125, "USD", "USD 0.125"),
        (1200, "GBP", "GBP 1200.00"),
    ],
)
def test_money_is_written_as_its_currency_is(price: float, currency: str, said: str) -> None:
    product = catalogue.product_of({**MUG, "price": price, "currency": currency})
    assert said in [fact.value for fact in facts.of_product(product)]


@given(st.integers(-(10**14), 10**14) | st.floats(-1e9, 1e9))
def test_a_number_is_told_with_all_its_digits(number: float) -> None:
    product = catalogue.product_of({**MUG, "attributes": {"pieces": number}})
    told = next(fact.value for fact in facts.of_product(product) if fact.id == "pieces")
    assert float(told) == number and "e" not in told


def test_a_product_is_told_in_the_language_that_is_asked_for_or_not_at_all() -> None:
    row = {**MUG, "zh": {"title": "素色杯", "attributes": {"colour": "白色"}}}
    read = catalogue.parse(f"{json.dumps(row)}\n", ".jsonl", "mugs.jsonl")
    assert read.get("M-1").title == read.get("M-1", "en").title == "Plain Mug"
    assert (read.get("M-1", "zh").title, read.get("M-1", "zh").id) == ("素色杯", "M-1")
    plain = catalogue.parse(f"{json.dumps(MUG)}\n", ".jsonl", "mugs.jsonl")
    with pytest.raises(BadInput, match="no text of 'M-1' in the language 'zh'"):
        plain.get("M-1", "zh")
    with pytest.raises(BadInput, match="no product 'M-9'"):
        plain.get("M-9")


@pytest.mark.parametrize(
    ("zh", "says"), [("杯", "zh must be an object"), ({"title": ""}, "zh: title is missing")]
)
def test_a_bad_translation_is_named(zh: object, says: str) -> None:
    with pytest.raises(BadRows, match=says):
        catalogue.parse(f"{json.dumps({**MUG, 'zh': zh})}\n", ".jsonl", "mugs.jsonl")


def test_find_puts_titles_first_and_needs_every_word() -> None:
    rows = [{"id": "A", "title": "Jug", "category": "mug"}, {"id": "B", "title": "Plain MUG"}]
    read = catalogue.parse("".join(f"{json.dumps(row)}\n" for row in rows), ".jsonl", "mugs.jsonl")
    assert [product.id for product in read.find("mug")] == ["B", "A"]
    assert [product.id for product in read.find("mug plain")] == ["B"]


def test_fields_that_nobody_reads_are_named_once_with_line_and_remedy() -> None:
    rows = [MUG, {**MUG, "id": "M-2", "stock": 4, "descripton": "A mug."}, {**MUG, "id": "M-3", "stock": 1}]
    read = catalogue.parse("\n".join(map(json.dumps, rows)), ".jsonl", "mugs.jsonl")
    assert read.unread == (
        "line 2: nothing reads the field 'stock'; a fact goes into 'attributes'",
        "line 2: nothing reads the field 'descripton'; did you mean 'description'?",
    )
    assert len(read.products) == 3 and not read.skipped
    assert catalogue.parse("id,title,colour\nM-1,Mug,red\n", ".csv", "mugs.csv").unread == ()
