"""Words, not code: the templates of this folder, rendered to chat messages.

Training and serving call the same ``render``, so the model meets in the shop the very
prompt that it learned from. What people wrote (questions, FAQ text) goes through the
``data`` filter: it stays on its line and cannot open a new turn or a source of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

#: What the model is taught to say when no source answers. ``support`` looks for it.
DECLINE = "I don't know."

# Marks that chat models use for turns (<|im_start|>, <s>, [INST], <<SYS>>), and our own source numbers.
_MARKS = re.compile(r"<\|[^|<>]*\|>|</?s>|\[/?INST\]|<</?SYS>>|^\s*\[\d+\]", re.IGNORECASE)


class Message(NamedTuple):
    """One turn of a chat. ``role`` is ``system``, ``user`` or ``assistant``."""

    role: str
    content: str


def as_data(text: str) -> str:
    """Return ``text`` on one line, without marks that a chat template would read as structure."""
    while True:  # removing one mark must not leave another behind ("<|im<|x|>_start|>")
        cleaned = _MARKS.sub(" ", text)
        if cleaned == text:
            return " ".join(cleaned.split())
        text = cleaned


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("prompts", "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # plain text for a model, not HTML
    )
    environment.filters["data"] = as_data
    return environment.get_template(f"{name}.jinja")


def render(name: str, **values: object) -> tuple[Message, ...]:
    """Render template ``name`` to messages. Its blocks are named after the roles, in order."""
    template = _template(name)
    messages = []
    for role in ("system", "user"):
        context = template.new_context(values)
        text = "".join(template.blocks[role](context)).strip()
        messages.append(Message(role, text))
    return tuple(messages)
