"""``python -m imagegen.paint``: paint from the command line.

    python -m imagegen.paint --style fluent --category food --seed 7 --out apple.png
    python -m imagegen.paint --seed 7 --count 8 --size 256 --out sheet.png
    python -m imagegen.paint variations --seed 7 --count 8 --out more.png
    python -m imagegen.paint blend --seed 7 --other 12 --out both.png
    python -m imagegen.paint walk --seed 7 --seed 12 --seed 99 --size 256 --out loop.gif
    python -m imagegen.paint poster --seed 7 --headline "Fresh every day" --text "From 8 am" --out poster.png
    python -m imagegen.paint map --model vae --seed 7 --out map.png
    python -m imagegen.paint about apple.png

Of several pictures, x.png is a sheet, and x-1.png, x-2.png and so on are the pictures. Each carries its seed,
style and model in its metadata, and that it is AI-generated.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import track
from rich.text import Text

from imagegen import writing
from imagegen.errors import BadInput, ImagegenError
from imagegen.painting import latent_map, metadata, naming, walk
from imagegen.painting.latents import LARGEST, Point, blend, parse, path, variations
from imagegen.painting.painter import MODELS, MOST_PIXELS, Painter
from imagegen.painting.picture import Colour, Picture, colour
from imagegen.painting.poster import poster
from imagegen.painting.sheet import sheet
from imagegen.painting.typesetting import typeset

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

Style = Annotated[str | None, typer.Option(help="default: the model's first one")]
Category = Annotated[str | None, typer.Option(help="default: the model's first one")]
Seed = Annotated[str, typer.Option(help='a whole number, or a place between seeds such as "7+12@0.5"')]
Count = Annotated[int, typer.Option(min=1, max=64, help="how many; more than one also make a sheet")]
Size = Annotated[
    int | None, typer.Option(help="pixels: the model's own size (the default), or 4 or 16 times it")
]
Background = Annotated[str, typer.Option(help='"transparent", or a colour such as "white" or "#e8f0ff"')]
Model = Annotated[Literal["gan", "vae"], typer.Option(help="which of the models that come with it")]
Weights = Annotated[Path | None, typer.Option(help="folder of a model that you trained, instead")]
Out = Annotated[Path, typer.Option("--out", help="file to write")]


# Click's mark for lines that are to stay as they are stands before the examples.
@cli.callback(invoke_without_command=True, help=(__doc__ or "").replace("    python", "\b\n    python", 1))
def _paint(
    context: typer.Context,
    style: Style = None,
    category: Category = None,
    seed: Seed = "0",
    count: Count = 1,
    size: Size = None,
    background: Background = "transparent",
    model: Model = "gan",
    weights: Weights = None,
    out: Annotated[Path | None, typer.Option("--out", help="file to write")] = None,
) -> None:
    with _told():
        if context.invoked_subcommand is not None:
            _nothing_before(context.invoked_subcommand, context)
            return
        if out is None:
            raise BadInput("Say where to write the picture: --out FILE.png")
        naming.check(out)
        first = parse(seed)
        if count > 1 and (first.towards or first.seed + count > LARGEST):
            raise BadInput("Several pictures have the seeds after a plain one. For others: variations --help")
        points = [first, *(Point(first.seed + step) for step in range(1, count))]
        paper = _paper(background)
        _write(_painted(_painter(model, weights), points, style, category, size, paper), out)


@cli.command("variations", help="Pictures near a picture that you like.")
def _variations(
    out: Out, seed: Seed = "0", count: Count = 8, style: Style = None, category: Category = None,
    amount: Annotated[float, typer.Option(min=0.01, max=1, help="how far away")] = 0.35,
    size: Size = None, background: Background = "transparent", model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with _told():
        naming.check(out)
        points, paper = variations(parse(seed), count, amount), _paper(background)
        _write(_painted(_painter(model, weights), points, style, category, size, paper), out)


@cli.command("blend", help="A picture between two.")
def _blend(
    out: Out, other: Annotated[str, typer.Option(help="the seed of the second picture")],
    seed: Seed = "0", style: Style = None, category: Category = None,
    share: Annotated[float, typer.Option(min=0, max=1, help="of the way to the second picture")] = 0.5,
    size: Size = None, background: Background = "transparent", model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with _told():
        naming.check(out)
        point, paper = blend(parse(seed), parse(other), share), _paper(background)
        _write(_painted(_painter(model, weights), [point], style, category, size, paper), out)


@cli.command("walk", help="An endless loop through several pictures: .gif, .webp or .png (animated).")
def _walk(
    out: Out, seed: Annotated[list[str], typer.Option(help="two or more, in order; once for each")],
    frames: Annotated[int, typer.Option(min=2, max=walk.MOST, help="in the whole loop")] = 60,
    per_second: Annotated[int, typer.Option(min=1, max=50, help="frames a second")] = 20,
    style: Style = None, category: Category = None, size: Size = None,
    background: Annotated[str, typer.Option(help='default: "white" for a .gif, "transparent" else')] = "",
    model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with _told():
        suffix = out.suffix.lower()
        walk.check(suffix)
        paper = _paper(background or ("white" if suffix == ".gif" else "transparent"))
        stops = [parse(text) for text in seed]
        points, painter = path(stops, frames), _painter(model, weights)
        _affordable(frames, painter.about.size if size is None else size, painter.sizes)
        drawn = _painted(painter, points, style, category, size, paper)
        _save(out, walk.loop(drawn, stops, suffix, per_second), drawn[0].origin.alt)


@cli.command("poster", help="A headline and a text on a picture: square, story, wide or a4.")
def _poster(
    out: Out, headline: Annotated[str, typer.Option(help="the large words")],
    text: Annotated[str, typer.Option(help="the smaller words")] = "",
    shape: Annotated[str, typer.Option("--format", help="square, story, wide or a4")] = "square",
    colour_: Annotated[str, typer.Option("--colour", help="the background's; default: of the picture")] = "",
    cover: Annotated[bool, typer.Option("--cover", help="the picture fills the poster")] = False,
    font: Annotated[Path | None, typer.Option(help="a TrueType or OpenType font, for other scripts")] = None,
    seed: Seed = "0", style: Style = None, category: Category = None,
    model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with _told():
        naming.check(out)
        typeset(headline, text, shape, font)  # wrong words are told before a picture is painted
        point, paper = parse(seed), colour(colour_) if colour_ else None
        painter = _painter(model, weights)
        (picture,) = _painted(painter, [point], style, category, painter.sizes[-1], None)
        made = poster(picture, headline, text, shape, paper, cover, font)
        _save(out, made.png, made.alt)


@cli.command("map", help="What each direction of the latent space does to a picture.")
def _map(
    out: Out, seed: Seed = "0", style: Style = None, category: Category = None,
    rows: Annotated[int, typer.Option(min=1, max=32, help="directions, the strongest first")] = 8,
    model: Model = "vae", weights: Weights = None,
) -> None:  # fmt: skip
    with _told():
        naming.check(out)
        point, painter = parse(seed), _painter(model, weights)
        drawn = latent_map.draw(painter, point, style, category, rows)
        origin = painter.paint([point], style, category)[0].origin
        alt = f"Map of the {rows} strongest directions around: {origin.alt}"
        _save(out, metadata.png(drawn, origin.fields(), alt), alt)


@cli.command("about", help="Which model, style, category and seed a file was painted from, as JSON.")
def _about(file: Path) -> None:
    with _told():
        typer.echo(json.dumps(metadata.read(file), ensure_ascii=False))


@contextmanager
def _told() -> Iterator[None]:
    """Tell what a person can mend in a sentence; leave with 2 for bad input, 130 for Ctrl-C, else 1."""
    try:
        yield
    except ImagegenError as error:
        _say(str(error))
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _say(line: str) -> None:
    _err.print(
        Text("".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in line))
    )


def _nothing_before(word: str, context: typer.Context) -> None:
    """Refuse options before a sub-command: they are not its own, and nobody would hear them."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = [f"--{name}" for name, source in sources.items() if source and source.name == "COMMANDLINE"]
    if given:
        raise BadInput(f"Put {' and '.join(given)} after {word}: before it, nobody would hear.")


def _affordable(frames: int, size: int, sizes: Sequence[int]) -> None:
    """Refuse a loop that is too large to be held in memory; a size that there is not is refused later."""
    if size in sizes and frames * size**2 > MOST_PIXELS:
        raise BadInput(
            f"{frames} frames of {size} x {size} pixels are too much for a loop: ask for at most "
            f"{MOST_PIXELS // size**2} --frames, or for a smaller --size."
        )


def _painter(model: str, folder: Path | None) -> Painter:
    return Painter.open(folder or MODELS / model)


def _paper(text: str) -> Colour | None:
    return None if text == "transparent" else colour(text)


def _painted(
    painter: Painter,
    points: Sequence[Point],
    style: str | None,
    category: str | None,
    size: int | None,
    paper: Colour | None,
) -> list[Picture]:
    """Paint a few pictures at a time, and show on a terminal how far it is."""
    step = 2 * (os.cpu_count() or 1)  # the cores share them
    starts = range(0, len(points), step)
    return [
        picture
        for start in track(starts, "Painting", console=_err, transient=True, disable=not _err.is_terminal)
        for picture in painter.paint(points[start : start + step], style, category, size, paper)
    ]


def _write(pictures: Sequence[Picture], out: Path) -> None:
    """Write one picture to ``out``; of several, the sheet, and each beside it as NAME-1.png and so on."""
    if len(pictures) == 1:
        _save(out, pictures[0].png(), pictures[0].origin.alt)
        return
    for number, picture in enumerate(pictures, 1):
        _save(out.with_stem(f"{out.stem}-{number}"), picture.png(), picture.origin.alt)
    _save(out, sheet(pictures), f"a sheet of {len(pictures)}")


def _save(out: Path, content: bytes, told: str) -> None:
    """Write a file and tell what is on it."""
    writing.save(out, content)
    _say(f"{out}: {told}")
