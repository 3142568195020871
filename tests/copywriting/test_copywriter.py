"""Laws of the copywriter: nothing unsupported is shown, limits and brand are kept, seeds reproduce."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import sentences
from bot.copywriter import Copywriter, again
from bot.copywriting import channels, facts
from bot.copywriting.brand import BrandBook
from bot.copywriting.ledger import check
from bot.domain import Brief, Channel, Customer, Deed, Part, Product
from bot.engines import EchoEngine
from bot.errors import BadInput, EngineFailed

PAN = Product(
    id="FH-1006",
    title="Stillwater Frying Pan 24 cm",
    category="cookware",
    price=69.0,
    currency="EUR",
    attributes={"material": "three-ply stainless steel", "weight": "1.2 kg", "dishwasher_safe": True},
    description="An uncoated pan for searing meat and frying fish.",
)
BRAND = BrandBook.model_validate(
    {
        "never": [{"claim": "unbreakable", "why": "nothing is"}],
        "avoid": [{"word": "cookware", "instead": "pan"}],
        "must_say": [{"line": "Prices include VAT.", "about": "price", "channels": ["page", "social"]}],
    }
)
TRUE = "The Stillwater Frying Pan is made of three-ply stainless steel."
MORE = "It weighs 1.2 kg."


def desk(*replies: str, brand: BrandBook = BRAND) -> Copywriter:
    return Copywriter(EchoEngine(replies, ["copy"]), "copy", "Fernhill", brand)


def post(**changes: object) -> Brief:
    return replace(Brief(channel="social", product=PAN), **changes)  # type: ignore[arg-type]


def only(writer: Copywriter, brief: Brief) -> str:
    [copy] = writer.write(brief, 1).copies
    return copy.text


def test_what_the_facts_say_is_shown_and_what_they_do_not_is_dropped() -> None:
    copies = desk(f"{TRUE} It lasts a lifetime and weighs 3 kg. {MORE}").write(post(), 1)
    assert copies.copies[0].text.startswith(f"{TRUE} {MORE.replace('It', 'The pan')}")
    assert "lifetime" not in copies.copies[0].text and "3 kg" not in copies.copies[0].text
    assert [claim.text for claim in copies.rejected] == ["It lasts a lifetime and weighs 3 kg."]
    assert all(claim.supported for claim in copies.copies[0].claims)


def test_a_sentence_that_leans_on_a_dropped_one_goes_with_it() -> None:
    wok = "Our chef swears by the Copper Wok. This is made of stainless steel."
    text = only(desk(f"{wok} {TRUE} {MORE}"), post())
    assert text.startswith(f"{TRUE} {MORE}") and "Wok" not in text and "This" not in text


def test_a_claim_never_allowed_is_dropped_even_where_the_facts_hold_it() -> None:
    pan = replace(PAN, attributes={**PAN.attributes, "finish": "unbreakable"})
    copies = desk(f"{TRUE} Its finish is unbreakable.").write(post(product=pan), 1)
    assert "unbreakable" not in copies.copies[0].text
    assert copies.rejected[0].why == "the brand book never allows 'unbreakable': nothing is"


def test_what_must_be_told_and_is_not_joins_from_the_catalogue() -> None:
    [copy] = desk(TRUE).write(post(facts=("weight", "price")), 1).copies
    assert "1.2 kg" in copy.text
    assert "EUR 69.00" in copy.text
    assert any(re.match("Added from the catalogue: .*weight", warning) for warning in copy.warnings)
    assert {"weight", "price"} <= {fact.id for fact in copy.told}


def test_a_line_that_must_be_said_is_said_when_the_price_is() -> None:
    with_price = only(desk(f"{TRUE} EUR 69.00."), post())
    assert with_price.endswith("Prices include VAT.")
    assert "VAT" not in only(desk(TRUE), post())


def test_a_model_that_says_nothing_true_leaves_it_to_the_catalogue() -> None:
    [copy] = desk("Buy two, get one free!", "Free today!").write(post(), 1).copies
    assert copy.built
    assert "Stillwater Frying Pan 24 cm" in sentences.split(copy.text)[0]
    own = [claim for claim in copy.claims if claim.source != "brand book"]
    assert all(check(claim.text, facts.of_product(PAN)).supported for claim in own)


def test_a_text_that_tells_no_fact_leaves_it_to_the_catalogue() -> None:
    idle = "Meet the Stillwater Frying Pan."
    [copy] = desk(idle, idle).write(post(), 1).copies
    assert copy.built and "1.2 kg" in copy.text
    [headline] = desk(idle).write(post(channel="poster"), 1).copies
    assert not headline.built, "a headline may stand alone"


def test_an_engine_that_breaks_leaves_it_to_the_catalogue() -> None:
    class Broken(EchoEngine):
        def batch(self, *_: object, **__: object) -> list[str]:
            raise EngineFailed("out of memory")

    copies = Copywriter(Broken(adapters=["copy"]), "copy", "Fernhill", BRAND).write(post(), 2)
    assert copies.copies
    assert all(copy.built for copy in copies.copies)


@settings(deadline=None)
@given(
    st.sampled_from(get_args(Channel)),
    st.lists(
        st.sampled_from([TRUE, "Meet the Stillwater.", "EUR 69.00.", "It weighs 1.2 kg.", "Unbreakable!"]),
        min_size=1,
        max_size=40,
    ),
    st.booleans(),
)
def test_limits_are_kept_and_nothing_is_cut_within_a_sentence(
    channel: Channel, said: list[str], lines: bool
) -> None:
    reply = ("\n" if lines else " ").join(said)
    shape = channels.SHAPES[channel]
    for copy in desk(reply, reply).write(post(channel=channel), 1).copies:
        for part in copy.parts:
            assert len(part.text) <= (shape.head if part.name == "head" else shape.body)
        body = next((part.text for part in copy.parts if part.name == "body"), "")
        assert body == "" or body[-1] in ".!?"
        assert "nbreakable" not in copy.text


def test_variants_that_say_the_same_are_one_and_the_best_comes_first() -> None:
    copies = desk(TRUE, TRUE, f"{TRUE} It weighs 1.2 kg.").write(post(), 3)
    texts = [copy.text for copy in copies.copies]
    assert len(set(texts)) == len(texts)
    assert copies.merged == 3 - len(texts)
    scores = [copy.score for copy in copies.copies]
    assert scores == sorted(scores, reverse=True)
    assert all(copy.reasons for copy in copies.copies)


def test_variants_tell_different_facts() -> None:
    writer = desk(*[TRUE] * 6)
    writer.write(post(channel="push"), 3)
    engine = writer.engine
    assert isinstance(engine, EchoEngine)
    assert len({prompt[-1].content for prompt in engine.prompts}) > 1


def test_a_seed_writes_the_same_prompt_again() -> None:
    def prompts(seed: int, count: int) -> list[str]:
        writer = desk(*[TRUE] * 8)
        writer.write(post(channel="push"), count, seed)
        assert isinstance(writer.engine, EchoEngine)
        return [prompt[-1].content for prompt in writer.engine.prompts]

    assert prompts(5, 3)[2] == prompts(7, 1)[0]


def test_thin_facts_are_named_instead_of_invented() -> None:
    bare = Product("X-1", "Plain Mug")
    copies = desk("The Plain Mug.").write(Brief(product=bare, keywords=("porcelain",)), 1)
    assert copies.missing == (
        "price",
        "description",
        "attributes (there are 0)",
        "anything about 'porcelain'",
    )


def test_words_to_avoid_and_absent_keywords_are_warnings() -> None:
    [copy] = desk(f"Meet our cookware. {TRUE}").write(post(keywords=("induction",)), 1).copies
    assert "The brand avoids 'cookware': say 'pan'." in copy.warnings
    assert "The keyword 'induction' is not in it." in copy.warnings


def test_a_channel_that_the_shop_does_not_use_is_refused() -> None:
    brand = BrandBook.model_validate({"unused": [{"channel": "sms", "why": "our FAQ says so"}]})
    with pytest.raises(BadInput, match="does not use the channel sms: our FAQ says so"):
        desk(brand=brand).write(post(channel="sms"))


# A customer's deeds

BUYER = Customer(
    "C-1", "Ines", "en", ("purchases",), (Deed("FH-1003", "Oakfire Skillet 28 cm", "2026-03-14"),)
)


def test_a_recommendation_mentions_what_the_customer_agreed_to_share() -> None:
    brief = post(kind="recommendation", channel="email", customer=BUYER)
    [copy] = desk(f"A pan for you\n{TRUE}").write(brief, 1).copies
    assert "You bought the Oakfire Skillet 28 cm in March 2026." in copy.text
    assert any(claim.source == "bought.1" for claim in copy.claims)


def test_without_consent_nothing_of_the_customer_is_said_and_the_marketer_is_told() -> None:
    brief = post(kind="recommendation", channel="email", customer=replace(BUYER, consent=()))
    copies = desk(f"A pan for you\n{TRUE} You bought the Oakfire Skillet 28 cm.").write(brief, 1)
    assert "Oakfire" not in copies.copies[0].text
    assert any("have not agreed" in missing for missing in copies.missing)


# Given texts and steps

SOURCE = (
    "The workshop in Ghent opens on 3 May. It repairs pans and knives. Every repair costs EUR 12. "
    "Sharpening takes two days."
)


def test_an_article_says_only_what_its_source_says() -> None:
    brief = Brief("article", "email", topic="The workshop opens", source=SOURCE, keywords=("Ghent",))
    copies = desk("The workshop opens\nThe workshop in Ghent opens on 3 May. It repairs bicycles.").write(
        brief, 1
    )
    [copy] = copies.copies
    assert "opens on 3 May" in copy.text
    assert "bicycles" not in copy.text
    assert any(claim.source == "source.1" for claim in copy.claims)


def test_a_rewrite_keeps_every_sentence_that_the_model_forgot() -> None:
    brief = Brief("rewrite", "page", source=SOURCE, change="warmer")
    text = only(desk("The workshop in Ghent opens on 3 May."), brief)
    for sentence in (
        "It repairs pans and knives.",
        "Every repair costs EUR 12.",
        "Sharpening takes two days.",
    ):
        assert sentence in text


def test_a_shorter_rewrite_is_shorter() -> None:
    brief = Brief("rewrite", "page", source=SOURCE, change="shorter", topic="repairs")
    assert len(only(desk("Nonsense on stilts."), brief)) < len(SOURCE)


def test_help_keeps_the_steps_in_order_and_asks_no_model() -> None:
    brief = Brief("help", "page", topic="Season a pan", steps=("Wash the pan", "Rub it with oil.", "Bake it"))
    writer = desk()
    assert only(writer, brief) == "1. Wash the pan.\n2. Rub it with oil.\n3. Bake it."
    assert isinstance(writer.engine, EchoEngine)
    assert not writer.engine.prompts


# Chinese


def test_chinese_copy_is_built_from_the_catalogue() -> None:
    pot = Product(
        "FH-1001", "橡火圆形炖锅 24厘米", "cookware", 119.0, "EUR", {"材质": "珐琅铸铁"}, "适合炖菜。", "zh"
    )

    class English(EchoEngine):
        languages = ("en",)  # type: ignore[assignment]

    writer = Copywriter(English(adapters=["copy"]), "copy", "Fernhill", BRAND)
    [copy] = writer.write(Brief(product=pot, language="zh"), 1).copies
    assert copy.built
    assert "橡火圆形炖锅" in copy.text
    assert not writer.engine.prompts  # type: ignore[attr-defined]


def test_again_changes_length_or_tone() -> None:
    assert again(post(), "shorter").length == "short"
    assert again(post(), "bolder").tone == "bold"


def test_a_text_is_read_as_it_was_laid_out() -> None:
    laid = channels.written("A head", "A body. Two sentences.")
    assert channels.parts(laid, "email") == (Part("head", "A head"), Part("body", "A body. Two sentences."))
    assert channels.parts("A head\nmore", "poster") == (Part("head", "A head"),)
    forgotten = channels.parts("A head. A body.", "push")
    assert forgotten == (Part("head", "A head."), Part("body", "A body."))
    assert channels.parts("A title\nA body.", "page") == (Part("body", "A title. A body."),)
