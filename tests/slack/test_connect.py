"""In a channel that two companies share, events and clicks name either workspace; a message has one name."""

from __future__ import annotations

from bot.playground import Message, PocketSlack, shapes
from tests.slack.conftest import FAQ, QUESTION, Shop

THEIRS = "T0ELSEWHERE"


def guest(slack: PocketSlack) -> str:
    """Somebody of the other company, in our channel."""
    user = slack.add_user("eve", team=THEIRS).id
    slack.space.channels[slack.channel].members.add(user)
    return user


def name_of(asked: Message) -> str:
    return f"T0POCKET01:{asked.channel}:{asked.ts}"


def test_one_message_is_one_question_whichever_workspace_its_event_names(
    shop: Shop, slack: PocketSlack
) -> None:
    asked = slack.mention(guest(slack), slack.channel, QUESTION)
    shop.answer(asked)
    event = shapes.mention_event(slack.space, asked)
    assert event["team"] == event["user_team"] == THEIRS
    for team in (THEIRS, slack.team):  # Slack brings it again, from either side's view
        envelope = shapes.callback(slack.space, {**event, "team": team}) | {"team_id": team}
        slack.courier.send("events_api", envelope)
    shop.idle()
    assert [*shop.work.jobs] == [name_of(asked)]
    assert len(slack.answers(slack.channel, asked)) == 1


def test_a_guests_click_command_and_edit_are_about_our_workspaces_message(
    shop: Shop, slack: PocketSlack
) -> None:
    eve = guest(slack)
    asked = slack.mention(eve, slack.channel, QUESTION)
    before = shop.answer(asked)
    slack.edit(asked, f"<@{slack.bot}> {FAQ[2].question}")
    slack.wait_for(lambda: "9 to 17" in before.shown)
    slack.command(eve, slack.channel, "/ask", QUESTION)
    slack.wait_for(lambda: slack.answers(slack.channel))
    shop.idle()
    slack.press(eve, before, "talk_to_a_human")
    slack.wait_for(lambda: shop.books.hand_offs())
    shop.idle()
    assert {id.partition(":")[0] for id in shop.work.jobs} == {slack.team}
    (standing,) = shop.books.hand_offs()
    assert standing.place.lane == name_of(asked)
    before = slack.answers(slack.channel, asked)[-1]
    slack.say(eve, slack.channel, FAQ[3].question, asked)  # the books know that people have this thread
    shop.idle()
    assert slack.answers(slack.channel, asked)[-1] is before


def test_a_guests_draft_is_about_our_workspaces_thread(shop: Shop, slack: PocketSlack) -> None:
    eve = guest(slack)
    slack.shortcut(eve, slack.say(slack.user, slack.channel, QUESTION), "draft_reply")
    (window,) = slack.wait_for(lambda: [v for v in slack.views(eve) if "Your reply" in str(v.body)])
    slack.submit(eve, window, {"words": "Three days."})
    slack.wait_for(lambda: [job for job in shop.work.jobs.values() if job.kind == "reply"])
    shop.idle()
    assert {job.payload["team"] for job in shop.work.jobs.values()} == {slack.team}
