"""The three pinned sets, made from tiny archives of the same form."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from imagegen.data import digits, fashion, illustrations, sources
from imagegen.data.images import PARTS, load
from imagegen.data.sources import Source
from imagegen.errors import BadInput
from tests.imagegen.data.conftest import bring, deb, encoded, grey, noise, tarball


def idx(array: NDArray[np.uint8]) -> bytes:
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.tobytes()


def fashion_files() -> dict[str, bytes]:
    trained, tested = grey(0, 240), grey(1, 40)
    tested[0] = trained[0]
    labels = np.arange(240, dtype=np.uint8) % 10
    arrays = {
        "train-images-idx3": trained,
        "train-labels-idx1": labels,
        "t10k-images-idx3": tested,
        "t10k-labels-idx1": labels[:40],
    }
    folder = "./usr/share/datasets/fashion-mnist"
    return {f"{folder}/{name}-ubyte.gz": gzip.compress(idx(array)) for name, array in arrays.items()}


def test_fashion(home: Path, said: list[str]) -> None:
    source = bring(sources.FASHION, deb(fashion_files()), home)
    fashion.make(home, said.append, source)
    train, dev, test = (load("fashion", part) for part in PARTS)
    assert [len(part.pixels) for part in (train, dev, test)] == [200, 40, 40]
    assert train.category_names[9] == "ankle boot"
    label = {picture.tobytes(): row % 10 for row, picture in enumerate(grey(0, 240))}
    for part in (train, dev):
        assert [label[picture.tobytes()] for picture in part.pixels] == part.categories.tolist()
    assert (
        test.pixels[..., 0] == fashion.idx(idx(np.concatenate([grey(0, 240)[:1], grey(1, 40)[1:]])))
    ).all()
    assert load("fashion", "dev", 32).pixels.shape == (40, 32, 32, 1)
    assert load("fashion", "dev", 32).groups == dev.groups, "both sizes are cut alike"
    card = json.loads((home / "fashion" / "28" / "card.json").read_text("utf-8"))
    assert card["notes"][0].startswith("1 of the test pictures")

    (home / "downloads" / source.file).unlink()
    fashion.make(home, said.append, source)  # it stands: nothing is needed
    assert "here already" in said[-1]


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\x09\x01\0\0\0\x01x", idx(grey(0, 2))[:-1], idx(grey(0, 2)) + b"x"]
)
def test_what_is_no_idx_file_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        fashion.idx(content)


def test_a_fashion_archive_without_labels_is_named(home: Path) -> None:
    files = {name: data for name, data in fashion_files().items() if "train-labels" not in name}
    source = bring(sources.FASHION, deb(files), home)
    with pytest.raises(BadInput, match="train-labels-idx1"):
        fashion.make(home, lambda _: None, source)


def digit_files() -> dict[str, bytes]:
    return {
        f"package/src/digits/{digit}.json": json.dumps(
            {"data": [round(float(level) / 255, 3) for level in grey(digit, 20).ravel()]}
        ).encode()
        for digit in range(10)
    }


def test_digits(home: Path) -> None:
    digits.make(home, lambda _: None, bring(sources.DIGITS, tarball(digit_files()), home))
    train, dev, test = (load("digits", part) for part in PARTS)
    assert [len(part.pixels) for part in (train, dev, test)] == [160, 20, 20]
    assert np.bincount(test.categories).tolist() == [2] * 10
    everything = {picture.tobytes() for part in (train, dev, test) for picture in part.pixels}
    assert everything == {picture.tobytes() for digit in range(10) for picture in grey(digit, 20)}, (
        "three decimals bring back every level"
    )


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"data": [0.5]}', b'{"data": "x"}', b'{"data": []}', b'{"data": [[1]]}']
)
def test_what_are_no_digits_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        digits.read(content)


def emoji(points: str, category: str, order: int) -> dict[str, Any]:
    return {"unified": points, "category": category, "sort_order": order}


LISTED = [
    *(emoji(f"1F4{row:02X}", "Objects", row) for row in range(30)),
    emoji("2764-FE0F", "Symbols", 40),
    emoji("1F468-200D-1F692", "People & Body", 50),
    emoji("1F469-200D-1F692", "People & Body", 51),
    emoji("1F1E9-1F1EA", "Flags", 60),
    emoji("1F9B0", "Component", 61),
]
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">'
    b'<rect width="36" height="72" fill="red"/></svg>'
)


def packages(home: Path) -> tuple[Source, Source, Source]:
    """Three packages: Fluent lacks one object, OpenMoji has the heart only."""
    names = [row["unified"] for row in LISTED]
    fluent = {
        f"package/assets/{name.lower()}.webp": encoded(noise(seed, 256, opaque=False), "WEBP")
        for seed, name in enumerate(names)
        if name != "1F400"
    }
    noto = {
        f"package/img/google/64/{name.lower()}.png": encoded(noise(500 + seed))
        for seed, name in enumerate(names)
    }
    noto["package/emoji.json"] = json.dumps(LISTED).encode()
    noto["package/img/google/sheets/64.png"] = b"not read"
    openmoji = {"package/color/svg/2764.svg": SVG}
    return (
        bring(sources.FLUENT, tarball(fluent), home),
        bring(sources.NOTO, tarball(noto), home),
        bring(sources.OPENMOJI, tarball(openmoji), home),
    )


def test_illustrations(home: Path, said: list[str]) -> None:
    fluent, noto, _ = packages(home)
    illustrations.make(home, said.append, sources=(fluent, noto))
    parts = [load("illustrations", part) for part in PARTS]
    assert sum(len(part.pixels) for part in parts) == 32 + 33, "flags and components are left out"
    assert parts[0].style_names == ("fluent", "noto") and parts[0].category_names[-1] == "symbols"
    assert parts[0].pixels.shape[1:] == (64, 64, 4)
    groups = [set(part.groups) for part in parts]
    assert all(groups) and not groups[0] & groups[1] and not (groups[0] | groups[1]) & groups[2]
    assert sum(part.groups.count("1F9D1-1F692") for part in parts) == 4, "man and woman are one theme"
    big = [load("illustrations", part, 128) for part in PARTS]
    assert [part.groups for part in big] == [part.groups for part in parts], "both sizes are cut alike"
    assert not list((home / "illustrations").glob(".*")), "nothing is left of the drawing"


def test_openmoji_is_a_set_of_its_own(home: Path) -> None:
    pytest.importorskip("resvg_py")
    illustrations.make(home, lambda _: None, openmoji=True, sources=packages(home))
    card = json.loads((home / "illustrations-openmoji" / "64" / "card.json").read_text("utf-8"))
    assert sum(card["by_style"]["openmoji"].values()) == 1
    assert "CC-BY-SA" in card["licence"] and any("same licence" in note for note in card["notes"])
    assert not (home / "illustrations").exists()


def test_a_drawing_in_svg_keeps_its_transparency() -> None:
    pytest.importorskip("resvg_py")
    alpha = np.array(illustrations.picture(SVG))[..., 3]
    assert alpha.shape == (256, 256) and alpha[:, :120].min() == 255 and alpha[:, 136:].max() == 0


def test_a_broken_drawing_is_named(home: Path) -> None:
    fluent, _, _ = packages(home)
    noto = tarball(
        {"package/emoji.json": json.dumps(LISTED).encode(), "package/img/google/64/1f400.png": b"odd"}
    )
    with pytest.raises(BadInput, match="1F400"):
        illustrations.make(home, lambda _: None, sources=(fluent, bring(sources.NOTO, noto, home)))


@pytest.mark.parametrize(
    ("concept", "theme"),
    [
        ("1F3C3-200D-2640", "1F3C3"),
        ("1F3C3-200D-2642-200D-27A1", "1F3C3"),
        ("1F469-200D-1F680", "1F9D1-1F680"),
        ("1F468", "1F9D1"),
        ("1F98A", "1F98A"),
        ("2640", "2640"),
    ],
)
def test_variants_are_one_theme(concept: str, theme: str) -> None:
    assert illustrations.theme(concept) == theme
    assert illustrations.code(f"{concept.lower()}-fe0f") == concept
