"""FAQ files: what is written reads back, and what is wrong is named all at once."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import Entry
from bot.errors import BadInput, BadRows
from bot.knowledge.files import make_id, read_entries, write_entries

ENDINGS = (".jsonl", ".csv", ".md")
PIECES = [
    "a",
    "b|c",
    "=1+1",
    "'=x",
    "'",
    '"',
    "\\",
    "#",
    "## ",
    "<!-- {} -->",
    "-->",
    "```",
    "~~~",
    "[",
    "\\##",
    "退货",
    ",",
    ";",
]
line = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=5)
)
one_line = line.map(lambda parts: " ".join(" ".join(parts).split()))
answer = st.lists(one_line, min_size=1).map("\n".join).map(str.strip).filter(bool)
entries = st.lists(
    st.builds(
        Entry,
        id=one_line.filter(bool),
        question=one_line.filter(bool),
        answer=answer,
        section=one_line,
        language=st.sampled_from(["en", "zh", "de-AT"]),
        url=one_line,
        also=st.lists(one_line.filter(bool), unique=True).map(tuple),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda entry: entry.id,
)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faq=entries)
def test_what_is_exported_imports_as_the_same(ending: str, faq: list[Entry], tmp_path: Path) -> None:
    path = tmp_path / f"faq{ending}"
    write_entries(path, faq)
    assert list(read_entries(path).entries) == faq


def test_no_cell_of_an_exported_csv_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    write_entries(path, [Entry("-1", "=HYPERLINK(1)", "@SUM(1)", also=("+1",), url="＝1")])
    cells = [cell for row in csv.reader(path.read_text("utf-8").splitlines()) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝")]


def test_every_bad_row_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "faq.jsonl"
    rows = [
        '{"id": "a", "question": "q", "answer": "x"}',
        "not json",
        '{"question": "", "answer": "x"}',
        "[]",
        "",
    ]
    rows += [
        '{"id": "a", "question": "r", "answer": "x"}',
        '{"question": "s", "answer": 5}',
        '{"question": "t"}',
    ]
    rows += ['{"question": "u", "answer": "x", "also": [1]}', '{"question": "v", "answer": "\\ud800"}']
    path.write_text("\n".join(rows), "utf-8")
    with pytest.raises(BadRows) as caught:
        read_entries(path)
    assert [number for number, _ in caught.value.rows] == [2, 3, 4, 6, 7, 8, 9, 10]
    why = dict(caught.value.rows)
    assert (
        "empty" in why[3]
        and "already on line 1" in why[6]
        and "must be a text" in why[7]
        and "missing" in why[8]
    )


def test_bad_rows_can_be_skipped(tmp_path: Path) -> None:
    path = tmp_path / "faq.jsonl"
    path.write_text('{"question": "q", "answer": "x"}\n{"question": "r"}\n', "utf-8")
    faq = read_entries(path, skip_bad=True)
    assert [entry.question for entry in faq.entries] == ["q"]
    assert [number for number, _ in faq.skipped] == [2]


def test_a_csv_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    text = 'Question;Answer;Also;Owner\r\n"How ""long""?";"Two\r\nlines";one way | another;Ann\r\n'
    text += "\r\nsecond;;x\r\nthird;a;;;b\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    faq = read_entries(path, skip_bad=True)
    assert faq.entries[0].question == 'How "long"?'
    assert faq.entries[0].answer == "Two\nlines"
    assert faq.entries[0].also == ("one way", "another")
    assert "owner" in faq.notices[0]
    assert [number for number, _ in faq.skipped] == [5, 6]


def test_a_handwritten_markdown(tmp_path: Path) -> None:
    path = tmp_path / "faq.md"
    path.write_text(
        "# Returns\n\n## How long?\n\n30 days.\n\nUnused.\n\n```\n## code\n```\n\n# Other\n## Why?\n", "utf-8"
    )
    faq = read_entries(path, skip_bad=True)
    (entry,) = faq.entries
    assert (entry.id, entry.section, entry.question) == ("how-long", "Returns", "How long?")
    assert entry.answer == "30 days.\n\nUnused.\n\n```\n## code\n```"
    assert faq.skipped == ((14, "answer is empty"),)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("faq.txt", b"", "ends in"),
        ("faq.jsonl", b"", "holds no entries"),
        ("faq.jsonl", b'{"question": "\xff"}', "not UTF-8"),
        ("faq.csv", b"question,text\na,b\n", "lacks: answer"),
        ("faq.csv", b"question,answer,answer\na,b,c\n", "twice: answer"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=says):
        read_entries(tmp_path / name)


def test_a_markdown_without_questions_says_how_to_write_them(tmp_path: Path) -> None:
    (tmp_path / "faq.md").write_text("# Returns\n\n30 days.\n")
    with pytest.raises(BadInput, match="Write `## question`"):
        read_entries(tmp_path / "faq.md")


def test_a_quote_that_is_never_closed_is_told_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text('question,answer\na,b\nc,"' + "d\n" * 70_000)
    with pytest.raises(
        BadRows, match="line 3: a cell of more than 131,072 characters; is a quote never closed"
    ):
        read_entries(tmp_path / "faq.csv")


def test_an_id_is_made_of_the_question_and_stays() -> None:
    assert make_id("Do you ship to Malta?") == "do-you-ship-to-malta"
    assert make_id("可以退货吗？") == make_id("可以退货吗？") != make_id("运费是多少？")
    assert len(make_id("long " * 100)) < 60


def test_language_is_seen_from_the_script_when_the_file_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "faq.jsonl"
    path.write_text(json.dumps({"question": "可以退货吗？", "answer": "30天内可以。"}), "utf-8")
    assert read_entries(path).entries[0].language == "zh"
