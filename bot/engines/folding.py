"""A LoRA adapter folded into a model: half again as fast as beside it, and the same words."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from bot.errors import NotReady


def fold(model: Any, folder: Path) -> Any:
    """Return ``model`` with the LoRA adapter of ``folder`` added into its weights.

    Raises:
        NotReady: the folder is missing or belongs to another model.
    """
    from peft import PeftModel

    with warnings.catch_warnings():
        # PEFT only warns when an adapter's keys do not fit the model: the adapter would be silently unused.
        warnings.filterwarnings("error", message=".*missing adapter keys.*")
        # PEFT still asks for it by its old name; nothing a user could mend.
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        try:
            return PeftModel.from_pretrained(model, str(folder)).merge_and_unload()
        except (OSError, ValueError, RuntimeError, UserWarning) as error:
            raise NotReady(f"The adapter in {folder} cannot be used with this model: {error}") from error
