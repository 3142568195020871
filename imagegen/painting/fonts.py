"""The letters: the bundled font or your own, and whether it has all the letters of a text."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageFont

from imagegen.errors import BadInput

_ASSETS = Path(__file__).parent / "assets"
HEADLINE = _ASSETS / "Manrope-ExtraBold.ttf"
TEXT = _ASSETS / "Manrope-Medium.ttf"
_SHOWN = 12  # missing letters that an error names
#: Where a word may break: with a hyphen (a soft one, U+00AD), and without (a space of no width, U+200B).
HYPHEN, BREAK = "\u00ad", "\u200b"


def clean(text: str) -> str:
    """Compose letters with their accents, and make of all white space single spaces and line breaks.

    Places to break are left within words only.
    """
    lines = (
        " ".join(filter(None, (word.strip(HYPHEN + BREAK) for word in line.split())))
        for line in unicodedata.normalize("NFC", text).splitlines()
    )
    return "\n".join(lines).strip("\n")


def plain(text: str) -> str:
    """Return a text without the places where its words may break."""
    return text.replace(HYPHEN, "").replace(BREAK, "")


def check(text: str, file: Path) -> None:
    """Refuse a text with letters that the font lacks: they would be drawn as empty boxes.

    Raises:
        BadInput: names the letters and the remedy.
    """
    drawn = {*plain(text.replace(HYPHEN, "-"))} - {*" \n"}
    lacking = sorted(letter for letter in drawn if ord(letter) not in _letters(file))
    if not lacking:
        return
    shown = " ".join(_shown(letter) for letter in lacking[:_SHOWN])
    more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
    covers = " (it has Latin, Greek and Cyrillic letters)" if file.parent == _ASSETS else ""
    raise BadInput(
        f"The font {file.stem}{covers} lacks {shown}{more}. Leave them out, or use a font that has them "
        "(on the command line: --font FILE.ttf)."
    )


def _shown(letter: str) -> str:
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"


@cache
def font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    """Open a font at ``size`` pixels.

    Raises:
        BadInput: the file is missing, or is no font.
    """
    try:
        return ImageFont.truetype(str(file), size)
    except OSError as error:
        raise BadInput(
            f"The font {file} cannot be read ({error}). Give a TrueType or OpenType file."
        ) from error


@cache
def _letters(file: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError  # only who makes posters needs it

    try:
        with TTFont(file, fontNumber=0) as opened:
            return frozenset(opened.getBestCmap() or ())
    except (OSError, TTLibError) as error:
        raise BadInput(
            f"The font {file} cannot be read ({error}). Give a TrueType or OpenType file."
        ) from error
