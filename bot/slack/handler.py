"""The clerk: takes each job to the feature that does it, in a thread that has all the time it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from slack_sdk import WebClient

from bot.settings import Settings
from bot.slack.answering import Answering
from bot.slack.ask import Asking, Withdrawing
from bot.slack.calls import Slack, Unreachable
from bot.slack.copy.job import Writing
from bot.slack.copy.room import Copydesk
from bot.slack.copy.sheet import Filling
from bot.slack.copy.showing import Showing
from bot.slack.draft import Drafting, Replying
from bot.slack.files import Acknowledging
from bot.slack.handoff import Announcing, HandingBack
from bot.slack.pictures.job import Painting
from bot.slack.pictures.room import Atelier
from bot.slack.stopping import Stopping
from bot.store.conversations import Conversations
from bot.support import Support
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, HandedOver, Job, Later, Work

#: Seconds after which a job is tried again when Slack was away, unless it asked for more.
AGAIN = 5.0
#: Kinds of jobs that generate nothing: somebody who wants a person must not wait for other people's answers.
QUICK = frozenset({"ask", "choice", "files", "handoff", "handback", "reply", "stop", "withdraw"})

_log = logs.get(__name__)


class Doer(Protocol):
    """Does the jobs of one kind."""

    def run(self, job: Job, cancelled: Cancelled) -> None: ...

    def give_up(self, job: Job, error: str) -> None: ...


class Clerk:
    """The ``Handler`` for everything that is done in Slack."""

    def __init__(
        self,
        client: WebClient,
        support: Support,
        conversations: Conversations,
        work: Work,
        settings: Settings,
        metrics: Metrics,
        copydesk: Copydesk,
        atelier: Atelier,
    ) -> None:
        slack = self._slack = Slack(client, metrics)
        self._metrics = metrics
        self._since: dict[str, float] = {}  # since when Slack has left a job waiting
        self._doers: Mapping[str, Doer] = {
            "answer": Answering(slack, support, conversations, settings, metrics),
            "ask": Asking(slack, conversations, work),
            "files": Acknowledging(slack, conversations),
            "handoff": Announcing(slack, conversations, support, settings, metrics),
            "handback": HandingBack(slack, conversations),
            "draft": Drafting(slack, support, conversations, settings),
            "reply": Replying(slack, conversations),
            "stop": Stopping(slack, conversations),
            "withdraw": Withdrawing(slack),
            "copy": Writing(slack, conversations, copydesk, metrics),
            "choice": Showing(slack, conversations, copydesk),
            "sheet": Filling(slack, conversations, copydesk, metrics, work),
            "picture": Painting(slack, conversations, atelier, metrics),
        }

    @property
    def problem(self) -> str:
        """What keeps us from writing in Slack; nothing if nothing does."""
        return self._slack.locked_out

    def run(self, job: Job, cancelled: Cancelled) -> None:
        """Do a job. What goes wrong is the queue's to log and to try again.

        Slack being away is no fault of the job, which waits for it without using up a try. That Slack did
        the same for others meanwhile shows that it is the job's fault after all.
        """
        known = self._since.pop(job.id, None)
        with logs.bound(job=job.id):
            try:
                self._doers[job.kind].run(job, cancelled)
            except HandedOver:
                _log.info("handed over")
            except Unreachable as away:
                since = away.since if known is None else known
                if not away.wait and self._slack.done_since(away.method, since):
                    raise
                self._since[job.id] = since
                _log.warning("Slack is away", exc_info=away)
                raise Later(max(AGAIN, away.wait)) from away

    def give_up(self, job: Job, error: str) -> None:
        """Tell the person who waits."""
        with logs.bound(job=job.id):
            self._metrics.given_up.inc()
            _log.error("a job is set aside", kind=job.kind, error=error)
            self._doers[job.kind].give_up(job, error)
