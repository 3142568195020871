"""The rules for whole requests: a message, its metadata, the chunks of a stream, a window.

``rules`` knows the numbers and the blocks; this file knows what a request may combine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.messages.chunk import Chunk
from slack_sdk.models.views import View as ViewModel

from bot.playground import rules
from bot.playground.records import Json
from bot.playground.rules import Refused

_TASK_STATES = ("pending", "in_progress", "complete", "error")


def check_message(args: Mapping[str, Any], *, longest: int = rules.MESSAGE_TEXT) -> None:
    """A message to post or to change: something to show, nothing too long, nothing that excludes another."""
    text, markdown = args.get("text"), args.get("markdown_text")
    blocks, attachments = args.get("blocks"), args.get("attachments")
    for name, value in (("text", text), ("markdown_text", markdown)):
        if value is not None and not isinstance(value, str):
            raise Refused("invalid_arguments", f"{name} must be a string")
    if markdown is not None:
        if text or blocks:
            raise Refused("markdown_text_conflict", "markdown_text goes with neither text nor blocks")
        if len(markdown) > rules.MARKDOWN:
            raise Refused("msg_too_long", f"markdown_text holds {len(markdown)} characters")
    if blocks is not None:
        rules.check_blocks(blocks)
    if not (text or "").strip() and not (markdown or "").strip() and not blocks and not attachments:
        raise Refused("no_text", "neither text nor blocks")
    if len(text or "") > longest:
        raise Refused("msg_too_long", f"text holds {len(text or '')} characters of {longest}")
    check_metadata(args.get("metadata"))


def check_metadata(metadata: Any) -> None:
    """``event_type`` is a name, ``event_payload`` an object of plain values."""
    if metadata is None:
        return
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_format", "metadata takes event_type and event_payload")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not re.fullmatch(r"[A-Za-z0-9_.:-]{1,255}", kind):
        raise Refused("invalid_metadata_format", "event_type must be a name")
    if not isinstance(payload, dict):
        raise Refused("invalid_metadata_format", "event_payload must be an object")
    for value in payload.values():
        leaves = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
        if any(leaf is None or isinstance(leaf, dict | list) for leaf in leaves):
            raise Refused("invalid_metadata_schema", "event_payload holds strings, numbers and booleans")
    if len(json.dumps(metadata)) > 16_000:
        raise Refused("metadata_too_large", "more than 16 kB")


def read_chunks(args: Mapping[str, Any]) -> tuple[str, list[Json], list[Json]]:
    """The words, the task or plan updates and the blocks that one call adds to a stream."""
    markdown, chunks = args.get("markdown_text"), args.get("chunks")
    if markdown is not None and chunks:
        raise Refused("invalid_arguments", "markdown_text and chunks exclude each other")
    if markdown is not None and not isinstance(markdown, str):
        raise Refused("invalid_arguments", "markdown_text must be a string")
    words, updates, blocks = markdown or "", [], []
    if chunks is not None and not isinstance(chunks, list):
        raise Refused("invalid_chunks", "chunks must be a list")
    for chunk in chunks or ():
        _check_chunk(chunk)
        match chunk["type"]:
            case "markdown_text":
                words += chunk["text"]
            case "blocks":
                rules.check_blocks(chunk["blocks"])
                blocks += chunk["blocks"]
            case _:
                updates.append(chunk)
    if len(words) > rules.MARKDOWN:
        raise Refused("msg_too_long", f"{len(words)} characters in one call; {rules.MARKDOWN} are allowed")
    return words, updates, blocks


def _check_chunk(chunk: Any) -> None:
    try:
        parsed = Chunk.parse(chunk) if isinstance(chunk, dict) else None
        if parsed is None:
            raise Refused("invalid_chunks", f"unknown chunk {chunk!r:.80}")
        parsed.validate_json()
    except (SlackObjectFormationError, TypeError, AttributeError) as failed:
        raise Refused("invalid_chunks", str(failed)) from failed
    if unknown := set(chunk) - set(parsed.attributes):
        raise Refused("invalid_chunks", f"unknown field {sorted(unknown)} in {chunk['type']}")
    if chunk["type"] == "markdown_text" and not (isinstance(chunk["text"], str) and chunk["text"]):
        raise Refused("invalid_chunks", "markdown_text takes some text")
    if chunk["type"] == "task_update":
        if chunk["status"] not in _TASK_STATES:
            raise Refused("invalid_chunks", f"status is one of {', '.join(_TASK_STATES)}")
        if any(source.get("type") != "url" for source in chunk.get("sources", ())):
            raise Refused("invalid_chunks", "sources are url elements")
    for name in ("id", "title", "details", "output"):
        if len(chunk.get(name, "")) > rules.TASK_FIELD:
            raise Refused("invalid_chunks", f"{name} is longer than {rules.TASK_FIELD} characters")


def check_view(view: Any, kinds: tuple[str, ...]) -> None:
    """A modal or a home tab, in full and of a kind that this method takes."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", "view must be an object")
    kind = view.get("type")
    if kind not in kinds:
        raise Refused("invalid_arguments", f"view type {kind!r}; allowed: {', '.join(kinds)}")
    for name in ("title", "submit", "close"):
        text = view.get(name)
        if kind == "home":
            if text is not None and name != "title":
                raise Refused("invalid_arguments", f"a home tab has no {name}")
        elif text is None:
            if name == "title":
                raise Refused("invalid_arguments", "missing required field: title")
        elif text.get("type") != "plain_text" or not 1 <= len(text.get("text", "")) <= rules.TITLE:
            raise Refused("invalid_arguments", f"{name} takes 1 to {rules.TITLE} characters of plain_text")
    if len(view.get("private_metadata") or "") > rules.PRIVATE_METADATA:
        raise Refused("invalid_arguments", f"private_metadata above {rules.PRIVATE_METADATA} characters")
    if len(view.get("callback_id") or "") > rules.CALLBACK_ID:
        raise Refused("invalid_arguments", f"callback_id above {rules.CALLBACK_ID} characters")
    blocks = view.get("blocks")
    if not blocks:
        raise Refused("invalid_arguments", "missing required field: blocks")
    rules.check_blocks(blocks, str(kind))
    asks = any(block["type"] == "input" for block in blocks)
    if kind == "modal" and asks and "submit" not in view:
        raise Refused("invalid_arguments", "a modal with input blocks needs submit")
    try:
        model = ViewModel(**view)
        model.validate_json()
    except (SlackObjectFormationError, TypeError, ValueError, AttributeError) as failed:
        raise Refused("invalid_arguments", f"the SDK refuses this view: {failed}") from failed
    if model.additional_attributes:
        raise Refused("invalid_arguments", f"unknown field {sorted(model.additional_attributes)} in view")


def check_prompts(args: Mapping[str, Any]) -> None:
    """One to four suggestions, each with a title and the message it would send."""
    prompts = args.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= rules.PROMPTS:
        raise Refused("invalid_arguments", f"prompts takes 1 to {rules.PROMPTS} items")
    for prompt in prompts:
        if not isinstance(prompt, dict) or set(prompt) != {"title", "message"} or not all(prompt.values()):
            raise Refused("invalid_arguments", "a prompt is a title and a message")


def check_options(answer: Mapping[str, Any]) -> list[Json]:
    """The options that an app offers for a list, or for each of its groups; none is an answer too."""
    groups = answer.get("option_groups")
    if ("options" in answer) == (groups is not None):
        raise Refused("invalid_arguments", "the answer takes options or option_groups")
    lists = (
        [group.get("options") for group in groups] if isinstance(groups, list) else [answer.get("options")]
    )
    if not all(isinstance(options, list) and len(options) <= 100 for options in lists):
        raise Refused("invalid_arguments", "options is a list of up to 100")
    options = [option for options in lists for option in options or ()]
    element = {"type": "static_select", "action_id": "a", "options": options}
    for start in range(0, len(options), 100):
        element["options"] = options[start : start + 100]
        rules.check_blocks([{"type": "actions", "elements": [dict(element)]}])
    values = [option["value"] for option in options]
    if len(values) != len(set(values)):
        raise Refused("invalid_arguments", "two options have the same value")
    return options
