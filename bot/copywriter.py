"""A brief becomes copies: several variants in one batch, each sentence traced to a fact, best first.

The model only words what it is given. What no fact says is dropped, what must be told and is not is added
from the catalogue's own words, and when nothing holds the catalogue speaks for itself. Knows no Slack, no
terminal and no particular model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import prompts
from bot.copywriting import facts, lending, planning, ranking
from bot.copywriting.brand import BrandBook
from bot.copywriting.lacking import FLOOR, is_thin, missing, told_share, untold, warned
from bot.copywriting.ledger import told
from bot.copywriting.ledger.writing import vocabulary
from bot.copywriting.mending import Mended, Mender
from bot.copywriting.speaking import speak
from bot.domain import Brief, Claim, Copies, Copy, Fact
from bot.domain.texts import TONE_OF, Change
from bot.engines import Engine, Prompt, Sampling
from bot.errors import BadInput, EngineFailed

#: How the variants are drawn.
DRAWN = Sampling(temperature=0.4, top_p=0.9, no_repeat=5)
#: Prompts written together; on two cores more of them take memory and hardly write faster.
ROWS = 16
#: The most variants of one brief.
MOST = 10
# A variant that tells too little is written once more, from this seed on.
_AGAIN = 1_000_003


@dataclass(slots=True)
class _Variant:
    """One variant on its way. ``seed`` decides what it tells and how it is drawn; ``copy`` is made
    of the ``mended`` text."""

    mender: Mender
    seed: int
    planned: tuple[Fact, ...]
    must: tuple[Fact, ...]
    prompt: Prompt
    mended: Mended = field(default_factory=Mended)
    copy: Copy | None = None
    rejected: list[Claim] = field(default_factory=list)
    passed: int = 0

    @property
    def told(self) -> float:
        """The share of the planned facts that the copy tells (0..1)."""
        return told_share(self.planned, self.copy.told, self.mender.brief) if self.copy else 0.0

    @property
    def plain(self) -> tuple[Fact, ...]:
        """What the catalogue would tell by itself: its sentences are short, so more of them have room."""
        return planning.plan(self.mender.brief, self.mender.facts, self.seed, planning.PLAIN)


@dataclass(frozen=True, slots=True)
class Copywriter:
    """Writes copy for ``shop`` in the words of ``engine``, by its brand book. ``weights`` names the adapter's
    content."""

    engine: Engine
    adapter: str | None
    shop: str
    brand: BrandBook
    sampling: Sampling = DRAWN
    weights: str = ""

    def signature(self, brief: Brief) -> dict[str, str]:
        """By whom a text is written, part by part; from the same hand the same seed gives the same text."""
        return {
            "shop": lending.called(self.shop, self.brand, brief),
            "brand book": self.brand.of(brief).fingerprint,
            "engine": self.engine.name,
            "adapter": self.adapter or "none",
            "training of the adapter": self.weights,
        }

    def write(self, brief: Brief, count: int = 3, seed: int = 0) -> Copies:
        """Write ``count`` variants for one brief, best first. The same seed gives the same copies.

        Raises:
            BadInput: the brief lacks what it is about, or too many variants are asked for.
        """
        return next(self.write_many([brief], count, seed))

    def write_many(
        self,
        briefs: Sequence[Brief],
        count: int = 1,
        seed: int = 0,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Iterator[Copies]:
        """Write for many briefs, as many at a time as the engine writes together, in their order.

        What is written for a brief does not depend on the others. Ends early once ``stopped`` says so.

        Raises:
            BadInput: too many variants, a channel that the shop does not use, or a step that the brand book
                never allows; before anything is written.
        """
        if not 1 <= count <= MOST:
            raise BadInput(f"{count} variants: ask for 1 to {MOST}.")
        for brief in briefs:
            brand = self.brand.of(brief)
            brand.refuse_closed(brief.channel, self.shop)
            for number, step in enumerate(brief.steps, 1):  # without a step the others would mislead
                if why := brand.spoken(brief.language).refused(step):
                    raise BadInput(f"Step {number}, '{step}', may not be shown: {why}.")
        return self._all(briefs, count, seed, stopped)

    def _all(
        self, briefs: Sequence[Brief], count: int, seed: int, stopped: Callable[[], bool]
    ) -> Iterator[Copies]:
        at_once = max(1, ROWS // count)
        for start in range(0, len(briefs), at_once):
            if stopped():
                return
            yield from self._together(briefs[start : start + at_once], count, seed)

    def _together(self, briefs: Sequence[Brief], count: int, seed: int) -> Iterator[Copies]:
        started = time.monotonic()
        every = [self._variants(brief, count, seed) for brief in briefs]
        waiting = [variant for variants in every for variant in variants]
        self._draft([v for v in waiting if self.writes(v.mender.brief)], 0)
        self._draft([v for v in waiting if v.rejected and v.told <= FLOOR], _AGAIN)
        seconds = (time.monotonic() - started) / len(briefs)
        for brief, variants in zip(briefs, every, strict=True):
            yield self._chosen(brief, variants, seed, seconds)

    def _variants(self, brief: Brief, count: int, seed: int) -> list[_Variant]:
        """Lay out the variants of one brief: what may be said is the same for all, what is told is not."""
        known = facts.of_brief(brief)
        brand = self.brand.of(brief).spoken(brief.language)
        shop = lending.called(self.shop, self.brand, brief)
        mender, must = Mender(brief, known, brand), planning.required(brief, known)
        variants = []
        for own in range(seed, seed + count):
            planned = planning.plan(brief, known, own)
            shown = [fact for fact in (known[0], *planned) if fact.value]
            prompt = prompts.render("copy", shop=shop, brief=brief, facts=shown)
            variants.append(_Variant(mender, own, planned, must, prompt))
        return variants

    def writes(self, brief: Brief) -> bool:
        """Whether the model words this; steps stay as they are, and so does a language it does not write."""
        return brief.kind != "help" and brief.language in self.engine.languages

    def _draft(self, variants: Sequence[_Variant], shift: int) -> None:
        """Let the model write, texts of one length together, and keep what may be shown."""
        for longest in sorted({planning.tokens(variant.mender.brief) for variant in variants}):
            together = [variant for variant in variants if planning.tokens(variant.mender.brief) == longest]
            try:
                texts = self.engine.batch(
                    [variant.prompt for variant in together],
                    replace(self.sampling, max_new_tokens=longest),
                    [self.adapter] * len(together),
                    [variant.seed + shift for variant in together],
                    [vocabulary(variant.mender.facts) for variant in together],
                )
            except EngineFailed:  # the catalogue will speak for itself
                continue
            self._keep(together, texts)

    def _keep(self, variants: Sequence[_Variant], texts: Sequence[str]) -> None:
        """Mend what was written; of two tries the better one stays."""
        for variant, text in zip(variants, texts, strict=True):
            mended = variant.mender.mend(text, variant.must)
            variant.rejected += mended.rejected
            variant.passed += mended.passed
            if not mended.parts:
                if text.strip() and not mended.rejected:
                    variant.rejected.append(Claim(text, False, None, "it has no room for what must be told"))
                continue
            copy = self._copy(variant, mended, built=False)
            if variant.copy is None or copy.score > variant.copy.score:
                variant.copy, variant.mended = copy, mended

    def _chosen(self, brief: Brief, variants: Sequence[_Variant], seed: int, seconds: float) -> Copies:
        started = time.monotonic()
        copies = [self._best(variant) for variant in variants]
        kept, merged = ranking.best([copy for copy in copies if copy.text])
        return Copies(
            brief=brief,
            copies=tuple(kept),
            missing=missing(variants[0].mender, bool(kept)),
            rejected=tuple(claim for variant in variants for claim in variant.rejected),
            passed=sum(variant.passed for variant in variants),
            merged=merged,
            engine=self.engine.name,
            adapter=self.adapter,
            seed=seed,
            seconds=seconds + time.monotonic() - started,
        )

    def _best(self, variant: _Variant) -> Copy:
        """Return the model's text, completed; the catalogue's own where it stays thin.

        Even that is left where it tells less than the model's, or there is none. A given text is quoted,
        not completed: what is to be shorter would grow as long as it was.
        """
        own, given = variant.copy, variant.mender.given
        if own and not given and variant.told:
            own = self._completed(variant, own)
        if own and not is_thin(variant.mender, variant.planned, own):
            return own
        built = self._built(variant)
        stays = own and (len(built.told) < len(own.told) or (given and not built.text))
        return own if own and stays else built

    def _completed(self, variant: _Variant, copy: Copy) -> Copy:
        """Let the catalogue tell what a text lacks: the plan, then what it would tell by itself."""
        lacking = untold([*dict.fromkeys((*variant.planned, *variant.plain))], variant.must, copy)
        fuller = variant.mender.complete(variant.mended, variant.must, lacking)
        return self._copy(variant, fuller, built=False)

    def _built(self, variant: _Variant) -> Copy:
        """Let the catalogue speak."""
        return self._copy(variant, speak(variant.mender, variant.plain, variant.seed), built=True)

    def _copy(self, variant: _Variant, mended: Mended, built: bool) -> Copy:
        """Make the copy of what may be shown, with its score and what the marketer should know."""
        brief, brand = variant.mender.brief, variant.mender.brand
        unsaid = variant.mender.unsaid(mended.text)
        said = told(mended.text, variant.mender.facts)
        warnings = warned(variant.mender, variant.planned, variant.must, mended, said)
        copy = Copy(
            parts=mended.parts,
            claims=tuple(mended.claims),
            told=said,
            warnings=(*unsaid.values(), *warnings),
            seed=variant.seed,
            built=built,
            unsaid=tuple(unsaid),
        )
        return ranking.score(copy, brief, brand, told_share(variant.planned, said, brief))


def again(brief: Brief, change: Change) -> Brief:
    """Return the brief for a text that is to be shorter, bolder, warmer or more formal than the last."""
    if change == "shorter":
        return replace(brief, length="short")
    return replace(brief, tone=TONE_OF.get(change, brief.tone))
