"""The marketing desk in a pocket Slack: a window that was filled in, cards that are pressed and edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.playground import Message, PocketSlack, View
from bot.slack.copy import cards, window
from tests.slack.conftest import ANNA, KETTLE, SKILLET, Shop, open_shop, pocket

TRUE = "The Oakfire Skillet is made of cast iron. Made in France. It has a diameter of 26 cm."


@pytest.fixture
def slack() -> Iterator[PocketSlack]:
    """A Slack with patience: what is tested here is what a window does, not how soon it opens."""
    with pocket(patient=True) as patient:
        yield patient


@pytest.fixture
def shop(slack: PocketSlack, tmp_path: Path) -> Iterator[Shop]:
    people = f"{slack.user},{slack.colleague}"
    with open_shop(slack, tmp_path / "home", goods=True, marketers=people) as opened:
        yield opened


def opened(slack: PocketSlack, user: str = "", text: str = "") -> View:
    """The window that ``/copy`` opens."""
    user = user or slack.user
    before = len(slack.views(user))
    slack.command(user, slack.channel, "/copy", text)
    return slack.wait_for(lambda: slack.views(user)[before:])[0]


def choose(slack: PocketSlack, view: View, product: str = SKILLET.id, action: str = window.PRODUCT) -> None:
    """Type until the list offers what is wanted: Slack asks the app anew at each letter, and never twice."""
    for typed in ("", product[:1], product):
        asked = slack.suggest(view.user, view, action, typed)
        slack.wait_for(lambda asked=asked: asked.over, 30.0)  # type: ignore[misc]
        if any(option["value"] == product for option in view.offered.get(action, ())):
            return
    raise AssertionError(f"{product} was never offered: {view.offered}")


def asked(shop: Shop, replies: list[str], **given: Any) -> list[Message]:
    """The cards that a brief brings."""
    slack = shop.slack
    shop.engine.replies = [*replies]
    view = opened(slack)
    choose(slack, view)
    slack.submit(slack.user, view, {"product_id": SKILLET.id, "number": str(len(replies)), **given})
    slack.wait_for(lambda: not view.open or view.errors)
    assert not view.errors
    shop.idle()
    return shown_cards(shop)


def recommended(shop: Shop) -> Message:
    """The card of a recommendation: the kettle, for Anna, who has bought a skillet."""
    slack = shop.slack
    view = opened(slack)
    slack.press(slack.user, view, window.KIND, "recommendation")
    slack.wait_for(lambda: window.CUSTOMER in str(view.body["blocks"]))
    wanted = {window.CUSTOMER: ANNA.id, window.PRODUCT: KETTLE.id}
    for action, value in wanted.items():
        choose(slack, view, value, action)
    slack.submit(slack.user, view, {**wanted, "number": "1"})
    slack.wait_for(lambda: not view.open)
    shop.idle()
    (card,) = shown_cards(shop)
    return card


def shown_cards(shop: Shop) -> list[Message]:
    found = [m for m in shop.slack.space.messages if m.button(cards.EDIT) or "Dismissed" in m.shown]
    return [m for m in found if not m.deleted]


def press(shop: Shop, card: Message, action: str, user: str = "") -> None:
    shop.slack.press(user or shop.slack.user, card, action)
    shop.idle()


def edit(shop: Shop, card: Message, **given: Any) -> View:
    """Open the editor of a card and hand in what is given."""
    before = len(shop.slack.views(shop.slack.user))
    shop.slack.press(shop.slack.user, card, cards.EDIT)
    view = shop.slack.wait_for(lambda: shop.slack.views(shop.slack.user)[before:])[0]
    hand_in(shop, view, **given)
    return view


def hand_in(shop: Shop, view: View, **given: Any) -> None:
    done = shop.slack.submit(shop.slack.user, view, given)
    shop.slack.wait_for(lambda: done.over)
    shop.idle()
