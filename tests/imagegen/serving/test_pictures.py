"""What is painted over HTTP is what the painter paints, to the last byte, and says so to everybody."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image

from imagegen.paint import Flat, Painter, Point, blend, frames, loop, poster, variations
from tests.imagegen.serving.conftest import Server, code

FLAT = Painter(Flat())


def files(body: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(picture["png"]) for picture in body["pictures"]]


def test_pictures_are_the_painters_own(server: Server) -> None:
    body = server.post("/v1/pictures", seed=7, count=3, style="outline", size=256, background="white").json()
    points = [Point(7), Point(8), Point(9)]
    expected = FLAT.paint(points, "outline", "circles", 256, (255, 255, 255))
    assert files(body) == [picture.png() for picture in expected]
    assert [picture["alt"] for picture in body["pictures"]] == [picture.origin.alt for picture in expected]
    assert [picture["seed"] for picture in body["pictures"]] == ["7", "8", "9"]
    assert body["pictures"][0]["background"] == "#ffffff" and body["model"] == "flat"


def test_each_has_an_address_at_which_it_is_the_same(server: Server) -> None:
    asked = {"seed": "7+(12+5@0.2)@0.5", "style": "outline", "size": 256}
    for path, extra in (("/v1/pictures", {}), ("/v1/variations", {"count": 3, "background": "#102030"})):
        body = server.post(path, **asked, **extra).json()
        for picture, file in zip(body["pictures"], files(body), strict=True):
            found = server.ask("GET", picture["address"])
            assert found.content == file and found.headers["content-type"] == "image/png"
            assert unquote(found.headers["x-alt-text"]) == picture["alt"]


def test_variations_and_blends(server: Server) -> None:
    body = server.post("/v1/variations", seed=7, count=4, amount=0.5).json()
    expected = FLAT.paint(variations(Point(7), 4, 0.5))
    assert files(body) == [picture.png() for picture in expected]
    body = server.post("/v1/blend", seed=7, other="12", share=1 / 3).json()
    assert files(body) == [FLAT.paint([blend(Point(7), Point(12), 1 / 3)])[0].png()]
    assert server.post("/v1/blend", seed=7, other=12, share=1).json()["pictures"][0]["seed"] == "12"


def test_many_are_painted_in_slices_and_stay_in_order(server: Server) -> None:
    body = server.post("/v1/pictures", seed=0, count=12, size=256).json()
    assert files(body) == [picture.png() for picture in FLAT.paint([Point(n) for n in range(12)], size=256)]
    assert server.counted("painted_total", model="flat") == 12


@pytest.mark.parametrize(("kind", "background"), [("gif", (255, 255, 255)), ("webp", None), ("png", None)])
def test_a_walk_is_a_loop(server: Server, kind: str, background: Any) -> None:
    found = server.post("/v1/walk", seeds=[7, "12", 99], frames=9, format=kind)
    stops = [Point(7), Point(12), Point(99)]
    assert found.content == loop(frames(FLAT, stops, 9, background=background), stops, f".{kind}")
    assert found.headers["content-type"] == f"image/{kind}"
    assert "endless loop" in unquote(found.headers["x-alt-text"])
    with Image.open(io.BytesIO(found.content)) as opened:
        assert opened.n_frames == 9  # type: ignore[attr-defined]


def test_a_poster_is_the_command_s(server: Server) -> None:
    given = {"headline": "Käse & Brot", "text": "Ab 8 Uhr", "format": "wide", "colour": "#204060"}
    found = server.post("/v1/poster", seed=7, cover=True, **given)
    (picture,) = FLAT.paint([Point(7)], size=1024)
    expected = poster(picture, "Käse & Brot", "Ab 8 Uhr", "wide", (0x20, 0x40, 0x60), True)
    assert found.content == expected.png
    assert unquote(found.headers["x-alt-text"]) == expected.alt


def test_words_that_do_not_fit_cost_no_picture(server: Server) -> None:
    assert server.post("/v1/poster", headline="x" * 150).status_code == 422
    assert server.counted("painted_total", model="flat") == 0


def test_a_long_alternative_text_is_whole_in_the_file_and_cut_between_letters_in_the_header(
    server: Server,
) -> None:
    text = "äöüß " * 80
    found = server.post("/v1/poster", headline="Ж" * 9, text=text, format="a4")
    (picture,) = FLAT.paint([Point(0)], size=1024)
    whole = poster(picture, "Ж" * 9, text, "a4")
    header = found.headers["x-alt-text"]
    assert 1490 < len(header) <= 1500 and whole.alt.startswith(unquote(header, errors="strict"))
    assert found.content == whole.png


def test_a_real_generator_is_served_in_the_same_bytes(gan: Path) -> None:
    server = Server({"gan": Painter.open(gan, 1)})
    (model,) = server.ask("GET", "/v1/styles").json()["models"]
    asked = {"style": model["styles"][-1], "category": model["categories"][-1], "size": model["sizes"][1]}
    body = server.post("/v1/pictures", seed=5, count=2, **asked).json()
    expected = Painter.open(gan, 2).paint(
        [Point(5), Point(6)], asked["style"], asked["category"], asked["size"]
    )
    assert files(body) == [picture.png() for picture in expected]
    server.turns.close()


def test_a_browser_keeps_a_picture_and_asks_whether_it_changed(server: Server) -> None:
    address = "/v1/pictures/7.png?background=white"
    first = server.ask("GET", address)
    assert "max-age" in first.headers["cache-control"]
    tag, painted = first.headers["etag"], server.counted("painted_total", model="flat")
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = server.ask("GET", address, headers={"If-None-Match": given})
        assert again.status_code == 304 and not again.content and again.headers["etag"] == tag
    assert server.counted("painted_total", model="flat") == painted
    assert server.ask("GET", address, headers={"If-None-Match": '"other"'}).content == first.content
    others = ("7.png", "8.png?background=white", "7.png?background=white&size=256")
    tags = {server.ask("GET", f"/v1/pictures/{other}").headers["etag"] for other in others}
    assert len(tags | {tag}) == 4


def test_what_the_models_know(server: Server) -> None:
    assert server.ask("GET", "/v1/styles").json() == {
        "models": [
            {
                "model": "flat",
                "recipe": "flat",
                "weights": "0" * 16,
                "styles": ["flat", "outline"],
                "categories": ["circles", "squares"],
                "sizes": [64, 256, 1024],
                "transparent": True,
            }
        ]
    }


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/v1/pictures", {"style": "oil"}, "flat, outline"),
        ("/v1/pictures", {"model": "gan"}, "Models: flat"),
        ("/v1/pictures", {"size": 65}, "64, 256, 1024"),
        ("/v1/pictures", {"count": 65}, "count"),
        ("/v1/pictures", {"count": 17, "size": 1024}, "at most 16"),
        ("/v1/pictures", {"count": "2"}, "count"),
        ("/v1/pictures", {"seed": -1}, "seed"),
        ("/v1/pictures", {"seed": True}, "seed"),
        ("/v1/pictures", {"seed": 2**63}, "seed"),
        ("/v1/pictures", {"seed": "7+"}, "is not a seed"),
        ("/v1/pictures", {"seed": "1" * 2001}, "2000"),
        ("/v1/pictures", {"seed": "7+8@0.5", "count": 2}, "/v1/variations"),
        ("/v1/pictures", {"background": "blurple"}, "not a colour"),
        ("/v1/pictures", {"background": "rgb(999,0,0)"}, "background"),
        ("/v1/pictures", {"sead": 7}, "sead"),
        ("/v1/variations", {"seed": 7, "amount": 0}, "amount"),
        ("/v1/blend", {"seed": 7}, "other"),
        ("/v1/walk", {"seeds": [7]}, "seeds"),
        ("/v1/walk", {"seeds": [1, 2, 3], "frames": 2}, "at least 3 frames"),
        ("/v1/walk", {"seeds": [1, 2], "frames": 100, "size": 1024}, "at most 16"),
        ("/v1/walk", {"seeds": [1, 2], "background": "transparent"}, "soft edges"),
        ("/v1/poster", {"headline": ""}, "headline"),
        ("/v1/poster", {"headline": " "}, "needs a headline"),
        ("/v1/poster", {"headline": "奶酪"}, "lacks"),
        ("/v1/poster", {"headline": "x" * 150}, "wider than the poster"),
        ("/v1/poster", {"headline": "x" * 201}, "200"),
        ("/v1/poster", {"headline": "a", "text": "so " * 333, "format": "wide"}, "too long"),
    ],
)
def test_what_cannot_be_painted_is_refused_with_the_remedy(
    server: Server, path: str, body: dict[str, Any], told: str
) -> None:
    found = server.post(path, **body)
    assert found.status_code == 422 and code(found) == "invalid_request"
    assert told in found.json()["error"]["message"]


@pytest.mark.parametrize(
    "address", ["x.png", "7.png?size=x", "7.png?colour=red", "7.png?background=rgb(1,2,3)", "7+%00@1.png"]
)
def test_an_address_that_names_no_picture(server: Server, address: str) -> None:
    assert code(server.ask("GET", f"/v1/pictures/{address}")) == "invalid_request"
    assert code(server.ask("GET", "/v1/pictures/7.gif")) == "not_found"
