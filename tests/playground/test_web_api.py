"""Laws of the Web API: who may ask, what is refused, what is remembered."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import PocketSlack


def refused(call, *args, **given) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(SlackApiError) as error:
        call(*args, **given)
    return str(error.value.response["error"])


def test_the_bot_knows_itself(slack: PocketSlack, client: WebClient) -> None:
    me = client.auth_test()
    assert (me["user_id"], me["team_id"]) == (slack.bot, slack.team)
    assert client.bots_info(bot=me["bot_id"])["bot"]["user_id"] == slack.bot


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), (PocketSlack.app_token, "not_allowed_token_type")],
)
def test_tokens_are_checked(slack: PocketSlack, token: str, error: str) -> None:
    assert refused(WebClient(token, base_url=slack.api_url).auth_test) == error


def test_unknown_methods_and_missing_arguments_are_refused_and_remembered(
    slack: PocketSlack, client: WebClient
) -> None:
    assert refused(client.api_call, "chat.shout") == "unknown_method"
    assert refused(client.api_call, "chat.postMessage", json={"text": "hi"}) == "invalid_arguments"
    strange = {"channel": ["C1"], "text": "hi"}
    assert refused(client.api_call, "chat.postMessage", json=strange) == "invalid_arguments"
    errors = [refusal.error for refusal in slack.violations]
    assert errors == ["unknown_method", "invalid_arguments", "invalid_arguments"]


def test_a_form_and_json_say_the_same(slack: PocketSlack, client: WebClient) -> None:
    blocks = [{"type": "divider"}]
    client.api_call("chat.postMessage", json={"channel": slack.channel, "text": "a", "blocks": blocks})
    client.api_call(
        "chat.postMessage", params={"channel": slack.channel, "text": "a", "blocks": json.dumps(blocks)}
    )
    first, second = slack.answers(slack.channel)
    assert (first.text, first.blocks) == (second.text, second.blocks)


def test_broken_bodies_are_refused(slack: PocketSlack) -> None:
    def post(body: bytes, kind: str) -> str:
        headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": kind}
        request = urllib.request.Request(f"{slack.api_url}chat.postMessage", body, headers)
        with urllib.request.urlopen(request) as answer:
            return str(json.load(answer)["error"])

    assert post(b'{"channel": ', "application/json") == "invalid_json"
    assert post(b"[1]", "application/json") == "json_not_object"
    assert post(b"\xff=\xfe", "application/x-www-form-urlencoded") == "invalid_form_data"
    form = urllib.parse.urlencode({"channel": slack.channel, "blocks": "[{"}).encode()
    assert post(form, "application/x-www-form-urlencoded") == "invalid_arguments"


def test_every_ts_is_unique_and_rises(slack: PocketSlack, client: WebClient) -> None:
    posted = [client.chat_postMessage(channel=slack.channel, text=str(n))["ts"] for n in range(30)]
    assert posted == sorted(set(posted), key=float)


def test_a_thread_is_read_page_by_page(slack: PocketSlack, client: WebClient) -> None:
    first = slack.say(slack.user, slack.channel, "first")
    for number in range(7):
        client.chat_postMessage(channel=slack.channel, thread_ts=first.ts, text=str(number))
    pages = client.conversations_replies(channel=slack.channel, ts=first.ts, limit=3)
    texts = [message["text"] for page in pages for message in page["messages"]]
    assert texts == ["first", *map(str, range(7))]
    parent = client.conversations_replies(channel=slack.channel, ts=first.ts)["messages"][0]
    assert (parent["reply_count"], parent["thread_ts"]) == (7, first.ts)
    assert refused(client.conversations_replies, channel=slack.channel, ts="1.000001") == "thread_not_found"
    assert not slack.violations  # a thread may go away under an honest app


def test_replying_to_a_reply_replies_to_its_thread(slack: PocketSlack, client: WebClient) -> None:
    first = slack.say(slack.user, slack.channel, "first")
    reply = slack.say(slack.colleague, slack.channel, "reply", thread=first)
    client.chat_postMessage(channel=slack.channel, thread_ts=reply.ts, text="answer")
    assert [m.text for m in slack.messages(slack.channel, first)] == ["first", "reply", "answer"]


def test_history_is_newest_first_and_leaves_replies_out(slack: PocketSlack, client: WebClient) -> None:
    first = slack.say(slack.user, slack.channel, "one")
    slack.say(slack.user, slack.channel, "in the thread", thread=first)
    slack.say(slack.user, slack.channel, "two")
    assert [m["text"] for m in client.conversations_history(channel=slack.channel)["messages"]] == [
        "two",
        "one",
    ]
    since = client.conversations_history(channel=slack.channel, oldest=first.ts)["messages"]
    assert [m["text"] for m in since] == ["two"]
    since = client.conversations_history(channel=slack.channel, oldest=first.ts, inclusive=True)["messages"]
    assert [m["text"] for m in since] == ["two", "one"]


def test_metadata_is_shown_only_to_who_asks(slack: PocketSlack, client: WebClient) -> None:
    metadata = {"event_type": "shopkeeper_answer", "event_payload": {"job": "7"}}
    ts = client.chat_postMessage(channel=slack.channel, text="hi", metadata=metadata)["ts"]
    plain = client.conversations_replies(channel=slack.channel, ts=ts)["messages"][0]
    full = client.conversations_replies(channel=slack.channel, ts=ts, include_all_metadata=True)["messages"][
        0
    ]
    assert "metadata" not in plain and full["metadata"] == metadata


def test_a_permalink_leads_to_the_message_in_its_thread(slack: PocketSlack, client: WebClient) -> None:
    first = slack.say(slack.user, slack.channel, "first")
    reply = slack.say(slack.user, slack.channel, "reply", thread=first)
    link = client.chat_getPermalink(channel=slack.channel, message_ts=reply.ts)["permalink"]
    assert f"/archives/{slack.channel}/p{reply.ts.replace('.', '')}?thread_ts={first.ts}" in link
    assert refused(client.chat_getPermalink, channel=slack.channel, message_ts="1.2") == "message_not_found"


def test_an_update_keeps_what_the_message_said_before(slack: PocketSlack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=slack.channel, text="a", blocks=[{"type": "divider"}])["ts"]
    client.chat_update(channel=slack.channel, ts=ts, text="b")  # text without blocks takes the blocks away
    (message,) = slack.answers(slack.channel)
    assert (message.shown, message.blocks) == ("b", [])
    assert [version.text for version in message.versions] == ["", "b"]
    client.chat_delete(channel=slack.channel, ts=ts)
    assert not slack.answers(slack.channel)
    assert refused(client.chat_update, channel=slack.channel, ts=ts, text="c") == "message_not_found"


def test_nobody_changes_what_others_wrote(slack: PocketSlack, client: WebClient) -> None:
    theirs = slack.say(slack.user, slack.channel, "mine")
    assert refused(client.chat_update, channel=slack.channel, ts=theirs.ts, text="x") == "cant_update_message"
    assert refused(client.chat_delete, channel=slack.channel, ts=theirs.ts) == "cant_delete_message"


def test_the_bot_speaks_only_where_it_is(slack: PocketSlack, client: WebClient) -> None:
    away = slack.add_channel("away", [slack.user])
    away.members.discard(slack.bot)
    secret = slack.add_channel("secret", [slack.user], private=True)
    secret.members.discard(slack.bot)
    assert refused(client.chat_postMessage, channel=away.id, text="hi") == "not_in_channel"
    assert refused(client.chat_postMessage, channel=secret.id, text="hi") == "channel_not_found"
    assert refused(client.chat_postMessage, channel="C404", text="hi") == "channel_not_found"
    direct = client.chat_postMessage(channel=slack.user, text="hi")["channel"]
    assert direct == client.conversations_open(users=slack.user)["channel"]["id"]
    assert client.conversations_info(channel=direct)["channel"]["is_im"]
    assert slack.user in client.conversations_members(channel=slack.channel)["members"]
    assert {c["id"] for c in client.users_conversations()["channels"]} == {slack.channel, direct}
    assert client.users_info(user=slack.user)["user"]["name"] == "ana"


def test_an_ephemeral_message_is_for_one_pair_of_eyes(slack: PocketSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel=slack.channel, user=slack.user, text="psst")
    assert [m.text for m in slack.ephemerals(slack.user)] == ["psst"]
    assert not slack.ephemerals(slack.colleague) and not slack.messages(slack.channel)
    stranger = slack.add_user("eve").id
    assert (
        refused(client.chat_postEphemeral, channel=slack.channel, user=stranger, text="psst")
        == "user_not_in_channel"
    )
    ts = slack.ephemerals(slack.user)[0].ts
    assert refused(client.chat_update, channel=slack.channel, ts=ts, text="x") == "message_not_found"


def test_reactions_are_given_once(slack: PocketSlack, client: WebClient) -> None:
    message = slack.say(slack.user, slack.channel, "look")
    where = {"channel": slack.channel, "timestamp": message.ts, "name": "eyes"}
    client.reactions_add(**where)
    assert message.reactions == {"eyes": [slack.bot]}
    assert refused(client.reactions_add, **where) == "already_reacted"
    client.reactions_remove(**where)
    assert refused(client.reactions_remove, **where) == "no_reaction"
    assert not slack.violations


def test_a_file_is_asked_for_sent_and_shown(slack: PocketSlack, client: WebClient) -> None:
    client.files_upload_v2(
        channel=slack.channel, content="a, b", filename="answer.csv", title="Answer", alt_txt="two columns"
    )
    (message,) = slack.answers(slack.channel)
    assert [file["title"] for file in message.files] == ["Answer"]
    cut = client.files_getUploadURLExternal(filename="a.txt", length=9)["file_id"]
    assert refused(client.files_completeUploadExternal, files=[{"id": cut}]) == "file_not_found"


def test_an_agent_says_what_it_does(slack: PocketSlack, client: WebClient) -> None:
    asked = slack.dm(slack.user, "hello")
    place = {"channel_id": asked.channel, "thread_ts": asked.ts}
    client.assistant_threads_setStatus(**place, status="is thinking", loading_messages=["one", "two"])
    client.agents_sessions_setStatus(**place, status="processing", title="Hello")
    assert [s.text for s in slack.statuses(asked.channel, asked.ts)] == ["is thinking", "processing"]
    assert client.agents_sessions_rename(**place, title="Other")["title"] == "Other"
    client.assistant_threads_setTitle(**place, title="T")
    client.assistant_threads_setSuggestedPrompts(
        channel_id=asked.channel, prompts=[{"title": "Returns", "message": "How do I return it?"}]
    )
    assert slack.status(asked.channel, asked.ts) == "is thinking"
    slack.advance(121)
    assert slack.status(asked.channel, asked.ts) == ""
    client.assistant_threads_setStatus(**place, status="is typing")
    client.chat_postMessage(channel=asked.channel, thread_ts=asked.ts, text="hello")
    assert slack.status(asked.channel, asked.ts) == ""
    assert refused(client.agents_sessions_setStatus, **place, status="busy") == "invalid_arguments"
    many = [{"title": "a", "message": "b"}] * 5
    assert (
        refused(client.assistant_threads_setSuggestedPrompts, channel_id=asked.channel, prompts=many)
        == "invalid_arguments"
    )


def test_a_manifest_says_what_the_app_may_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps(
            {
                "features": {"slash_commands": [{"command": "/ask"}]},
                "oauth_config": {"scopes": {"bot": ["chat:write"]}},
                "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
            }
        )
    )
    with PocketSlack(manifest=manifest) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        message = slack.mention(slack.user, slack.channel, "hi")
        assert [d.payload["event"]["type"] for d in slack.deliveries] == ["app_mention"]
        place = {"channel": slack.channel, "timestamp": message.ts}
        assert refused(client.reactions_add, **place, name="eyes") == "missing_scope"
        session = client.agents_sessions_setStatus(
            channel_id=slack.channel, thread_ts=message.ts, status="processing"
        )
        assert session["warning"] == "missing_agent_session_stopped_event_subscription"
