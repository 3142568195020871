"""Opening a picture that somebody else made: checked, turned upright, cut or fitted to a square."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from imagegen.errors import BadInput

SUFFIXES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
LONGEST = 2.0  # a longer side of more than so many shorter ones leaves too little in a square


def square(file: Path, size: int) -> Image.Image:
    """Return the picture in ``file`` as square RGBA, of ``size`` pixels or more; of an animation the first.

    An opaque picture is cut to its middle square; one with transparency is set whole into a transparent one.

    Raises:
        BadInput: it cannot be read, or is too small, too long, empty or of one colour. The message has no
            file name: the caller knows it.
    """
    picture = _read(file)
    width, height = picture.size
    if min(width, height) < size:
        raise BadInput(f"{width} x {height} pixels are fewer than {size} x {size}")
    if max(width, height) > LONGEST * min(width, height):
        raise BadInput(f"{width} x {height} pixels are too long for a square: cut it to at most 2 to 1")
    ranges = [band.getextrema() for band in picture.split()]  # (least, most) of red, green, blue, alpha
    least, most = ranges[3]
    if most == 0:
        raise BadInput("wholly transparent")
    if all(low == high for low, high in ranges):
        raise BadInput("a single colour")
    side = min(width, height) if least == 255 else max(width, height)
    left, top = (width - side) // 2, (height - side) // 2  # negative: a margin, which is transparent
    return picture.crop((left, top, left + side, top + side))


def _read(file: Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata do no harm
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as opened:
                if opened.mode[0] in "IF":
                    raise BadInput(f"its mode {opened.mode} has more than 8 bits a channel: save it with 8")
                return ImageOps.exif_transpose(opened).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BadInput("too many pixels to be opened safely") from error
    except UnidentifiedImageError as error:
        raise BadInput("not a picture of a known format") from error
    except BadInput:
        raise
    except FileNotFoundError as error:
        raise BadInput("there is no such file") from error
    except Exception as error:  # each of Pillow's plugins has its own way to stumble over a broken file
        raise BadInput(f"broken ({str(error) or type(error).__name__})") from error
