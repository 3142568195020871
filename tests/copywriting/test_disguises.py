"""Banned claims in disguise, prices in other forms and sentences without an end: none of it gets out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.copywriting.spellings import stands
from tests.copywriting.test_copywriter import MORE, PAN, TRUE, desk, only, post


@pytest.mark.parametrize(
    "spelled",
    [
        "Eco-Friendly",
        "ecofriendly",
        "eco friendly",
        "eco\u00a0friendly",
        "eco_friendly",
        "eco-\u200bfriendly",
        "е\u0441o-friendly",  # Cyrillic
        "ｅｃｏ－ｆｒｉｅｎｄｌｙ",
        "éco-friéndly",
        "e c o f r i e n d l y",
        "e.c.o.f.r.i.e.n.d.l.y",
        "*eco*-friendly",
    ],
)
def test_a_phrase_is_found_however_it_is_spelled(spelled: str) -> None:
    assert stands("eco-friendly", f"It is {spelled}, they say.", hidden=True)
    assert stands("eco-friendly", spelled, hidden=True)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("organic", "Inorganic matter."),
        ("free delivery", "A carefree delivery."),
        ("free delivery", "It is lead free. Delivery takes a day."),
        ("AI", "It is a, I think."),
        ("healthy", "An unhealthy haste."),
        ("non-toxic", "A toxic tale."),
        ("-", "Anything."),
    ],
)
def test_other_words_are_left_alone(phrase: str, text: str) -> None:
    assert not stands(phrase, text, hidden=True)


def test_honest_gaps_make_other_words() -> None:
    assert stands("every-day", "for every day")
    assert not stands("everyday", "for every day")


def test_latin_and_chinese_claims_are_found_in_chinese_text() -> None:
    assert stands("Fairtrade", "这是Fairtrade咖啡。")
    assert stands("有机", "这是有机咖啡。")


@pytest.mark.parametrize("channel", ["page", "email", "poster", "sms"])
def test_a_product_whose_very_name_is_never_allowed_gets_no_copy(channel: str) -> None:
    pan = replace(PAN, title="Unbr\u0435akable Pan")  # with a Cyrillic e
    copies = desk("Unbr\u0435akable Pan.", TRUE).write(post(product=pan, channel=channel), 1)
    assert not any("akable" in copy.text for copy in copies.copies)
    assert any("never allows 'unbreakable'" in missing for missing in copies.missing)


@pytest.mark.parametrize("price", ["It costs €69.", "Price: 69 EUR.", "The price is EUR 69.00."])
def test_a_price_in_another_form_brings_the_line_that_goes_with_it(price: str) -> None:
    text = only(desk(f"{TRUE} {price}", f"{TRUE} {price}"), post())
    assert text.endswith("Prices include VAT.") or "69" not in text


def test_a_headline_alone_gives_no_price_where_a_price_needs_a_line() -> None:
    brand = desk().brand.model_copy(
        update={"must_say": (desk().brand.must_say[0].model_copy(update={"channels": ()}),)}
    )
    for seed in range(8):
        for copy in desk("EUR 69.00", "EUR 69.00", brand=brand).write(post(channel="poster"), 1, seed).copies:
            assert "69" not in copy.text


def test_a_sentence_whose_end_never_came_is_dropped() -> None:
    copies = desk(f"{TRUE} {MORE} It is made of three-ply stainless").write(post(), 1)
    assert copies.copies[0].text.startswith(f"{TRUE} {MORE}")
    assert copies.copies[0].text.count("stainless") == 1
    assert copies.rejected[0].why == "it has no end"


def test_an_ad_that_stops_at_the_price_gets_its_full_stop() -> None:
    text = only(desk(f"A pan\n{TRUE} EUR 69.00"), post(channel="push"))
    assert "EUR 69.00." in text
