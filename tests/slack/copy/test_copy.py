"""The marketing desk: a brief in a window, cards in a thread, choices that count once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.briefs import BUILT, NO_CATALOGUE
from bot.domain import Brief, Kept, Order, Place
from bot.errors import BadInput
from bot.playground import NobodyCanDoThat, PocketSlack, View
from bot.slack import threads
from bot.slack.copy import cards, choosing, editing, window
from bot.slack.copy.room import GONE, NO_CUSTOMERS, NOT_YOURS
from tests.slack.conftest import BRAND, SKILLET, Shop, open_shop
from tests.slack.copy.conftest import (
    TRUE,
    asked,
    choose,
    edit,
    hand_in,
    opened,
    press,
    recommended,
    shown_cards,
)

OTHER = "The Oakfire Skillet, a heavy pan for searing. The diameter is 26 cm."
LINE = BRAND.must_say[0].line


def test_a_brief_becomes_cards_with_length_badges_and_buttons(shop: Shop, slack: PocketSlack) -> None:
    found = asked(shop, [TRUE, OTHER], audience="home <cooks>", keywords="cast iron, wok")
    assert len(found) == 2 and len({card.thread for card in found}) == 1
    head = slack.space.find(slack.channel, str(found[0].thread))
    assert head and f"<@{slack.user}> asks for copy: *Oakfire Skillet*" in head.shown
    assert "home &lt;cooks&gt;" in head.shown and "2 variants below" in head.shown
    text = "\n".join(card.shown for card in found)
    assert "material)" in text and "from the catalogue (" in text and "from the brand book" in text
    assert "of 1,000 characters" in text and "The keyword 'wok' is not in it." in text
    for action in (cards.USE, cards.EDIT, cards.COMPARE, *map(cards.again_action, cards.AGAIN)):
        assert found[0].button(action)
    assert "home" not in str([job.payload for job in shop.work.jobs.values()])


def test_a_card_says_who_worded_it_and_what_was_added_and_the_head_how_many_are_being_written(
    shop: Shop, slack: PocketSlack
) -> None:
    found = asked(shop, [TRUE, ""], keywords="searing", channel="sms")
    (own,) = (card for card in found if BUILT not in card.shown)
    assert "Added from the catalogue: description." in own.shown and len(found) == 2
    head = slack.space.find(slack.channel, str(own.thread))
    assert head and "I am writing 2 variants" in str(head.versions[0])


def test_however_much_a_card_has_to_say_it_says_who_worded_it() -> None:
    claims = [{"text": f"Fact {n}.", "supported": True, "source": "material"} for n in range(cards.LINES + 3)]
    body = {"parts": {"body": "Much."}, "text": "Much.", "claims": claims, "warnings": [], "built": True}
    card = str([block.to_dict() for block in cards.card(Kept("o", 1, body), Brief(), [])])
    assert BUILT in card and "more" in card


def test_the_window_finds_products_by_typing_and_knows_one_that_was_typed(
    shop: Shop, slack: PocketSlack
) -> None:
    view = opened(slack, text="kettle")
    assert "FH-2" in str(view.body["blocks"])
    assert "told where the facts hold them" in str(view.body["blocks"])  # and no promise of more
    slack.suggest(slack.user, view, window.PRODUCT, "oak")
    slack.wait_for(lambda: view.offered)
    assert [option["value"] for option in view.offered[window.PRODUCT]] == ["FH-1"]
    with pytest.raises(NobodyCanDoThat):
        slack.submit(slack.user, view, {"product_id": "FH-99"})


def turn(slack: PocketSlack, view: View, kind: str, asks: str) -> None:
    """Choose a kind of text in the window, which then asks for something else."""
    slack.press(slack.user, view, window.KIND, kind)
    slack.wait_for(lambda: asks in str(view.body["blocks"]))


def test_another_kind_asks_for_other_things_and_a_problem_stands_under_its_input(
    shop: Shop, slack: PocketSlack
) -> None:
    view = opened(slack)
    turn(slack, view, "article", "source")
    assert window.PRODUCT not in str(view.body["blocks"])
    turn(slack, view, "recommendation", window.CUSTOMER)
    view = opened(slack)
    choose(slack, view)
    slack.submit(slack.user, view, {"product_id": SKILLET.id, "keywords": ",".join("abc" for _ in range(41))})
    slack.wait_for(lambda: view.errors)
    assert "41 texts" in str(view.errors["keywords"])


def test_steps_come_as_they_are_from_whoever_gave_them_and_no_tone_is_offered(
    shop: Shop, slack: PocketSlack
) -> None:
    view = opened(slack)
    turn(slack, view, "help", "steps")
    slack.submit(slack.user, view, {"topic": "Care", "steps": "Wipe it.\nDry it.", "number": "1"})
    slack.wait_for(lambda: shown_cards(shop))
    shop.idle()
    (card,) = shown_cards(shop)
    assert "from your step 2: Dry it." in card.shown and "catalogue" not in card.shown
    assert card.button(cards.EDIT) and not card.button(cards.again_action("bolder"))


def test_the_shortcut_answers_in_a_direct_message(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.replies = [TRUE]
    slack.shortcut(slack.user, None, window.SHORTCUT)
    (view,) = slack.wait_for(lambda: slack.views(slack.user))
    choose(slack, view)
    slack.submit(slack.user, view, {"product_id": SKILLET.id, "number": "1"})
    slack.wait_for(lambda: shown_cards(shop))
    shop.idle()
    assert shown_cards(shop)[0].channel == slack.space.im(slack.user).id


def test_where_we_are_not_invited_the_copy_comes_in_a_direct_message(shop: Shop, slack: PocketSlack) -> None:
    elsewhere = slack.add_channel("elsewhere", [slack.user])
    elsewhere.members.discard(slack.bot)
    shop.engine.replies = [TRUE]
    slack.command(slack.user, elsewhere.id, "/copy", "oakfire")
    (view,) = slack.wait_for(lambda: slack.views(slack.user))
    slack.submit(slack.user, view, {"number": "1"})
    slack.wait_for(lambda: shown_cards(shop))
    shop.idle()
    own = slack.answers(slack.space.im(slack.user).id)
    assert threads.ELSEWHERE in own[0].shown
    slack.space.refusals[:] = [r for r in slack.space.refusals if r.error != "not_in_channel"]


def test_a_submission_that_is_delivered_again_writes_nothing_again(shop: Shop, slack: PocketSlack) -> None:
    found = asked(shop, [TRUE, OTHER])
    (delivery,) = [d for d in slack.deliveries if d.payload.get("type") == "view_submission"]
    slack.courier.send("interactive", delivery.payload)
    shop.idle()
    assert shown_cards(shop) == found


def test_use_posts_clean_text_once_and_keeps_who_approved_it(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    slack.press(slack.user, card, cards.USE)
    slack.press(slack.colleague, card, cards.USE)
    shop.idle()
    clean = [m for m in slack.answers(slack.channel, card.thread) if "Approved by" in m.shown]
    assert len(clean) == 1 and clean[0].blocks[0]["elements"][0]["type"] == "rich_text_preformatted"
    text = clean[0].blocks[0]["elements"][0]["elements"][0]["text"]
    assert text.startswith(TRUE) and text.endswith(f" {LINE}") and "*" not in text
    order = card.button(cards.EDIT)[1]["value"].partition(" ")[2]  # type: ignore[index]
    (choice,) = shop.copydesk.books.choices(order)
    assert (choice.deed, choice.after) == ("used", text)
    assert f"Used by <@{choice.user}>" in card.shown and not card.button(cards.USE)
    people = (slack.user, slack.colleague)
    slack.wait_for(lambda: any(m.shown == choosing.KNOWN for user in people for m in slack.ephemerals(user)))


def test_again_writes_another_card_into_the_same_thread_and_dismiss_puts_one_away(
    shop: Shop, slack: PocketSlack
) -> None:
    (card,) = asked(shop, [TRUE])
    shop.engine.replies = [OTHER]
    press(shop, card, cards.again_action("shorter"))
    first, second = shown_cards(shop)
    assert (
        second.thread == card.thread and "shorter" in second.shown and not second.button("copy_again_shorter")
    )
    press(shop, first, cards.again_action("shorter"))
    assert len(shown_cards(shop)) == 2
    press(shop, first, cards.DISMISS)
    assert f"Dismissed by <@{slack.user}>" in first.shown and not first.button(cards.USE)
    order = second.button(cards.EDIT)[1]["value"].partition("/")[0].partition(" ")[2]  # type: ignore[index]
    assert [c.deed for c in shop.copydesk.books.choices(order)] == ["again", "dismissed"]


def test_compare_shows_all_with_what_each_tells_alone(shop: Shop, slack: PocketSlack) -> None:
    first, _ = asked(shop, [TRUE, OTHER])
    before = len(slack.views(slack.user))
    slack.press(slack.user, first, cards.COMPARE)
    view = slack.wait_for(lambda: slack.views(slack.user)[before:])[0]
    assert (
        "tells alone" in str(view.body)
        and "made of cast iron" in str(view.body)
        and "26 cm" in str(view.body)
    )


def test_an_edit_that_is_true_counts_at_once_and_the_brands_line_keeps_its_source(
    shop: Shop, slack: PocketSlack
) -> None:
    (card,) = asked(shop, [TRUE])
    view = edit(shop, card, body=f"Made in France. The diameter is 26 cm. {LINE}")
    assert not view.open
    assert "26 cm" in card.shown and "not in the catalogue" not in card.shown
    assert f"Edited by <@{slack.user}>." in card.shown and "from the brand book" in card.shown


def test_an_edit_that_lies_is_named_and_counts_only_for_who_answers_for_it(
    shop: Shop, slack: PocketSlack
) -> None:
    (card,) = asked(shop, [TRUE])
    lie = f"{TRUE} It is oven safe. {LINE}"
    view = edit(shop, card, body=lie)
    assert view.open and "not in the catalogue: It is oven safe." in str(view.body)
    assert "oven" not in card.shown
    hand_in(shop, view)  # without the tick it is asked again
    assert view.open
    hand_in(shop, view, body=f"{TRUE} It is freezer safe to 900 °C. {LINE}", confirm=["yes"])  # another lie
    assert view.open and "900" in str(view.body)
    hand_in(shop, view, body=lie, confirm=["yes"])  # the tick was for the other one
    assert view.open
    hand_in(shop, view, confirm=["yes"])
    assert not view.open and "*not in the catalogue:* It is oven safe." in card.shown
    assert "answers for what the catalogue does not say" in card.shown
    press(shop, card, cards.USE)
    (clean,) = [m for m in slack.answers(slack.channel, card.thread) if "Approved by" in m.shown]
    assert "Not in the catalogue, but answered for: It is oven safe." in clean.shown
    order = card.button(cards.EDIT)[1]["value"].partition(" ")[2]  # type: ignore[index]
    edited, used = shop.copydesk.books.choices(order)
    assert edited.confirmed == used.confirmed == ("It is oven safe.",)
    assert edited.user == slack.user and edited.before != edited.after == used.after


@pytest.mark.parametrize("text", ["This skillet lasts forever.", "Lasts  forever! Made in France."])
def test_what_the_brand_never_allows_cannot_be_confirmed(shop: Shop, slack: PocketSlack, text: str) -> None:
    (card,) = asked(shop, [TRUE])
    view = edit(shop, card, body=text)
    assert view.open and "never allows" in view.errors["body"] and "confirm" not in str(view.body)


def test_of_two_who_edit_at_once_the_second_is_told(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    slack.press(slack.user, card, cards.EDIT)
    late = slack.wait_for(lambda: [v for v in slack.views(slack.user) if v.open])[-1]
    edit(shop, card, body=f"Made in France. {LINE}")
    hand_in(shop, late, body=f"{OTHER} {LINE}")
    assert late.open and editing.OVERTAKEN in str(late.errors)


def test_of_two_edits_in_the_same_moment_one_counts(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = asked(shop, [TRUE])
    real = editing.judge

    def overtaken(room: Any, order: Any, where: Any, view: Any, user: str) -> editing.Verdict:
        verdict = real(room, order, where, view, user)
        assert verdict.choice and verdict.body
        room.books.choose(replace(verdict.choice, key="other"), verdict.body, where.version)
        return verdict

    monkeypatch.setattr(editing, "judge", overtaken)
    view = edit(shop, card, body=f"Made in France. {LINE}")
    assert view.open and editing.OVERTAKEN in str(view.errors)


def test_a_recommendation_is_private_and_for_named_people(shop: Shop, slack: PocketSlack) -> None:
    card = recommended(shop)
    own = slack.space.im(slack.user).id
    assert {m.channel for m in slack.space.messages if m.bot_id} == {own}
    assert "You bought the Oakfire Skillet in March 2026." in card.shown


def test_with_nobody_named_everybody_may_write_and_nobody_sees_customers(
    slack: PocketSlack, tmp_path: Path
) -> None:
    with open_shop(slack, tmp_path / "home", goods=True) as shop:
        view = opened(slack)
        assert "recommendation" not in str(view.body)
        assert not shop.copydesk.may_see_customers(slack.user)
        order = {"kind": "recommendation", "customer_id": "C1", "product_id": "FH-2"}
        with pytest.raises(BadInput, match=NO_CUSTOMERS[:20]):
            shop.copydesk.brief(Order("o", Place("T", "C", ""), slack.user, order))


def test_who_is_no_marketer_is_told_so(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", goods=True, marketers=slack.user) as shop:
        assert NOT_YOURS in str(opened(slack, slack.colleague).body)
        (card,) = asked(shop, [TRUE])
        press(shop, card, cards.USE, slack.colleague)
        slack.wait_for(lambda: any(m.shown == NOT_YOURS for m in slack.ephemerals(slack.colleague)))
        assert card.button(cards.USE)


def test_a_shop_without_a_catalogue_says_how_to_get_one(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home"):
        view = opened(slack)
        assert NO_CATALOGUE in str(view.body) and "submit" not in view.body


def test_a_forgotten_brief_leaves_buttons_that_say_so(shop: Shop, slack: PocketSlack) -> None:
    (card,) = asked(shop, [TRUE])
    shop.books.forget(slack.user)
    press(shop, card, cards.USE)
    slack.wait_for(lambda: any(m.shown == GONE for m in slack.ephemerals(slack.user)))


def test_a_copy_without_its_line_is_marked_first_and_asks_before_it_is_used() -> None:
    body = {
        "parts": {"body": "Made of iron."},
        "text": "Made of iron.",
        "claims": [],
        "told": [],
        "warnings": ["Not ready to post: it lacks a line."],
        "unsaid": ["May contain <nuts>."],
    }
    brief = Brief(channel="sms")
    first, *_, buttons = cards.card(Kept("o", 1, body), brief, ())
    assert cards.NOT_READY in str(first.to_dict())
    use = buttons.to_dict()["elements"][0]
    assert use["action_id"] == cards.USE and use["confirm"]["confirm"] and "style" not in use
    assert "Say beside it: May contain &lt;nuts&gt;." in str([b.to_dict() for b in cards.clean(body, "U1")])
    assert "13 of 160 septets, 1 GSM-7 segment" in str(cards.card(Kept("o", 1, body), brief, ())[1].to_dict())
    ready = cards.card(Kept("o", 1, {**body, "unsaid": []}), brief, ())
    assert cards.NOT_READY not in str([b.to_dict() for b in ready])
    assert ready[-1].to_dict()["elements"][0]["style"] == "primary"
