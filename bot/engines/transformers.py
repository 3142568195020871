"""The reference engine: any Hugging Face causal LM in this process, with LoRA adapters by name.

Each adapter in use is folded into its own copy of the model, which writes half again as fast
as an unfolded one and gives the same words however requests are mixed. It needs not know what
the prompts are about. Runs on the device that accelerate picks; bfloat16 where there is a GPU.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import torch
from accelerate import PartialState
from transformers import AutoModelForCausalLM, AutoTokenizer, StoppingCriteria, TextIteratorStreamer
from transformers.utils import logging

from bot.engines import Prompt, Sampling, Vocabulary
from bot.engines.drawing import Draw, Drawing
from bot.engines.folding import fold
from bot.errors import EngineFailed, NotReady

logging.disable_progress_bar()
logging.set_verbosity_error()


class _Cancelled(StoppingCriteria):
    """Stop all rows as soon as the event is set."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **_: Any) -> torch.BoolTensor:
        return torch.full((input_ids.shape[0],), self.event.is_set(), device=input_ids.device)  # type: ignore[return-value]


class TransformersEngine:
    """Writes with ``model`` (a folder or a hub name) and the adapters found in ``adapter_folders``.

    Args:
        adapter_folders: adapter name -> folder with ``adapter_config.json`` and weights (PEFT).
        languages: ISO codes of the languages that this model writes well enough.

    Raises:
        NotReady: the model cannot be loaded. An unusable adapter raises when it is first asked for.
    """

    def __init__(
        self, model: str | Path, adapter_folders: Mapping[str, Path], languages: Sequence[str] = ("en",)
    ) -> None:
        self.name = Path(model).name
        self.languages = tuple(languages)
        self._source = str(model)
        self._folders = dict(adapter_folders)
        self._models: dict[str | None, Any] = {}
        # One generation at a time: torch already uses every core for one.
        self._lock = Lock()
        self._device = PartialState().device
        self._dtype = torch.bfloat16 if self._device.type == "cuda" else torch.float32
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(self._source)
        except (OSError, ValueError) as error:
            raise NotReady(f"Cannot load the tokenizer of model {self._source!r}: {error}") from error
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._drawing = Drawing(self._tokenizer)

    @property
    def adapters(self) -> tuple[str, ...]:
        return tuple(sorted(self._folders))

    def warm(self, adapter: str | None = None) -> None:
        """Load now what the first request with ``adapter`` would otherwise wait for."""
        with self._lock:
            self._model(adapter)

    def stream(
        self,
        prompt: Prompt,
        sampling: Sampling = Sampling(),
        adapter: str | None = None,
        cancelled: Event | None = None,
    ) -> Iterator[str]:
        """Yield text as it is written. Leaving the iterator early also stops the model."""
        stop = cancelled or Event()
        left = Event()  # the reader went away
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        failure: list[BaseException] = []

        def write() -> None:
            try:
                with self._lock:
                    if not (stop.is_set() or left.is_set()):
                        criteria = [_Cancelled(stop), _Cancelled(left)]
                        options = {"streamer": streamer, "stopping_criteria": criteria}
                        self._generate([prompt], sampling, adapter, [Draw(sampling.seed)], **options)
            except BaseException as error:  # noqa: BLE001 - handed over to the reader's thread
                failure.append(error)
            finally:
                streamer.end()

        writer = Thread(target=write, name="engine-writer", daemon=True)
        writer.start()
        try:
            held = ""
            for piece in streamer:
                if stop.is_set():
                    held = ""
                    break
                held = _cut(held + piece, sampling.stop)
                ready = len(held) - _begun(held, sampling.stop)
                if ready:
                    yield held[:ready]
                held = held[ready:]
            if held:
                yield held
        finally:
            left.set()
            writer.join()
        if failure:
            raise _translated(failure[0])

    def batch(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling = Sampling(),
        adapters: Sequence[str | None] = (),
        seeds: Sequence[int] = (),
        vocabularies: Sequence[Vocabulary] = (),
    ) -> list[str]:
        """Write one text for each prompt; rows with the same adapter run together."""
        wanted = list(adapters) or [None] * len(prompts)
        drawn = list(seeds) or [sampling.seed] * len(prompts)
        known: list[Vocabulary | None] = list(vocabularies) or [None] * len(prompts)
        if not len(wanted) == len(drawn) == len(known) == len(prompts):
            counts = f"{len(wanted)} adapters, {len(drawn)} seeds and {len(known)} vocabularies"
            raise ValueError(f"{len(prompts)} prompts but {counts}")
        texts = [""] * len(prompts)
        with self._lock:
            for adapter in dict.fromkeys(wanted):
                rows = [i for i, name in enumerate(wanted) if name == adapter]
                try:
                    draws = [Draw(drawn[i], known[i]) for i in rows]
                    written = self._generate([prompts[i] for i in rows], sampling, adapter, draws)
                except Exception as error:
                    raise _translated(error) from error
                for i, text in zip(rows, written, strict=True):
                    texts[i] = text
        return texts

    def _rendered(self, prompt: Prompt) -> str:
        """Return the prompt in the model's own chat format, up to where its reply begins."""
        messages = [message._asdict() for message in prompt]
        text: str = self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        return text

    def _encode(self, texts: Sequence[str]) -> Any:
        """Return token ids and mask, left-padded to (texts, longest)."""
        inputs = self._tokenizer(list(texts), return_tensors="pt", padding=True, add_special_tokens=False)
        return inputs.to(self._device)

    def _generate(
        self,
        prompts: Sequence[Prompt],
        sampling: Sampling,
        adapter: str | None,
        draws: Sequence[Draw],
        **extra: Any,
    ) -> list[str]:
        """Run ``generate`` on one adapter's rows."""
        model = self._model(adapter)
        inputs = self._encode([self._rendered(prompt) for prompt in prompts])
        read = inputs["input_ids"].shape[1]
        window = (getattr(model.config, "max_position_embeddings", None) or 0) - sampling.max_new_tokens
        if 0 < window < read:
            raise EngineFailed(f"The prompt has {read:,} tokens; {self.name} reads {window:,} at most.")
        options: dict[str, Any] = {"logits_processor": self._drawing.processors(sampling, draws, read)}
        if sampling.stop:
            options |= {"stop_strings": list(sampling.stop), "tokenizer": self._tokenizer}
        with torch.inference_mode():
            output = model.generate(
                **inputs,
                max_new_tokens=sampling.max_new_tokens,
                do_sample=False,  # greedy over scores that ``draw`` has made random
                pad_token_id=self._tokenizer.pad_token_id,
                **options,
                **extra,
            )
        new = output[:, read:]  # (rows, new tokens)
        written = self._tokenizer.batch_decode(new, skip_special_tokens=True)
        return [_cut(text, sampling.stop) for text in written]

    def _model(self, adapter: str | None) -> Any:
        """Return the model with ``adapter`` folded in, loading it on first use."""
        if adapter not in self._models:
            self._models[adapter] = self._load(adapter)
        return self._models[adapter]

    def _load(self, adapter: str | None) -> Any:
        if adapter is not None and adapter not in self._folders:
            known = ", ".join(self.adapters) or "none"
            raise NotReady(f"There is no adapter named {adapter!r}. Known adapters: {known}.")
        try:
            model: Any = AutoModelForCausalLM.from_pretrained(self._source, dtype=self._dtype)
        except (OSError, ValueError) as error:
            raise NotReady(f"Cannot load the model {self._source!r}: {error}") from error
        if adapter is not None:
            model = fold(model, self._folders[adapter])
        return model.to(self._device).eval()


def _cut(text: str, stops: Sequence[str]) -> str:
    """Return ``text`` up to the first stop string."""
    for stop in stops:
        text = text.partition(stop)[0]
    return text


def _begun(text: str, stops: Sequence[str]) -> int:
    """Return how many letters at the end of ``text`` may be the beginning of a stop string."""
    longest = max(map(len, stops), default=0)
    return next((n for n in range(longest - 1, 0, -1) if any(s.startswith(text[-n:]) for s in stops)), 0)


def _translated(error: BaseException) -> BaseException:
    """Turn a foreign failure into one of ours; ours and Ctrl-C stay what they are."""
    if isinstance(error, (NotReady, EngineFailed, KeyboardInterrupt)):
        return error
    failed = EngineFailed(f"The language model failed: {type(error).__name__}: {error}")
    failed.__cause__ = error
    return failed
