"""The command line: JSON as the design says, batches that resume, mistakes in one sentence, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import build
from bot.domain import Question
from bot.errors import BadInput, EngineFailed, NotReady
from bot.settings import Settings
from bot.terminal import batch
from tests.conftest import ROOT, Run, process_environment

ECHO = {"SHOPKEEPER_ENGINE": "echo", "SHOPKEEPER_EMBEDDER": "hash", "SHOPKEEPER_THRESHOLD": "0.5"}
ASKED = "How do I place an order?"
FAQ = (
    '{"id": "hours", "question": "When are you open?", "answer": "We are open from 9:00 to 18:00."}\n'
    '{"id": "dogs", "question": "May I bring my dog?", "answer": "Dogs are welcome on a leash."}\n'
)


def write(file: Path, rows: Sequence[Any]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_ask_prints_one_json_object_and_nothing_else_on_stdout(process: Run) -> None:
    done = process("ask", ASKED, "--json", **ECHO)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    wanted = {
        "question",
        "status",
        "text",
        "confidence",
        "citations",
        "claims",
        "language",
        "engine",
        "adapter",
    }
    assert wanted | {"seconds"} <= set(answer)
    assert (answer["question"], answer["status"], answer["engine"]) == (ASKED, "answered", "echo")
    assert {"id", "question", "passage", "score", "version"} <= set(answer["citations"][0])
    assert set(answer["claims"][0]) == {"text", "supported", "source"}
    assert "demo shop Fernhill" in done.stderr, "what takes time is said, on stderr"


def test_ask_without_json_is_for_reading(shopkeeper: Run) -> None:
    done = shopkeeper("ask", ASKED, **ECHO)
    assert done.stdout.splitlines()[-1] == "[1] How do I place an order? (orders-place, version 1)"


def test_what_is_not_known_is_no_failure(shopkeeper: Run) -> None:
    done = shopkeeper("ask", "zxqv wkj", "--json", **ECHO)
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "abstained"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "  "], 2, "Nothing was asked"),
        (["ask", "--batch", "nowhere.jsonl", "out.jsonl"], 2, "nowhere.jsonl cannot be read"),
        (["faq", "import", "nowhere.csv"], 2, "nowhere.csv"),
        (["faq", "remove", "no-such"], 2, "no-such"),
        (["faq", "search"], 2, "Nothing to search for"),
        (["sell"], 2, "No such command"),
        (["ask", "Open?", "--batch", "in.jsonl", "out.jsonl"], 2, "not both"),
        (["faq", "search", "open", "--batch", "in.jsonl", "out.jsonl"], 2, "not both"),
    ],
)
def test_a_mistake_is_one_sentence_and_no_trace(
    shopkeeper: Run, arguments: list[str], code: int, says: str
) -> None:
    done = shopkeeper(*arguments, **ECHO)
    assert done.returncode == code
    assert says in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_missing_adapter_is_not_ready_and_says_how_to_get_it(shopkeeper: Run) -> None:
    done = shopkeeper("ask", ASKED, **ECHO, SHOPKEEPER_ADAPTER="sales")
    assert done.returncode == 1
    assert "sales" in done.stderr and "finetune.train" in done.stderr and "Traceback" not in done.stderr


def test_a_bad_setting_is_named(shopkeeper: Run) -> None:
    done = shopkeeper("ask", ASKED, SHOPKEEPER_SEED="lucky")
    assert done.returncode == 2 and "SHOPKEEPER_SEED" in done.stderr and "Traceback" not in done.stderr


def test_a_bug_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import cli

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(build, "build", broken)
    monkeypatch.setattr(sys, "argv", ["shopkeeper", "ask", "x"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


@pytest.mark.parametrize(
    ("error", "code"),
    [(BadInput("no"), 2), (NotReady("no"), 1), (EngineFailed("no"), 1), (KeyboardInterrupt(), 130)],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    from bot import cli

    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(build, "build", failing)
    monkeypatch.setattr(sys, "argv", ["shopkeeper", "ask", "x"])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    assert exit_.value.code == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["ask", "--help"],
        ["chat", "--help"],
        ["doctor", "--help"],
        ["copy", "--help"],
        ["choices", "--help"],
        ["faq", "--help"],
        ["--version"],
    ]
    + [["faq", command, "--help"] for command in ("import", "list", "search", "remove", "export")],
)
def test_help_has_an_example_and_is_quick(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from bot.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in ('torch', 'numpy') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, cwd=tmp_path, env=process_environment({}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[]"), "neither torch nor numpy is imported"
    assert "shopkeeper " in done.stdout


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "faq", "list", "--json"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=process_environment(ECHO), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait() == 0 and b"Traceback" not in said and b"ignored" not in said


# Batches


def test_a_batch_keeps_order_and_other_fields(shopkeeper: Run, tmp_path: Path) -> None:
    rows = [
        {"query": ASKED, "id": "a", "faq_id": "orders-place"},
        {"query": "And as a guest?", "history": [{"query": ASKED, "answer": "So."}], "id": "b"},
        {"query": "zxqv wkj", "id": "c"},
    ]
    write(tmp_path / "in.jsonl", rows)
    done = shopkeeper("ask", "--batch", "in.jsonl", "out.jsonl", **ECHO)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    answers = read(tmp_path / "out.jsonl")
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [answer["query"] for answer in answers] == [row["query"] for row in rows]
    assert answers[0]["faq_id"] == answers[0]["citations"][0]["id"] == "orders-place"
    assert answers[2]["status"] == "abstained"


def test_bad_lines_are_all_named_before_anything_is_asked(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"query": "x"}\nnonsense\n\n{"text": "x"}\n[1]\n{"query": " "}\n{"query": "x", "history": 3}\n'
    )
    with pytest.raises(BadInput) as error:
        batch.run(source, tmp_path / "out.jsonl", lambda: pytest.fail("started"))
    said = str(error.value)
    for line, why in (
        (2, "not JSON"),
        (4, "query is missing"),
        (5, "not an object"),
        (6, "empty"),
        (7, "history"),
    ):
        assert f"line {line}: " in said and why in said
    assert not (tmp_path / "out.jsonl").exists()


def asking(asked: list[str], stop_after: int | None = None) -> batch.Work:
    def work(question: Question) -> dict[str, Any]:
        if len(asked) == stop_after:
            raise KeyboardInterrupt
        asked.append(question.text)
        return {"text": question.text.upper()}

    return work


def test_a_stopped_batch_keeps_what_is_done_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.jsonl", [{"query": letter} for letter in "abcab"])
    target = tmp_path / "out.jsonl"
    first: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        batch.run(source, target, lambda: asking(first, stop_after=2))
    assert len(read(target)) == 2
    assert "Stopped after 2 of 5" in " ".join(capsys.readouterr().err.split())
    second: list[str] = []
    batch.run(source, target, lambda: asking(second))
    assert first + second == list("abcab"), "each is asked once"
    assert [row["text"] for row in read(target)] == list("ABCAB")
    before = target.read_bytes()
    batch.run(source, target, lambda: pytest.fail("nothing is left to do"))
    assert target.read_bytes() == before


def test_a_line_cut_off_by_a_crash_is_written_again(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [{"query": letter} for letter in "ab"])
    target = tmp_path / "out.jsonl"
    target.write_text('{"query": "a", "text": "A"}\n{"query": "b", "te')
    batch.run(source, target, lambda: asking([]))
    assert [row["text"] for row in read(target)] == ["A", "B"]


@pytest.mark.parametrize(
    "there", ['{"query": "other"}\n', "nonsense\n", '{"query": "a"}\n{"query": "b"}\n{"query": "c"}\n']
)
def test_somebody_elses_file_is_not_touched(tmp_path: Path, there: str) -> None:
    source = write(tmp_path / "in.jsonl", [{"query": letter} for letter in "ab"])
    target = tmp_path / "out.jsonl"
    target.write_text(there)
    with pytest.raises(BadInput, match="holds something else"):
        batch.run(source, target, lambda: asking([]))
    assert target.read_text() == there


def test_the_questions_are_not_their_own_answers(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [{"query": "a"}])
    (tmp_path / "link.jsonl").symlink_to(source)
    before = source.read_bytes()
    for target in (source, tmp_path / ".." / tmp_path.name / "in.jsonl", tmp_path / "link.jsonl"):
        with pytest.raises(BadInput, match="the questions themselves"):
            batch.run(source, target, lambda: pytest.fail("started"))
    assert source.read_bytes() == before


def test_nothing_of_the_callers_is_lost(tmp_path: Path) -> None:
    rows = [{"query": "a", "text": "mine", "id": 1}, {"query": "b", "id": 2}, {"query": "c", "given": 3}]
    rows.append({"query": "d", "text": "mine", "given": 4})
    source, target = write(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl"
    batch.run(source, target, lambda: asking([]))
    assert read(target) == [
        {"query": "a", "id": 1, "text": "A", "given": {"text": "mine"}},
        {"query": "b", "id": 2, "text": "B"},
        {"query": "c", "given": 3, "text": "C"},
        {"query": "d", "text": "D", "given": {"text": "mine", "given": 4}},
    ]
    batch.run(source, target, lambda: pytest.fail("nothing is left to do"))


# The FAQ


def test_a_faq_goes_in_is_found_and_comes_out(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    assert shopkeeper("faq", "import", "own.jsonl", **ECHO).returncode == 0
    listed = json.loads(shopkeeper("faq", "list", "--json", **ECHO).stdout)
    assert [(entry["id"], entry["version"]) for entry in listed] == [("hours", 1), ("dogs", 1)]

    found = json.loads(shopkeeper("faq", "search", "when are you open", "--json", **ECHO).stdout)
    assert set(found) == {"query", "hits", "confidence", "answerable"}
    assert set(found["hits"][0]) == {"id", "question", "score"} and found["hits"][0]["id"] == "hours"

    assert shopkeeper("faq", "remove", "dogs", **ECHO).returncode == 0
    assert shopkeeper("faq", "export", "out.csv", **ECHO).returncode == 0
    text = (tmp_path / "out.csv").read_text("utf-8")
    assert "hours" in text and "dogs" not in text


def test_a_bad_row_refuses_the_file_unless_skipped(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ + '{"question": "No answer?"}\n')
    refused = shopkeeper("faq", "import", "own.jsonl", **ECHO)
    assert refused.returncode == 2 and "line 3" in refused.stderr
    taken = shopkeeper("faq", "import", "own.jsonl", "--skip-bad", **ECHO)
    assert taken.returncode == 0 and "line 3" in taken.stderr and "2 new" in taken.stderr


def test_a_faq_of_ones_own_moves_the_demo_shop_out(shopkeeper: Run, tmp_path: Path) -> None:
    assert "orders-place" in shopkeeper("faq", "list", **ECHO).stdout
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO)
    assert [line.split()[0] for line in shopkeeper("faq", "list", **ECHO).stdout.splitlines()] == [
        "hours",
        "dogs",
    ]


def test_a_change_to_the_demo_shop_leaves_it_in_place(shopkeeper: Run, tmp_path: Path) -> None:
    before = len(shopkeeper("faq", "list", **ECHO).stdout.splitlines())
    write(tmp_path / "change.jsonl", [{"id": "orders-place", "question": ASKED, "answer": "By telephone."}])
    shopkeeper("faq", "import", "change.jsonl", **ECHO)
    assert len(shopkeeper("faq", "list", **ECHO).stdout.splitlines()) == before
    answer = json.loads(shopkeeper("ask", ASKED, "--json", **ECHO).stdout)
    assert answer["citations"][0]["version"] == 2 and answer["text"] == "By telephone."


def test_search_batch_passes_fields_through(shopkeeper: Run, tmp_path: Path) -> None:
    write(
        tmp_path / "in.jsonl", [{"query": ASKED, "faq_id": "orders-place"}, {"query": "zxqv", "faq_id": None}]
    )
    done = shopkeeper("faq", "search", "--batch", "in.jsonl", "out.jsonl", **ECHO)
    assert done.returncode == 0, done.stderr
    first, second = read(tmp_path / "out.jsonl")
    assert first["faq_id"] == first["hits"][0]["id"] and first["answerable"] is True
    assert second["faq_id"] is None and second["answerable"] is False


def test_shops_do_not_meet(shopkeeper: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(FAQ)
    shopkeeper("faq", "import", "own.jsonl", **ECHO, SHOPKEEPER_HOME="one")
    assert "orders-place" in shopkeeper("faq", "list", **ECHO, SHOPKEEPER_HOME="two").stdout


@pytest.mark.model
def test_the_packaged_models_answer(process: Run, real_settings: Settings) -> None:
    adapter = "support" if "support" in build.adapter_folders(real_settings.adapters) else "none"
    done = process("ask", "How do I cancel an order?", "--json", SHOPKEEPER_ADAPTER=adapter)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["citations"][0]["id"] == "orders-cancel"
    assert all(claim["supported"] for claim in answer["claims"])


def test_the_checkout_is_the_one_that_is_tested() -> None:
    assert Path(build.__file__).is_relative_to(ROOT)
