"""What a payload of Slack's must look like, so that nobody behind the door stumbles over it.

Only what Bolt and our listeners take for granted: which fields have which kind, which must be there, and how
those read that we wrote ourselves: a button's value, a window's hidden words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.http.bodies import depth

Kind = type | tuple[type, ...]

_DEEPEST = 100
#: Ids and the like; what is longer does not fit into an index of PostgreSQL.
_LONGEST = 255
_PROSE = ("text", "value", "private_metadata", "response_url", "challenge")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_TIMES = ("ts", "thread_ts", "event_ts", "deleted_ts", "action_ts")

_TOP: Mapping[str, Kind] = {
    **dict.fromkeys(("type", "team_id", "api_app_id", "event_id", "challenge", "trigger_id"), str),
    **dict.fromkeys(("response_url", "callback_id", "action_id", "block_id"), str),
    **dict.fromkeys(("command", "text", "user_id", "channel_id"), str),
    **dict.fromkeys(("event", "view", "message", "container", "enterprise", "state"), dict),
    **dict.fromkeys(("authorizations", "actions", "response_urls"), list),
    **dict.fromkeys(("team", "user", "channel"), (str, dict)),
    "is_enterprise_install": (str, bool),
}
_EVENT: Mapping[str, Kind] = {
    **dict.fromkeys(("type", "subtype", "text", "channel_type", "bot_id", "tab", "app_id"), str),
    **dict.fromkeys(("ts", "thread_ts", "event_ts", "deleted_ts"), str),
    **dict.fromkeys(("user", "channel", "team", "client_msg_id"), str),
    **dict.fromkeys(("message", "previous_message", "assistant_thread", "bot_profile", "edited"), dict),
    **dict.fromkeys(("files", "blocks", "attachments"), list),
}
_ACTION: Mapping[str, Kind] = dict.fromkeys(("action_id", "block_id", "type", "value", "action_ts"), str)
_VIEW: Mapping[str, Kind] = {
    **dict.fromkeys(("id", "callback_id", "private_metadata", "type"), str),
    "state": dict,
}

# What must be there, as paths, by what the payload is called: its type or the event's, the button, the
# window. A path goes through the first item of a list.
_CLICK = ("type", "user.id", "team.id")
_BELOW = ("channel.id", "message.ts")  # a button below a message that stays
_WINDOW = (*_CLICK, "view.id", "view.type", "view.callback_id")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "event_callback": ("event.type", "team_id"),
    "app_mention": ("event.channel", "event.ts"),
    "message": ("event.channel",),
    "message_deleted": ("event.deleted_ts",),
    "message_changed": ("event.message.ts",),
    "app_home_opened": ("event.channel", "event.user"),
    "agent_session_stopped": ("event.channel", "event.thread_ts", "event.user", "event.event_ts"),
    "block_actions": (*_CLICK, "actions.action_id", "actions.type", "trigger_id"),
    "talk_to_a_human": _BELOW,
    "hand_back": _BELOW,
    "withdraw_question": (*_BELOW, "actions.value", "actions.action_ts"),
    "view_submission": (*_WINDOW, "view.state.values"),
    "view_closed": _WINDOW,
    "view feedback_reason": ("view.private_metadata", "view.state.values.words"),
    "message_action": (*_CLICK, "callback_id", "channel.id", "message.ts", "trigger_id"),
    "command": ("user_id", "channel_id", "team_id", "trigger_id", "response_url"),
}


def _inputs(values: Any) -> bool:
    """Whether these are the fields of a window: ``{"words0": {"words": {"value": ...}}, ...}``."""
    return isinstance(values, dict) and all(
        re.fullmatch("words[0-9]{0,3}", block)
        and isinstance(field, dict)
        and isinstance(field.get("words"), dict)
        and isinstance(field["words"].get("value"), str | None)
        for block, field in values.items()
    )


def _place(hidden: Any) -> bool:
    """Whether a window's hidden words say where its reply goes."""
    try:
        where = json.loads(hidden)
    except (ValueError, TypeError, RecursionError):
        return False
    return isinstance(where, dict) and all(
        where.get(name) and _short(where[name]) for name in ("team", "channel", "thread")
    )


def _reads(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


# How something that must be there reads.
_FORMS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "agent_session_stopped": {"event.event_ts": _reads(_TS.pattern)},
    "feedback": {"actions.value": _reads(r"(good|bad) \S{1,255}")},
    "hand_back": {"actions.value": _reads(rf"[^:\s]{{1,64}}:[^:\s]{{1,64}}:{_TS.pattern}")},
    "view feedback_reason": {"view.private_metadata": _reads(r"\S{1,255}"), "view.state.values": _inputs},
    "view draft_reply": {"view.private_metadata": _place, "view.state.values": _inputs},
}


def fits(payload: object) -> bool:
    """Say whether this can be handed on."""
    if not isinstance(payload, dict) or depth(payload, _DEEPEST) > _DEEPEST or not _kinds(payload, _TOP):
        return False
    if not all(_kinds(part, shape) for part, shape in _parts(payload)):
        return False
    names = _names(payload)
    if payload.get("type") == "block_actions" and not payload.get("view"):  # pressed in a message
        in_a_message = not (payload.get("container") or {}).get("is_ephemeral")
        if not all(_at(payload, path) for path in (_BELOW if in_a_message else _BELOW[:1])):
            return False
    return (
        bool(payload.get("type") or payload.get("command"))
        and all(_at(payload, path) for name in names for path in _NEEDED.get(name, ()))
        and all(reads(_at(payload, path)) for name in names for path, reads in _FORMS.get(name, {}).items())
    )


def _parts(payload: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Kind]]]:
    """Yield the parts of a payload that are read, each with the kinds of its fields."""
    event = payload.get("event") or {}
    messages = (payload.get("message"), event.get("message"), event.get("previous_message"))
    for part in (event, *messages):
        if part is not None:
            yield part, _EVENT
            yield part.get("edited") or {}, _EVENT
    yield payload.get("view") or {}, _VIEW
    for action in payload.get("actions") or ():
        yield action, _ACTION


def _names(payload: Mapping[str, Any]) -> list[str]:
    """Return what a payload is called: the keys of what it needs."""
    event, view, kind = payload.get("event") or {}, payload.get("view") or {}, payload.get("type")
    actions = [action.get("action_id") for action in payload.get("actions") or ()]
    window = f"view {view.get('callback_id')}" if kind == "view_submission" else None
    command = "command" if "command" in payload else None
    return [
        name for name in (kind, event.get("type"), event.get("subtype"), command, window, *actions) if name
    ]


def _kinds(part: Mapping[str, Any], shape: Mapping[str, Kind]) -> bool:
    """Whether every field that is there has its kind; lists hold objects, objects have ids that are text."""
    for name, kind in shape.items():
        value = part.get(name)
        if value is None:
            continue
        if not isinstance(value, kind) or (name in _TIMES and not _TS.fullmatch(str(value))):
            return False
        if isinstance(value, str) and name not in _PROSE and not _short(value):
            return False
        if isinstance(value, list) and not all(isinstance(inner, dict) for inner in value):
            return False
        if isinstance(value, dict) and not _short("" if value.get("id") is None else value["id"]):
            return False
    return True


def _short(value: object) -> bool:
    """Whether this is text that every database takes as an id."""
    return isinstance(value, str) and len(value) <= _LONGEST and "\0" not in value


def _at(payload: Any, path: str) -> Any:
    """Return what stands at a path. It leads through the first item of a list."""
    for name in path.split("."):
        inner = payload[0] if isinstance(payload, list) and payload else payload
        payload = inner.get(name) if isinstance(inner, dict) else None
    return payload
