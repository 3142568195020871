"""What a payload of Slack's must look like, so that nobody behind the door stumbles over it.

Only what Bolt and our listeners take for granted: which fields have which kind, and which must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.http.bodies import depth

Kind = type | tuple[type, ...]

_DEEPEST = 100
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_TIMES = ("ts", "thread_ts", "event_ts", "deleted_ts")

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
    **dict.fromkeys((*_TIMES, "user", "channel", "team", "client_msg_id"), str),
    **dict.fromkeys(("message", "previous_message", "assistant_thread", "bot_profile", "edited"), dict),
    **dict.fromkeys(("files", "blocks", "attachments"), list),
}
_ACTION: Mapping[str, Kind] = dict.fromkeys(("action_id", "block_id", "type", "value", "action_ts"), str)
_VIEW: Mapping[str, Kind] = {
    **dict.fromkeys(("id", "callback_id", "private_metadata", "type"), str),
    "state": dict,
}

# What must be there, as paths, by the type of the payload or of the event in it.
_CLICK = ("type", "user.id", "team.id")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "event_callback": ("event.type", "team_id"),
    "app_mention": ("event.channel", "event.ts"),
    "message": ("event.channel",),
    "message_deleted": ("event.deleted_ts",),
    "message_changed": ("event.message.ts",),
    "app_home_opened": ("event.channel", "event.user"),
    "agent_session_stopped": ("event.channel", "event.thread_ts"),
    "block_actions": (*_CLICK, "actions", "trigger_id"),
    "view_submission": (*_CLICK, "view.id", "view.callback_id", "view.state.values"),
    "message_action": (*_CLICK, "callback_id", "channel.id", "message.ts", "trigger_id"),
    "command": ("user_id", "channel_id", "team_id", "trigger_id", "response_url"),
}


def fits(payload: object) -> bool:
    """Say whether this can be handed on."""
    if (
        not isinstance(payload, dict)
        or not payload
        or depth(payload, _DEEPEST) > _DEEPEST
        or not _kinds(payload, _TOP)
    ):
        return False
    event, view = payload.get("event") or {}, payload.get("view") or {}
    parts: Iterator[tuple[Mapping[str, Any], Mapping[str, Kind]]] = iter(
        [
            (event, _EVENT),
            (event.get("message") or {}, _EVENT),
            (payload.get("message") or {}, _EVENT),
            (view, _VIEW),
            *((action, _ACTION) for action in payload.get("actions") or ()),
        ]
    )
    if not all(_kinds(part, shape) for part, shape in parts):
        return False
    names = [
        payload.get("type"),
        event.get("type"),
        event.get("subtype"),
        "command" if "command" in payload else "",
    ]
    if not any(names):
        return False
    needed = [path for name in names if name for path in _NEEDED.get(name, ())]
    if payload.get("type") == "block_actions" and not view:  # pressed in a message
        needed += ["channel.id"]
        if not (payload.get("container") or {}).get("is_ephemeral"):
            needed += ["message.ts"]
    return all(_at(payload, path) for path in needed)


def _kinds(part: Mapping[str, Any], shape: Mapping[str, Kind]) -> bool:
    """Whether every field that is there has its kind; lists hold objects, objects have ids that are text."""
    for name, kind in shape.items():
        value = part.get(name)
        if value is None:
            continue
        if not isinstance(value, kind) or (name in _TIMES and not _TS.fullmatch(str(value))):
            return False
        if isinstance(value, list) and not all(isinstance(inner, dict) for inner in value):
            return False
        if isinstance(value, dict) and not isinstance(value.get("id", ""), str | None):
            return False
    return True


def _at(payload: Any, path: str) -> bool:
    """Whether something stands at a path such as ``event.channel``."""
    for name in path.split("."):
        payload = payload.get(name) if isinstance(payload, dict) else None
    return bool(payload) or isinstance(payload, dict)
