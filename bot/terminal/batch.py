"""Many questions out of a file: one line in, one line out, in the same order.

Every line is on disk before the next question is asked, so stopping loses nothing, and the same
command goes on where it stopped. What is done with a question is handed in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bot.domain import Question
from bot.errors import BadInput
from bot.terminal import screen
from bot.wire import Json, question_of

Work = Callable[[Question], Json]


def run(source: Path, target: Path, start: Callable[[], Work]) -> None:
    """Add the fields that the work returns to each line of ``source`` and write it to ``target``.

    A field of the line that the work returns too (``language``, say) is kept under ``given``: nothing of
    the caller's is lost, and ``text`` or ``status`` means the same in every line.

    ``start`` makes the work ready (loads a model, say); it is called once the file is known to be
    good and something is left to do.

    Raises:
        BadInput: a line cannot be used, or ``target`` holds something else. Nothing was written.
    """
    asked = _read(source)
    if target.exists() and source.samefile(target):
        raise BadInput(f"{target} holds the questions themselves. Name another file for the answers.")
    done = _done(target, asked)
    if done:
        screen.say(f"{target} already has {done} of {len(asked)}.")
    if done == len(asked):
        return
    work = start()
    try:
        with target.open("a", encoding="utf-8") as file, screen.counter("Asking") as tick:
            for row, question in asked[done:]:
                file.write(json.dumps(_together(row, work(question)), ensure_ascii=False) + "\n")
                file.flush()
                done += 1
                tick(done, len(asked))
    except KeyboardInterrupt:
        screen.say(f"Stopped after {done} of {len(asked)}; the same command goes on from here.")
        raise
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}).") from error
    screen.say(f"Wrote {len(asked)} lines to {target}.")


def _together(row: Json, done: Json) -> Json:
    """The line with the work's fields; ``query`` is both the caller's and ours."""
    both = (row.keys() & done.keys()) - {"query"}
    if both and "given" in row:
        both.add("given")
    given = {"given": {name: value for name, value in row.items() if name in both}} if both else {}
    return {name: value for name, value in row.items() if name not in both} | done | given


def refuse_both(text: str) -> None:
    """Refuse a question beside ``--batch``: one of the two would be left out in silence."""
    if text.strip():
        raise BadInput("Give either one text or --batch QUESTIONS OUT, not both.")


def _read(file: Path) -> list[tuple[Json, Question]]:
    """The lines of ``file`` with their questions. All bad lines are named at once."""
    asked: list[tuple[Json, Question]] = []
    bad: list[str] = []
    for number, line in enumerate(_text(file).split("\n"), 1):  # not splitlines: U+2028 may stand in a text
        if not line.strip():
            continue
        try:
            row = _object(line)
            asked.append((row, question_of(row)))
        except BadInput as error:
            bad.append(f"  line {number}: {error}")
    if bad:
        more = [f"  ... and {len(bad) - 20} more"] if len(bad) > 20 else []
        lines = "\n".join(bad[:20] + more)
        raise BadInput(
            f'{file}: each line must be a JSON object with a "query". Nothing was asked. Mend:\n{lines}'
        )
    if not asked:
        raise BadInput(f"{file} holds no questions.")
    return asked


def _done(target: Path, asked: list[tuple[Json, Question]]) -> int:
    """How many lines of ``target`` are done. A last line that was cut off in the middle is taken away."""
    if not target.exists():
        return 0
    whole, _, torn = _text(target).rpartition("\n")
    lines = whole.split("\n") if whole else []
    for number, line in enumerate(lines, 1):
        try:
            same = number <= len(asked) and question_of(_object(line)) == asked[number - 1][1]
        except BadInput:
            same = False
        if not same:
            raise BadInput(
                f"{target} holds something else: its line {number} does not answer line {number} of the "
                "questions. Name another file, or remove this one."
            )
    if torn:
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    return len(lines)


def _object(line: str) -> Json:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON ({error})") from error
    if not isinstance(row, dict):
        raise BadInput("not an object")
    return row


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8; save it as UTF-8 and ask again.") from error
