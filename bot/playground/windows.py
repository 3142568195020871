"""``views.*``: modals and home tabs, opened with a trigger that is fresh and used once."""

from __future__ import annotations

import copy
from typing import Any

from bot.playground import shapes
from bot.playground.payloads import check_view
from bot.playground.records import Json, View
from bot.playground.rules import Refused
from bot.playground.web_api import Args, Slack, method

DEPTH = 3  # windows on top of each other


@method("views.open", "trigger_id", "view", tier=4)
def open_view(slack: Slack, args: Args) -> Json:
    check_view(args["view"], ("modal",))
    user = use_trigger(slack, str(args["trigger_id"]))["user"]
    return {"view": shapes.view(slack.space, show(slack, user, args["view"]))}


@method("views.push", "trigger_id", "view", tier=4)
def push_view(slack: Slack, args: Args) -> Json:
    check_view(args["view"], ("modal",))
    user = use_trigger(slack, str(args["trigger_id"]))["user"]
    return {"view": shapes.view(slack.space, stack(slack, user, args["view"]))}


@method("views.update", "view", tier=4)
def update_view(slack: Slack, args: Args) -> Json:
    check_view(args["view"], ("modal",))
    kept = _named(slack, args)
    if args.get("hash") and args["hash"] != kept.hash:
        raise Refused("hash_conflict", "the window has changed since")
    change(slack, kept, args["view"])
    return {"view": shapes.view(slack.space, kept)}


@method("views.publish", "user_id", "view", tier=4)
def publish_view(slack: Slack, args: Args) -> Json:
    check_view(args["view"], ("home",))
    user = str(args["user_id"])
    if user not in slack.space.users:
        raise Refused("user_not_found", user)
    homes = (v for v in slack.space.views.values() if v.user == user and v.body["type"] == "home")
    home = next(homes, None)
    if home is None:
        home = show(slack, user, args["view"])
    elif args.get("hash") and args["hash"] != home.hash:
        raise Refused("hash_conflict", "the home tab has changed since")
    else:
        change(slack, home, args["view"])
    return {"view": shapes.view(slack.space, home)}


def new_trigger(slack: Slack, user: str) -> str:
    """A trigger for what ``user`` has just done."""
    trigger = slack.space.number("trigger.")
    slack.space.triggers[trigger] = {"user": user, "until": slack.space.now() + slack.trigger_seconds}
    return trigger


def use_trigger(slack: Slack, trigger: str) -> Json:
    """Who did what this trigger stands for; it is good once, and for three seconds."""
    kept = slack.space.triggers.get(trigger)
    if kept is None:
        raise Refused("invalid_trigger_id", trigger)
    if kept.get("used"):
        raise Refused("exchanged_trigger_id", trigger)
    if slack.space.now() > kept["until"]:
        raise Refused("expired_trigger_id", trigger)
    kept["used"] = True
    return kept


def show(slack: Slack, user: str, body: Json, below: View | None = None) -> View:
    """Put a window before ``user``, on top of ``below`` if there is one."""
    space = slack.space
    id = space.number("V")
    root, previous = (below.root, below.id) if below else (id, None)
    kept = View(id, user, _kept(body, id), space.number("h"), root, previous)
    space.views[id] = kept
    space.changed()
    return kept


def _kept(body: Json, id: str) -> Json:
    """A window's body as Slack keeps it: each block has a ``block_id``."""
    blocks = [{"block_id": f"{id}.{n}", **block} for n, block in enumerate(copy.deepcopy(body["blocks"]))]
    return {**body, "blocks": blocks}


def stack(slack: Slack, user: str, body: Json) -> View:
    """A window on top of the one that is open."""
    modals = [
        v for v in slack.space.views.values() if v.user == user and v.open and v.body["type"] == "modal"
    ]
    if not modals:
        raise Refused("view_not_found", "no window is open to push upon")
    if len(modals) >= DEPTH:
        raise Refused("push_limit_reached", f"{DEPTH} windows are open")
    return show(slack, user, body, modals[-1])


def change(slack: Slack, kept: View, body: Json) -> None:
    """Show something else in an open window."""
    kept.body, kept.hash, kept.errors = _kept(body, kept.id), slack.space.number("h"), {}
    slack.space.changed()


def shut(slack: Slack, kept: View, *, all_of_them: bool = False) -> None:
    """Close a window, or the whole stack it belongs to."""
    for other in slack.space.views.values():
        if other is kept or (all_of_them and other.root == kept.root):
            other.open = False
    slack.space.changed()


def answered(slack: Slack, kept: View, answer: Json) -> None:
    """What the app's acknowledgement of a submission does to the window.

    Raises:
        Refused: the answer breaks a rule.
    """
    action: Any = answer.get("response_action")
    with slack.space.lock:
        if action is None:
            shut(slack, kept)
        elif action == "clear":
            shut(slack, kept, all_of_them=True)
        elif action == "errors":
            blocks = {block.get("block_id") for block in kept.body["blocks"]}
            if not answer.get("errors") or set(answer["errors"]) - blocks:
                raise Refused("invalid_arguments", f"errors name the window's blocks: {answer.get('errors')}")
            kept.errors = answer["errors"]
        elif action in ("update", "push"):
            check_view(answer.get("view"), ("modal",))
            if action == "update":
                change(slack, kept, answer["view"])
            else:
                stack(slack, kept.user, answer["view"])
        else:
            raise Refused("invalid_arguments", f"unknown response_action {action}")
        slack.space.changed()


def _named(slack: Slack, args: Args) -> View:
    views = slack.space.views
    if args.get("view_id"):
        found = views.get(str(args["view_id"]))
    elif args.get("external_id"):
        found = next((v for v in views.values() if v.body.get("external_id") == args["external_id"]), None)
    else:
        raise Refused("invalid_arguments", "[ERROR] missing required field: view_id or external_id")
    if found is None or not found.open:
        raise Refused("not_found", "the window is closed")
    return found
