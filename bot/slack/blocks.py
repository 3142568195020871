"""Block Kit: what stands under an answer, and the windows and messages that are more than words.

Builds blocks out of the domain's nouns, within Slack's limits. It posts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextActionsBlock,
    ContextBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    InputBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain import Answer, Citation
from bot.slack.markdown import escape, mrkdwn, safe_link, shorten

FEEDBACK, HUMAN, HAND_BACK = "feedback", "talk_to_a_human", "hand_back"
WITHDRAW = "withdraw_question"
REASON, DRAFT, WORDS = "feedback_reason", "draft_reply", "words"

#: Small print must leave room for 11,000 bytes of words: Slack takes about 13,200 characters of blocks.
EXCERPT, TITLE, SOURCES = 280, 120, 3
#: Characters of one input; a longer draft takes several.
INPUT = 3_000

Links = Callable[[Citation], str]


def sources(citations: Sequence[Citation], link: Links) -> list[Block]:
    """Name each source by its number, entry, version and address, with the words that were read."""
    blocks: list[Block] = []
    for citation in citations[:SOURCES]:
        title, url = escape(shorten(citation.question, TITLE)), safe_link(link(citation))
        name = f"<{escape(url)}|{title}>" if url else f"*{title}*"
        head = f"[{citation.number}] {name} · `{escape(citation.id)}`, version {citation.version}"
        excerpt = mrkdwn(shorten(citation.passage, EXCERPT))
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=f"{head}\n{excerpt}", verbatim=True)]))
    return blocks


def under(answer: Answer, job_id: str, link: Links) -> list[Block]:
    """Return what stands under a whole answer: its sources, the thumbs, and the way to a person."""
    return [*sources(answer.citations, link), *buttons(job_id)]


def buttons(job_id: str) -> list[Block]:
    thumbs = FeedbackButtonsElement(
        action_id=FEEDBACK,
        positive_button=FeedbackButtonObject(
            text="Helpful", accessibility_label="This answer helped", value=f"good {job_id}"
        ),
        negative_button=FeedbackButtonObject(
            text="Not helpful", accessibility_label="This answer did not help", value=f"bad {job_id}"
        ),
    )
    return [ContextActionsBlock(elements=[thumbs]), *human_button(job_id)]


def human_button(job_id: str) -> list[Block]:
    button = ButtonElement(text="Talk to a human", action_id=HUMAN, value=job_id)
    return [ActionsBlock(elements=[button])]


def small(text: str) -> list[Block]:
    """One line of small print of ours, in mrkdwn."""
    return [ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)])]


def section(text: str) -> Block:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))


def question(words: str, asker: str) -> list[Block]:
    """A question that was put into a channel for somebody, who alone can take it back."""
    sure = ConfirmObject(
        title="Withdraw your question?",
        text=PlainTextObject(text="It disappears here, and so does what I answered to it."),
        confirm="Withdraw",
        deny="Keep",
    )
    button = ButtonElement(text="Withdraw", action_id=WITHDRAW, value=asker, confirm=sure)
    return [section(words), ActionsBlock(elements=[button])]


def announcement(words: str, lane: str) -> list[Block]:
    """The message that tells people of a hand-off, with the button that ends it."""
    button = ButtonElement(text="Hand back to Shopkeeper", action_id=HAND_BACK, value=lane, style="primary")
    return [section(words), ActionsBlock(elements=[button])]


def reason_window(job_id: str) -> View:
    """Ask what was wrong with an answer."""
    words = PlainTextInputElement(action_id=WORDS, multiline=True, max_length=INPUT)
    label = PlainTextObject(text="What was wrong or missing?")
    return View(
        type="modal",
        callback_id=REASON,
        private_metadata=job_id,
        title=PlainTextObject(text="Not helpful"),
        submit=PlainTextObject(text="Send"),
        close=PlainTextObject(text="Skip"),
        blocks=[InputBlock(block_id=WORDS, label=label, element=words, optional=True)],
    )


def draft_window(metadata: str, note: str, draft: str | None = None, below: Sequence[Block] = ()) -> View:
    """Show a draft to edit; without ``draft`` it says that one is on its way, or why there is none."""
    blocks: list[Block] = [section(note)]
    inputs = [] if draft is None else [draft[i : i + INPUT] for i in range(0, max(len(draft), 1), INPUT)]
    for number, part in enumerate(inputs):
        words = PlainTextInputElement(
            action_id=WORDS, multiline=True, max_length=INPUT, initial_value=part or None
        )
        label = PlainTextObject(text="Your reply" if len(inputs) == 1 else f"Your reply, part {number + 1}")
        blocks.append(InputBlock(block_id=f"{WORDS}{number}", label=label, element=words))
    return View(
        type="modal",
        callback_id=DRAFT,
        private_metadata=metadata,
        title=PlainTextObject(text="Draft a reply"),
        submit=PlainTextObject(text="Send as reply") if inputs else None,
        close=PlainTextObject(text="Dismiss"),
        blocks=[*blocks, *below],
    )
