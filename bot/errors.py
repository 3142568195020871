"""One small family of errors, each with a sentence for the person who meets it.

Rooms raise these; foreign errors are translated at the border with ``raise ... from exc``.
The command line prints the sentence, Slack posts it, the log keeps the trace.
"""

from __future__ import annotations


class ShopkeeperError(Exception):
    """Something the user can understand and mend. The message says what and how."""


class BadInput(ShopkeeperError):
    """A file, row or request that cannot be used. Names the place and the remedy."""


class BadRows(BadInput):
    """Several bad rows of one file, each with its line and the reason; ``skippable`` with --skip-bad.

    ``done`` says what was not done for their sake.
    """

    def __init__(
        self, file: str, rows: list[tuple[int, str]], skippable: bool = True, done: str = "imported"
    ) -> None:
        self.file, self.rows = file, rows
        shown = "\n".join(f"  line {line}: {why}" for line, why in rows[:20])
        more = f"\n  ... and {len(rows) - 20} more" if len(rows) > 20 else ""
        plural = "row" if len(rows) == 1 else "rows"
        remedy = ", or leave them out with --skip-bad" if skippable else " in the file"
        super().__init__(
            f"{file}: {len(rows)} bad {plural}, nothing was {done}:\n{shown}{more}\nMend them{remedy}."
        )


def plainly(complaint: str) -> str:
    """Return what pydantic complains of as people say it: its "Value error, " is a programmer's."""
    return complaint.removeprefix("Value error, ")


class NotReady(ShopkeeperError):
    """A part is missing: a model, an adapter, a package. Says how to get it."""


class EngineFailed(ShopkeeperError):
    """The language model could not answer. Nothing was lost; the question can be asked again."""
