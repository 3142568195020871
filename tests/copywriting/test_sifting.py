"""Where a sentence stands decides what its 'it' means, a part or the product; and nothing is said twice."""

from __future__ import annotations

import pytest

from bot import catalogue, shops
from bot.copywriting import facts
from bot.copywriting.brand import BrandBook
from bot.copywriting.mending import Mended, Mender
from bot.domain import Brief
from bot.domain.texts import Channel
from bot.settings import data_folder

SHOP = {row["id"]: row for row in shops.rows(data_folder() / "fernhill" / "products.jsonl")}


def mended(product: str, text: str, channel: Channel = "page") -> Mended:
    brief = Brief(product=catalogue.product_of(SHOP[product]), channel=channel)
    return Mender(brief, facts.of_brief(brief), BrandBook()).mend(text, ())


@pytest.mark.parametrize(
    ("product", "text", "shown"),
    [
        (
            "FH-1014",
            "The walnut handle needs washing by hand. It weighs 215 g.",
            "The walnut handle needs washing by hand. The knife weighs 215 g.",
        ),
        ("FH-1014", "It weighs 215 g. It costs EUR 64.00.", "The {} weighs 215 g. It costs EUR 64.00."),
        ("FH-1014", "It glows. It weighs 215 g.", "The {} weighs 215 g."),
    ],
)
def test_it_becomes_the_product_where_it_could_mean_something_else(
    product: str, text: str, shown: str
) -> None:
    found = mended(product, text).text
    assert found == shown.format("Kestrel Chef's Knife 20 cm")


@pytest.mark.parametrize(
    "text",
    [
        "The walnut handle needs washing by hand. Weighs 215 g.",
        "The walnut handle needs washing by hand. They weigh 215 g.",
        "The walnut handle needs washing by hand. Its weight is 215 g.",
    ],
)
def test_what_has_no_subject_may_not_follow_a_part(text: str) -> None:
    found = mended("FH-1014", text)
    assert found.text == "The walnut handle needs washing by hand."
    assert [claim.why for claim in found.rejected] == ["what it speaks of does not stand before it"]


def test_a_price_alone_is_the_products_wherever_it_stands() -> None:
    price = f"EUR {SHOP['FH-1014']['price']:.2f}."
    assert mended("FH-1014", f"The walnut handle needs washing by hand. {price}").text.endswith(price)


@pytest.mark.parametrize(
    "again", ["It weighs 215 g.", "The weight is 215 g.", "It weighs 215 g and costs EUR {price:.2f}."]
)
def test_nothing_is_said_twice(again: str) -> None:
    again = again.format(price=SHOP["FH-1014"]["price"])
    first = f"The {SHOP['FH-1014']['title']} weighs 215 g."
    assert mended("FH-1014", f"{first} {again}").text == (
        first if "costs" not in again else f"{first} {again}"
    )


def test_below_a_head_there_is_no_room_for_the_name_again() -> None:
    title = SHOP["FH-1014"]["title"]
    assert mended("FH-1014", f"{title}\nIt weighs 215 g.", "push").parts[1].text == "It weighs 215 g."
