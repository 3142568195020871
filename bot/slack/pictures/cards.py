"""What stands in a thread of pictures: the head, a row of buttons for each candidate, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.domain import Choice, Kept, Order
from bot.painting import Drawn, Palette
from bot.slack import blocks
from bot.slack.markdown import escape, quote
from bot.slack.pictures.room import motif_of, subject

CHOOSE, MORE, BLEND, BIGGER, BIGGEST, POSTER = "choose", "more", "blend", "bigger", "biggest", "poster"
#: What posts a candidate by itself, each in the next one of the painter's sizes.
SINGLE = (CHOOSE, BIGGER, BIGGEST)
_LABELS = {
    CHOOSE: "This one",
    MORE: "More like this",
    BLEND: "Blend …",
    BIGGER: "Bigger",
    BIGGEST: "Bigger",
    POSTER: "Poster …",
}
_SEED = 80


def action(deed: str, number: int) -> str:
    """The name of a button: each of a message has its own."""
    return f"picture_{deed}_{number}"


def pressed(value: str) -> tuple[str, int]:
    """Read the value of a button: its order, and the number of the candidate."""
    number, _, order = value.partition(" ")
    return order, int(number)


def chosen_key(kept: Kept) -> str:
    """Name the act of choosing a candidate: it counts once."""
    return f"{kept.order}/{kept.number}/chosen"


def head(order: Order, state: str) -> list[Block]:
    """The message above a sheet: who asked for what, and how far it is."""
    seeds = order.brief["seeds"]
    wished = f"{len(seeds)} from seed {seeds[0]}" if len(seeds) > 1 else f"seed {seeds[0]}"
    said = f"<@{order.user}> asks for pictures: *{quote(subject(order.brief), 600)}*\n{quote(wished, 300)}"
    return [blocks.section(said), *blocks.small(escape(state))]


def rows(order: Order, kept: Sequence[Kept], choices: Sequence[Choice], palette: Palette) -> list[Block]:
    """The candidates of a sheet with their buttons; what the weights cannot do has none."""
    deeds = [CHOOSE, MORE, BLEND, BIGGER, POSTER]
    if len(kept) < 2:
        deeds.remove(BLEND)
    if len(palette.sizes) < 2:
        deeds.remove(BIGGER)
    how = f"{order.brief['how']}. " if order.brief.get("how") else ""
    shown: list[Block] = blocks.small(
        escape(f"{how}Weights {palette.weights}: with them a seed gives this very picture again.")
    )
    takers = {choice.number: choice for choice in choices if choice.deed == "chosen"}
    for each in kept:
        said = f"*{each.number}* · seed {quote(str(each.body['seed']), _SEED)}"
        taker = takers.get(each.number)
        if taker:
            said += f" · :pushpin: chosen by {f'<@{taker.user}>' if taker.user else 'somebody'}"
        offered = [deed for deed in deeds if not (taker and deed == CHOOSE)]
        shown += [
            blocks.section(said),
            ActionsBlock(elements=[_button(deed, each) for deed in offered]),
        ]
    return shown


def size(task: str, palette: Palette) -> int:
    """How large a candidate is posted by itself, in pixels at a side."""
    return palette.sizes[SINGLE.index(task)]


def single(order: Order, kept: Kept, palette: Palette) -> list[Block]:
    """The words above a picture that was chosen, or enlarged; a button, if it can be larger still."""
    who = f"<@{order.user}>" if order.user else "Somebody"
    task = order.brief["task"]
    deed, side = "chose" if task == CHOOSE else "enlarged", size(task, palette)
    seed = quote(str(kept.body["seed"]), 600)
    said = f"{who} {deed} *{kept.number}*: {quote(subject(motif_of(kept.body)), 600)}"
    below = f"Seed {seed}, weights {escape(str(kept.body['weights']))}, {side} × {side} pixels. AI-generated."
    larger = SINGLE[SINGLE.index(task) + 1 : len(palette.sizes)][:1]
    buttons = [ActionsBlock(elements=[_button(next_, kept)]) for next_ in larger]
    return [blocks.section(said), *blocks.small(below), *buttons]


def poster(order: Order, drawn: Drawn, shape: str) -> list[Block]:
    """The words above a poster: whose words stand on it, and how well they can be read."""
    said = f"<@{order.user}> made a poster of *{order.brief['number']}*: {quote(shape, 200)}"
    below = [str(order.brief["words"])]  # says who answers for them
    if drawn.contrast:
        below.append(f"Lowest contrast of its letters {drawn.contrast:.1f}:1 (WCAG AA asks for 4.5:1).")
    return [blocks.section(said), *blocks.small(" ".join([*below, "The picture is AI-generated."]))]


def _button(deed: str, kept: Kept) -> ButtonElement:
    return ButtonElement(
        text=_LABELS[deed],
        action_id=action(deed, kept.number),
        value=f"{kept.number} {kept.order}",
        style="primary" if deed == CHOOSE else None,
        accessibility_label=f"Candidate {kept.number}: {_LABELS[deed].removesuffix(' …').lower()}",
    )
