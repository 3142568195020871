"""What people change in what they wrote: an edit is answered anew, a deletion takes the answer away."""

from __future__ import annotations

from bot.domain import Said
from bot.slack import files, markdown
from bot.slack.desk import Desk
from bot.slack.hearing import STAMP, Delivery, Event, meant_for_us
from bot.slack.jobs import question_job
from bot.work import Job


async def change(desk: Desk, delivery: Delivery, message: Event, before: Event) -> None:
    """An edited question is answered anew in the same place. Link previews change a message too: no edit."""
    ts = str(message.get("ts"))
    if message.get("subtype") == "tombstone":  # deleted, and replies hang on it
        await withdraw(desk, delivery, ts)
        return
    if message.get("bot_id") or message.get("text") == before.get("text"):
        return
    if not message.get("user") or not STAMP.fullmatch(ts):
        return
    # The event's own time comes first, for that of the edit may be cut to seconds.
    when = str(delivery.event.get("event_ts") or (message.get("edited") or {}).get("ts") or ts)
    said = await desk.call(desk.conversations.said, delivery.id(ts))
    if said is None:  # the edit may have overtaken its message
        said = await meant_for_us(desk, delivery, message)
        if said is None or await desk.call(desk.conversations.edit_early, said, when):
            return
        said = await desk.call(desk.conversations.said, delivery.id(ts))
    text = markdown.plain(str(message.get("text") or ""), delivery.bot)
    if said is None:
        return
    job = await desk.call(desk.conversations.edit, said.id, text, when)
    if job:  # if this was broken off before, it is submitted now: one edit leaves one job
        await _again(desk, said, job, f"#e{when}")


async def withdraw(desk: Desk, delivery: Delivery, ts: str) -> None:
    """A question that its author deleted is not answered; what was answered or noted is taken away.

    It may be done again, from the beginning, after it was broken off anywhere: a deletion is delivered
    until it has its receipt, and one message leaves one job of each kind.
    """
    before = delivery.event.get("previous_message") or {}
    if before.get("bot_id") or before.get("user") == delivery.bot:
        return
    found = await desk.call(desk.conversations.withdraw, delivery.id(ts))
    if found is None:  # not heard yet, or not for us: should it still come, it is known as withdrawn
        return
    said, answered = found
    note = files.note_of(said)
    noted = before.get("files") or await desk.call(desk.conversations.posts, note)
    if not answered:  # nor will it be: what was withdrawn is not taken
        await desk.call(desk.work.cancel, said.id)
    for job in filter(None, (answered, note if noted and answered != note else None)):
        if not await desk.call(desk.conversations.gather, job, said):
            await desk.call(desk.work.cancel, job)
        await _again(desk, said, job, f"#w{ts}")


async def _again(desk: Desk, said: Said, job: str, tail: str) -> None:
    plain = question_job(said)
    await desk.call(desk.work.submit, Job(job + tail, plain.lane, plain.kind, plain.payload, plain.user))
