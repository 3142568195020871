"""The jobs of this room: how they are named, and what their payloads say of the place they are about.

A payload says where, never what: the words wait in the books.
"""

from __future__ import annotations

import time

from bot.domain import HandOff, Place, Said
from bot.work import Job


def at(place: Place) -> dict[str, str]:
    """Return a place as payloads hold it."""
    return {"team": place.team, "channel": place.channel, "thread": place.thread}


def place_of(job: Job) -> Place:
    """Return the place that a job is about."""
    return Place(job.payload["team"], job.payload["channel"], job.payload["thread"])


def said_in(job: Job) -> Said:
    """Return the message that a job is about, without its words."""
    return Said(job.payload["said"], place_of(job), job.user, "", job.payload["ts"])


def question_job(said: Said) -> Job:
    """The job that answers a message."""
    payload = {"said": said.id, **at(said.place), "ts": said.ts, "at": time.time()}
    return Job(said.id, said.place.lane, "answer", payload, said.user)


def stopping_job(said: Said) -> Job:
    """The job that sees that a stopped question has an end in its thread."""
    payload = {"said": said.id, **at(said.place), "ts": said.ts}
    return Job(f"{said.id}#s", said.place.lane, "stop", payload, said.user)


def announcing_job(standing: HandOff) -> Job:
    """The job that tells people of a hand-off."""
    return _of(standing, "handoff")


def hand_back_job(standing: HandOff, by: str, where: str, announced: str) -> Job:
    """The job that ends a hand-off. ``by``: a person's id; nobody: it is done from the command line.

    ``where`` and ``announced`` are channel and ``ts`` of the announcement.
    """
    return _of(standing, "handback", by=by, where=where, announced=announced)


def _of(standing: HandOff, kind: str, **more: str) -> Job:
    place = standing.place
    payload = {**at(place), "at": standing.at, **more}
    lane = f"{place.lane}/people"  # not that of the answers: nobody waits for those
    return Job(f"{place.lane}/{kind}/{standing.at}", lane, kind, payload, standing.user)
