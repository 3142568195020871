"""`shopkeeper copy`: variants for one brief, or copy for a whole file of products."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer
from rich.panel import Panel
from rich.text import Text

from bot import settings
from bot.domain import Brief, Channel, Copies, Copy, Kind, Length, Tone
from bot.errors import BadInput
from bot.terminal import screen
from bot.terminal.screen import plain

if TYPE_CHECKING:
    from bot.briefs import Json
    from bot.build.marketing import Papers
    from bot.copywriter import Copywriter

Language = Literal["en", "zh"]

#: The most lines below a variant, and the most characters of a sentence there.
_LINES, _SENTENCE = 12, 48


def _one_of(name: str, words: tuple[str, ...], tells: str) -> Any:
    """An option that takes one of ``words``, and refuses others as a brief's file does."""

    def read(typed: str) -> str:
        if typed not in words:
            raise BadInput(f"--{name} is {typed[:40]!r}; known: {', '.join(words)}.")
        return typed

    return typer.Option(parser=read, metavar=f"<{'|'.join(words)}>", help=tells)


def copy(
    brief: Annotated[
        Path | None, typer.Argument(help="a .json file with the brief; - reads it from stdin")
    ] = None,
    product: Annotated[str, typer.Option(help="id of a product, instead of a file")] = "",
    kind: Annotated[Kind | None, _one_of("kind", get_args(Kind), "what is written")] = None,
    channel: Annotated[Channel | None, _one_of("channel", get_args(Channel), "where it appears")] = None,
    tone: Annotated[Tone | None, _one_of("tone", get_args(Tone), "how it sounds")] = None,
    length: Annotated[Length | None, _one_of("length", get_args(Length), "how long it is")] = None,
    audience: Annotated[str, typer.Option(help="for whom it is, in your words")] = "",
    keywords: Annotated[
        list[str] | None, typer.Option(help="told where the facts hold them; by comma, or once for each")
    ] = None,
    language: Annotated[
        Language | None, _one_of("language", get_args(Language), "default: the product's")
    ] = None,
    variants: Annotated[
        int, typer.Option(min=1, max=10, help="how many texts for one brief, each telling other facts")
    ] = 3,
    seed: Annotated[
        int | None, typer.Option(help="a number; the same one writes the same copy, another one other copy")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    many: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--batch", metavar="PRODUCTS OUT", help="both .jsonl or .csv"),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="leave bad rows out instead of stopping")
    ] = False,
) -> None:
    """Write marketing copy in which every claim stands in its source.

    What is said of a product is checked against the catalogue. An article, a rewrite and help are checked
    against the text or the steps that you give, and these are believed.

    Example: shopkeeper copy --product FH-1001 --channel social --tone playful

    Example: echo '{"product_id": "FH-1001", "kind": "email"}' | shopkeeper copy - --variants 5

    Example: shopkeeper copy --batch products.csv copy.jsonl --length short --audience beginners

    A brief is a JSON object: {"product_id": "FH-1001", "kind": "email", "keywords": ["cast iron"]}.
    It may also hold channel, tone, audience, language, length, customer_id, and facts: what must be told.
    An option goes before what the file says.
    A product of your own goes in as
    "product": {"title": ..., "price": ..., "currency": ..., "attributes": {...}}.
    An article needs topic and source, help needs topic and steps, a rewrite needs source and takes change
    (shorter, bolder, warmer, formal); data/README.md has an example of each kind.

    A batch writes for every product of a file. After Ctrl-C the same command goes on where it stopped.
    """
    wished = [word.strip() for each in keywords or () for word in each.split(",")]
    options: Json = {"kind": kind, "channel": channel, "tone": tone, "length": length}
    options |= {"audience": audience, "keywords": [*filter(None, wished)], "language": language}
    given: Json = {name: value for name, value in options.items() if value}
    chosen = settings.load().seed if seed is None else seed
    if many:
        if brief or product:
            raise BadInput("Give either one brief or --batch PRODUCTS OUT, not both.")
        from bot.terminal import copy_batch  # what reads files brings numpy along; --help does without

        papers = _papers()
        copy_batch.run(*many, given, variants, chosen, skip_bad, papers, lambda: _copywriter(papers))
        return
    if brief and product:
        raise BadInput(f"Both the brief {brief} and --product {product} were given. Give one of them.")
    if not brief and not product:
        raise BadInput("Give a brief's file or --product ID: shopkeeper copy --product FH-1001")
    row = ({"product_id": product} if product else _read(brief or Path("-"))) | given
    from bot.copywriting.lending import notice

    papers = _papers()
    asked = papers.brief_of(row)  # before the model, which takes its time to load
    if without := notice(papers.brand, [asked]):
        screen.say(without)
    writer = _copywriter(papers)
    with screen.steps("Writing ...") as say:
        say(f"Writing {variants} variants ..." if variants > 1 else "Writing one variant ...")
        copies = writer.write(asked, variants, chosen)
    if as_json:
        from bot.briefs import copies_json

        screen.print_json(copies_json(copies))
    else:
        _show(copies)


def _read(file: Path) -> Json:
    from bot.catalogue import text_of

    name = "The brief on stdin" if str(file) == "-" else str(file)
    try:
        text = sys.stdin.read() if str(file) == "-" else text_of(file)
        row: Any = json.loads(text.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 ({error.reason}).") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise BadInput(f"{name} must be one JSON object.")
    return row


def _papers() -> Papers:
    """Read what the marketing desk needs to read a brief: its files, and no model."""
    from bot import build
    from bot.build.marketing import demo_shop, read_papers

    current = settings.load()
    return read_papers(current, demo_shop(current, build.open_store(current)))


def _copywriter(papers: Papers) -> Copywriter:
    """Call who writes, saying what takes time."""
    with screen.steps("Opening the shop ...") as say:
        from bot import build
        from bot.build.marketing import build_copywriter

        current = settings.load()
        return build_copywriter(current, build.build_engine(current, say), papers)


def _show(copies: Copies) -> None:
    from bot.copywriting import sources

    kind = copies.brief.kind
    for number, each in enumerate(copies.copies, 1):
        screen.out.print(_card(number, each, copies.brief), soft_wrap=False)
    if not copies.copies:
        screen.say(f"{sources.nothing(kind)} Ask for fewer facts, or another channel.")
    if copies.missing:
        screen.say(sources.needed(copies.missing))
    if copies.merged:
        screen.say(f"{copies.merged} more said the same. Ask with another --seed for others.")


def _card(number: int, copy: Copy, brief: Brief) -> Panel:
    """One variant: its parts with their lengths, and below them what there is to know about it."""
    from bot.copywriting.channels import measured

    lines = []
    parts = [part for part in copy.parts if part.text]
    for part in parts:
        name = f"{part.name}, " if len(parts) > 1 else ""
        lines.append(plain(f"{name}{measured(part, brief.channel)}", "dim"))
        lines.append(plain(part.text, "bold" if part.name == "head" else ""))
    lines += [plain(line, "dim") for line in _below(copy, brief.kind)]
    title = f"{number} · seed {copy.seed}"
    return Panel(Text("\n").join(lines), title=title, title_align="left", width=min(100, screen.out.width))


def _below(copy: Copy, kind: Kind) -> list[str]:
    """Who worded it, why it stands where it does, where each claim stands, and what to look at."""
    from bot.briefs import BUILT
    from bot.copywriting import sources

    about = [BUILT] if copy.built else []
    about += [f"score {copy.score:.2f}: {'; '.join(copy.reasons)}"]
    warnings = [f"! {warning}" for warning in copy.warnings]
    found = [(claim.text, claim.source) for claim in copy.claims if claim.source]
    claims = [f"{_short(text)} → {sources.where([source], kind)}" for text, source in found]
    room = max(_LINES - len(about) - len(warnings), 1)
    if len(claims) > room:
        claims = [*claims[: room - 1], f"... and {len(claims) - room + 1} more claims; --json has them all"]
    return [*about, *claims, *warnings]


def _short(sentence: str) -> str:
    """Return enough of a sentence to find it by."""
    return sentence if len(sentence) <= _SENTENCE else f"{sentence[: _SENTENCE - 1].rstrip()}…"
