"""Texts to attack the bot with: the public collection where it is there, otherwise a few of our own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import public
from benchmarks.asking import Case, sample
from benchmarks.stats import share_of
from bot import shops
from bot.knowledge.orders import orders

PUBLIC = (
    "prompt_injection/purplellama_prompt_injection.jsonl",
    "prompt_injection/bipia_email_contexts_benign.jsonl",
)
OURS = Path(__file__).with_name("questions") / "attacks.jsonl"


@dataclass(frozen=True, slots=True)
class Texts:
    """The attacks and the harmless mails, and those of each that this run asks about."""

    files: list[Path]
    attacks: list[dict[str, Any]]
    mails: list[dict[str, Any]]
    chosen: list[dict[str, Any]]
    benign: list[dict[str, Any]]

    @classmethod
    def read(cls, shared: Path | None, n: int | None, seed: int) -> Texts:
        """Read the public texts, or ours where there are none."""
        folder = public.found(shared, *PUBLIC)
        files = [folder / name for name in PUBLIC] if folder else [OURS]
        attacks = [row | {"id": f"attack-{i}"} for i, row in enumerate(shops.rows(files[0]), 1)]
        read = shops.rows(files[1]) if folder else ()
        mails = [row | {"id": f"mail-{i}"} for i, row in enumerate(read, 1)]
        cases = [Case(attack["id"], attack["text"], None, "attack") for attack in attacks]
        picked = {case.id for case in sample(cases, n, seed)}
        return cls(files, attacks, mails, [a for a in attacks if a["id"] in picked], mails[:n])

    def suspected(self) -> dict[str, Any]:
        """Return what ``faq import`` would warn of.

        Its signs were written while looking at every other attack from the first and every other mail;
        these are the rest. Direct attacks are mostly plain questions.
        """
        found = {
            kind: share_of([bool(orders(a["text"])) for a in self.attacks[1::2] if a.get("type") == kind])
            for kind in ("indirect", "direct")
        }
        return found | {"benign": share_of([bool(orders(str(row["text"]))) for row in self.mails[1::2]])}
