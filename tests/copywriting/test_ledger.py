"""Marketing copy says what the facts say, in the words that they say it of; everything else is refused."""

from __future__ import annotations

import pytest

from bot.copywriting import facts, ledger
from bot.domain.goods import Customer, Deed, Product

CASSEROLE = Product(
    "P1",
    "Oakfire Round Casserole 24 cm",
    "cookware",
    119.0,
    "EUR",
    {
        "material": "enamelled cast iron",
        "size": "24 cm",
        "capacity": "4.2 l",
        "weight": "4.6 kg",
        "colour": "moss green",
        "induction": True,
        "oven_safe_to": "250 °C",
        "dishwasher_safe": False,
        "warranty": "5 years",
        "made_in": "France",
    },
    "A round casserole for stews, braises and no-knead bread. The enamelled cast iron works on induction and "
    "goes into the oven up to 250 °C. Wash it by hand.",
)
WOK = Product(
    "P2",
    "Marten Carbon Steel Wok 32 cm",
    "cookware",
    46.0,
    "EUR",
    {"material": "carbon steel, beech handle", "size": "32 cm", "base": "flat, 14 cm", "made_in": "Germany"},
    "A wok with a flat base of 14 cm that works on induction.",
)
JAR = Product(
    "P3",
    "Corven Glass Storage Jar 1.5 l",
    "storage",
    14.9,
    "EUR",
    {
        "material": "borosilicate glass, acacia lid",
        "size": "10 cm wide, 22 cm tall",
        "dishwasher_safe": "jar yes, lid no",
    },
    "A jar with an acacia lid for pasta, oats or flour. The jar goes in the dishwasher, the lid does not.",
)
LIGHTS = Product(
    "P4",
    "Emberlight Solar Lantern, Set of 2",
    "lighting",
    36.0,
    "EUR",
    {"pieces": 2, "runtime": "up to 8 hours", "bulb": "not included", "charging_time": "4 hours"},
    "Two lanterns that charge in daylight and shine for up to 8 hours.",
)
PRODUCTS = {"casserole": CASSEROLE, "wok": WOK, "jar": JAR, "lights": LIGHTS}

TRUE = [
    ("casserole", "The Oakfire casserole holds 4.2 litres.", "title, capacity"),
    ("casserole", "Meet the moss green Oakfire casserole: 24 centimetres, made in France.", None),
    ("casserole", "It weighs 4.6 kg and costs €119.00.", "price, weight"),
    ("casserole", "Not for the dishwasher.", "dishwasher_safe"),
    ("casserole", "Keep it out of the dishwasher.", "dishwasher_safe"),
    ("casserole", "It goes into the oven up to 250 °C.", None),
    ("casserole", "Works on induction.", None),
    ("casserole", "A warranty of five years.", "warranty"),
    ("casserole", "Friends at the table, a quiet evening.", ""),
    ("casserole", "#MossGreen 🍲", "colour"),
    ("wok", "A beech handle and a flat base of 14 cm.", "material, base"),
    ("jar", "The jar goes in the dishwasher, the lid does not.", None),
    ("jar", "It is 10 cm wide and 22 cm tall.", "size"),
    ("lights", "Set of two.", "pieces"),
    ("lights", "They shine for up to 8 hours.", None),
    ("lights", "Bulb not included.", "bulb"),
]

FALSE = [
    # numbers, and what they are of
    ("casserole", "It holds 4.5 litres."),
    ("casserole", "It weighs 24 cm."),
    ("casserole", "It weighs 4.2 kg."),
    ("casserole", "It is 24 cm wide."),
    ("casserole", "The Oakfire casserole, five years in France."),
    ("casserole", "EUR 99.00 for the Oakfire casserole."),
    ("casserole", "Three casseroles."),
    ("wok", "A flat base of 32 cm."),
    ("wok", "The base measures 32 cm."),
    ("jar", "It is 22 cm wide and 10 cm tall."),
    ("lights", "They shine for 8 hours."),
    ("lights", "They shine for up to 4 hours."),
    ("lights", "EUR 36.00 each."),
    ("lights", "Set of three."),
    # yes and no
    ("casserole", "Dishwasher safe."),
    ("casserole", "Wash it in the dishwasher."),
    ("casserole", "The dishwasher is no problem."),
    ("casserole", "It does not work on induction."),
    ("casserole", "It works without induction."),
    ("jar", "The jar does not go in the dishwasher."),
    ("jar", "The lid goes in the dishwasher."),
    ("jar", "The jar comes without a lid."),
    ("lights", "Bulb included."),
    # what belongs to what
    ("wok", "A steel handle."),
    ("wok", "The handle is carbon steel."),
    ("wok", "A beech wok."),
    ("casserole", "A sea green casserole of cast steel."),
    ("casserole", "Made in Italy."),
    # words that stand nowhere
    ("casserole", "The best casserole."),
    ("casserole", "EUR 119.00 off."),
    ("casserole", "A warranty for you and your friends."),
    ("casserole", "Bring it back if you like."),
    ("casserole", "It comes with stew."),
    ("casserole", "It holds dinner for six."),
    ("casserole", "The moss green lid."),
    ("casserole", "Better than the rest."),
    ("casserole", "The only casserole for you."),
    ("casserole", "Number one in France."),
    ("casserole", "Never wash it by hand again."),
    ("casserole", "It lasts for years."),
    ("casserole", "Here to stay."),
    ("casserole", "Ovensafe for life."),
    ("casserole", "A healthy choice, kind to the planet."),
    ("casserole", "A green choice."),
    ("casserole", "Safe for your friends."),
    ("casserole", "Free shipping."),
    ("casserole", "We bring it to your door."),
    ("casserole", "Now 20% off, today only."),
    ("casserole", "Loved by our friends."),
    ("casserole", "For camping and for kids."),
    ("casserole", "Ready in minutes."),
    ("casserole", "Tired of rust?"),
    ("casserole", "It makes you happy."),
    ("casserole", "The new Summit casserole."),
    ("casserole", "See www.example.org for the Oakfire casserole."),
    ("casserole", "#BestCasserole"),
    ("casserole", "A handmade casserole."),
    ("casserole", "The enamelled cast iron is scratch-proof."),
]


@pytest.mark.parametrize(("name", "sentence", "source"), TRUE)
def test_what_the_facts_say_is_let_out_with_its_source(name: str, sentence: str, source: str | None) -> None:
    claim = ledger.check(sentence, facts.of_product(PRODUCTS[name]))
    assert claim.supported, claim.why
    if source is not None:
        assert (claim.source or "") == source


@pytest.mark.parametrize(("name", "sentence"), FALSE)
def test_what_they_do_not_say_is_refused_with_a_reason(name: str, sentence: str) -> None:
    claims = ledger.check_all(sentence, facts.of_product(PRODUCTS[name]))
    refused = [claim for claim in claims if not claim.supported]
    assert refused
    assert all(claim.why and claim.source is None for claim in refused)


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_the_catalogues_own_words_are_let_out(product: Product) -> None:
    known = facts.of_product(product)
    for claim in ledger.check_all(f"{product.title}. {product.description}", known):
        assert claim.supported, claim


def test_told_are_the_facts_with_their_value_and_their_sign() -> None:
    known = facts.of_product(CASSEROLE)
    text = "The Oakfire casserole holds 4.2 litres. Keep it out of the dishwasher. It weighs 9 kg."
    told = {fact.id for fact in ledger.told(text, known)}
    assert {"capacity", "dishwasher_safe"} <= told
    assert not told & {"weight", "warranty", "made_in", "price", "induction"}


def test_what_a_customer_did_is_said_only_with_consent() -> None:
    deeds = (Deed("P2", "Marten Carbon Steel Wok 32 cm", "2026-03-14"),)
    seen = Customer("C1", "Ines", consent=("purchases",), purchases=deeds, viewed=deeds)
    unseen = Customer("C2", "Ines", purchases=deeds)
    product = facts.of_product(CASSEROLE)
    bought = "You bought the Marten wok in March."
    assert ledger.check(bought, product + facts.of_customer(seen)).source == "bought.1"
    assert not ledger.check(bought, product + facts.of_customer(unseen)).supported
    viewed = "You looked at the Marten wok."
    assert not ledger.check(viewed, product + facts.of_customer(seen)).supported
    assert not ledger.check(
        "The Oakfire casserole is carbon steel.", product + facts.of_customer(seen)
    ).supported


def test_a_rewrite_is_held_against_its_source() -> None:
    source = facts.of_source("Returns are free within 30 days. Exchanges take 14 days.")
    assert ledger.check_against_source("Returns are free within 30 days.", source).supported
    assert not ledger.check_against_source("Exchanges take 30 days.", source).supported
    assert not ledger.check_against_source("Returns are free.", ()).supported


ZH = Product(
    "P5",
    "Oakfire圆形炖锅 24厘米",
    "cookware",
    119.0,
    "EUR",
    {
        "material": "珐琅铸铁",
        "capacity": "4.2升",
        "dishwasher_safe": False,
        "warranty": "5年",
        "made_in": "法国",
    },
    "用来炖菜、焖肉的圆形炖锅。请用手清洗。",
    "zh",
)


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Oakfire圆形炖锅容量4.2升。", True),
        ("珐琅铸铁，法国制造，质保5年。", True),
        ("不可放入洗碗机。", True),
        ("可放入洗碗机。", False),
        ("容量4.5升。", False),
        ("意大利制造。", False),
        ("最好的炖锅。", False),
        ("用了5年。", False),
        ("免费送货。", False),
        ("Summit炖锅。", False),
    ],
)
def test_chinese_copy_is_held_against_chinese_facts(sentence: str, passes: bool) -> None:
    claim = ledger.check(sentence, facts.of_product(ZH), "zh")
    assert claim.supported is passes, claim
