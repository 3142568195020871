"""Laws of short messages: what is counted is what the network sends (3GPP TS 23.038)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.copywriting.brand import BrandBook
from bot.copywriting.channels import fits, measured
from bot.copywriting.editing import look_over
from bot.copywriting.segments import sms
from bot.domain import Brief, Part
from tests.copywriting.test_brand import PAN, desk
from tests.copywriting.test_lines import WOK


@pytest.mark.parametrize(
    ("text", "units", "room", "segments"),
    [
        ("", 0, 160, 0),
        ("a" * 160, 160, 160, 1),
        ("a" * 161, 161, 160, 2),
        ("a" * 306, 306, 160, 2),
        ("a" * 307, 307, 160, 3),
        ("€" * 80, 160, 160, 1),
        ("€" * 81, 162, 160, 2),
        ("a" * 152 + "€" + "a" * 152, 306, 160, 3),  # no character of two septets is torn
        ("Grüße à la crème: 5 £ @ [home]", 32, 160, 1),
        ("’" + "a" * 69, 70, 70, 1),
        ("’" + "a" * 70, 71, 70, 2),
        ("锅" * 70, 70, 70, 1),
        ("锅" * 135, 135, 70, 3),
        ("🍳" * 35, 70, 70, 1),
        ("🍳" * 36, 72, 70, 2),
    ],
)
def test_septets_and_characters_are_counted_as_they_are_sent(
    text: str, units: int, room: int, segments: int
) -> None:
    assert sms(text) == (units, room, segments)


@given(st.text("a€’锅🍳", max_size=400))
def test_no_segment_holds_more_than_it_may(text: str) -> None:
    sent = sms(text)
    shared = {160: 153, 70: 67}[sent.room]
    assert (sent.segments <= 1) == (sent.units <= sent.room)
    assert sent.segments <= 1 or shared * (sent.segments - 1) < sent.units + sent.segments
    assert sent.units <= max(sent.room, sent.segments * shared)


def test_copy_for_a_short_message_is_one_segment() -> None:
    sentence = "It browns meat at 200 °C without sticking to it."
    writer = desk(f"An uncoated pan for searing meat. {sentence} {sentence[:-1]} at all.")
    for product in (PAN, WOK):
        for copy in writer.write(Brief("ad", "sms", product, language=product.language), 1).copies:
            assert copy.text and all(fits(part, "sms") for part in copy.parts)


def test_what_a_person_writes_is_measured_in_what_is_sent() -> None:
    text = "An uncoated pan for searing meat, made of steel – and it weighs 1.2 kg all in all."
    edited = look_over(Brief("ad", "sms", PAN), BrandBook(), [Part("body", text)])
    assert edited.problems == {"body": "too long: 82 of 70 characters, 2 UCS-2 segments"}
    plain = Part("body", text.replace("–", "-"))
    assert measured(plain, "sms") == "82 of 160 septets, 1 GSM-7 segment"
    assert not look_over(Brief("ad", "sms", PAN), BrandBook(), [plain]).problems
