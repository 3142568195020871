"""The arrays on disk: what was saved is what is loaded, and what is missing or damaged says so."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from imagegen.data.cards import About
from imagegen.data.images import PARTS, Part, Whole, check, command, load
from imagegen.data.making import put, standing
from imagegen.data.sources import FASHION
from imagegen.errors import BadInput
from tests.imagegen.data.conftest import grey

ABOUT = About(title="Nine pictures", licence="MIT.", split="By hand.", sources=(FASHION,), notes=("Small.",))
CUT: tuple[Part, ...] = ("train", "dev", "test", "train", "train", "dev", "test", "train", "train")


def whole(seed: int = 0, size: int = 32) -> Whole:
    return Whole(
        name="nine",
        pixels=grey(seed, 9, size)[..., None],
        styles=np.arange(9) % 2,
        categories=np.arange(9) % 3,
        style_names=("plain", "bold"),
        category_names=("a", "b", "c"),
        groups=tuple(f"group {row}" for row in range(9)),
        parts=CUT,
    )


def made(home: Path, of: Whole) -> str:
    folder = put(of, ABOUT, home, lambda _: None)
    return str(json.loads((folder / "card.json").read_text("utf-8"))["fingerprint"])


def test_a_single_wrong_bit_is_found_before_anything_is_learned_from_it(home: Path) -> None:
    fingerprint = made(home, whole())
    check("nine")
    (file,) = home.glob("nine/*/dev.npy")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))
    load("nine", "dev")
    with pytest.raises(BadInput, match=f"not {fingerprint}.*make it again with: "):
        check("nine")


def test_what_was_saved_is_loaded(home: Path) -> None:
    fingerprint = made(home, whole())
    for part in PARTS:
        images = load("nine", part)
        rows = whole().rows(part)
        assert (images.pixels == whole().pixels[rows]).all() and (images.styles == rows % 2).all()
        assert (images.categories == rows % 3).all() and images.styles.dtype == np.int64
        assert images.groups == tuple(f"group {row}" for row in rows)
        assert (images.name, images.part, images.fingerprint) == ("nine", part, fingerprint)
        assert isinstance(images.pixels, np.memmap) and not images.pixels.flags.writeable
    assert images.style_names == ("plain", "bold") and images.category_names == ("a", "b", "c")


def test_the_smallest_size_is_the_default(home: Path) -> None:
    made(home, whole(size=64))
    made(home, whole(size=32))
    assert load("nine", "dev").pixels.shape[1:] == (32, 32, 1)
    assert load("nine", "dev", 64).pixels.shape[1:] == (64, 64, 1)
    with pytest.raises(BadInput, match="here at 32 and 64 pixels, not at 128"):
        load("nine", "dev", 128)


def test_the_same_data_have_the_same_fingerprint(home: Path, tmp_path: Path) -> None:
    assert made(home, whole()) == made(tmp_path / "elsewhere", whole())


@pytest.mark.parametrize("change", ["pixels", "styles", "categories", "parts", "category_names"])
def test_whatever_changes_the_fingerprint_changes(home: Path, change: str) -> None:
    other = {
        "pixels": whole(seed=1).pixels,
        "styles": np.zeros(9, np.int64),
        "categories": np.zeros(9, np.int64),
        "parts": (*CUT[:-1], "test"),
        "category_names": ("a", "b", "z"),
    }
    changed = dataclasses.replace(whole(), **{change: other[change]})  # type: ignore[arg-type]
    assert made(home, whole()) != made(home, changed)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("fashion", "python -m imagegen.data fashion"),
        ("illustrations-openmoji", "python -m imagegen.data illustrations --openmoji"),
        ("shoes", "python -m imagegen.data folder PATH --name shoes"),
    ],
)
def test_a_missing_set_names_its_command(home: Path, name: str, remedy: str) -> None:
    with pytest.raises(BadInput, match=f"{remedy}$"):
        load(name, "train")
    assert command(name) == remedy


@pytest.mark.parametrize("name", ["../nine", "", "a/b", ".hidden", "*"])
def test_a_name_is_no_path(home: Path, name: str) -> None:
    made(home, whole())
    with pytest.raises(BadInput, match="not the name"):
        load(name, "train")


@pytest.mark.parametrize("file", ["card.json", "train.npy", "train.npz"])
@pytest.mark.parametrize("damage", ["cut", "gone", "odd"])
def test_a_damaged_set_says_so(home: Path, file: str, damage: str) -> None:
    made(home, whole())
    path = home / "nine" / "32" / file
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-40] if damage == "cut" else b"odd")
    with pytest.raises(BadInput):
        load("nine", "train")
    assert not standing(home, "nine", (32,), (FASHION,), lambda _: None)


def test_parts_of_different_length_are_damage(home: Path) -> None:
    made(home, whole())
    folder = home / "nine" / "32"
    (folder / "train.npz").write_bytes((folder / "dev.npz").read_bytes())
    with pytest.raises(BadInput, match="differ in length"):
        load("nine", "train")


def test_a_set_stands_until_its_data_or_sources_change(home: Path, said: list[str]) -> None:
    assert not standing(home, "nine", (32,), (FASHION,), said.append)
    made(home, whole())
    assert standing(home, "nine", (32,), (FASHION,), said.append)
    assert not standing(home, "nine", (32, 64), (FASHION,), said.append)
    newer = dataclasses.replace(FASHION, sha256="0" * 64)
    assert not standing(home, "nine", (32,), (newer,), said.append)
    assert "made again" in said[-1]
    pixels = np.load(home / "nine" / "32" / "test.npy", mmap_mode="r+")
    pixels[0, 0, 0] ^= 1  # a single bit
    pixels.flush()
    assert not standing(home, "nine", (32,), (FASHION,), said.append)


def test_the_card_tells_both_people_and_programs(home: Path) -> None:
    fingerprint = made(home, whole())
    folder = home / "nine" / "32"
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert card["counts"] == {"train": 5, "dev": 2, "test": 2}
    assert card["by_category"]["c"] == {"train": 1, "dev": 1, "test": 1}
    assert card["by_style"]["bold"] == {"train": 2, "dev": 2, "test": 0}
    assert card["sources"][0]["sha256"] == FASHION.sha256
    text = (folder / "card.md").read_text("utf-8")
    for told in (
        fingerprint,
        "9 pictures, 32 x 32",
        "| pictures | 5 | 2 | 2 |",
        "By hand.",
        "MIT.",
        "Small.",
    ):
        assert told in text
    assert (folder / "sheet.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in (home / "nine").iterdir()] == ["32"], "nothing is left of the making"
