"""The chat: typed or piped, it answers, explains itself, remembers, and stops when it is told to."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from rich.console import Console

from bot import build
from bot.domain import Entry
from bot.engines import EchoEngine, Prompt, Sampling
from bot.errors import EngineFailed
from bot.manners import asks, examples, nods, stands_alone
from bot.settings import Settings
from bot.terminal.chat import Chat
from bot.terminal.screen import Flow, plain
from tests.conftest import Run
from tests.test_cli import ASKED, ECHO


@pytest.fixture
def chat(echo_settings: Settings) -> Chat:
    return Chat(build.build(echo_settings), Console(file=io.StringIO(), width=100, soft_wrap=True))


def said(chat: Chat, *lines: str) -> str:
    chat.run(lines)
    file = chat.screen.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def echo(chat: Chat) -> EchoEngine:
    engine = chat.app.engine
    assert isinstance(engine, EchoEngine)
    return engine


def test_a_pipe_is_answered_without_escape_codes(process: Run) -> None:
    done = process("chat", stdin=f"{ASKED}\n/sources\n/why\n/human\n/quit\nnever read\n", **ECHO)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "Put the items in your basket" in done.stdout
    assert "[1] How do I place an order? (orders-place, version 1)" in done.stdout
    assert "never read" not in done.stdout
    assert "demo shop Fernhill" in done.stderr and "demo shop" not in done.stdout


def test_a_pipe_that_ends_ends_the_chat(shopkeeper: Run) -> None:
    done = shopkeeper("chat", stdin="", **ECHO)
    assert done.returncode == 0 and "Fernhill" in done.stdout


def test_bytes_that_are_no_text_do_not_end_it(tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.conftest import process_environment

    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat"],
        input=b"caf\xe9?\n/quit\n",
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=process_environment(ECHO),
    )
    assert done.returncode == 0, done.stderr.decode()


def test_it_greets_with_the_shop_and_three_questions_that_work(chat: Chat) -> None:
    greeting = said(chat)
    assert "Fernhill" in greeting
    questions = examples(chat.app.knowledge.entries())
    assert len(questions) == 3 and all(question in greeting for question in questions)


def test_examples_are_in_the_main_language_and_always_the_same() -> None:
    entries = [Entry(f"e{i}", f"Question {i}?", "x") for i in range(9)] + [
        Entry("z", "问题？", "x", language="zh")
    ]
    assert examples(entries) == ["Question 1?", "Question 4?", "Question 7?"]
    assert examples(entries[:1]) == ["Question 0?"]
    assert examples([]) == []


@pytest.mark.parametrize(
    ("text", "nod", "question"),
    [
        ("ok, great!", True, False),
        (":+1: :tada:", True, False),
        ("👍🏽", True, False),
        ("好的", True, False),
        ("", False, False),
        ("ok, how long", False, True),
        ("and for shoes?", False, True),
        ("Where is it", False, True),
        ("Thanks. Do you wrap gifts", False, True),
        ("多少钱", False, True),
        ("ok, I will tell Bob", False, False),
        ("that is what I thought", False, False),
    ],
)
def test_nods_and_questions_are_told_apart(text: str, nod: bool, question: bool) -> None:
    assert (nods(text), asks(text)) == (nod, question)


@pytest.mark.parametrize(
    "text",
    [
        *("hi", "Hello!", "thanks!", "Thank you.", "你好", "Bye"),
        *(
            "I have a question",
            "Quick question:",
            "Hi, can I ask you something?",
            "I’ve got a short question.",
        ),
    ],
)
def test_small_talk_is_answered_kindly_and_costs_no_search(chat: Chat, text: str) -> None:
    assert "don't know" not in said(chat, text)
    assert chat.last is None and not echo(chat).prompts


@pytest.mark.parametrize(
    "text", ["hi, how do I place an order?", "thanks to whom?", "I have a question about returns"]
)
def test_a_question_with_a_greeting_in_it_is_a_question(chat: Chat, text: str) -> None:
    said(chat, text)
    assert chat.last is not None


def test_why_shows_the_verdict_on_each_sentence_and_what_was_refused(chat: Chat) -> None:
    lie = "You get a free yacht with every order."
    echo(chat).replies = [lie, lie]
    page = said(chat, ASKED, "/why")
    assert "quoted word for word" in page
    assert "free yacht" not in page.partition("Answered:")[0], "refused sentences are shown by /why alone"
    assert "not shown:" in page and "yacht" in page
    assert "stands in orders-place" in page and "Signals:" in page


def test_sources_shows_the_words(chat: Chat) -> None:
    page = said(chat, ASKED, "/sources").partition("orders-place, version 1)")[2]
    assert "three minutes" in page and "orders-place, version 1" in page


def test_before_the_first_question_there_is_nothing_to_explain(chat: Chat) -> None:
    assert said(chat, "/why", "/sources").count("Nothing was asked yet.") == 2


def test_human_help_and_unknown_commands(chat: Chat) -> None:
    page = said(chat, "/human", "/help", "/whatever")
    assert chat.app.support.human in page
    assert "There is no /whatever" in page and page.count("/sources") >= 3


def test_what_is_not_known_offers_a_person(chat: Chat) -> None:
    page = said(chat, "zxqv wkj")
    assert "don't know" in page and chat.app.support.human in page


def test_what_was_said_is_remembered(chat: Chat) -> None:
    said(chat, ASKED, "And as a guest?")
    assert [turn.question for turn in chat.history] == [ASKED, "And as a guest?"]
    assert chat.history[0].entry_ids == ("orders-place",)
    assert f"Earlier question: {ASKED}" in echo(chat).prompts[-1][-1].content


def test_a_failure_of_the_engine_is_told_and_the_chat_goes_on(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> Iterator[str]:
        raise EngineFailed("The language model failed: out of memory")

    monkeypatch.setattr(EchoEngine, "stream", failing)
    page = said(chat, ASKED, "/human", "/why")
    assert "Put the items in your basket" in page, "the FAQ can be quoted all the same"
    assert page.count("out of memory") == 2 and chat.app.support.human in page


def test_ctrl_c_stops_the_answer_and_not_the_chat(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    echoing = EchoEngine.stream

    def interrupted(
        self: EchoEngine,
        prompt: Prompt,
        sampling: Sampling = Sampling(),
        adapter: str | None = None,
        cancelled: Event | None = None,
    ) -> Iterator[str]:
        for number, piece in enumerate(echoing(self, prompt, sampling, adapter, cancelled)):
            if number == 25:  # in the second sentence
                signal.raise_signal(signal.SIGINT)
            yield piece

    monkeypatch.setattr(EchoEngine, "stream", interrupted)
    before = signal.getsignal(signal.SIGINT)
    page = said(chat, ASKED, "/human")
    assert "(stopped)" in page and chat.app.support.human in page
    assert "Put the items in your basket" in page and "e-mail or letter" not in page
    assert signal.getsignal(signal.SIGINT) is before


def test_words_cannot_command_the_terminal(chat: Chat) -> None:
    chat.app.knowledge.add(
        [Entry("evil", "What is the colour of evil?", "It is \x1b[31mred\x07 [bold]here[/bold].")]
    )
    page = said(chat, "What is the colour of evil?", "/sources")
    assert "\x1b" not in page and "\x07" not in page
    assert "[bold]here[/bold]" in page, "brackets are words, not colours"


def test_text_flows_and_wraps_at_words() -> None:
    screen = Console(file=io.StringIO(), width=20, force_terminal=True, color_system=None, soft_wrap=True)
    flow = Flow(screen)
    for sentence in ("One two three four five.", "Six seven."):
        flow.sentence(sentence)
    flow.end()
    assert isinstance(screen.file, io.StringIO)
    assert screen.file.getvalue() == "One two three four\nfive. Six seven.\n"


def test_chinese_sentences_follow_without_a_space() -> None:
    screen = Console(file=io.StringIO(), width=80, soft_wrap=True)
    flow = Flow(screen)
    for sentence in ("我们的原文如下：", "可以退货。", "Yes."):
        flow.sentence(sentence)
    flow.end()
    assert isinstance(screen.file, io.StringIO)
    assert screen.file.getvalue() == "我们的原文如下：可以退货。 Yes.\n"


def test_a_quoted_list_stays_a_list() -> None:
    screen = Console(file=io.StringIO(), width=80, soft_wrap=True)
    flow = Flow(screen)
    for piece in ("Our FAQ says:", "Bring:", "\n- the box.", "\n- the bill.", "Thank you.", "\n\nBye."):
        flow.sentence(piece)
    flow.end()
    assert isinstance(screen.file, io.StringIO)
    assert screen.file.getvalue() == "Our FAQ says: Bring:\n- the box.\n- the bill. Thank you.\n\nBye.\n"


@pytest.mark.parametrize("leaving", ["/QUIT", "/Exit", "/Q"])
def test_commands_may_be_written_in_capitals(chat: Chat, leaving: str) -> None:
    page = said(chat, "/HUMAN", "/Why", "/whatever It is", leaving, "/help")
    assert chat.app.support.human in page and "Nothing was asked yet." in page
    assert "There is no /whatever." in page and "how to reach a person" not in page


def test_plain_keeps_line_breaks_only() -> None:
    assert plain("a\nb\x1b[0m\u202ec").plain == "a\nb\ufffd[0m\ufffdc"


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Do you wrap gifts?", True),
        ("Hello, how long does delivery take?", True),
        ("你们可以寄到德国吗", True),
        ("How long does delivery take", False),
        ("to Spain or to France?", False),
        ("运费是多少？", True),
        ("Can I do it without a receipt?", False),
        ("And to Spain?", False),
        ("I want to return my shoes", False),
        ("hello, can I ask something?", False),
        ("它要多少钱？", False),
    ],
)
def test_a_question_stands_alone_if_it_needs_no_line_beside_it(text: str, alone: bool) -> None:
    assert stands_alone(text) is alone
