"""The window for a brief: what it asks for each kind of text, and the brief that comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from slack_sdk.models.blocks import (
    Block,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextObject,
)
from slack_sdk.models.views import View

from bot.briefs import LONGEST, LONGEST_SOURCE
from bot.copywriter import MOST
from bot.domain import Channel, Customer, Kind, Product, Tone
from bot.slack.blocks import INPUT, section
from bot.slack.copy.room import Copydesk
from bot.slack.inputs import field, given, number, option, select, words

BRIEF, SHORTCUT, COMMAND = "copy_brief", "write_copy", "/copy"
PRODUCT, CUSTOMER, KIND = "product_id", "customer_id", "kind"
#: What each kind of text needs beside what all of them take; a product, if it is not named here.
_NEEDS: dict[str, tuple[str, ...]] = {
    "article": ("topic", "source"),
    "help": ("topic", "steps"),
    "rewrite": ("source", "change"),
    "recommendation": (CUSTOMER, PRODUCT),
}
_CHANGES = ("shorter", "bolder", "warmer", "formal")
_LANGUAGES = {"en": "English", "zh": "中文"}
#: What a channel is called where its name says too little.
LABELS = {
    "search_ad": "search ad",
    "sms": "short message",
    "push": "push notification",
    "page": "product page",
}


def brief_window(
    desk: Copydesk, user: str, metadata: str, kind: str = "product", product: Product | None = None
) -> View:
    """Ask for a brief. ``product`` is chosen already; another ``kind`` asks for other things."""
    closed = {each.channel for each in desk.writer.brand.unused} if desk.writer else set()
    kinds = [k for k in get_args(Kind) if k != "recommendation" or desk.may_see_customers(user)]
    fields = {
        PRODUCT: lambda: _external(PRODUCT, "Product", "Type a name or a number", product, kind),
        CUSTOMER: lambda: _external(CUSTOMER, "Customer", "Type a name or a number", None, kind),
        "topic": lambda: words("topic", "Topic", LONGEST),
        "source": lambda: words(
            "source", "The text that it may rest on", min(LONGEST_SOURCE, INPUT), many=True
        ),
        "steps": lambda: words("steps", "Steps, one a line", INPUT, many=True),
        "change": lambda: _select("change", "How", _CHANGES),
    }
    choice = _select(KIND, "Kind", kinds, initial=kind)
    choice.dispatch_action = True
    blocks = [
        choice,
        *(fields[name]() for name in _NEEDS.get(kind, (PRODUCT,))),
        _select("channel", "Channel", [c for c in get_args(Channel) if c not in closed], optional=True),
        _select("tone", "Tone", get_args(Tone), initial="plain"),
        words("audience", "Audience", LONGEST, optional=True),
        _select("language", "Language", tuple(_LANGUAGES), initial="en"),
        words("keywords", "Keywords, by comma: told where the facts hold them", LONGEST, optional=True),
        number("number", "How many variants", MOST, 3),
    ]
    return _modal(metadata, blocks, submit=True)


def closed_window(why: str) -> View:
    """Say why there is no copy to be had."""
    return _modal("", [section(why)])


def product_option(product: Product) -> Option:
    return option(product.id, f"{product.title} · {product.id}")


def customer_option(customer: Customer) -> Option:
    return option(customer.id, f"{customer.name} · {customer.id}")


def brief_of(view: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Return the brief that was filled in, as ``bot.briefs`` reads it, and how many variants are wanted."""
    brief = given(view)
    count = int(brief.pop("number", 3))
    if "keywords" in brief:
        typed = brief["keywords"].replace("，", ",").split(",")
        brief["keywords"] = [word.strip() for word in typed if word.strip()]
    if "steps" in brief:
        brief["steps"] = [line.strip() for line in brief["steps"].splitlines() if line.strip()]
    return brief, count


def problem(view: Mapping[str, Any], why: str) -> dict[str, str]:
    """Put a complaint under the input that it names, or under the first one."""
    blocks = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    named = (block for block in blocks if block.partition("_")[0] in why)
    return {next(named, blocks[0]): why[:1].upper() + why[1:]}


def _modal(metadata: str, blocks: Sequence[Block], submit: bool = False) -> View:
    return View(
        type="modal",
        callback_id=BRIEF,
        private_metadata=metadata,
        title=PlainTextObject(text="Write copy"),
        submit=PlainTextObject(text="Write") if submit else None,
        close=PlainTextObject(text="Cancel" if submit else "Close"),
        blocks=[*blocks],
    )


def _external(name: str, label: str, hint: str, chosen: Product | None, kind: str) -> InputBlock:
    element = ExternalDataSelectElement(
        action_id=name,
        placeholder=PlainTextObject(text=hint),
        min_query_length=0,
        initial_option=product_option(chosen) if chosen else None,
    )
    return field(name, label, element, optional=kind == "recommendation" and name == PRODUCT)


def _select(
    name: str, label: str, values: Sequence[str], initial: str = "", optional: bool = False
) -> InputBlock:
    options = {value: (LABELS | _LANGUAGES).get(value, value) for value in values}
    return select(name, label, options, initial, optional, "as usual for this kind")
