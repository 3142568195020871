"""``assistant.threads.*`` and ``agents.sessions.*``: what an agent is doing, titles, suggestions.

A plain status line goes away after two minutes and when the app answers; a session's status stays
until the app changes it, and while it is ``processing`` people see a button that stops it.
"""

from __future__ import annotations

from bot.playground.payloads import check_prompts
from bot.playground.records import Json, Status
from bot.playground.rules import Refused
from bot.playground.web_api import Args, Slack, method

SESSION_STATES = ("active", "processing", "suspended", "closed")


def _place(slack: Slack, args: Args) -> tuple[str, str | None]:
    channel, thread = str(args["channel_id"]), args.get("thread_ts")
    if channel not in slack.space.channels:
        raise Refused("channel_not_found", channel)
    if thread and not slack.space.thread(channel, str(thread)):
        raise Refused("thread_not_found", str(thread))
    return channel, str(thread) if thread else None


@method("assistant.threads.setStatus", "channel_id", "thread_ts", scope="assistant:write|chat:write")
def set_status(slack: Slack, args: Args) -> Json:
    channel, thread = _place(slack, args)
    if "status" not in args:
        raise Refused("invalid_arguments", "[ERROR] missing required field: status")
    loading = args.get("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > 10 or not all(isinstance(m, str) for m in loading):
        raise Refused("invalid_arguments", "loading_messages takes up to 10 strings")
    space = slack.space
    space.statuses.append(Status(space.now(), channel, thread, str(args["status"]), session=False))
    return {}


@method("assistant.threads.setTitle", "channel_id", "thread_ts", "title", scope="assistant:write")
def set_title(slack: Slack, args: Args) -> Json:
    channel, thread = _place(slack, args)
    slack.space.titles[channel, thread or ""] = str(args["title"])
    return {}


@method("assistant.threads.setSuggestedPrompts", "channel_id", "prompts", scope="assistant:write")
def set_suggested_prompts(slack: Slack, args: Args) -> Json:
    place = _place(slack, args)
    check_prompts(args)
    slack.space.prompts[place] = {"title": args.get("title", ""), "prompts": args["prompts"]}
    return {}


@method("agents.sessions.setStatus", "channel_id", "status", scope="chat:write")
def set_session_status(slack: Slack, args: Args) -> Json:
    channel, thread = _place(slack, args)
    if thread is None:
        raise Refused("invalid_arguments", "[ERROR] missing required field: thread_ts")
    if len(str(args.get("title") or "")) > 200:
        raise Refused("invalid_arguments", "title is longer than 200 characters")
    session = set_session(slack, channel, thread, str(args["status"]), str(args.get("title") or ""))
    now = session["status"]
    answer: Json = {"status": now, "agent_status": now, "title": session.get("title", "")}
    if not slack.subscribed("agent_session_stopped"):
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


@method("agents.sessions.rename", "channel_id", "title", scope="chat:write")
def rename(slack: Slack, args: Args) -> Json:
    place = _place(slack, args)
    session = slack.space.sessions.get(place)
    if session is None:
        raise Refused("session_not_found", str(place[1]))
    if not 1 <= len(str(args["title"])) <= 200:
        raise Refused("invalid_arguments", "title takes 1 to 200 characters")
    session["title"] = str(args["title"])
    return {"title": session.get("title", "")}


def set_session(slack: Slack, channel: str, thread: str, status: str, title: str = "") -> Json:
    """Change a session's status, creating the session if need be; only a new one takes a title."""
    if status not in SESSION_STATES:
        raise Refused("invalid_arguments", f"status is one of {', '.join(SESSION_STATES)}")
    space = slack.space
    session = space.sessions.setdefault((channel, thread), {"title": title, "status": status})
    session["status"] = status
    space.statuses.append(Status(space.now(), channel, thread, status, session=True))
    return session
