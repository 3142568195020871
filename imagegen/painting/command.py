"""``python -m imagegen.paint``: paint from the command line.

    python -m imagegen.paint --style fluent --category food --seed 7 --out apple.png
    python -m imagegen.paint --seed 7 --count 8 --size 256 --out sheet.png
    python -m imagegen.paint variations --seed 7 --count 8 --out more.png
    python -m imagegen.paint blend --seed 7 --other 12 --out both.png
    python -m imagegen.paint walk --seed 7 --seed 12 --seed 99 --size 256 --out loop.gif
    python -m imagegen.paint poster --seed 7 --headline "Fresh every day" --text "From 8 am" --out poster.png
    python -m imagegen.paint own logo.png --count 8 --out like-it.png
    python -m imagegen.paint map --model vae --seed 7 --out map.png
    python -m imagegen.paint about apple.png

Of several pictures, x.png is a sheet, and x-1.png, x-2.png and so on are the pictures. Each carries its seed,
style and model in its metadata, and that it is AI-generated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from imagegen.errors import BadInput
from imagegen.painting import latent_map, metadata, naming, own, showing, walk
from imagegen.painting.latents import LARGEST, Point, blend, parse, path, variations
from imagegen.painting.painter import MOST_PIXELS, Painter
from imagegen.painting.picture import Colour, colour
from imagegen.painting.poster import poster
from imagegen.painting.typesetting import typeset
from imagegen.places import MODELS

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)

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
    with showing.told():
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
        showing.write(showing.painted(_painter(model, weights), points, style, category, size, paper), out)


@cli.command("variations", help="Pictures near a picture that you like.")
def _variations(
    out: Out, seed: Seed = "0", count: Count = 8, style: Style = None, category: Category = None,
    amount: Annotated[float, typer.Option(min=0.01, max=1, help="how far away")] = 0.35,
    size: Size = None, background: Background = "transparent", model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with showing.told():
        naming.check(out)
        points, paper = variations(parse(seed), count, amount), _paper(background)
        showing.write(showing.painted(_painter(model, weights), points, style, category, size, paper), out)


@cli.command("blend", help="A picture between two.")
def _blend(
    out: Out, other: Annotated[str, typer.Option(help="the seed of the second picture")],
    seed: Seed = "0", style: Style = None, category: Category = None,
    share: Annotated[float, typer.Option(min=0, max=1, help="of the way to the second picture")] = 0.5,
    size: Size = None, background: Background = "transparent", model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with showing.told():
        naming.check(out)
        point, paper = blend(parse(seed), parse(other), share), _paper(background)
        showing.write(showing.painted(_painter(model, weights), [point], style, category, size, paper), out)


@cli.command("walk", help="An endless loop through several pictures: .gif, .webp or .png (animated).")
def _walk(
    out: Out, seed: Annotated[list[str], typer.Option(help="two or more, in order; once for each")],
    frames: Annotated[int, typer.Option(min=2, max=walk.MOST, help="in the whole loop")] = 60,
    per_second: Annotated[int, typer.Option(min=1, max=50, help="frames a second")] = 20,
    style: Style = None, category: Category = None, size: Size = None,
    background: Annotated[str, typer.Option(help='default: "white" for a .gif, "transparent" else')] = "",
    model: Model = "gan", weights: Weights = None,
) -> None:  # fmt: skip
    with showing.told():
        suffix = out.suffix.lower()
        walk.check(suffix)
        paper = _paper(background or ("white" if suffix == ".gif" else "transparent"))
        stops = [parse(text) for text in seed]
        points, painter = path(stops, frames), _painter(model, weights)
        _affordable(frames, painter.about.size if size is None else size, painter.sizes)
        drawn = showing.painted(painter, points, style, category, size, paper)
        showing.save(out, walk.loop(drawn, stops, suffix, per_second), walk.alt(drawn, stops))


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
    with showing.told():
        naming.check(out)
        typeset(headline, text, shape, font)  # wrong words are told before a picture is painted
        point, paper = parse(seed), colour(colour_) if colour_ else None
        painter = _painter(model, weights)
        (picture,) = showing.painted(painter, [point], style, category, painter.sizes[-1], None)
        made = poster(picture, headline, text, shape, paper, cover, font)
        showing.save(out, made.png, made.alt)


@cli.command("map", help="What each direction of the latent space does to a picture.")
def _map(
    out: Out, seed: Seed = "0", style: Style = None, category: Category = None,
    rows: Annotated[int, typer.Option(min=1, max=32, help="directions, the strongest first")] = 8,
    model: Model = "vae", weights: Weights = None,
) -> None:  # fmt: skip
    with showing.told():
        naming.check(out)
        point, painter = parse(seed), _painter(model, weights)
        drawn = latent_map.draw(painter, point, style, category, rows)
        origin = painter.paint([point], style, category)[0].origin
        alt = f"Map of the {rows} strongest directions around: {origin.alt}"
        showing.save(out, metadata.png(drawn, origin.fields(), alt), alt)


@cli.command("own", help="A picture of your own as the VAE knows it, then others near it.")
def _own(
    file: Annotated[Path, typer.Argument(help="a picture: .png, .jpg, .webp ...")],
    out: Out, count: Annotated[int, typer.Option(min=1, max=64, help="itself painted back, and others")] = 8,
    other: Annotated[str | None, typer.Option(help="a seed: paint the way to its picture instead")] = None,
    amount: Annotated[float, typer.Option(min=0.01, max=1, help="how far away the others are")] = 0.35,
    style: Annotated[str | None, typer.Option(help="default: the one that fits best")] = None,
    category: Annotated[str | None, typer.Option(help="default: the one that fits best")] = None,
    size: Size = None, background: Background = "transparent", model: Model = "vae", weights: Weights = None,
) -> None:  # fmt: skip
    with showing.told():
        naming.check(out)
        paper, end = _paper(background), None if other is None else parse(other)
        painter = _painter(model, weights)
        pixels = own.read(file, painter.about)
        painter, point = painter.knowing(pixels)
        labels = painter.fitting(point, pixels, style, category)
        if end is None:
            points = [point, *variations(point, count - 1, amount)]
        else:
            points = [blend(point, end, step / max(1, count - 1)) for step in range(count)]
        showing.write(showing.painted(painter, points, *labels, size, paper), out)


@cli.command("about", help="Which model, style, category and seed a file was painted from, as JSON.")
def _about(file: Path) -> None:
    with showing.told():
        typer.echo(json.dumps(metadata.read(file), ensure_ascii=False))


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
