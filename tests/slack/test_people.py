"""What people press: thumbs, "Talk to a human", drafts, /ask, suggestions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playground import Message, PocketSlack, View
from bot.slack import ask, draft, handoff
from bot.slack.calls import Refused
from bot.work import Job
from tests.slack.conftest import FAQ, HUMAN, QUESTION, Shop, open_shop


def job_of(shop: Shop, asked: Message) -> str:
    return f"{shop.slack.team}:{asked.channel}:{asked.ts}"


def people(shop: Shop) -> list[Message]:
    return shop.slack.answers(shop.settings.human_channel)


def hand_off(shop: Shop, slack: PocketSlack) -> Message:
    """A question whose asker wants a person, and gets one announced."""
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    slack.press(slack.user, shop.answer(asked), "talk_to_a_human")
    slack.wait_for(lambda: people(shop))
    shop.idle()
    return asked


def test_thumbs_up_is_kept(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    slack.press(slack.user, shop.answer(asked), "feedback", "positive")
    shop.idle()
    (rating,) = shop.books.ratings(job_of(shop, asked))
    assert (rating.good, rating.user, rating.reason) == (True, slack.user, "")
    assert not slack.views(slack.user)


def test_thumbs_down_asks_for_the_reason_and_keeps_it(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    slack.press(slack.colleague, shop.answer(asked), "feedback", "negative")
    (window,) = slack.wait_for(lambda: slack.views(slack.colleague))
    slack.submit(slack.colleague, window, {"words": "It takes five."})
    slack.wait_for(lambda: not slack.views(slack.colleague))
    shop.idle()
    (rating,) = shop.books.ratings(job_of(shop, asked))
    assert (rating.good, rating.reason) == (False, "It takes five.")


def test_a_hand_off_is_announced_with_the_threads_link_and_the_bot_is_quiet(
    shop: Shop, slack: PocketSlack
) -> None:
    asked = hand_off(shop, slack)
    (announced,) = people(shop)
    assert f"/archives/{asked.channel}/p{asked.ts.replace('.', '')}" in announced.shown
    assert QUESTION in announced.shown and f"<@{slack.user}>" in announced.shown
    assert handoff.QUIET in slack.answers(slack.channel, asked)[-1].shown
    before = len(slack.answers(slack.channel, asked))
    slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    slack.mention(slack.user, slack.channel, FAQ[2].question, asked)
    shop.idle()
    assert len(slack.answers(slack.channel, asked)) == before


def test_pressed_twice_it_is_announced_once(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    answer = shop.answer(asked)
    for who in (slack.user, slack.user, slack.colleague):
        slack.press(who, answer, "talk_to_a_human")
    slack.wait_for(lambda: people(shop))
    shop.idle()
    assert len(people(shop)) == 1
    assert [m.shown for m in slack.answers(slack.channel, asked)].count(handoff.QUIET) == 1


def test_handed_back_the_bot_answers_again_and_it_is_known_who_did_it(shop: Shop, slack: PocketSlack) -> None:
    asked = hand_off(shop, slack)
    (announced,) = people(shop)
    for _ in range(2):
        slack.press(slack.colleague, announced, "hand_back")
    slack.wait_for(lambda: f"by <@{slack.colleague}>" in announced.shown)
    shop.idle()
    assert announced.button("hand_back") is None
    shown = [m.shown for m in slack.answers(slack.channel, asked)]
    assert shown.count(handoff.BACK) == 1
    more = slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    assert "9 to 17" in shop.answer(more).text


def test_it_can_be_handed_off_a_second_time(shop: Shop, slack: PocketSlack) -> None:
    asked = hand_off(shop, slack)
    slack.press(slack.colleague, people(shop)[0], "hand_back")
    shop.idle()
    slack.press(slack.user, slack.answers(slack.channel, asked)[0], "talk_to_a_human")
    slack.wait_for(lambda: len(people(shop)) == 2)


def test_without_a_channel_for_people_the_shops_sentence_is_said(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home") as shop:
        asked = slack.mention(slack.user, slack.channel, QUESTION)
        slack.press(slack.user, shop.answer(asked), "talk_to_a_human")
        slack.wait_for(lambda: slack.ephemerals(slack.user))
        assert slack.ephemerals(slack.user)[0].shown == HUMAN
        more = slack.say(slack.user, slack.channel, FAQ[2].question, asked)
        assert "9 to 17" in shop.answer(more).text  # nobody was told, so nobody else would answer


def draft_of(shop: Shop, slack: PocketSlack, agent: str, text: str) -> tuple[Message, View]:
    asked = slack.say(slack.user, slack.channel, text)
    slack.shortcut(agent, asked, "draft_reply")
    (window,) = slack.wait_for(lambda: [v for v in slack.views(agent) if draft.READING not in str(v.body)])
    return asked, window


def test_a_draft_is_private_has_its_sources_and_is_sent_as_edited(shop: Shop, slack: PocketSlack) -> None:
    asked, window = draft_of(shop, slack, slack.colleague, QUESTION)
    shown = str(window.body)
    assert "Delivery takes 3 days. We ship on weekdays." in shown and "`delivery`, version 1" in shown
    assert slack.answers(slack.channel, asked) == []
    slack.submit(slack.colleague, window, {"words": "Three days, dear <Ana>."})
    (reply,) = slack.wait_for(lambda: slack.answers(slack.channel, asked))
    shop.idle()
    assert "Three days, dear &lt;Ana&gt;." in reply.shown and f"Sent by <@{slack.colleague}>" in reply.shown


def test_a_message_that_is_too_long_for_a_draft_says_so(shop: Shop, slack: PocketSlack) -> None:
    _, window = draft_of(shop, slack, slack.colleague, "Where is my parcel? " * 250)
    shop.idle()
    assert "I read questions of up to 4,000" in str(window.body) and not shop.work.failed


def test_a_reply_that_cannot_be_posted_comes_back_to_the_agent(shop: Shop, slack: PocketSlack) -> None:
    elsewhere = slack.add_channel("elsewhere", [slack.user, slack.colleague])
    elsewhere.members.discard(slack.bot)
    asked = slack.say(slack.user, elsewhere.id, QUESTION)
    slack.shortcut(slack.colleague, asked, "draft_reply")
    ready = slack.wait_for(
        lambda: [v for v in slack.views(slack.colleague) if "initial_value" in str(v.body)]
    )
    slack.submit(slack.colleague, ready[0], {"words": "Three days, dear <Ana>."})
    told = slack.wait_for(lambda: slack.answers(slack.space.im(slack.colleague).id))
    shop.idle()
    assert "Three days, dear &lt;Ana&gt;." in told[0].shown and draft.UNINVITED in told[0].shown
    assert not shop.work.failed and "Three days" not in str(slack.answers(elsewhere.id, asked))
    (job,) = [job for job in shop.work.jobs.values() if job.kind == "reply"]
    assert shop.books.said(job.id) is None  # the books forget the words once they are told
    slack.space.refusals[:] = [r for r in slack.space.refusals if r.error != "not_in_channel"]


def test_a_reply_that_is_given_up_comes_back_to_the_agent(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, window = draft_of(shop, slack, slack.colleague, QUESTION)
    monkeypatch.setattr(draft, "say_once", lambda *_, **__: 1 / 0)
    slack.submit(slack.colleague, window, {"words": "Three days."})
    slack.wait_for(lambda: shop.work.failed)
    shop.idle()
    (told,) = slack.answers(slack.space.im(slack.colleague).id)
    assert "Three days." in told.shown and draft.SORRY in told.shown


@pytest.mark.parametrize("handover", [True, False], ids=["process must stop", "cancelled"])
def test_a_draft_that_is_broken_off_is_no_verdict_on_the_faq(
    shop: Shop, slack: PocketSlack, handover: bool
) -> None:
    shop.engine.gate.clear()
    asked = slack.say(slack.user, slack.channel, QUESTION)
    slack.shortcut(slack.colleague, asked, "draft_reply")
    (job,) = slack.wait_for(lambda: [j for j in shop.work.jobs.values() if j.kind == "draft"])
    cancelled = shop.work._cancelled[job.id]
    cancelled.handover = handover
    cancelled.set()
    shop.idle()
    (window,) = slack.views(slack.colleague)
    assert (draft.READING if handover else draft.STOPPED) in str(window.body)
    assert (shop.books.said(job.id) is not None) is handover


def test_a_dismissed_draft_leaves_nothing(shop: Shop, slack: PocketSlack) -> None:
    asked, window = draft_of(shop, slack, slack.colleague, QUESTION)
    slack.close(slack.colleague, window)
    shop.idle()
    assert slack.answers(slack.channel, asked) == []
    # and the bot does not take part in that thread
    slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    shop.idle()
    assert slack.answers(slack.channel, asked) == []


def test_only_agents_may_draft(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", agents=f"U0SOMEBODY,{slack.colleague}") as shop:
        asked = slack.say(slack.user, slack.channel, QUESTION)
        slack.shortcut(slack.user, asked, "draft_reply")
        (window,) = slack.wait_for(lambda: slack.views(slack.user))
        assert draft.NOT_YOURS in str(window.body) and "submit" not in window.body
        assert not shop.work.jobs
        draft_of(shop, slack, slack.colleague, QUESTION)


def test_ask_puts_the_question_into_the_channel_and_answers_under_it(shop: Shop, slack: PocketSlack) -> None:
    slack.command(slack.user, slack.channel, "/ask", QUESTION)
    (posted,) = slack.wait_for(lambda: slack.answers(slack.channel))
    assert f"<@{slack.user}> asks:" in posted.shown and QUESTION in posted.shown
    answer = slack.wait_for(lambda: [m for m in slack.answers(slack.channel, posted) if m.ts != posted.ts])
    assert "3 days" in answer[0].text
    shop.idle()
    assert len(slack.ephemerals(slack.user)) == 1  # the receipt
    more = slack.say(slack.colleague, slack.channel, FAQ[2].question, posted)
    assert "9 to 17" in shop.answer(more).text


def test_ask_without_a_question_says_how(shop: Shop, slack: PocketSlack) -> None:
    slack.command(slack.user, slack.channel, "/ask", "  ")
    slack.wait_for(lambda: slack.ephemerals(slack.user))
    assert "Write your question after the command" in slack.ephemerals(slack.user)[0].shown
    assert not shop.work.jobs


def test_a_long_question_may_be_full_of_signs_that_take_more_room(shop: Shop, slack: PocketSlack) -> None:
    slack.command(slack.user, slack.channel, "/ask", "a & b < c " * 240)
    (posted,) = slack.wait_for(lambda: slack.answers(slack.channel))
    assert posted.shown.endswith("…") and "a &amp; b &lt; c" in posted.shown
    shop.idle()


def test_an_ask_that_is_given_up_tells_the_asker_alone(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "say_once", lambda *_, **__: 1 / 0)
    slack.command(slack.user, slack.channel, "/ask", QUESTION)
    slack.wait_for(lambda: any(m.shown == ask.SORRY for m in slack.ephemerals(slack.user)))
    shop.idle()


def test_only_where_we_are_not_invited_are_we_to_be_invited(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise Refused("restricted_action")

    monkeypatch.setattr(ask, "say_once", refused)
    slack.command(slack.user, slack.channel, "/ask", QUESTION)
    slack.wait_for(lambda: any(m.shown == ask.SORRY for m in slack.ephemerals(slack.user)))
    shop.idle()


def test_every_kind_of_job_can_be_given_up(shop: Shop, slack: PocketSlack) -> None:
    """A job whose subject is gone meanwhile: nothing breaks, whoever is still there is told."""
    where = {
        "team": slack.team,
        "channel": slack.channel,
        "thread": "1.0",
        "said": "gone",
        "ts": "1.0",
        "order": "gone",
    }
    by = {"by": slack.user, "where": slack.channel, "announced": "1.0", "at": 1.0, "file": 1, "view": "V0"}
    kinds = {"answer", "ask", "draft", "files", "handback", "handoff", "reply", "stop", "withdraw"}
    kinds |= {"copy", "choice", "picture", "sheet"}
    assert shop.clerk._doers.keys() == kinds
    for kind in kinds:
        shop.clerk.give_up(Job(f"gone/{kind}", "lane", kind, {**where, **by}, slack.user), "broken")
    slack.space.refusals.clear()


def test_ask_where_we_are_not_invited_says_how_to_invite_us(shop: Shop, slack: PocketSlack) -> None:
    private = slack.add_channel("elsewhere", [slack.user])
    private.members.discard(slack.bot)
    slack.command(slack.user, private.id, "/ask", QUESTION)
    slack.wait_for(lambda: any("Invite me" in m.shown for m in slack.ephemerals(slack.user)))
    shop.idle()
    slack.space.refusals[:] = [r for r in slack.space.refusals if r.error != "not_in_channel"]


def test_who_opens_our_conversation_is_shown_what_to_ask(shop: Shop, slack: PocketSlack) -> None:
    slack.open_messages_tab(slack.user)
    prompts = slack.wait_for(lambda: [*slack.space.prompts.values()])
    questions = {entry.question for entry in FAQ}
    assert 1 <= len(prompts[0]["prompts"]) <= 4
    assert all(prompt["message"] in questions for prompt in prompts[0]["prompts"])
    slack.open_messages_tab(slack.colleague, tab="home")
    shop.idle()
    assert len(slack.space.prompts) == 1
