"""What files say about themselves: that they are AI-generated, and how to paint them again."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from imagegen.errors import BadInput
from imagegen.paint import Painter, Point, frames, loop, parse, poster
from imagegen.painting import metadata

STOPS = [Point(1), parse("2+(3+4@0.2)@0.5")]
EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"


def packet(content: bytes) -> ET.Element:
    start, end = content.index(b"<x:xmpmeta"), content.index(b"</x:xmpmeta>")
    return ET.fromstring(content[start : end + len(b"</x:xmpmeta>")])


def marked(content: bytes, source: str) -> str:
    """Check the mark and return the alternative text."""
    root = packet(content)
    (described,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert described.attrib[f"{EXT}DigitalSourceType"].endswith(f"/{source}")
    assert described.attrib[f"{EXT}AISystemUsed"]
    (alt,) = root.iter(f"{CORE}AltTextAccessibility")
    return "".join(alt.itertext())


def test_a_png_says_what_it_is(flat: Painter, tmp_path: Path) -> None:
    picture = flat.paint([STOPS[1]], category="squares")[0]
    file = tmp_path / "x.png"
    file.write_bytes(picture.png())
    assert metadata.read(file) == picture.origin.fields()
    assert picture.origin.fields()["seed"] == str(STOPS[1])
    with Image.open(file) as opened:
        assert "AI-generated" in opened.info["Source"]
        assert opened.info["Description"] == picture.origin.alt
    assert marked(picture.png(), "trainedAlgorithmicMedia") == picture.origin.alt


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_a_loop_says_what_it_is_and_never_ends(flat: Painter, tmp_path: Path, suffix: str) -> None:
    drawn = frames(flat, STOPS, 8, background=(255, 255, 255))
    content = loop(drawn, STOPS, suffix, per_second=10)
    file = tmp_path / f"x{suffix}"
    file.write_bytes(content)
    found = metadata.read(file)
    assert (found["ai_generated"], found["frames"], found["seed"]) == (True, 8, "1 2+(3+4@0.2)@0.5")
    assert "endless loop" in marked(content, "trainedAlgorithmicMedia")
    with Image.open(file) as opened:
        assert (getattr(opened, "n_frames", 1), opened.info["loop"]) == (8, 0)
        opened.seek(7)
        opened.load()
        assert opened.info["duration"] == 100


def test_a_poster_is_a_composite(flat: Painter) -> None:
    made = poster(flat.paint([Point(1)])[0], "A & B <c>", 'She said "hi"')
    assert marked(made.png, "compositeWithTrainedAlgorithmicMedia") == made.alt
    with Image.open(io.BytesIO(made.png)) as opened:
        assert opened.info["Description"] == made.alt


def test_a_foreign_picture_is_refused(tmp_path: Path) -> None:
    bare = tmp_path / "bare.png"
    Image.new("RGB", (4, 4)).save(bare)
    (tmp_path / "text.png").write_text("no picture")
    for name in ("bare.png", "text.png", "absent.png"):
        with pytest.raises(BadInput, match="not a picture painted by imagegen"):
            metadata.read(tmp_path / name)
