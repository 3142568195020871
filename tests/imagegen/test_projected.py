"""A discriminator on the features of a trained network, and how that network's weights are read."""

from __future__ import annotations

import base64
import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from imagegen import gan, places
from imagegen.data import fetching
from imagegen.errors import ImagegenError
from imagegen.networks import mobilenet, projected
from imagegen.recipe import Decoder
from imagegen.subject import Subject
from tests.imagegen import toys

LABELS = torch.tensor([0, 1, 1]), torch.tensor([0, 3, 4])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where networks are kept; nothing is there yet."""
    monkeypatch.setenv("SHOPKEEPER_IMAGES", str(tmp_path))
    return tmp_path


@pytest.fixture
def eyes(monkeypatch: pytest.MonkeyPatch) -> mobilenet.MobileNet:
    """The network as it begins, and seeded weights all around."""
    torch.manual_seed(3)
    found = mobilenet.MobileNet().eval().requires_grad_(False)
    monkeypatch.setattr(mobilenet, "network", lambda *_: found)
    return found


def judge(labels: bool = True, channels: int = 3) -> projected.Discriminator:
    return projected.Discriminator(channels, 2, 5, labels)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_kind_of_picture_gets_a_logit_a_scale(eyes: mobilenet.MobileNet, channels: int) -> None:
    x = torch.rand(3, channels, 28, 28) * 2 - 1
    assert judge(channels=channels)(x, *LABELS).shape == (3, 1 + len(mobilenet.TAPS))


def test_transparency_is_seen_at_the_finest_scale_only(eyes: mobilenet.MobileNet) -> None:
    x = torch.rand(3, 4, 28, 28) * 2 - 1
    clear = x.clone()
    clear[:, 3] = -1
    seen = judge(labels=False, channels=4).eval()
    assert (seen(x, *LABELS) != seen(clear, *LABELS)).tolist() == [[True, *[False] * 4]] * 3


def test_labels_count_as_far_as_the_ramp_says(eyes: mobilenet.MobileNet) -> None:
    x, other = torch.rand(3, 3, 28, 28), (LABELS[0], torch.tensor([0, 3, 2]))
    seen = judge().eval()
    assert seen.labels is not None
    changed = (seen(x, *LABELS) != seen(x, *other)).all(1)
    assert changed.tolist() == [False, False, True]
    seen.labels.ramp.zero_()
    assert torch.equal(seen(x, *LABELS), seen(x, *other))
    unconditional = judge(labels=False).eval()
    assert torch.equal(unconditional(x, *LABELS), unconditional(x, *other))


def test_pictures_learn_through_the_eyes_and_the_eyes_do_not(eyes: mobilenet.MobileNet) -> None:
    x = torch.rand(3, 3, 28, 28, requires_grad=True)
    before = [tensor.clone() for tensor in eyes.state_dict().values()]
    seen = judge()
    optimizer = torch.optim.Adam(seen.parameters(), 0.1)
    seen.requires_grad_(False)
    seen.requires_grad_(True)  # as each step of a GAN does
    seen(x, *LABELS).sum().backward()
    optimizer.step()
    assert x.grad is not None and (x.grad.flatten(1).abs().sum(1) > 0).all()
    assert all(torch.equal(a, b) for a, b in zip(before, eyes.state_dict().values(), strict=True))
    assert not any(name.startswith("eyes") or "stem" in name for name in seen.state_dict())


def test_the_mixture_of_channels_stays_as_it_was_drawn(eyes: mobilenet.MobileNet) -> None:
    seen = judge()
    kept = seen.state_dict()
    assert [name for name, _ in seen.named_parameters() if name.startswith("mixed")] == []
    other = judge()
    other.load_state_dict(kept)
    x = torch.rand(3, 3, 28, 28)
    assert torch.equal(other.eval()(x, *LABELS), seen.eval()(x, *LABELS)), "a resumed run sees the same"


def test_a_decoder_learns_against_it_and_others_against_their_own() -> None:
    subject = Subject.of(toys.images())
    network = Decoder(kind="decoder", start="toy", latent=4, widths=(16, 8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mobilenet, "network", lambda *_: None)
        found = gan.discriminator(network, subject)
        assert isinstance(found, projected.Discriminator) and found.labels is None
    assert isinstance(gan.discriminator(toys.gan().network, subject), gan.Discriminator)


@pytest.mark.parametrize("size", [28, 64, 200])
def test_no_pixel_goes_unseen(eyes: mobilenet.MobileNet, size: int) -> None:
    x = (torch.rand(1, 4, size, size) * 2 - 1).requires_grad_()
    judge(channels=4)(x, LABELS[0][:1], LABELS[1][:1]).sum().backward()
    assert x.grad is not None and (x.grad[:, 3] != 0).float().mean() > 0.99


def test_maps_are_those_that_are_promised(eyes: mobilenet.MobileNet) -> None:
    with torch.no_grad():
        maps = eyes(torch.rand(1, 3, 128, 128))
    assert [tuple(seen.shape[1:]) for seen in maps] == [
        (channels, side, side) for channels, side in zip(mobilenet.TAPS.values(), (32, 16, 8, 4), strict=True)
    ]


def test_the_network_has_the_published_size() -> None:
    """2,257,984 weights and statistics in Keras without the classifier, with a last layer of 1,280."""
    state = mobilenet.MobileNet().state_dict()
    kernels = sum(tensor.numel() for name, tensor in state.items() if name.endswith("weight"))
    norms = sum(tensor.numel() for name, tensor in state.items() if name.endswith("bias"))
    assert kernels + 4 * norms + 320 * 1280 + 4 * 1280 == 2_257_984


def script(tensors: dict[str, np.ndarray], cut: int = 0) -> tuple[str, str]:
    """Tensors of 8 bits as the package has them: level * 0.5 - 1."""
    table = ",".join(
        f'{{name:"{name}",shape:{json.dumps(levels.shape).replace(" ", "")},dtype:"float32",'
        f'quantization:{{min:-1,scale:.5,dtype:"uint8"}}}}'.replace("(", "[").replace(")", "]")
        for name, levels in tensors.items()
    )
    raw = b"".join(levels.tobytes() for levels in tensors.values())
    return (
        f"x={{weights:[{table}]}}",
        f'module.exports="{base64.b64encode(raw[: len(raw) - cut]).decode()}"',
    )


def test_tensors_are_read_in_the_order_of_their_table() -> None:
    levels = {
        "a/kernel": np.arange(1000, dtype=np.uint8).reshape(10, 5, 20),
        "b/gamma": np.array([2, 4], np.uint8),
    }
    found = mobilenet.unpacked(*script(levels))
    assert found.keys() == levels.keys()
    for name, read in found.items():
        assert np.array_equal(read, levels[name] * 0.5 - 1)


@pytest.mark.parametrize("cut", [1, 999])
def test_bytes_that_do_not_fit_are_refused(cut: int) -> None:
    with pytest.raises(ImagegenError, match="do not fit their own table"):
        mobilenet.unpacked(*script({"a/kernel": np.zeros(2000, np.uint8)}, cut))
    with pytest.raises(ImagegenError, match="do not fit their own table"):
        mobilenet.unpacked("x={}", "module.exports=''")


def source() -> dict[str, np.ndarray]:
    """Weights of all layers under Keras's names, each kernel with its normalisation."""
    rng, found = np.random.default_rng(2), {}

    def layer(kernel: str, norm: str, weight: torch.Tensor, depthwise: bool) -> None:
        order = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
        found[kernel] = weight.permute(order).numpy()
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            found[f"{norm}/{part}"] = rng.uniform(0.5, 1.5, len(weight)).astype(np.float32)

    model = mobilenet.MobileNet()
    layer("Conv1/kernel", "bn_Conv1", model.stem[0].weight.detach(), False)
    for number, block in enumerate(model.blocks):
        name = f"block_{number}" if number else "expanded_conv"
        convs = [part for part in block.layers if isinstance(part, nn.Conv2d)]
        for part, conv in zip(("expand", "depthwise", "project")[-len(convs) :], convs, strict=True):
            kernel = "depthwise_kernel" if part == "depthwise" else "kernel"
            layer(f"{name}_{part}/{kernel}", f"{name}_{part}_BN", conv.weight.detach(), part == "depthwise")
    return found


def test_folding_changes_nothing() -> None:
    torch.manual_seed(1)
    tensors = source()
    model = mobilenet.MobileNet()
    model.load_state_dict(dict(zip(model.state_dict(), mobilenet.fold(tensors), strict=True)))
    x = torch.randn(2, 96, 6, 6)
    with torch.no_grad():
        for kernel, norm, conv in (
            ("block_1_depthwise/depthwise_kernel", "block_1_depthwise_BN", model.blocks[1].layers[2]),
            ("block_1_project/kernel", "block_1_project_BN", model.blocks[1].layers[4]),
        ):
            depthwise = "depthwise" in kernel
            weight = torch.from_numpy(tensors[kernel]).permute((2, 3, 0, 1) if depthwise else (3, 2, 0, 1))
            scale, shift, mean, variance = (
                torch.from_numpy(tensors[f"{norm}/{part}"])
                for part in ("gamma", "beta", "moving_mean", "moving_variance")
            )
            groups = 96 if depthwise else 1
            stride, padding = conv.stride, (0, 1, 0, 1) if depthwise else (0, 0, 0, 0)
            plain = functional.conv2d(functional.pad(x, padding), weight, None, stride, groups=groups)
            wanted = functional.batch_norm(plain, mean, variance, scale, shift, eps=1e-3)
            assert torch.allclose(conv(x), wanted, atol=1e-4)


def test_it_is_read_from_the_package_once_and_again_if_damaged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package is one like the real one: a tarball with scripts, tensors of 8 bits under Keras's names."""

    def fetch(*_: object) -> Path:
        fetched.append(1)
        return archive

    fetched: list[int] = []
    levels = {name: np.round(tensor * 60 + 128).astype(np.uint8) for name, tensor in source().items()}
    scripts = dict(zip(("model", "group1-shard1of1"), script(levels), strict=True))
    archive = home / "package.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in scripts.items():
            member = tarfile.TarInfo(f"package/dist/models/mobilenet_v2/{name}.min.js")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    wanted = mobilenet.fold({name: (level * 0.5 - 1).astype(np.float32) for name, level in levels.items()})
    monkeypatch.setattr(fetching, "fetch", fetch)
    for times, damaged in ((1, False), (1, True), (2, False)):
        found = mobilenet.network.__wrapped__(torch.device("cpu"))
        assert all(torch.equal(a, b) for a, b in zip(wanted, found.state_dict().values(), strict=True))
        assert not found.training and not any(tensor.requires_grad for tensor in found.parameters())
        assert len(fetched) == times
        if damaged:
            (kept,) = (home / "networks").iterdir()
            kept.write_bytes(kept.read_bytes()[:100])


def test_the_real_network_sees_what_the_package_says() -> None:
    """As other code once read it out of the package, whose scripts it let node run."""
    if not (
        places.images() / "networks" / f"mobilenet-v2-{mobilenet.SOURCE.sha256[:8]}.safetensors"
    ).is_file():
        pytest.skip("no illustrator was trained here yet: 25 MB to fetch")
    x = torch.linspace(-1, 1, 3 * 128 * 128).reshape(1, 3, 128, 128)
    with torch.no_grad():
        spread = [float(maps.std()) for maps in mobilenet.network(torch.device("cpu"))(x)]
    assert spread == pytest.approx([3.0616, 4.9517, 3.3626, 1.8302], rel=1e-3)
