"""People with a mouse: buttons, commands, shortcuts, windows. Each click gives the app one fresh trigger.

Nothing here is tried again when the app is slow: the person sees an error, and the delivery says so.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.playground import shapes, windows
from bot.playground.chat import RESPONSE_SECONDS, fill
from bot.playground.courier import Courier, Delivery
from bot.playground.payloads import check_message, check_options
from bot.playground.people import NobodyCanDoThat
from bot.playground.records import Json, Message, Refusal, View, element_of
from bot.playground.rules import Refused
from bot.playground.state import Workspace
from bot.playground.web_api import Slack

_CHOSEN = {"users_select": "selected_user", "conversations_select": "selected_conversation"}
_CHOSEN |= {"channels_select": "selected_channel", "datepicker": "selected_date"}
_MANY = ("checkboxes", "multi_static_select")
_ONE = ("static_select", "radio_buttons", "overflow", "external_select")


class Hands:
    """What people do by clicking. Users and channels are named by id."""

    slack: Slack
    space: Workspace
    courier: Courier

    def press(self, user: str, where: Message | View, action_id: str, choice: Any = None) -> Delivery:
        """Use the element with this ``action_id`` in a message or window.

        ``choice``: an option's value, a field's words, or for feedback ``"positive"`` or ``"negative"``.
        """
        with self.space.lock:
            blocks = where.blocks if isinstance(where, Message) else where.body["blocks"]
            gone = where.deleted if isinstance(where, Message) else not where.open
            found = element_of(blocks, action_id)
            if found is None or gone:
                raise NobodyCanDoThat(f"there is no {action_id} to press")
            block, element = found
            action = {
                **{"type": element["type"], "action_id": action_id, "block_id": block["block_id"]},
                **_chosen(element, choice, {} if isinstance(where, Message) else where.offered),
                "action_ts": self.space.stamp(),
            }
            around = self._around_message(user, where) if isinstance(where, Message) else self._around(where)
            return self._interact("block_actions", user, actions=[action], **around)

    def suggest(self, user: str, view: View, action_id: str, text: str = "") -> Delivery:
        """Type into a list that the app fills; what it offers can be chosen from then on."""
        with self.space.lock:
            found = element_of(view.body["blocks"], action_id)
            if found is None or not view.open or view.user != user:
                raise NobodyCanDoThat(f"there is no {action_id} to type into")
            block, element = found
            if len(text) < element.get("min_query_length", 3):
                raise NobodyCanDoThat(f"Slack asks after {element.get('min_query_length', 3)} characters")
            about = {"action_id": action_id, "block_id": block["block_id"], "value": text}
            payload = shapes.interaction(
                self.space, "block_suggestion", user, "", **about, **self._around(view)
            )
            payload.pop("trigger_id")

        def offered(answer: Json) -> None:
            with self.space.lock:
                view.offered[action_id] = check_options(answer)
                self.space.changed()

        return self.courier.send("interactive", copy.deepcopy(payload), self._guarded("options", offered))

    def command(self, user: str, channel: str, name: str, text: str = "") -> Delivery:
        """Type a slash command. What the app's acknowledgement says is shown to the person."""
        space = self.space
        with space.lock:
            self._offered(name)
            response_url = self._response_url(user, channel, None)
            payload = {
                **{"token": "pocket-verification", "team_id": space.team_of(user), "team_domain": "pocket"},
                **{"channel_id": channel, "channel_name": space.channels[channel].name},
                **{"user_id": user, "user_name": space.users[user].name, "command": name, "text": text},
                **{"api_app_id": space.app, "is_enterprise_install": "false"},
                **{"response_url": response_url, "trigger_id": windows.new_trigger(self.slack, user)},
            }

        def shown(answer: Json) -> None:
            if answer:
                check_message(answer)
                said = Message(channel, space.stamp(), space.bot, "", bot_id=space.bot_id)
                fill(said, answer)
                said.only_for = user if answer.get("response_type") != "in_channel" else None
                space.put(said)

        return self.courier.send("slash_commands", payload, self._guarded("command", shown))

    def shortcut(self, user: str, message: Message | None, callback_id: str) -> Delivery:
        """Choose a shortcut of the app from a message's menu, or a global one."""
        with self.space.lock:
            self._offered(callback_id)
            if message is None:
                return self._interact("shortcut", user, callback_id=callback_id, action_ts=self.space.stamp())
            return self._interact(
                "message_action",
                user,
                callback_id=callback_id,
                action_ts=self.space.stamp(),
                message_ts=message.ts,
                message=shapes.message(self.space, message),
                channel=shapes.channel(self.space, message.channel),
                response_url=self._response_url(user, message.channel, message.ts),
            )

    def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Fill in a modal by ``action_id`` and press its button; fields left out keep what stands in them."""
        with self.space.lock:
            if not view.open or view.user != user or "submit" not in view.body:
                raise NobodyCanDoThat("there is no such window to submit")
            view.errors = {}
            state = {"values": _filled(view, dict(values or {}))}
            body = shapes.view(self.space, view, state)
            return self._interact(
                "view_submission",
                user,
                self._guarded("view_submission", lambda answer: windows.answered(self.slack, view, answer)),
                view=body,
                response_urls=[],
            )

    def close(self, user: str, view: View) -> Delivery | None:
        """Close a modal; the app hears of it if it asked to."""
        with self.space.lock:
            windows.shut(self.slack, view)
            if not view.body.get("notify_on_close"):
                return None
            return self._interact("view_closed", user, view=shapes.view(self.space, view), is_cleared=False)

    def _interact(
        self, kind: str, user: str, then: Callable[[Json], None] | None = None, **more: Any
    ) -> Delivery:
        trigger = windows.new_trigger(self.slack, user)
        payload = shapes.interaction(self.space, kind, user, trigger, **more)
        # What the app gets is a picture of this moment, not a live view of the workspace.
        return self.courier.send("interactive", copy.deepcopy(payload), then)

    def _around_message(self, user: str, message: Message) -> Json:
        """Where a click in a message was; one that only the person sees is not sent along."""
        container = {
            **{"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "is_ephemeral": bool(message.only_for),
        }
        if message.thread:
            container["thread_ts"] = message.thread
        around: Json = {
            "container": container,
            "channel": shapes.channel(self.space, message.channel),
            "state": {"values": {}},
            "response_url": self._response_url(user, message.channel, message.ts),
        }
        if not message.only_for:
            around["message"] = shapes.message(self.space, message, metadata=True)
        return around

    def _around(self, view: View) -> Json:
        return {
            "container": {"type": "view", "view_id": view.id},
            "view": shapes.view(self.space, view, {"values": _filled(view, {}, demand=False)}),
        }

    def _response_url(self, user: str, channel: str, ts: str | None) -> str:
        token = self.space.number("response.")
        until = self.space.now() + RESPONSE_SECONDS
        self.space.response_urls[token] = {
            **{"user": user, "channel": channel, "ts": ts, "uses": 0, "until": until}
        }
        return f"{self.slack.url}/response/{token}"

    def _offered(self, name: str) -> None:
        if self.slack.offers is not None and name not in self.slack.offers:
            raise NobodyCanDoThat(f"the app's manifest does not offer {name}")

    def _guarded(self, what: str, act: Callable[[Json], None]) -> Callable[[Json], None]:
        """``act``, but an answer that breaks a rule is remembered as a refusal."""

        def guarded(answer: Json) -> None:
            try:
                act(answer)
            except Refused as refused:
                with self.space.lock:
                    self.space.refusals.append(Refusal(what, refused.error, refused.detail, answer))

        return guarded


def _chosen(element: Json, choice: Any, offered: Mapping[str, list[Json]] = MappingProxyType({})) -> Json:
    """What an action says of the element's state after the click."""
    kind = element["type"]
    if kind == "feedback_buttons":
        pressed = element[f"{choice or 'positive'}_button"]
        return {"text": pressed["text"], "value": pressed["value"]}
    if kind in ("button", "icon_button"):
        return {name: element[name] for name in ("text", "value", "style") if name in element}
    options = [*_options(element), *offered.get(element.get("action_id", ""), ())]
    if kind in _MANY:
        return {"selected_options": [option for option in options if option["value"] in choice]}
    if kind in _ONE:
        found = [option for option in options if option["value"] == choice]
        if not found:
            raise NobodyCanDoThat(f"there is no option {choice!r}")
        return {"selected_option": found[0]}
    return {_CHOSEN.get(kind, "value"): choice}


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def _filled(view: View, values: dict[str, Any], *, demand: bool = True) -> Json:
    """The state of a window's inputs: by block, then by action."""
    state: Json = {}
    for block in view.body["blocks"]:
        element = block.get("element") if block["type"] == "input" else None
        if element is None:
            continue
        action, kind = element["action_id"], element["type"]
        if action in values:
            held = _chosen(element, values.pop(action), view.offered)
        elif initial := [name for name in element if name.startswith("initial_")]:
            field = "value" if initial[0] == "initial_value" else initial[0].replace("initial", "selected")
            held = {field: element[initial[0]]}
        else:
            if demand and not block.get("optional"):
                raise NobodyCanDoThat(f"{action} must be filled in")
            nothing: Json = {"selected_options": []} if kind in _MANY else {"selected_option": None}
            held = {"value": None} if kind.endswith("_input") else nothing
        state.setdefault(block["block_id"], {})[action] = {"type": kind, **held}
    if values:
        raise NobodyCanDoThat(f"there is no field {', '.join(values)}")
    return state
