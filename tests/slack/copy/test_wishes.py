"""Laws of what is wished for with a file: it is understood as it was meant, and said before it is done."""

from __future__ import annotations

import pytest

from bot.slack.copy.window import LABELS
from bot.slack.copy.wishes import understood, wishes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("short messages please", {"channel": "sms"}),
        ("Short, as SMS", {"length": "short", "channel": "sms"}),
        ("E-Mail", {"channel": "email"}),
        ("e mails, warm", {"channel": "email", "tone": "warm"}),
        ("emails", {"channel": "email"}),
        ("Search ads", {"channel": "search_ad"}),
        ("search-ad, long", {"channel": "search_ad", "length": "long"}),
        ("push notifications", {"channel": "push"}),
        ("product pages", {"channel": "page"}),
        ("social please, bold", {"channel": "social", "tone": "bold"}),
        ("not too bold", {}),
        ("don't make it bold or playful, warm", {"tone": "warm"}),
        ("plain, not bold", {"tone": "plain"}),
        ("not email but sms", {"channel": "sms"}),
        ("posts for the homepage", {}),
    ],
)
def test_words_are_understood_as_they_are_meant(typed: str, meant: dict[str, str]) -> None:
    assert wishes(typed) == meant


@pytest.mark.parametrize(("channel", "label"), LABELS.items())
def test_the_words_of_the_window_are_known(channel: str, label: str) -> None:
    assert wishes(label) == wishes(f"{label}s, please") == {"channel": channel}


def test_what_was_understood_is_said() -> None:
    assert understood({}, 500) == "500 products, product page, plain"
    assert understood({"channel": "sms", "tone": "bold", "length": "long"}, 1) == (
        "1 product, short message, bold, long"
    )
