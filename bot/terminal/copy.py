"""`shopkeeper copy`: variants for one brief, or copy for a whole file of products."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.panel import Panel
from rich.text import Text

from bot import settings
from bot.briefs import Json, copies_json
from bot.domain import Copies, Copy
from bot.errors import BadInput
from bot.terminal import copy_batch, screen
from bot.terminal.screen import plain

if TYPE_CHECKING:
    from bot.build.marketing import Marketing


def copy(
    brief: Annotated[
        Path | None, typer.Argument(help="a .json file with the brief; - reads it from stdin")
    ] = None,
    product: Annotated[str, typer.Option(help="id of a product, instead of a file")] = "",
    channel: Annotated[str, typer.Option(help="page, email, social, sms, search_ad, poster or push")] = "",
    tone: Annotated[str, typer.Option(help="plain, warm, bold, playful or formal")] = "",
    variants: Annotated[int, typer.Option(help="how many, 1 to 10")] = 3,
    seed: Annotated[int | None, typer.Option(help="the same seed writes the same copy")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    many: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--batch", metavar="PRODUCTS OUT", help=".jsonl or .csv of products; .jsonl of copy"),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="leave bad rows out instead of stopping")
    ] = False,
) -> None:
    """Write marketing copy in which every claim stands in the product's facts.

    Example: shopkeeper copy --product FH-1001 --channel social --tone playful

    Example: shopkeeper copy brief.json --variants 5 --json

    Example: shopkeeper copy --batch products.csv copy.jsonl --channel page

    A brief: {"product_id": "FH-1001", "kind": "email", "channel": "email", "tone": "warm",
    "audience": "home bakers", "keywords": ["cast iron"]}. A product of your own goes in as
    "product": {"title": ..., "price": ..., "currency": ..., "attributes": {...}}.
    After Ctrl-C a batch goes on where it stopped.
    """
    given = {name: value for name, value in (("channel", channel), ("tone", tone)) if value}
    chosen = settings.load().seed if seed is None else seed
    if many:
        if brief or product:
            raise BadInput("Give either one brief or --batch PRODUCTS OUT, not both.")
        copy_batch.run(*many, given, variants, chosen, skip_bad, lambda: _open())
        return
    if (brief is None) == (not product):
        raise BadInput("Give a brief's file or --product ID: shopkeeper copy --product FH-1001")
    row = given | ({"product_id": product} if product else _read(brief or Path("-")))
    desk = _open()
    copies = desk.copywriter.write(desk.reader.brief_of(row), variants, chosen)
    if as_json:
        screen.print_json(copies_json(copies))
    else:
        _show(copies)


def _read(file: Path) -> Json:
    try:
        text = typer.get_text_stream("stdin").read() if str(file) == "-" else file.read_text("utf-8-sig")
        row: Any = json.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read {file}: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise BadInput(f"{file} must hold one JSON object, the brief.")
    return row


def _open() -> Marketing:
    """Open the marketing desk, saying what takes time."""
    with screen.steps("Opening the shop ...") as say:
        from bot import build
        from bot.build.marketing import build_marketing

        current = settings.load()
        engine = build.build_engine(current, say)
        return build_marketing(current, engine, build.open_store(current))


def _show(copies: Copies) -> None:
    for number, each in enumerate(copies.copies, 1):
        screen.out.print(_card(number, each), soft_wrap=False)
    for missing in copies.missing:
        screen.say(f"The catalogue does not say: {missing}.")
    if copies.merged:
        screen.say(f"{copies.merged} more said the same. Ask with another --seed for others.")


def _card(number: int, copy: Copy) -> Panel:
    """One variant with its length, where its claims stand, and what to look at."""
    text = plain(copy.text)
    stands = sorted({source for claim in copy.claims if claim.source for source in claim.source.split(", ")})
    below = [f"stands in: {', '.join(stands)}"] if stands else []
    below += [f"! {warning}" for warning in copy.warnings]
    for line in below:
        text.append_text(Text("\n")).append_text(plain(line, "dim"))
    title = f"{number} · {len(copy.text)} characters · seed {copy.seed}"
    return Panel(text, title=title, title_align="left", width=min(100, screen.out.width))
