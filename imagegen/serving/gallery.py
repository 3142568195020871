"""The models that are served, by name. A damaged one is told at the start, and the others are served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from imagegen.errors import BadInput
from imagegen.paint import MODELS, Flat, Painter, Point
from imagegen.serving.refusals import Problem

FLAT = "flat"
#: The models that come with the package.
SHIPPED = ("gan", "vae")


@dataclass(frozen=True, slots=True)
class Gallery:
    """Painters by name, the first one for whoever names none; ``closed`` says why others cannot paint."""

    painters: Mapping[str, Painter]
    closed: Mapping[str, str]

    def find(self, name: str | None) -> tuple[str, Painter]:
        """Return a model's name and painter.

        Raises:
            BadInput: there is no such model.
            Problem: it is damaged.
        """
        name = next(iter(self.painters)) if name is None else name
        if name in self.closed:
            raise Problem("model_closed")
        if name not in self.painters:
            raise BadInput(f"There is no such model here. Models: {', '.join(self.painters)}.")
        return name, self.painters[name]


def places(wanted: list[str]) -> dict[str, Path | None]:
    """Read ``gan``, ``flat`` or ``NAME=FOLDER``, each once, into folders by name; nothing: what is shipped.

    Raises:
        BadInput: one cannot be read, or a name stands twice.
    """
    found: dict[str, Path | None] = {}
    for text in wanted or SHIPPED:
        name, given, folder = text.partition("=")
        if name in found:
            raise BadInput(f"The model {name} is named twice.")
        if given and folder and name.isidentifier():
            found[name] = Path(folder)
        elif not given and name in (*SHIPPED, FLAT):
            found[name] = None if name == FLAT else MODELS / name
        else:
            raise BadInput(
                f"{text!r} names no model. Models: {', '.join(SHIPPED)}, {FLAT} (needs no weights), or one "
                "that you trained, as NAME=FOLDER."
            )
    return found


def opened(folders: Mapping[str, Path | None], tell: Callable[[str], None]) -> Gallery:
    """Open the models and paint a picture with each, so that the first request is as quick as the next.

    Raises:
        BadInput: none of them can be opened; says why, of each.
    """
    painters: dict[str, Painter] = {}
    closed: dict[str, str] = {}
    for name, folder in folders.items():
        try:
            painter = Painter(Flat()) if folder is None else Painter.open(folder)
            painter.paint([Point(0)], size=painter.sizes[:2][-1])  # enlarged: that network too may be damaged
            painters[name] = painter
        except BadInput as error:
            closed[name] = str(error)
    if not painters:
        raise BadInput("\n".join(f"{name}: {why}" for name, why in closed.items()))
    for name, why in closed.items():
        tell(f"{name} is not served: {why}")
    return Gallery(painters, closed)
