"""Our words in Slack's markups: nothing pings, nothing is cut, nothing links where it should not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks, markdown
from bot.slack.files import words

KNOWN = "https://shop.example/returns"
QUERY = f"{KNOWN}?a=1&b=2"


def known(url: str) -> bool:
    return url in (KNOWN, QUERY)


@given(st.lists(st.text() | st.sampled_from(["`", "```", "<!channel>", "<@U1>", "\n"])).map("".join))
def test_no_control_character_is_left_in_code_either(text: str) -> None:
    shown = markdown.render(text)
    assert "<" not in shown and ">" not in shown
    assert all(re.match(r"&(?:amp|lt|gt);", shown[m.start() :]) for m in re.finditer("&", shown))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Visa & Mastercard", "Visa &amp; Mastercard"),
        ("<!channel> is <@U1>", "&lt;!channel&gt; is &lt;@U1&gt;"),
        ("Use `a < b` & go", "Use `a &lt; b` &amp; go"),
        ("a `<!channel>` b", "a `&lt;!channel&gt;` b"),
        ("see ```<!channel> now", "see ```&lt;!channel&gt; now"),
        ("see ```<!here> ``` now", "see ```&lt;!here&gt; ``` now"),
        (f"See [a & b]({QUERY}) or {QUERY}.", f"See [a &amp; b]({QUERY}) or {QUERY}."),
        ("See https://evil.example/?a&b.", "See `https://evil.example/?a&amp;b`."),
        (f"See [returns]({KNOWN}).", f"See [returns]({KNOWN})."),
        ("See [returns](https://evil.example/x).", "See returns."),
        ("See [returns](javascript:alert).", "See returns."),
        (f"See {KNOWN}.", f"See {KNOWN}."),
        ("See https://evil.example/x.", "See `https://evil.example/x`."),
        ("**bold** and\n- one\n- two", "**bold** and\n- one\n- two"),
    ],
)
def test_markdown_is_shown_right(text: str, shown: str) -> None:
    assert markdown.render(text, known) == shown


def test_code_that_spans_two_pieces_is_escaped_in_both() -> None:
    pieces = ["Run ```a < b", "c < d``` now."]
    shown = ["Run ```a &lt; b", "c &lt; d``` now."]
    assert [markdown.render(piece) for piece in pieces] == shown
    assert markdown.render(" ".join(pieces)) == " ".join(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** & `a<b`", "*bold* &amp; `a&lt;b`"),
        ("- one\n- two", "• one\n• two"),
        ("# Head\ntext", "*Head*\ntext"),
        ("[words](https://x.example)", "words"),
    ],
)
def test_small_print_is_shown_right(text: str, shown: str) -> None:
    assert markdown.mrkdwn(text) == shown


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("<@UBOT> hello", "hello"),
        ("see <https://x.example|our page> &amp; <#C1|general>", "see our page & general"),
        ("a &lt;b&gt;\n\n  c  ", "a <b>\n\nc"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
    ],
)
def test_what_people_write_is_read_without_slacks_marks(raw: str, said: str) -> None:
    assert markdown.plain(raw, "UBOT") == said


@given(st.text(alphabet=st.sampled_from("ab .\n中。é&"), max_size=400), st.integers(8, 60))
def test_a_cut_loses_nothing_but_white_space_and_keeps_the_limit(text: str, room: int) -> None:
    parts, rest = [], markdown.escape(text)
    while rest:
        head, rest = markdown.cut(rest, room)
        assert markdown.size(head) <= room
        assert not re.search(r"&[a-z]*$", head)  # no entity is cut
        parts.append(head)
    assert "".join("".join(parts).split()) == "".join(markdown.escape(text).split())


def test_a_cut_is_made_where_a_reader_would_pause() -> None:
    text = "One two three. Four five six. Seven eight nine."
    assert markdown.cut(text, 40) == ("One two three. Four five six.", "Seven eight nine.")
    assert markdown.cut("First part\n\nSecond part here", 20) == ("First part", "Second part here")


def test_a_code_block_that_is_cut_stays_code() -> None:
    text = "```\n" + "line of code\n" * 10 + "```"
    head, rest = markdown.cut(text, 80)
    assert head.startswith("```") and head.endswith("```") and rest.startswith("```\n")
    assert head.count("line") + rest.count("line") == 10


@pytest.mark.parametrize(
    "url", ["javascript:x", "http://", "ftp://x.example", "https://a b", "https://x>y", ""]
)
def test_what_is_no_address_is_not_linked(url: str) -> None:
    assert markdown.safe_link(url) == ""


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("One.", "Two.", " "),
        ("一。", "二。", ""),
        ("Choose:", "- one", "\n"),
        ("Then:", "1. one", "\n"),
        ("", "x", ""),
    ],
)
def test_sentences_are_joined_as_they_are_read(before: str, after: str, between: str) -> None:
    assert markdown.gap(before, after) == between


def test_a_long_draft_takes_several_fields_and_loses_nothing() -> None:
    long = "word " * 1_500
    window = blocks.draft_window("{}", "note", long).to_dict()
    fields = [b["element"]["initial_value"] for b in window["blocks"] if b["type"] == "input"]
    assert "".join(fields) == long and all(len(field) <= 3_000 for field in fields)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"voice": 1}, "your 1 voice message."),
        ({"file": 2, "text": True}, "your 2 files. I go by your words alone."),
        ({"picture": 1, "file": 1}, "your 1 picture and 1 file."),
    ],
)
def test_attachments_are_named(counts: dict[str, int], said: str) -> None:
    assert said in words(counts)
