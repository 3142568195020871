"""An answer grows before people's eyes, within Slack's limits, and Stop stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playground import PocketSlack
from bot.slack import files, live
from tests.slack.conftest import FAQ, QUESTION, Shop, let_it_say, open_shop, parts, without_streams


def test_forty_thousand_characters_arrive_whole_and_in_order(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = [f"Sentence number {n} is about the price of tea & more." for n in range(770)]
    assert len(" ".join(sentences)) > 40_000
    let_it_say(monkeypatch, sentences, shop.engine)
    asked = slack.dm(slack.user, QUESTION)
    shop.answer(asked)
    shop.idle()
    shown = " ".join(parts(slack, asked))
    assert shown.replace("&amp;", "&") == " ".join(sentences)
    assert 4 <= len(slack.answers(asked.channel, asked)) <= 6
    assert [m.button("feedback") is not None for m in slack.answers(asked.channel, asked)][-1]


def test_one_endless_sentence_is_cut_between_words(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"word{n}" for n in range(5_000))
    let_it_say(monkeypatch, [words])
    asked = slack.dm(slack.user, QUESTION)
    shop.answer(asked)
    shop.idle()
    assert " ".join(parts(slack, asked)) == words


def test_wide_characters_count_as_the_bytes_they_are(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = [f"第{n}条：我们在工作日发货。" for n in range(1_500)]
    let_it_say(monkeypatch, sentences, shop.engine)
    asked = slack.dm(slack.user, QUESTION)
    shop.answer(asked)
    shop.idle()
    assert "".join(parts(slack, asked)) == "".join(sentences)


def test_where_streams_are_refused_messages_are_changed(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = [f"Sentence number {n} is about tea." for n in range(600)]
    let_it_say(monkeypatch, sentences)
    with without_streams(monkeypatch, slack):
        asked = slack.dm(slack.user, QUESTION)
        shop.answer(asked)
        shop.idle()
        assert " ".join(parts(slack, asked)) == " ".join(sentences)


def test_a_stream_that_dies_is_carried_on_by_changes(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.engine.pause = 0.15
    monkeypatch.setattr(live, "STREAM_PACE", 0.1)
    sentences = [f"Sentence number {n} is about tea." for n in range(12)]
    let_it_say(monkeypatch, sentences, shop.engine)
    asked = slack.dm(slack.user, QUESTION)
    slack.wait_for(lambda: slack.answers(asked.channel, asked))
    slack.advance(301)
    shop.answer(asked)
    shop.idle()
    assert " ".join(parts(slack, asked)) == " ".join(sentences)
    assert len(slack.answers(asked.channel, asked)) == 1


def test_an_old_answer_rolls_over_before_its_stream_dies(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONGEST", 0.3)
    monkeypatch.setattr(live, "STREAM_PACE", 0.05)
    shop.engine.pause = 0.1
    sentences = [f"Sentence number {n} is about tea." for n in range(12)]
    let_it_say(monkeypatch, sentences, shop.engine)
    asked = slack.dm(slack.user, QUESTION)
    shop.answer(asked)
    shop.idle()
    assert len(slack.answers(asked.channel, asked)) > 1
    assert " ".join(parts(slack, asked)) == " ".join(sentences)


def test_after_stop_nothing_more_appears(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.engine.pause = 0.1
    monkeypatch.setattr(live, "STREAM_PACE", 0.05)
    let_it_say(monkeypatch, [f"Sentence number {n} is about tea." for n in range(100)], shop.engine)
    asked = slack.dm(slack.user, QUESTION)
    slack.wait_for(lambda: slack.statuses(asked.channel, asked.ts))
    slack.wait_for(lambda: slack.answers(asked.channel, asked))
    slack.stop_session(slack.user, asked.channel, asked.ts)
    pressed = slack.space.now()
    shop.idle()
    (answer,) = slack.answers(asked.channel, asked)
    assert "Stopped" in answer.shown and "number 99" not in answer.shown
    assert all(version.at < pressed + 1 for version in answer.versions)
    assert slack.space.sessions[asked.channel, asked.ts]["status"] == "active"
    # and the conversation goes on
    shop.engine.pause = 0.0
    assert "number 99" in shop.answer(slack.dm(slack.user, "And now?", asked)).shown


def test_stop_stops_the_answers_of_who_pressed_and_nothing_else(shop: Shop, slack: PocketSlack) -> None:
    asked = slack.mention(slack.user, slack.channel, QUESTION)
    first = shop.answer(asked)
    shop.idle()
    shop.engine.gate.clear()
    more = slack.say(slack.user, slack.channel, FAQ[2].question, asked)
    place = (slack.channel, asked.ts)
    slack.wait_for(lambda: (slack.space.sessions.get(place) or {}).get("status") == "processing")
    slack.say(slack.colleague, slack.channel, FAQ[4].question, asked)
    slack.wait_for(lambda: len(shop.work.jobs) == 3)
    slack.delete(asked)
    slack.wait_for(lambda: any("#w" in job for job in shop.work.jobs))
    said = shop.books.said(f"{slack.team}:{slack.channel}:{more.ts}")
    assert said and shop.work.submit(files.job(said, [{}]))  # work of another kind
    slack.stop_session(slack.user, slack.channel, asked.ts)
    slack.wait_for(lambda: all(d.over for d in slack.deliveries))
    cancelled = {id.rpartition(":")[2] for id, event in shop.work._cancelled.items() if event.is_set()}
    shop.engine.gate.set()
    shop.idle()
    assert cancelled == {asked.ts, more.ts}  # the first by its deletion
    assert any("1 file" in m.shown for m in slack.answers(slack.channel, asked))
    assert first.deleted


def test_a_silent_engine_is_replaced_by_the_faqs_own_words(slack: PocketSlack, tmp_path: Path) -> None:
    with open_shop(slack, tmp_path / "home", patience=0.4) as shop:
        shop.engine.gate.clear()
        answer = shop.answer(slack.dm(slack.user, QUESTION))
        assert answer.text == "Our FAQ says, word for word: Delivery takes 3 days. We ship on weekdays."
        assert slack.statuses(answer.channel)[0].text == "processing"
        assert "is reading the FAQ …" in [s.text for s in slack.statuses(answer.channel)]


def test_a_broken_engine_is_replaced_too_and_nobody_sees_a_trace(shop: Shop, slack: PocketSlack) -> None:
    shop.engine.error = "CUDA is on fire"
    answer = shop.answer(slack.dm(slack.user, QUESTION))
    assert answer.text.startswith("Our FAQ says, word for word: Delivery takes 3 days.")
    assert "fire" not in slack.transcript()


def test_what_cannot_be_answered_at_all_ends_in_a_sentence(
    shop: Shop, slack: PocketSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the index is broken: secret-token")

    monkeypatch.setattr("bot.support.Support.find", broken)
    answer = shop.answer(slack.dm(slack.user, QUESTION))
    assert "I am sorry, something went wrong on my side" in answer.shown
    assert "secret-token" not in slack.transcript()
