"""What customers did is for callers who are named; to others one who is and one who is not are alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import settings
from bot.api.asked import BriefIn
from bot.briefs import Reader
from bot.catalogue import Catalogue
from bot.domain import Customer, Deed, Product
from bot.errors import BadInput
from bot.settings import Settings
from tests.api.conftest import OTHER, TOKEN, Shop, code

LAMP = Product("L-1", "Plain Lamp", attributes={"colour": "blue"})
INES = Customer("C-1", "Ines", consent=("purchases",), purchases=(Deed("L-1", LAMP.title, "2026-03-14"),))
EMAIL = {"kind": "email", "product_id": "L-1"}


@pytest.fixture
def shop(api_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("SHOPKEEPER_API_CUSTOMERS", "till")
    shop = Shop(settings.load())
    shop.desk.reader = Reader(Catalogue({"L-1": LAMP}), {"C-1": INES})
    shop.let_in()
    yield shop
    shop.opened.store.close()


def test_only_a_named_caller_gets_copy_out_of_what_a_customer_did(shop: Shop) -> None:
    told = shop.copies({**EMAIL, "customer_id": "C-1"}, token=OTHER)
    assert told.status_code == 200 and "You bought the Plain Lamp in March 2026." in told.text
    unknown = shop.copies({**EMAIL, "customer_id": "C-9"}, token=OTHER)
    assert unknown.status_code == 422 and "C-9" not in unknown.text, "a customer's id is not repeated"


def test_to_everybody_else_all_customers_are_alike(shop: Shop) -> None:
    briefs = [{**EMAIL, "customer_id": name} for name in ("C-1", "C-9", "")]
    briefs += [{"kind": "recommendation", "customer_id": name} for name in ("C-1", "C-9")]
    refused = [shop.copies(brief, token=TOKEN) for brief in briefs]
    assert {(each.status_code, code(each)) for each in refused} == {(422, "invalid_request")}
    (said,) = {each.text for each in refused}
    assert "SHOPKEEPER_API_CUSTOMERS" in said and "Ines" not in said and "C-1" not in said


def test_a_reply_that_was_kept_is_no_way_around(shop: Shop) -> None:
    brief, key = {**EMAIL, "customer_id": "C-1"}, {"Idempotency-Key": "once"}
    assert shop.copies(brief, token=OTHER, headers=key).status_code == 200
    shop.desk.trusted = frozenset()
    assert shop.copies(brief, token=OTHER, headers=key).status_code == 422


def test_a_name_without_a_token_is_refused(api_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not api_settings.api_customers, "nobody, unless somebody is named"
    monkeypatch.setenv("SHOPKEEPER_API_CUSTOMERS", "till, tilll")
    with pytest.raises(BadInput, match="SHOPKEEPER_API_TOKENS names no caller tilll"):
        settings.load()


def test_the_description_says_whose_language_it_is() -> None:
    assert "the product's if left out" in (BriefIn.model_fields["language"].description or "")
