"""Whoever presses Use decides on what they saw, and on what holds today: a card may be older than both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.briefs import BUILT
from bot.copywriting.brand import MustSay, Never
from bot.domain import Choice, Kept, Order
from bot.playground import Message, PocketSlack
from bot.slack.copy import cards, choosing, today
from bot.slack.copy.room import Copydesk
from tests.slack.conftest import ANNA, BRAND, SKILLET, Shop
from tests.slack.copy.conftest import (
    TRUE,
    asked,
    edit,
    hand_in,
    press,
    recommended,
)

DOUBT = "It is dishwasher safe."
EDITED = f"{DOUBT} {BRAND.must_say[0].line}"


def order_of(card: Message) -> str:
    button = card.button(cards.EDIT)
    assert button
    return cards.pressed(button[1]["value"])[0]


def posted(shop: Shop, card: Message) -> list[Message]:
    """The clean texts below a card."""
    return [m for m in shop.slack.answers(card.channel, card.thread) if "Approved by" in m.shown]


def whispered(shop: Shop, user: str, text: str) -> None:
    shop.slack.wait_for(lambda: any(text in m.shown for m in shop.slack.ephemerals(user)))


def overtake(shop: Shop, card: Message) -> None:
    """A colleague's confirmed edit is in the books, and the card not yet redrawn."""
    books, order = shop.copydesk.books, order_of(card)
    kept = books.copy(order, 1)
    assert kept
    body = {**kept.body, "text": EDITED, "parts": {"body": EDITED}}
    body["claims"] = [{"text": DOUBT, "supported": False, "source": None}]
    choice = Choice("e", order, 1, shop.slack.colleague, "edited", TRUE, EDITED, confirmed=(DOUBT,))
    assert books.choose(choice, body, kept.version)


def deeds(shop: Shop, order: str) -> list[str]:
    return [choice.deed for choice in shop.copydesk.books.choices(order)]


def test_who_presses_an_overtaken_card_uses_nothing_and_sees_what_stands_there_now(
    shop: Shop, slack: PocketSlack
) -> None:
    (card,) = asked(shop, [TRUE])
    overtake(shop, card)
    press(shop, card, cards.USE)
    whispered(shop, slack.user, choosing.OVERTAKEN)
    assert posted(shop, card) == [] and deeds(shop, order_of(card)) == ["edited"]
    assert f"*not in the catalogue:* {DOUBT}" in card.shown and TRUE not in card.shown


def test_who_uses_a_doubtful_copy_answers_for_it_themselves(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    overtake(shop, card)
    press(shop, card, cards.USE)
    use = card.button(cards.USE)
    assert use and DOUBT in use[1]["confirm"]["text"]["text"]
    assert use[1]["confirm"]["confirm"]["text"] == cards.ANSWER
    press(shop, card, cards.USE)
    assert f"answered for: {DOUBT}" in posted(shop, card)[0].shown
    edited, used = shop.copydesk.books.choices(order_of(card))
    assert (edited.user, used.user) == (slack.colleague, slack.user)
    assert edited.confirmed == used.confirmed == (DOUBT,)


@pytest.mark.parametrize("action", [cards.USE, cards.DISMISS])
def test_an_edit_in_the_very_same_moment_is_not_decided_on_unseen(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    (card,) = asked(shop, [TRUE])
    real = choosing._note

    async def late(desk: Any, click: Any, *rest: Any) -> None:
        if click.kept.version == 0:
            overtake(shop, card)
        await real(desk, click, *rest)

    monkeypatch.setattr(choosing, "_note", late)
    press(shop, card, action)
    whispered(shop, slack.user, choosing.OVERTAKEN)
    assert posted(shop, card) == [] and deeds(shop, order_of(card)) == ["edited"]
    assert DOUBT in card.shown


def test_what_somebody_put_away_is_not_used_from_an_old_card(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    order = order_of(card)
    shop.copydesk.books.choose(Choice("d", order, 1, slack.colleague, "dismissed", TRUE))
    press(shop, card, cards.USE)
    whispered(shop, slack.user, choosing.OVERTAKEN)
    assert posted(shop, card) == [] and deeds(shop, order) == ["dismissed"]
    assert f"Dismissed by <@{slack.colleague}>" in card.shown and not card.button(cards.USE)


def test_a_button_from_before_there_were_versions_is_older_than_any() -> None:
    assert cards.pressed("2.7 T:C:V/1.0/shorter") == ("T:C:V/1.0/shorter", 2, 7)
    assert cards.pressed("2 T:C:V") == ("T:C:V", 2, -1)


# Today is another day.


def goods(**changed: Any) -> Callable[[Shop], None]:
    def change(shop: Shop) -> None:
        products: Any = shop.copydesk.reader.catalogue.products
        products[SKILLET.id] = replace(SKILLET, **changed)

    return change


def book(**changed: Any) -> Callable[[Shop], None]:
    def change(shop: Shop) -> None:
        object.__setattr__(shop.copydesk.writer, "brand", BRAND.model_copy(update=changed))

    return change


ALUMINIUM = {**SKILLET.attributes, "material": "aluminium"}
CHANGES = {
    "attribute": (goods(attributes=ALUMINIUM), "made of cast iron"),
    "price": (goods(price=59.9), "EUR 49.90"),
    "line taken out": (book(must_say=()), "Keep away from children."),
    "another line": (book(must_say=(*BRAND.must_say, MustSay(line="Wash it by hand."))), "Wash it by hand."),
    "never": (book(never=(Never(claim="made in France"),)), "never allows 'made in France'"),
}
PRICED = f"{TRUE} EUR 49.90."


@pytest.mark.parametrize("what", CHANGES)
def test_what_does_not_hold_today_is_named_and_not_used(shop: Shop, slack: PocketSlack, what: str) -> None:
    (card,) = asked(shop, [PRICED])
    assert "EUR 49.90" in card.shown
    change, says = CHANGES[what]
    change(shop)
    press(shop, card, cards.USE)
    whispered(shop, slack.user, says)
    assert posted(shop, card) == [] and deeds(shop, order_of(card)) == []
    assert "*No longer so:*" in card.shown and says in card.shown and not card.button(cards.USE)
    assert card.button(cards.EDIT) and all(map(card.button, map(cards.again_action, cards.AGAIN)))
    badges = [line for line in card.shown.splitlines() if "white_check_mark" in line]
    assert not any(says in line for line in badges)


def test_what_holds_again_can_be_used_again(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    goods(attributes=ALUMINIUM)(shop)
    press(shop, card, cards.USE)
    assert not card.button(cards.USE)
    goods()(shop)
    edit(shop, card)  # nothing is changed, and the card is looked over
    assert "No longer so" not in card.shown
    press(shop, card, cards.USE)
    assert len(posted(shop, card)) == 1


def test_who_answers_for_what_no_longer_stands_in_the_catalogue_may_use_it(
    shop: Shop, slack: PocketSlack
) -> None:
    (card,) = asked(shop, [TRUE])
    goods(attributes=ALUMINIUM)(shop)
    view = edit(shop, card)
    assert view.open and "made of cast iron" in str(view.body["blocks"][0])
    hand_in(shop, view, confirm=["yes"])
    assert not view.open and "*not in the catalogue:*" in card.shown
    press(shop, card, cards.USE)
    (clean,) = posted(shop, card)
    assert "answered for: The Oakfire Skillet is made of cast iron." in clean.shown


def test_an_edit_is_checked_against_today_too(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    goods(attributes=ALUMINIUM)(shop)
    view = edit(shop, card, body=f"{TRUE} The diameter is 26 cm. {BRAND.must_say[0].line}")
    assert view.open and "made of cast iron" in str(view.body["blocks"][0])


def test_a_consent_that_was_withdrawn_keeps_the_copy_from_being_used(shop: Shop, slack: PocketSlack) -> None:
    card = recommended(shop)
    customers: Any = shop.copydesk.reader.customers
    customers[ANNA.id] = replace(ANNA, consent=())
    press(shop, card, cards.USE)
    whispered(shop, slack.user, "You bought the Oakfire Skillet")
    assert posted(shop, card) == [] and "No longer so" in card.shown


def test_what_does_not_hold_any_more_was_put_together_by_the_same_hand(shop: Shop) -> None:
    (card,) = asked(shop, [""])
    assert BUILT in card.shown
    goods(price=59.9, attributes=ALUMINIUM)(shop)
    press(shop, card, cards.USE)
    assert "No longer so" in card.shown and BUILT in card.shown


def test_a_look_changes_nothing_of_a_copy_that_holds(shop: Shop) -> None:
    (card,) = asked(shop, [TRUE])
    room: Copydesk = shop.copydesk
    order, kept = room.books.order(order_of(card)), room.books.copy(order_of(card), 1)
    assert isinstance(order, Order) and isinstance(kept, Kept)
    assert today.look(room, order, kept).kept == kept and today.look(room, order, kept).refusal == ""
