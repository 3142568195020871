"""Your own folder: bad files are named, duplicates found, related files share a part."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imagegen.data import folder
from imagegen.data.images import PARTS, load
from imagegen.data.opening import square
from imagegen.errors import BadInput
from tests.imagegen.data.conftest import encoded, noise


@pytest.fixture
def shoes(tmp_path: Path) -> Path:
    """Sixty different pictures in two categories."""
    path = tmp_path / "Our Shoes"
    for seed in range(60):
        file = path / ("boots" if seed % 2 else "sandals") / f"{seed}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        noise(seed, 70, opaque=seed > 5).save(file)
    return path


def make(path: Path, home: Path, **options: Any) -> dict[str, Any]:
    made = folder.make(path, home, lambda _: None, **options)
    card: dict[str, Any] = json.loads((made / "card.json").read_text("utf-8"))
    return card


def parts_of(name: str) -> dict[str, str]:
    return {group: part for part in PARTS for group in load(name, part).groups}


def test_a_folder_becomes_a_set(shoes: Path, home: Path) -> None:
    card = make(shoes, home, licence="Ours.")
    assert (card["name"], card["size"], card["licence"]) == ("our-shoes", 64, "Ours.")
    assert card["counts"] == {"train": 48, "dev": 6, "test": 6}
    assert card["by_category"]["boots"] == {"train": 24, "dev": 3, "test": 3}
    train = load("our-shoes", "train")
    assert train.pixels.shape == (48, 64, 64, 4) and train.category_names == ("boots", "sandals")
    assert "boots/11.png" in train.groups
    assert make(shoes, home)["fingerprint"] == card["fingerprint"]
    assert [path.name for path in (home / "our-shoes").iterdir()] == ["64"], "nothing is left of the drawing"


def test_bad_files_are_named_and_nothing_is_made(shoes: Path, home: Path) -> None:
    whole = (shoes / "boots" / "1.png").read_bytes()
    (shoes / "boots" / "cut.png").write_bytes(whole[: len(whole) // 2])
    (shoes / "boots" / "words.jpg").write_text("no picture", "utf-8")
    (shoes / "boots" / "empty.gif").write_bytes(b"")
    noise(1, 40).save(shoes / "small.webp")
    noise(1, 200).resize((200, 80)).save(shoes / "long.png")
    Image.new("RGBA", (80, 80)).save(shoes / "glass.png")
    Image.new("RGB", (80, 80), "navy").save(shoes / "navy.png")
    Image.fromarray(np.arange(6400, dtype=np.uint16).reshape(80, 80)).save(shoes / "deep.png")
    expected = {
        "boots/cut.png": "broken",
        "boots/words.jpg": "not a picture",
        "boots/empty.gif": "not a picture",
        "small.webp": "40 x 40 pixels are fewer than 64 x 64",
        "long.png": "too long for a square",
        "glass.png": "wholly transparent",
        "navy.png": "a single colour",
        "deep.png": "more than 8 bits",
    }
    with pytest.raises(BadInput) as refused:
        make(shoes, home)
    for file, reason in expected.items():
        assert any(file in line and reason in line for line in str(refused.value).splitlines()), file
    assert "--skip-bad" in str(refused.value)
    with pytest.raises(BadInput, match="no data set"):
        load("our-shoes", "train")

    card = make(shoes, home, skip_bad=True)
    assert sum(card["counts"].values()) == 60 and set(card["left_out"]) == set(expected)


def test_a_broken_file_is_named_whatever_its_plugin_raises(shoes: Path, home: Path) -> None:
    whole = encoded(noise(3, 80).convert("RGB"), "AVIF")
    head = whole[: whole.index(b"mdat") + 4]
    (shoes / "worn.avif").write_bytes(head + b"\xff" * (len(whole) - len(head)))
    assert "broken" in make(shoes, home, skip_bad=True)["left_out"]["worn.avif"]


@pytest.mark.parametrize("raised", [RuntimeError("cannot"), KeyError(7), IndexError(), MemoryError()])
def test_the_reason_is_told(shoes: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception) -> None:
    def stumbles(_: Path) -> Image.Image:
        raise raised

    monkeypatch.setattr(Image, "open", stumbles)
    with pytest.raises(BadInput, match=str(raised) or type(raised).__name__):
        square(shoes / "boots" / "1.png", 64)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is Unicode")
def test_names_that_are_not_utf_8_are_bad_files(shoes: Path, home: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(shoes / "boots") + b"/Sch\xe4.png"))
    noise(200, 70).save(odd)
    with pytest.raises(BadInput, match=r"boots/Sch.*: its name is not UTF-8: rename it"):
        make(shoes, home)
    card = make(shoes, home, skip_bad=True)
    assert len(card["left_out"]) == 1 and sum(card["counts"].values()) == 60

    moved = shoes.rename(Path(os.fsdecode(os.fsencode(shoes.parent) + b"/B\xf6ots")))
    assert make(moved, home, name="boots", skip_bad=True)["title"].startswith("Pictures of the folder B")


def test_what_is_left_out_is_said(shoes: Path, home: Path, said: list[str]) -> None:
    for number in range(22):
        (shoes / f"{number:02}.jpg").write_text("no picture", "utf-8")
    folder.make(shoes, home, said.append, skip_bad=True)
    (told,) = (line for line in said if "22 bad files left out" in line)
    assert "  19.jpg: not a picture" in told and "20.jpg" not in told and "... and 2 more" in told


def test_too_many_pixels_are_not_opened(shoes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(BadInput, match="too many pixels"):
        square(shoes / "boots" / "1.png", 64)


def test_duplicates_are_dropped_and_near_ones_share_a_part(shoes: Path, home: Path) -> None:
    (shoes / "sandals" / "again.png").write_bytes((shoes / "boots" / "7.png").read_bytes())
    near = [(Image.open(file), file) for file in sorted((shoes / "boots").iterdir())]
    for picture, file in near:
        picture.convert("RGB").save(file.with_suffix(".jpg"), quality=70)
    card = make(shoes, home)
    assert card["identical"] == {"sandals/again.png": "boots/7.png"}
    assert card["counts"]["train"] + card["counts"]["dev"] + card["counts"]["test"] == 90
    assert sum(card["groups"].values()) <= 63, "27 opaque boots share a group with their copies"
    assert "boots/7.jpg" in parts_of("our-shoes") and "boots/7.png" not in parts_of("our-shoes")


def test_a_folder_below_a_category_is_one_thing(shoes: Path, home: Path) -> None:
    for seed in range(100, 130):
        file = shoes / "boots" / f"model {seed % 10}" / f"{seed}.png"
        file.parent.mkdir(exist_ok=True)
        noise(seed, 70).save(file)
    make(shoes, home)
    groups = [group for part in PARTS for group in load("our-shoes", part).groups]
    assert groups.count("boots/model 3") == 3
    held = [set(load("our-shoes", part).groups) for part in PARTS]
    assert not held[0] & held[1] and not held[0] & held[2] and not held[1] & held[2]


def test_opaque_pictures_are_cut_and_transparent_ones_fitted(tmp_path: Path) -> None:
    wide = noise(3, 96).resize((96, 64))
    wide.convert("RGB").save(tmp_path / "wide.png")
    assert square(tmp_path / "wide.png", 64).size == (64, 64)
    cut = wide.copy()
    cut.putpixel((0, 0), (0, 0, 0, 0))
    cut.save(tmp_path / "cut.png")
    fitted = np.array(square(tmp_path / "cut.png", 64))
    assert fitted.shape == (96, 96, 4) and not fitted[:16].any() and not fitted[80:].any()


def test_a_photo_is_turned_upright(tmp_path: Path) -> None:
    picture = noise(2, 80).convert("RGB")
    tags = picture.getexif()
    tags[0x0112] = 3  # upside down
    picture.save(tmp_path / "turned.png", exif=tags)
    upright = picture.transpose(Image.Transpose.ROTATE_180).convert("RGBA")
    assert square(tmp_path / "turned.png", 64).tobytes() == upright.tobytes()


def test_an_interrupted_run_goes_on(shoes: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def interrupted(file: Path, size: int) -> Image.Image:
        if len(opened) == 30:
            opened.append("interrupted")
            raise KeyboardInterrupt
        opened.append(file.name)
        return square(file, size)

    monkeypatch.setattr(folder, "square", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make(shoes, home)
    make(shoes, home)
    assert len(opened) == 61 and len(set(opened)) == 61, "no picture was opened twice"


def test_a_changed_file_is_read_again(shoes: Path, home: Path) -> None:
    before = make(shoes, home)
    noise(1000, 70).save(shoes / "boots" / "1.png")
    os.utime(shoes / "boots" / "1.png", ns=(0, 0))
    assert make(shoes, home)["fingerprint"] != before["fingerprint"]


def test_another_folder_of_the_same_name_does_not_replace_the_first(
    shoes: Path, home: Path, tmp_path: Path
) -> None:
    fingerprint = make(shoes, home)["fingerprint"]
    other = tmp_path / "others" / shoes.name
    shutil.copytree(shoes, other)
    for size in (64, 32):
        with pytest.raises(BadInput, match="--name"):
            make(other, home, size=size)
    assert load("our-shoes", "train").fingerprint == fingerprint
    assert make(other, home, name="others")["folder"] == str(other)
    shutil.rmtree(home / "our-shoes")
    assert make(other, home)["folder"] == str(other)


def test_linked_categories_are_walked_and_circles_are_not(shoes: Path, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "links"
    path.mkdir()
    for category in ("boots", "sandals"):
        (path / category).symlink_to(shoes / category, target_is_directory=True)
    (shoes / "boots" / "back").symlink_to(path, target_is_directory=True)
    card = make(path, home)
    assert card["categories"] == ["boots", "sandals"] and sum(card["counts"].values()) == 60


def test_a_folder_that_may_not_be_read_is_named(
    shoes: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Path.iterdir

    def closed(folder: Path) -> Iterator[Path]:
        if folder.name == "boots":
            raise PermissionError(13, "Permission denied", str(folder))
        return usual(folder)

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(BadInput, match=r"boots cannot be read \(Permission denied\)"):
        make(shoes, home)


def test_what_cannot_be_a_set_says_why(shoes: Path, home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a folder"):
        make(tmp_path / "none", home)
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "readme.txt").write_text("words", "utf-8")
    with pytest.raises(BadInput, match="no pictures"):
        make(tmp_path / "bare", home)
    noise(0, 70).save(tmp_path / "bare" / "one.png")
    with pytest.raises(BadInput, match="1 different pictures are too few"):
        make(tmp_path / "bare", home)
    for name in ("fashion", "a/b", "downloads"):
        with pytest.raises(BadInput, match="--name"):
            make(shoes, home, name=name)


def test_pictures_of_one_thing_cannot_be_split(tmp_path: Path, home: Path) -> None:
    things = tmp_path / "things" / "mugs" / "one mug"
    things.mkdir(parents=True)
    for seed in range(60):
        noise(seed, 70).save(things / f"{seed}.png")
    with pytest.raises(BadInput, match="No picture came into dev or test"):
        make(tmp_path / "things", home)


def test_other_and_hidden_files_are_passed_over(shoes: Path, home: Path) -> None:
    (shoes / "notes.txt").write_text("words", "utf-8")
    (shoes / ".thumbs").mkdir()
    noise(5, 70).save(shoes / ".thumbs" / "x.png")
    card = make(shoes, home)
    assert sum(card["counts"].values()) == 60
    assert card["notes"][0] == "Files that are no pictures and were passed over: 1."
