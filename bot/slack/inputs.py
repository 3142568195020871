"""The inputs of windows: lists, lines and numbers to fill in, and what somebody filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import (
    InputBlock,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)

from bot.slack.markdown import shorten

#: Slack shows so many characters of an option, and brings so many of its value back.
OPTION, VALUE = 75, 150


def given(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in a window, by block; what was left empty is left out."""
    found: dict[str, Any] = {}
    for block, elements in view["state"]["values"].items():
        for held in elements.values():
            option = held.get("selected_option")
            many = [each["value"] for each in held.get("selected_options") or ()]
            value = option["value"] if option else many or str(held.get("value") or "").strip()
            if value:
                found[block] = value
    return found


def field(
    name: str, label: str, element: InputInteractiveElement, optional: bool = False, block: str = ""
) -> InputBlock:
    """An input with its label. Slack keeps what was typed as long as its ``block`` has the same name."""
    return InputBlock(
        block_id=block or name, label=PlainTextObject(text=label), element=element, optional=optional
    )


def select(
    name: str,
    label: str,
    options: Mapping[str, str],
    initial: str = "",
    optional: bool = False,
    hint: str = "",
) -> InputBlock:
    """A list to choose one from: ``options`` are values with their words."""
    offered = {value: option(value, words) for value, words in options.items()}
    element = StaticSelectElement(
        action_id=name,
        placeholder=PlainTextObject(text=hint or "Choose one"),
        options=[*offered.values()],
        initial_option=offered.get(initial),
    )
    return field(name, label, element, optional)


def words(
    name: str,
    label: str,
    longest: int,
    many: bool = False,
    optional: bool = False,
    initial: str = "",
    block: str = "",
) -> InputBlock:
    """A line to write, or ``many`` lines, of so many characters at most."""
    element = PlainTextInputElement(
        action_id=name, multiline=many, max_length=longest, initial_value=initial[:longest] or None
    )
    return field(name, label, element, optional, block)


def number(name: str, label: str, most: int, initial: int) -> InputBlock:
    """A whole number from 1 to ``most``."""
    element = NumberInputElement(
        action_id=name, min_value="1", max_value=str(most), initial_value=str(initial)
    )
    return field(name, label, element)


def option(value: str, words: str) -> Option:
    return Option(value=value, text=PlainTextObject(text=shorten(words, OPTION), emoji=False))
