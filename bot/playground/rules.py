"""Slack's limits and shapes for what an app sends: blocks, messages, windows, metadata, streams.

Every check raises ``Refused`` with Slack's own error name and a detail for the reader. The
numbers stand in tables at the top. Whatever the SDK's models can parse is checked by them as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement

from bot.playground.records import Json

MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000  # chat.update takes less text than chat.postMessage; longer words go into blocks
MARKDOWN = 12_000  # all markdown blocks of a message together; also ``markdown_text`` of one call
STREAM_BYTES = 12_000  # what one streamed message holds, in UTF-8
BLOCKS_TEXT = 13_200  # all text in a message's blocks: msg_blocks_too_long
BLOCKS = {"message": 50, "modal": 100, "home": 100}
PRIVATE_METADATA = 3_000
CALLBACK_ID = 255
TITLE = 24
TASK_FIELD = 256
PROMPTS = 4

#: Longest text of a field, which is a string or a text object: (type of its owner, field).
LONGEST = {
    ("section", "text"): 3_000,
    ("section", "fields"): 2_000,
    ("header", "text"): 150,
    ("context", "elements"): 3_000,
    ("markdown", "text"): MARKDOWN,
    ("input", "label"): 2_000,
    ("input", "hint"): 2_000,
    ("image", "alt_text"): 2_000,
    ("image", "image_url"): 3_000,
    ("image", "title"): 2_000,
    ("button", "text"): 75,
    ("button", "value"): 2_000,
    ("button", "url"): 3_000,
    ("button", "accessibility_label"): 75,
    ("icon_button", "value"): 2_000,
    ("feedback_button", "text"): 75,
    ("feedback_button", "value"): 2_000,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("option", "value"): 150,
    ("option_group", "label"): 75,
    ("external_select", "placeholder"): 150,
    ("static_select", "placeholder"): 150,
    ("plain_text_input", "placeholder"): 150,
    ("plain_text_input", "initial_value"): 3_000,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("card", "title"): 150,
    ("card", "body"): 200,
}
#: How many children a field may have: (type of its owner, field) -> (fewest, most).
COUNTS = {
    ("actions", "elements"): (1, 25),
    ("context", "elements"): (1, 10),
    ("context_actions", "elements"): (1, 5),
    ("section", "fields"): (1, 10),
    ("overflow", "options"): (1, 5),
    ("checkboxes", "options"): (1, 10),
    ("radio_buttons", "options"): (1, 10),
    ("static_select", "options"): (1, 100),
    ("multi_static_select", "options"): (1, 100),
    ("static_select", "option_groups"): (1, 100),
    ("option_group", "options"): (1, 100),
    ("carousel", "elements"): (1, 10),
    ("table", "rows"): (1, 100),
}
#: Fields without which a thing is refused. A tuple within: at least one of these.
REQUIRED: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "section": (("text", "fields"),),
    "header": ("text",),
    "markdown": ("text",),
    "actions": ("elements",),
    "context": ("elements",),
    "context_actions": ("elements",),
    "input": ("label", "element"),
    "image": ("alt_text", ("image_url", "slack_file")),
    "button": ("text",),
    "icon_button": ("icon", "text"),
    "feedback_buttons": ("action_id", "positive_button", "negative_button"),
    "feedback_button": ("text", "value"),
    "static_select": ("action_id", ("options", "option_groups")),
    "multi_static_select": ("action_id", ("options", "option_groups")),
    "external_select": ("action_id", "placeholder"),
    "number_input": ("action_id",),
    "overflow": ("action_id", "options"),
    "checkboxes": ("action_id", "options"),
    "radio_buttons": ("action_id", "options"),
    "plain_text_input": ("action_id",),
    "option": ("text", "value"),
    "confirm": ("title", "text", "confirm", "deny"),
    "task_card": ("task_id", "title", "status"),
    "url": ("url", "text"),
    "plain_text": ("text",),
    "mrkdwn": ("text",),
}
#: Fields that take ``plain_text`` and nothing else.
PLAIN = {
    *(("header", "text"), ("button", "text"), ("feedback_button", "text"), ("icon_button", "text")),
    *(("input", "label"), ("input", "hint"), ("image", "title"), ("confirm", "title")),
    *((kind, "placeholder") for kind in ("external_select", "static_select", "plain_text_input")),
    *(("confirm", "confirm"), ("confirm", "deny"), ("option_group", "label")),
}
TEXTS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
_SELECTS = {f"{many}{what}_select" for many in ("", "multi_") for what in ("static", "external")}
_SELECTS |= {f"{m}{w}_select" for m in ("", "multi_") for w in ("users", "conversations", "channels")}
_PICKERS = {"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"}
#: Which elements may stand where.
PLACES = {
    "actions": {"button", "overflow", "workflow_button", *_SELECTS, *_PICKERS},
    "section": {"button", "overflow", "workflow_button", "image", *_SELECTS, *_PICKERS},
    "context": {"image", "mrkdwn", "plain_text"},
    "context_actions": {"feedback_buttons", "icon_button"},
    "input": {
        f"{kind}_input" for kind in ("plain_text", "rich_text", "email_text", "url_text", "number", "file")
    }
    | _SELECTS
    | _PICKERS,
}
ONLY_IN_MESSAGES = {"markdown", "context_actions", "table", "task_card", "plan", "card", "carousel", "file"}
#: Children without a ``type`` of their own are known by the field they stand in.
_UNTYPED = {
    **dict.fromkeys(("options", "initial_option", "initial_options"), "option"),
    **{"option_groups": "option_group", "confirm": "confirm"},
    **dict.fromkeys(("positive_button", "negative_button"), "feedback_button"),
}


class Refused(Exception):
    """Slack says no: ``error`` is its name for it, ``detail`` is for whoever reads the test's report."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(f"{error}: {detail}" if detail else error)
        self.error, self.detail = error, detail


def check_blocks(blocks: Any, surface: str = "message") -> None:
    """Refuse a list of blocks that Slack would not render."""
    error = "invalid_blocks" if surface == "message" else "invalid_arguments"
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format", "blocks must be a list of objects")
    if len(blocks) > BLOCKS[surface]:
        raise Refused(error, f"no more than {BLOCKS[surface]} items allowed, got {len(blocks)}")
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        raise Refused(error, "block_id is not unique")
    for index, block in enumerate(blocks):
        if complaint := next(_complaints(block, surface), None):
            raise Refused(error, f"{complaint} [json-pointer:/blocks/{index}]")
    if surface == "message":
        markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
        if markdown > MARKDOWN:
            raise Refused("msg_too_long", f"markdown blocks hold {markdown} characters of {MARKDOWN}")
        total = sum(len(text) for text in _strings(blocks))
        if total > BLOCKS_TEXT:
            raise Refused("msg_blocks_too_long", f"blocks hold {total} characters of {BLOCKS_TEXT}")


def _complaints(block: Json, surface: str) -> Iterator[str]:
    """What is wrong with one block; what the SDK cannot even read is wrong as well."""
    kind = block.get("type")
    try:
        if surface != "message" and kind in ONLY_IN_MESSAGES:
            yield f"a {kind} block stands in messages only"
        yield from _shape(block, str(kind))
        if kind in PLACES:
            yield from _elements(block, kind)
        parsed = Block.parse(block)
        if parsed is None:
            yield f"unknown block type {kind}"
        else:
            parsed.to_dict()
            if unknown := set(block) - set(parsed.attributes):
                yield f"unknown field {sorted(unknown)} in {kind}"
    except (SlackObjectFormationError, TypeError, ValueError, AttributeError, KeyError) as failed:
        yield f"the SDK refuses this {kind}: {failed}"


def _elements(block: Json, kind: str) -> Iterator[str]:
    """Elements stand where they may, have no unknown fields, and an ``action_id`` of their own."""
    children = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
    children = [child for child in children if child]
    for child in children:
        if child.get("type") not in PLACES[kind]:
            yield f"unsupported element {child.get('type')} in {kind}"
        elif child["type"] not in TEXTS:
            element = BlockElement.parse(child)
            if element is None or set(child) - set(element.attributes):
                yield f"unknown field in {child['type']}: {', '.join(sorted(child))}"
    ids = [child["action_id"] for child in children if child.get("action_id")]
    if len(ids) != len(set(ids)):
        yield "action_id is not unique within its block"


def _shape(node: Json, kind: str) -> Iterator[str]:
    """Required fields, lengths, counts and unknown fields of ``node`` and of all that stands in it."""
    for wanted in REQUIRED.get(kind, ()):
        names = (wanted,) if isinstance(wanted, str) else wanted
        if not any(node.get(name) for name in names):
            yield f"missing required field: {' or '.join(names)} of {kind}"
    for name in ("block_id", "action_id"):
        if len(str(node.get(name, ""))) > 255:
            yield f"{name} is longer than 255 characters"
    if kind in TEXTS and (unknown := set(node) - TEXTS[kind]):
        yield f"unknown field {sorted(unknown)} in {kind}"
    if kind not in ("rich_text", "table"):
        for name, value in node.items():
            yield from _field(kind, name, value)


def _field(kind: str, name: str, value: Any) -> Iterator[str]:
    children = value if isinstance(value, list) else [value]
    fewest, most = COUNTS.get((kind, name), (0, len(children)))
    if isinstance(value, list) and not fewest <= len(value) <= most:
        yield f"{name} of {kind} takes {fewest} to {most} items, got {len(value)}"
    for child in children:
        text = child.get("text") if isinstance(child, dict) and child.get("type") in TEXTS else child
        if (limit := LONGEST.get((kind, name))) and isinstance(text, str) and len(text) > limit:
            yield f"{name} of {kind} is longer than {limit} characters ({len(text)})"
        if isinstance(child, dict):
            if (kind, name) in PLAIN and child.get("type") != "plain_text":
                yield f"{name} of {kind} must be plain_text"
            yield from _shape(child, str(child.get("type") or _UNTYPED.get(name, "")))


def _strings(node: Any) -> Iterator[str]:
    """Every text in blocks, whatever it is called."""
    if isinstance(node, list):
        for child in node:
            yield from _strings(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            if isinstance(child, str):
                yield from (child,) if name == "text" else ()
            else:
                yield from _strings(child)
