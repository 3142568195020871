"""A picture all the way: weights at random, the painter that ``bot.build`` makes, a thread in Slack."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from bot.build.painting import Trained
from bot.slack.pictures import cards
from tests.imagegen.painting.conftest import written
from tests.slack.conftest import open_shop, pocket
from tests.slack.copy.conftest import hand_in
from tests.slack.test_pictures import files, opened, push, pushed_open, sheet


def test_a_sheet_a_choice_and_a_poster_by_a_real_generator(tmp_path: Path) -> None:
    folder = written("gan", tmp_path / "gan")
    with (
        pocket(patient=True) as slack,
        open_shop(slack, tmp_path / "home", painter=Trained(folder)) as shop,
    ):
        rows = sheet(shop, style="round", category="c", number="2")
        thread = str(rows.thread)
        push(shop, rows, cards.CHOOSE, 2)
        view = pushed_open(shop, rows, cards.POSTER, 1)
        hand_in(shop, view, headline="只此一家", shape="story")  # the font has no Chinese letters
        assert view.open and "lacks" in view.errors["headline"]
        hand_in(shop, view, headline="Fresh every day", text="From 8 am.", shape="wide")
        assert not view.open
        shown = [*files(shop, slack.channel, thread)]
        assert "c, round style" in shown[0]["alt_txt"] and "2 numbered candidates" in shown[0]["alt_txt"]
        about = [Image.open(io.BytesIO(file["content"])) for file in shown]
        assert about[1].size == (32, 32) and about[2].size == (1200, 628)
        told = [json.loads(image.info["imagegen"]) for image in about]
        assert [fields["seed"] for fields in told] == ["7 8", "8", "7"]
        assert all(fields["ai_generated"] for fields in told)


def test_damaged_weights_are_said_in_the_thread(tmp_path: Path) -> None:
    folder = written("gan", tmp_path / "gan")
    painter = Trained(folder)
    (folder / "weights.safetensors").write_bytes(b"cut")
    with (
        pocket(patient=True) as slack,
        open_shop(slack, tmp_path / "home", painter=painter) as shop,
    ):
        hand_in(shop, opened(slack), seed="7")
        (head,) = slack.answers(slack.channel)
        assert "This cannot be painted" in head.shown and "imagegen.train" in head.shown
        assert not shop.work.failed
        with pytest.raises(IndexError):
            files(shop, slack.channel, head)[0]
