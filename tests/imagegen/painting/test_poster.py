"""Posters: they can be read, nothing is cut off, and what does not fit or cannot be written is refused."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from imagegen.errors import BadInput
from imagegen.paint import FORMATS, Flat, Painter, Picture, Point, poster, typeset
from imagegen.painting import contrast, fonts, layout
from imagegen.painting.typesetting import column

HEADLINE, TEXT = "Your second cup is on us", "Every weekday from 8 to 10 am in all our shops."


@pytest.fixture
def picture(flat: Painter) -> Picture:
    return flat.paint([Point(3)], size=256)[0]


@pytest.mark.parametrize("cover", [False, True])
@pytest.mark.parametrize("shape", FORMATS)
def test_every_format_has_its_size_and_can_be_read(picture: Picture, shape: str, cover: bool) -> None:
    made = poster(picture, HEADLINE, TEXT, shape, cover=cover)
    form = FORMATS[shape]
    with Image.open(io.BytesIO(made.png)) as opened:
        assert opened.size == made.image.size == (form.width, form.height)
        if form.dpi:
            assert opened.info["dpi"] == pytest.approx((form.dpi, form.dpi), abs=0.1)
    assert made.contrast >= contrast.LEAST
    assert HEADLINE in made.alt and TEXT in made.alt and "AI-generated" in made.alt
    assert made.png == poster(picture, HEADLINE, TEXT, shape, cover=cover).png


@settings(max_examples=12, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3), st.booleans())
def test_any_colour_behind_can_be_read_on(colour: tuple[int, int, int], cover: bool) -> None:
    picture = Painter(Flat()).paint([Point(3)])[0]
    assert poster(picture, "Good food", colour=colour, cover=cover).contrast >= contrast.LEAST


def test_on_a_chequered_picture_there_is_a_panel(flat: Painter) -> None:
    noise = np.random.default_rng(1).choice(np.array([0, 255], np.uint8), (64, 64, 1)).repeat(3, axis=2)
    busy = Picture(noise, flat.paint([Point(1)])[0].origin)
    assert contrast.readable(noise, (contrast.BLACK, contrast.WHITE)) is None
    assert poster(busy, HEADLINE, TEXT, cover=True).contrast >= contrast.LEAST


def test_contrast_is_that_of_the_standard() -> None:
    def ratio(one: int, other: int) -> float:
        return contrast.worst((one,) * 3, np.full((1, 3), other, np.uint8))

    assert ratio(0, 255) == pytest.approx(21)
    assert ratio(255, 255) == pytest.approx(1)
    assert ratio(0x77, 0xFF) == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails
    assert ratio(0x76, 0xFF) == pytest.approx(4.54, abs=0.005)


def test_the_alternative_text_reads_as_sentences(picture: Picture) -> None:
    alt = poster(picture, 'It\'s "new"\non Sundays', "From 8 am").alt
    assert alt.startswith('Poster: \u201cIt\'s "new" on Sundays\u201d. From 8 am. AI-generated'), alt
    assert poster(picture, "Now!", "Open.").alt.startswith("Poster: \u201cNow!\u201d Open. AI-generated")


@pytest.mark.parametrize("shape", FORMATS)
def test_letters_shrink_and_stay_where_text_may_stand(shape: str) -> None:
    form, within = FORMATS[shape], column(FORMATS[shape])
    short = typeset("I", "", shape)
    long = typeset("Great things take time and care, so we took both for you", TEXT * 2, shape)
    assert long.title.font.size < short.title.font.size
    for words in (short, long):
        canvas = Image.new("L", (form.width, form.height))
        for block, top in words.at(within.top):
            block.draw(ImageDraw.Draw(canvas), within.left, top, 255)
        found = canvas.getbbox()
        assert found is not None
        left, top, right, bottom = found
        assert (
            left >= within.left - 4 and right <= within.left + within.width
        )  # a letter may lean out a little
        assert top >= within.top and bottom <= within.top + within.height
        assert form.margin - 4 <= left and right <= form.width - form.margin


@pytest.mark.parametrize("shape", FORMATS)
def test_too_much_text_is_refused_and_by_how_much(picture: Picture, shape: str) -> None:
    long = "many words that say little " * 60
    with pytest.raises(BadInput, match=r"The text is (\d+) characters too long") as caught:
        poster(picture, HEADLINE, long, shape)
    excess = int(str(caught.value).split("is ")[1].split()[0])
    fits = fonts.clean(long)[:-excess]
    poster(picture, HEADLINE, fits, shape)
    with pytest.raises(BadInput, match="headline is"):
        poster(picture, long, "", shape)


def test_a_word_wider_than_the_poster_is_named(picture: Picture) -> None:
    with pytest.raises(BadInput, match="word that is wider than the poster: Donau"):
        poster(picture, "Donau" + "dampfschifffahrt" * 9)


@pytest.mark.parametrize(
    ("text", "named"), [("你好", "你 好"), ("hi 😀", "😀"), ("\u202ehi", "U\\+202E"), ("مرحبا", "م")]
)
def test_letters_that_the_font_lacks_are_named(picture: Picture, text: str, named: str) -> None:
    with pytest.raises(BadInput, match=f"lacks .*{named}.*--font"):
        poster(picture, text)


@pytest.mark.parametrize(
    "text", ["Größe 100 % – „neu“", "Đặt hàng", "Привет", "Καλημέρα", "cafe\u0301", "−20 %: 5 € → 4 €"]
)
def test_what_the_font_covers_is_written(picture: Picture, text: str) -> None:
    poster(picture, text)


def test_lines_are_even_and_break_between_words_or_characters() -> None:
    def make(size: int) -> ImageFont.FreeTypeFont:
        return fonts.font(fonts.TEXT, size)

    block = layout.fit("one two three four five six seven", make, 260, 200, 30, 20, 1.2, "text")
    assert " ".join(block.lines) == "one two three four five six seven"
    widths = [make(30).getlength(line) for line in block.lines]
    assert min(widths) > 0.5 * max(widths)
    assert layout._UNIT.findall("你好，world 再见。") == ["你", "好，", "world", "再", "见。"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Kaffee-Ecke und/oder Wien–Graz", ["Kaffee-", "Ecke", "und/", "oder", "Wien–", "Graz"]),
        ("E-Mail 20-30 9–17 24/7 -5 Tee- https://a", ["E-Mail", "20-30", "9–17", "24/7", "-5", "Tee-", "https://a"]),
        ("Donau\u00addampf\u200bschiff 好-a", ["Donau\u00ad", "dampf", "schiff", "好", "-a"]),
    ],
)  # fmt: skip
def test_words_break_at_hyphens_and_where_they_are_told_to(text: str, units: list[str]) -> None:
    assert layout._UNIT.findall(text) == units


@pytest.mark.parametrize(
    ("mark", "at_ends", "within"), [("-", "-", "-"), ("/", "/", "/"), ("\u00ad", "-", ""), ("\u200b", "", "")]
)
def test_a_long_word_with_places_to_break_fits(
    picture: Picture, mark: str, at_ends: str, within: str
) -> None:
    parts = ["Donau", *["dampfschifffahrt"] * 9]
    made = typeset(mark.join(parts))
    lines = made.title.lines
    assert len(lines) > 2 and all(line.endswith(at_ends) for line in lines[:-1])
    assert within.join(parts) == within.join(
        line.removesuffix(at_ends) if at_ends else line for line in lines
    )
    assert made.title.width <= FORMATS["square"].width - 2 * FORMATS["square"].margin
    assert made.headline == within.join(parts)
    assert within.join(parts) in poster(picture, mark.join(parts)).alt


def test_places_to_break_are_no_words(picture: Picture) -> None:
    assert typeset("\u200bGood\u00ad \u200b food\u00ad").title.lines == ("Good food",)
    with pytest.raises(BadInput, match="needs a headline"):
        poster(picture, "\u200b \u00ad")


def test_nonsense_is_refused(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="square, story, wide, a4"):
        poster(picture, "x", shape="cube")
    with pytest.raises(BadInput, match="needs a headline"):
        poster(picture, " \n ")
    (tmp_path / "no.ttf").write_bytes(b"no font")
    for name in ("no.ttf", "absent.ttf"):
        with pytest.raises(BadInput, match="cannot be read"):
            poster(picture, "x", font_file=tmp_path / name)


def test_a_colour_comes_from_the_picture() -> None:
    red = np.zeros((8, 8, 4), np.uint8)
    red[2:6, 2:6] = (230, 20, 20, 255)
    at = contrast.hue(red)
    assert at is not None and min(at, 1 - at) < 0.05
    assert contrast.hue(np.full((8, 8, 4), 120, np.uint8)) is None
    assert contrast.hue(np.zeros((8, 8, 4), np.uint8)) is None
