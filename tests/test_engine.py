"""The laws of an engine, on the fake and on a real transformer of a few thousand random weights."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.engines import EchoEngine, Engine, Prompt, Sampling, Vocabulary
from bot.errors import EngineFailed, NotReady
from prompts import Message

# SmolLM2's own, the system prompt that it slips in included.
CHAT_TEMPLATE = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
GREEDY = Sampling(max_new_tokens=12)
DRAWN = Sampling(max_new_tokens=12, temperature=1.0, seed=7)


def prompt(text: str) -> Prompt:
    return Message("system", "Be brief."), Message("user", text)


PROMPTS = (prompt("hello"), prompt("a much longer question about the return of a pan"), prompt("ok"))


def make_model(folder: Path, hidden: int = 16, seed: int = 0) -> Path:
    """Write a tiny random Llama with a tokenizer of single characters."""
    import torch
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    marks = ["<|unk|>", "<|im_start|>", "<|im_end|>"]
    letters = [*marks, *"\n !'?.,:-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"]
    vocabulary = {letter: number for number, letter in enumerate(letters)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<|unk|>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens(marks)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=marks[0],
        bos_token=marks[1],
        eos_token=marks[2],
        pad_token=marks[2],
    )
    fast.chat_template = CHAT_TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(letters),
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        eos_token_id=2,
        bos_token_id=1,
        pad_token_id=2,
        initializer_range=0.5,  # far from uniform, so that greedy has no near ties
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def make_adapter(model: Path, folder: Path, seed: int = 1) -> Path:
    """Write a LoRA adapter whose B is not zero, so that it says something."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    lora = LoraConfig(
        r=2, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM", init_lora_weights=False
    )
    wrapped: Any = get_peft_model(AutoModelForCausalLM.from_pretrained(model), lora)
    wrapped.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("models")
    model = make_model(home / "tiny")
    other = make_model(home / "other", hidden=24)
    return {
        "model": model,
        "support": make_adapter(model, home / "adapters" / "support"),
        "foreign": make_adapter(other, home / "adapters" / "foreign"),
    }


@pytest.fixture(scope="module")
def engine(folders: dict[str, Path]) -> Engine:
    from bot.engines.transformers import TransformersEngine

    adapters = {name: folders[name] for name in ("support", "foreign")}
    return TransformersEngine(folders["model"], adapters)


def test_the_name_and_the_adapters_are_known(engine: Engine) -> None:
    assert engine.name == "tiny"
    assert engine.adapters == ("foreign", "support")


@pytest.mark.parametrize("adapter", [None, "support"])
def test_stream_equals_batch(engine: Engine, adapter: str | None) -> None:
    for each in PROMPTS:
        assert "".join(engine.stream(each, GREEDY, adapter)) == engine.batch([each], GREEDY, [adapter])[0]


def test_rows_of_a_batch_do_not_touch_each_other(engine: Engine) -> None:
    together = engine.batch(PROMPTS, GREEDY)
    assert together == [engine.batch([each], GREEDY)[0] for each in PROMPTS]
    assert len(set(together)) == len(PROMPTS), "the model hears what it is asked"


def test_different_adapters_share_a_batch(engine: Engine) -> None:
    one = PROMPTS[0]
    mixed = engine.batch([one, one, one], GREEDY, ["support", None, "support"])
    assert mixed[0] == mixed[2] == engine.batch([one], GREEDY, ["support"])[0]
    assert mixed[1] == engine.batch([one], GREEDY)[0]


def test_an_adapter_changes_the_words(engine: Engine) -> None:
    assert engine.batch([PROMPTS[0]], GREEDY, ["support"]) != engine.batch([PROMPTS[0]], GREEDY)


def test_a_seed_reproduces_and_another_does_not(engine: Engine) -> None:
    first = "".join(engine.stream(PROMPTS[0], DRAWN))
    assert "".join(engine.stream(PROMPTS[0], DRAWN)) == first
    others = {
        "".join(engine.stream(PROMPTS[0], Sampling(max_new_tokens=12, temperature=1.0, seed=s)))
        for s in range(5)
    }
    assert len(others) > 1


def test_a_drawn_row_does_not_depend_on_its_neighbours(engine: Engine) -> None:
    seeds = [7, 8, 9]
    together = engine.batch(PROMPTS[:1] * 3, DRAWN, seeds=seeds)
    alone = [engine.batch(PROMPTS[:1], DRAWN, seeds=[seed])[0] for seed in seeds]
    assert together == alone
    assert len(set(together)) == 3
    assert together[0] == "".join(engine.stream(PROMPTS[0], DRAWN))


@pytest.mark.parametrize(
    ("temperature", "top_p", "wanted"),
    [
        (1.0, 1.0, [0.5, 0.3, 0.15, 0.05]),
        (1.0, 0.8, [0.625, 0.375, 0, 0]),  # the two that hold 0.8, and what they hold of it
        (1.0, 0.81, [0.526, 0.316, 0.158, 0]),
        (0.5, 1.0, [0.685, 0.247, 0.062, 0.007]),  # squared, and made to add up to one
        (1.0, 0.01, [1, 0, 0, 0]),
    ],
)
def test_tokens_are_drawn_from_the_nucleus(temperature: float, top_p: float, wanted: list[float]) -> None:
    import torch

    from bot.engines.drawing import Chance

    rows = 4000
    chance = Chance(temperature, top_p, range(rows))
    scores = torch.tensor([0.3, 0.05, 0.5, 0.15]).log().repeat(rows, 1)  # in another order than by size
    drawn = chance(torch.zeros((rows, 1), dtype=torch.long), scores).argmax(1)  # type: ignore[arg-type]
    shares = drawn.bincount(minlength=4)[[2, 0, 3, 1]] / rows
    assert torch.allclose(shares, torch.tensor(wanted, dtype=torch.float), atol=0.03)  # four standard errors


def test_nothing_is_written_twice_but_what_the_prompt_says_may_be_said() -> None:
    import torch

    from bot.engines.drawing import NoRepeat

    prompt, written = [1, 2, 3], [1, 2, 4, 1, 2]
    scores = NoRepeat(3, read=3)(torch.tensor([prompt + written]), torch.zeros((1, 6)))  # type: ignore[arg-type]
    assert scores[0].isinf().nonzero().flatten().tolist() == [4]  # 1 2 4 was written; 1 2 3 only read


def test_words_that_no_sentence_could_save_are_not_written() -> None:
    from bot.engines.drawing import Draw, Drawing

    class Words:
        """A tokenizer whose tokens are whole words, pieces of words, and signs."""

        tokens = (" table", " lamp", " lamps", "shade", " la", ".", " 24")

        def __len__(self) -> int:
            return len(self.tokens)

        def decode(self, ids: list[int]) -> str:
            return self.tokens[ids[0]]

    import torch

    vocabulary = Vocabulary(frozenset({"lamp"}), lambda word: word.rstrip("s"))
    steps = Drawing(Words()).processors(Sampling(), [Draw(0, vocabulary), Draw(0)], 0)
    scores = steps(torch.zeros((2, 0), dtype=torch.long), torch.zeros((2, 7)))  # type: ignore[arg-type]
    assert scores.isinf().nonzero().tolist() == [[0, 0]]  # "table", in the first row alone


def test_each_row_has_its_adapter_and_its_seed(engine: Engine) -> None:
    with pytest.raises(ValueError, match="1 prompts but 1 adapters, 2 seeds and 1 voc"):
        engine.batch(PROMPTS[:1], DRAWN, seeds=[1, 2])


def test_no_more_tokens_than_allowed(engine: Engine) -> None:
    assert len("".join(engine.stream(PROMPTS[0], Sampling(max_new_tokens=3)))) <= 3


def test_a_stop_string_ends_the_text_and_is_not_part_of_it(engine: Engine) -> None:
    whole = engine.batch([PROMPTS[0]], GREEDY)[0]
    stop = whole[4:6]
    before = whole.partition(stop)[0]
    sampling = Sampling(max_new_tokens=12, stop=(stop,))
    assert engine.batch([PROMPTS[0]], sampling) == [before]


def test_a_stream_does_not_say_its_stop_string(engine: Engine) -> None:
    stop = engine.batch([PROMPTS[0]], GREEDY)[0][4:6]
    sampling = Sampling(max_new_tokens=12, stop=(stop,))
    assert "".join(engine.stream(PROMPTS[0], sampling)) == engine.batch([PROMPTS[0]], sampling)[0]


def test_cancel_ends_it_within_a_token(engine: Engine) -> None:
    cancelled = threading.Event()
    heard = []
    for piece in engine.stream(PROMPTS[0], Sampling(max_new_tokens=2000), cancelled=cancelled):
        heard.append(piece)
        cancelled.set()
    assert len(heard) == 1


def test_cancelled_before_it_began_it_says_nothing(engine: Engine) -> None:
    cancelled = threading.Event()
    cancelled.set()
    assert list(engine.stream(PROMPTS[0], GREEDY, cancelled=cancelled)) == []


def test_leaving_early_frees_the_engine(engine: Engine) -> None:
    stream = engine.stream(PROMPTS[0], Sampling(max_new_tokens=2000))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "engine-writer"]
    assert engine.batch([PROMPTS[0]], GREEDY), "the next request is served"


def test_requests_from_several_threads_wait_for_each_other(engine: Engine) -> None:
    expected = engine.batch(PROMPTS, GREEDY)
    found: dict[int, str] = {}
    asking = [
        threading.Thread(target=lambda i=i: found.update({i: "".join(engine.stream(PROMPTS[i], GREEDY))}))
        for i in range(len(PROMPTS))
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert [found[i] for i in range(len(PROMPTS))] == expected


def test_an_unknown_adapter_is_named_with_the_known_ones(engine: Engine) -> None:
    with pytest.raises(NotReady, match=r"'sales'.*foreign, support"):
        list(engine.stream(PROMPTS[0], GREEDY, "sales"))
    with pytest.raises(NotReady, match=r"'sales'.*foreign, support"):
        engine.batch([PROMPTS[0]], GREEDY, ["sales"])


def test_an_adapter_of_another_model_is_refused(engine: Engine) -> None:
    with pytest.raises(NotReady, match="cannot be used with this model"):
        engine.batch([PROMPTS[0]], GREEDY, ["foreign"])


def test_an_adapter_whose_weights_have_other_names_is_refused(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    """PEFT only warns, and the adapter would be silently unused."""
    import shutil

    from safetensors.torch import load_file, save_file

    from bot.engines.transformers import TransformersEngine

    folder = Path(shutil.copytree(folders["support"], tmp_path / "renamed"))
    weights = load_file(folder / "adapter_model.safetensors")
    renamed = {key.replace("self_attn", "attention"): value for key, value in weights.items()}
    save_file(renamed, folder / "adapter_model.safetensors")
    with pytest.raises(NotReady, match="cannot be used with this model"):
        TransformersEngine(folders["model"], {"renamed": folder}).batch([PROMPTS[0]], GREEDY, ["renamed"])


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    from bot.engines.transformers import TransformersEngine

    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with pytest.raises(NotReady, match="Cannot load"):
        TransformersEngine(tmp_path / "empty", {})


def test_as_many_adapters_as_prompts(engine: Engine) -> None:
    with pytest.raises(ValueError, match="3 prompts but 1 adapters"):
        engine.batch(PROMPTS, GREEDY, [None])


def test_a_prompt_that_is_longer_than_the_window_is_refused_in_a_sentence(engine: Engine) -> None:
    long = prompt("x" * 2100)
    for ask in (lambda: engine.batch([long], GREEDY), lambda: list(engine.stream(long, GREEDY))):
        with pytest.raises(EngineFailed, match=r"The prompt has 2,1\d\d tokens; tiny reads 2,036 at most"):
            ask()


# The fake obeys the same laws as far as it has them.


def sources(*lines: str) -> Prompt:
    return Message("system", ""), Message("user", "\n".join([*lines, "Question: x"]))


def test_the_echo_repeats_its_first_source() -> None:
    said = "".join(EchoEngine().stream(sources("[1] Returns: 30 days.", "[2] Shipping: 5 EUR.")))
    assert said.strip() == "30 days."
    assert EchoEngine().batch([sources("[1] Returns: 30 days.")]) == ["30 days."]


def test_the_echo_says_what_it_was_told_and_remembers_what_it_heard() -> None:
    echo = EchoEngine(["one two", "three"])
    heard = sources("[1] a: b")
    assert "".join(echo.stream(heard)).strip() == "one two"
    assert echo.batch([heard, heard]) == ["three", "b"]
    assert echo.prompts == [heard] * 3


def test_the_echo_can_be_cancelled() -> None:
    cancelled = threading.Event()
    heard = []
    for piece in EchoEngine(["one two three"]).stream(sources(), cancelled=cancelled):
        heard.append(piece)
        cancelled.set()
    assert heard == ["one "]


@pytest.mark.parametrize("make", [EchoEngine, lambda: EchoEngine(["x"])])
def test_the_echo_is_an_engine(make: Callable[[], EchoEngine]) -> None:
    engine: Engine = make()
    assert engine.name == "echo" and engine.languages
