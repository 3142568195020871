"""Where a sentence stands decides what its 'it' means, a part or the product; and nothing is said twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot import catalogue, shops
from bot.copywriting import bundles, composing, facts, sifting
from bot.copywriting.brand import Avoided, BrandBook
from bot.copywriting.channels import words_wanted
from bot.copywriting.lacking import in_words, untold
from bot.copywriting.mending import Mended, Mender
from bot.domain import Brief, Copy, Fact, Part, Product
from bot.domain.texts import Channel
from bot.settings import data_folder

SHOP = {row["id"]: row for row in shops.rows(data_folder() / "fernhill" / "products.jsonl")}


def mended(product: str, text: str, channel: Channel = "page") -> Mended:
    brief = Brief(product=catalogue.product_of(SHOP[product]), channel=channel)
    return Mender(brief, facts.of_brief(brief), BrandBook()).mend(text, ())


def completed(mender: Mender, text: str, wished: Sequence[Fact]) -> Mended:
    return mender.complete(mender.mend(text, ()), (), wished)


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


# A stranger's texts: each sentence is true, and the text was not.


@pytest.mark.parametrize(
    ("product", "text", "shown"),
    [
        (  # prose on a part is no name of the product
            "FH-1050",
            "Screws and plugs are included. It is made of oak.",
            "Screws and plugs are included.",
        ),
        ("FH-1049", "The lid doubles as bread board. It holds two loaves.", "The {} holds two loaves."),
        # a pronoun of the wrong number
        (
            "FH-1050",
            "A wall rail that holds up to six knives. They cost EUR 49.00.",
            "A wall rail that holds up to six knives.",
        ),
        # a set's price, a piece's measure
        (
            "FH-1016",
            "The Marlow Breakfast Bowl holds 550 ml. It costs EUR 39.00.",
            "The Marlow Breakfast Bowl holds 550 ml.",
        ),
        ("FH-1019", "The set holds 280 ml. It is 9 cm high.", "The Tarn Water Glass is 9 cm high."),
        ("FH-1039", "The set is 30 cm long.", ""),
        # what leans on a sentence of the catalogue that is not there
        ("FH-1051", "The basket has handles. Wipe them dry.", "The basket has handles."),
        ("FH-1038", "The rose is removable. Empty, it weighs 1.2 kg.", "The rose is removable."),
        ("FH-1056", "Each burns for about 9 hours.", ""),
        # a price behind a part is told as the product's
        (
            "FH-1014",
            "The walnut handle needs washing by hand. EUR 64.00. It weighs 215 g.",
            "The walnut handle needs washing by hand. The knife costs EUR 64.00. It weighs 215 g.",
        ),
    ],
)
def test_a_true_sentence_stands_only_where_it_is_true(product: str, text: str, shown: str) -> None:
    assert mended(product, text).text == shown.format(SHOP[product]["title"])


@pytest.mark.parametrize("product", ["FH-1015", "FH-1019", "FH-1043", "FH-1005"])
def test_the_catalogue_itself_gives_a_set_its_price_and_a_piece_its_measure(product: str) -> None:
    known = facts.of_product(catalogue.product_of(SHOP[product]))
    for seed in range(6):
        chosen = [fact for fact in known if fact.id not in ("title", "category")]
        for claim in (claim for unit in composing.composed(known, chosen, seed) for claim in unit):
            assert not bundles.objection(claim.text, known), claim.text


def test_completing_names_the_product_where_the_text_does_not() -> None:
    brief = Brief(product=catalogue.product_of(SHOP["FH-1038"]), channel="page")
    known = facts.of_brief(brief)
    wished = [fact for fact in known if fact.id in ("weight", "price")]
    found = completed(Mender(brief, known, BrandBook()), "The rose is removable.", wished)
    assert [fact.id for fact in found.added] == ["price", "weight"]
    assert found.text.startswith("Hedgerow Watering Can 5 l. The rose is removable. The ")


def test_completing_brings_no_word_that_the_brand_would_rather_not_use() -> None:
    brief = Brief(product=catalogue.product_of(SHOP["FH-1006"]), channel="page")
    known = facts.of_brief(brief)
    mender = Mender(brief, known, BrandBook(avoid=(Avoided(word="three-ply"),)))
    text = "The Stillwater Frying Pan costs EUR 69.00."
    assert "three-ply" not in completed(mender, text, known[3:]).text


KNIFE = SHOP["FH-1014"]
OWN = KNIFE["description"].split(". ")[0].rstrip(".") + "."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Description: {OWN}", OWN),
        ("weighs 215 g.", "Weighs 215 g."),
        (f"EUR {KNIFE['price']:.2f}. {OWN}", f"The {KNIFE['title']} costs EUR {KNIFE['price']:.2f}. {OWN}"),
    ],
)
def test_a_sentence_is_set_as_one_would_write_it(text: str, shown: str) -> None:
    assert mended("FH-1014", text).text.startswith(shown)


def test_a_headline_has_no_stop_and_is_not_said_again_below_it() -> None:
    assert mended("FH-1014", f"{KNIFE['title']}.", "poster").text == KNIFE["title"]
    twice = f"{KNIFE['title']}.\n{KNIFE['title']}. The walnut handle needs washing by hand."
    found = mended("FH-1014", twice, "email")
    assert found.text == f"{KNIFE['title']}\n\nThe walnut handle needs washing by hand."
    assert all(claim.text in found.text for claim in found.claims) and not found.cut
    leans = f"{KNIFE['title']}.\n{KNIFE['title']}. It weighs 215 g."
    assert mended("FH-1014", leans, "email").text == f"{KNIFE['title']}\n\n{KNIFE['title']}. It weighs 215 g."


def test_completing_ends_where_the_text_is_as_long_as_its_channel_wants() -> None:
    brief = Brief(product=catalogue.product_of(KNIFE), channel="social")
    known = facts.of_brief(brief)
    mender = Mender(brief, known, BrandBook())
    thin = completed(mender, "It weighs 215 g.", known[1:])
    wanted = words_wanted("social", "medium")
    assert wanted <= thin.words < wanted + max(len(fact.value.split()) for fact in known) + 8
    whole = thin.text
    assert completed(mender, whole, known[1:]).text == whole


FORK = Product(
    "F-1", "Fork & Knife", "kitchen", 3.99, "EUR", {}, "The Fork & Knife is a classic utensil for all."
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The Fork & Knife is a classic utensils for all.", "a classic utensils"),
        ("The Fork &Knife costs EUR 3.99.", "&Knife"),
    ],
)
def test_a_phrase_is_written_as_the_catalogue_writes_it(text: str, why: str) -> None:
    brief = Brief(product=FORK, channel="social")
    found = Mender(brief, facts.of_brief(brief), BrandBook()).mend(text, ())
    assert not found.parts and why in found.rejected[0].why


def test_completing_does_not_say_a_sentence_again_in_other_capitals() -> None:
    brief = Brief(product=FORK, channel="social")
    known = facts.of_brief(brief)
    own = "The fork & knife is a classic utensil for all."
    found = completed(Mender(brief, known, BrandBook()), own, known[1:])
    assert found.text.lower().count("classic utensil") == 1


KETTLE = Product(
    "K-1",
    "Sill Stovetop Kettle 1.1 l",
    "kettles",
    46.0,
    "EUR",
    {"suits": "gas hobs", "steps": 4, "scale": "marks inside at 100, 200 and 300 ml"},
    "A gooseneck kettle for gas hobs, 9 cm wide. It never whistles. Marks inside show 100, 200 and 300 ml.",
)


@pytest.mark.parametrize(
    "text",
    [
        "The Sill Stovetop Kettle 1.1 l has a gooseneck kettle for gas hobs.",
        "The steps are the 4.",
        "Suits: gas hobs, 1.1 l.",
    ],
)
def test_what_nobody_would_say_of_it_is_refused(text: str) -> None:
    brief = Brief(product=KETTLE, channel="social")
    assert not Mender(brief, facts.of_brief(brief), BrandBook()).mend(text, ()).parts


def test_completing_quotes_no_description_as_a_line_and_repeats_none() -> None:
    brief = Brief(product=KETTLE, channel="search_ad")
    known = facts.of_brief(brief)
    prose = [fact for fact in known if fact.id.startswith("description")]
    found = completed(Mender(brief, known, BrandBook()), f"{KETTLE.title}\nSuits gas hobs.", prose)
    assert "Description" not in found.text
    copy = Copy((Part("body", "A gooseneck kettle for gas hobs. Marks inside show 100, 200 and 300 ml."),))
    assert [fact.id for fact in untold(known[1:], (), copy)] == ["price", "steps", prose[1].id]


def test_a_name_alone_has_no_article() -> None:
    found = mended("FH-1014", f"The {KNIFE['title']}.\nThe {KNIFE['title']}. It weighs 215 g.", "email")
    assert found.text == f"{KNIFE['title']}\n\n{KNIFE['title']}. It weighs 215 g."


# What a second stranger found.


JACKET = Product(
    "J-1",
    "Otter rain jacket, No. 5",
    "jackets",
    89.0,
    "EUR",
    {"weight": "310 g", "length": "70 cm"},
    "The hood folds into the collar.",
)


def test_no_measure_without_a_subject_follows_a_part() -> None:
    brief = Brief(product=JACKET, channel="page")
    known = facts.of_brief(brief)
    wished = [fact for fact in known if fact.id in ("weight", "length")]
    found = completed(Mender(brief, known, BrandBook()), "The hood folds into the collar.", wished)
    assert "Weighs" not in found.text and "310 g" in found.text
    assert [fact.id for fact in found.added] == ["weight", "length"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Kettle by Acme Co.", "Kettle by Acme Co."), ("Oak kettle.", "Oak kettle"), ("At 5 p.m.", "At 5 p.m.")],
)
def test_a_headline_keeps_a_stop_that_is_part_of_a_word(text: str, shown: str) -> None:
    assert sifting._headline(text, "Kettle by Acme Co.") == shown


def test_a_measure_of_the_name_is_not_told_as_news() -> None:
    title = SHOP["FH-1006"]["title"]
    assert not mended("FH-1006", f"The {title} measures 24 cm.").parts


@pytest.mark.parametrize("text", ["9:00 on Tuesday.", "On Monday.", "Monday."])
def test_a_scrap_of_a_given_sentence_is_no_text(text: str) -> None:
    brief = Brief("rewrite", source="We are closed on Monday. We open at 9:00 on Tuesday.", change="shorter")
    assert not Mender(brief, facts.of_brief(brief), BrandBook()).mend(text, ()).parts


def test_no_number_and_no_limit_counts_as_told_without_its_words() -> None:
    sizes = Fact("sizes", "sizes", "200, 300, 400, 500 and 600 ml")
    care = Fact("care", "care", "hand wash only, up to 40 degrees")
    assert not in_words(sizes, "Sizes: 200, 300, 400 and 500 ml.")
    assert not in_words(care, "Wash up to 40 degrees by hand.")
    marks = Fact("scale", "scale", "marks inside at 100, 200 and 300 ml")
    assert in_words(marks, "Marks inside show 100, 200 and 300 ml.")


def test_a_text_without_a_head_does_not_open_with_an_it() -> None:
    ball = Product(
        "G-1", "Golf Ball", "sports", 9.99, "USD", {}, "The Golf Ball is small. It has dimples in it."
    )
    brief = Brief(product=ball, channel="sms")
    found = Mender(brief, facts.of_brief(brief), BrandBook()).mend("It has dimples in it.", ())
    assert found.text == "Golf Ball. It has dimples in it."
    assert [claim.text for claim in found.claims] == ["Golf Ball.", "It has dimples in it."]
