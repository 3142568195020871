"""Logs: one JSON object a line, whoever speaks; no secret, no personal data and nobody's words in it."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import settings as configuration
from bot.slack.credentials import tokens
from bot.watch import logs
from bot.watch.privacy import MASK, Masker, luhn, personal

JOB = "T024BE7LD:C024BE7LR:1700000000.000100"
# Put together at run time, so that no scanner takes this file for a leak.
BOT_TOKEN = "-".join(["xoxb", "123456789012", "1234567890123", "AbCdEfGhIjKlMnOpQrStUvWx"])
APP_TOKEN = "-".join(["xapp", "1", "A0123456789", "1234567890123", "deadbeef" * 8])
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class Lines(io.StringIO):
    """What was logged, line by line."""

    def read_all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    names = (None, *logs._OURS, *logs._FOREIGN)
    before = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).level) for name in names}
    hooks = sys.excepthook, threading.excepthook
    stream = Lines()
    logs.configure("info", [SIGNING_SECRET], stream)
    yield stream
    for name, (handlers, level) in before.items():
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hooks
    assert root.handlers == before[None][0]


def test_a_line_says_when_how_bad_what_and_for_which_job(lines: Lines) -> None:
    with logs.bound(job=JOB):
        logs.get("bot.slack.answering").info("answer shown", outcome="answered", seconds=1.25)
    logs.get("bot.app").warning("no job here")
    first, second = lines.read_all()
    assert list(first)[:4] == ["time", "level", "event", "job"]
    assert first["job"] == JOB and first["seconds"] == 1.25
    assert first["logger"] == "shopkeeper.slack.answering"
    assert "job" not in second and second["level"] == "warning"


def test_libraries_take_the_same_road_and_carry_the_job(lines: Lines) -> None:
    with logs.bound(job=JOB):
        logging.getLogger("slack_sdk.web.base_client").warning("sent %s", BOT_TOKEN)
        logging.getLogger("slack_bolt").info("what a library chats about is not logged: it quotes payloads")
        logging.getLogger("bm25s").setLevel(logging.DEBUG)
        logging.getLogger("bm25s").debug("not even when it wants to")
    (line,) = lines.read_all()
    assert (
        line["job"] == JOB
        and line["event"] == f"sent {MASK}"
        and line["logger"] == "slack_sdk.web.base_client"
    )


def test_dbos_opens_no_console_of_its_own(lines: Lines, capsys: pytest.CaptureFixture[str]) -> None:
    from dbos._logger import dbos_logger, init_logger

    init_logger()
    dbos_logger.error("a queue went away")
    assert [line["event"] for line in lines.read_all()] == ["a queue went away"]
    assert capsys.readouterr().err == ""


def test_what_is_bound_in_one_thread_stays_there(lines: Lines) -> None:
    def work(job: str) -> None:
        with logs.bound(job=job):
            barrier.wait()
            logs.get("bot.work").info("done", expected=job)

    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=work, args=(f"T1:C1:{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(line["job"] == line["expected"] for line in lines.read_all())


def test_tracebacks_are_text_in_the_same_object_and_masked(lines: Lines) -> None:
    try:
        try:
            raise ValueError(f"token {BOT_TOKEN} of bob@example.com")
        except ValueError as error:
            raise RuntimeError("charged 4111 1111 1111 1111") from error
    except RuntimeError:
        logs.get("bot.x").exception("it failed")
    (line,) = lines.read_all()
    assert "Traceback" in line["exception"] and "ValueError" in line["exception"]
    assert not any(word in line["exception"] for word in (BOT_TOKEN, "bob@", "4111"))


def test_an_error_that_nobody_caught_is_a_line_too(lines: Lines) -> None:
    thread = threading.Thread(target=lambda: [][1])
    thread.start()
    thread.join()
    (line,) = lines.read_all()
    assert line["level"] == "critical" and "IndexError" in line["exception"]


def test_nobodys_words_are_logged(lines: Lines) -> None:
    said = "my wife must not know about this order"
    log = logs.get("bot.x")
    log.info("heard", text=said, question=said, payload={"text": said}, body=said.encode())
    log.info("nothing", text=None)
    assert "wife" not in lines.getvalue()
    assert lines.read_all()[0]["text_length"] == len(said)


def test_an_id_keeps_its_digits_and_hides_a_secret_all_the_same(lines: Lines) -> None:
    logs.get("bot.x").info("x", id="1234567890123", error="mailed bob@example.com", user=BOT_TOKEN)
    (line,) = lines.read_all()
    assert (line["id"], line["error"], line["user"]) == ("1234567890123", "mailed [e-mail]", MASK)


def test_values_that_a_database_repeats_are_cut(lines: Lines) -> None:
    error = RuntimeError(
        "(sqlite3.IntegrityError) NOT NULL\n[SQL: INSERT INTO said VALUES (?)]\n"
        "[parameters: ('my secret wish',)]\n"
        "(Background on this error at: https://sqlalche.me/e/20/gkpj)"
    )
    logs.get("bot.x").error("not kept", exc_info=error)
    (line,) = lines.read_all()
    assert (
        "wish" not in line["exception"]
        and "INSERT" in line["exception"]
        and "Background" in line["exception"]
    )


def test_a_line_that_cannot_be_written_is_told_of_without_its_values(lines: Lines) -> None:
    # Straight to our handler: pytest's own raises.
    logging.getLogger().handlers[0].handle(
        logging.LogRecord("slack_sdk", logging.ERROR, "x.py", 1, "%d", (BOT_TOKEN,), None)
    )
    assert BOT_TOKEN not in lines.getvalue()
    assert lines.read_all()[0]["event"] == "a line could not be logged"


def test_a_very_long_value_keeps_its_ends(lines: Lines) -> None:
    logs.get("bot.x").info("x", detail="a" + "b" * 100_000 + "z")
    detail = lines.read_all()[0]["detail"]
    assert len(detail) < 10_000 and detail.startswith("ab") and detail.endswith("bz")


def test_before_configure_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    logs.get("bot.x").error("a command's own output stays clean")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        f"token={BOT_TOKEN}",
        f"https://x.example/?token={APP_TOKEN}&x=1",
        "xoxe" + ".xoxp-1-Mi0yLTEyMzQ1Njc4OTAxMjM0NTY3ODkw",
        "postgresql+psycopg://shop:hunter22@db:5432/shop",
        "postgresql://shop:p%40ss%2Fw0rd@db/shop",
        "Authorization: Bearer abcdef123456",
        "{'Authorization': 'Bearer abcdef123456'}",
        "the header was Basic c2hvcDpodW50ZXIyMg==",
        '{"X-Slack-Signature": "v0=deadbeef00"}',
        "wss://wss-primary.slack.com/link/?ticket=abc-def-123&app_id=1",
        "https://hooks.slack.com/commands/T01/123/abcdefgh",
        'password = "hunter22"',
        f"a {SIGNING_SECRET} b",
    ],
)
def test_secrets_are_masked(text: str) -> None:
    masked = Masker([SIGNING_SECRET])(text)
    assert MASK in masked
    tails = ("AbCdEf", "deadbeef", "Mi0y", "hunter22", "w0rd", "abcdef", "abc-def", "c2hv", SIGNING_SECRET)
    assert not any(tail in masked for tail in tails)


def test_our_own_help_is_not_masked() -> None:
    for token in tokens(configuration.load()):
        assert Masker()(token.where) == token.where


def test_a_secret_is_found_in_its_encoded_form_too() -> None:
    mask = Masker(["p@ss/w0rd!"])
    assert "w0rd" not in mask("p%40ss%2Fw0rd%21 and p@ss/w0rd!")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to Bob.O'Neil+shop@mail.example.co.uk today", "[e-mail]"),
        ("call +49 170 1234567", "[phone]"),
        ("call (212) 555-0147", "[phone]"),
        ("call 212.555.0147x123", "[phone]"),
        ("call 0171-1234567 please", "[phone]"),
        ("call +1-212-555-0147", "[phone]"),
        ("call 001-212-555-0147", "[phone]"),
        ("call 2125550147", "[phone]"),
        ("card 4111111111111111", "[card]"),
        ("card 4111-1111-1111-1111", "[card]"),
        ("card 3782 822463 10005", "[card]"),
        ("to GB82WEST12345698765432", "[iban]"),
        ("to DE89 3704 0044 0532 0130 00", "[iban]"),
        ("ssn 536-90-4399", "[ssn]"),
        ("from 203.0.114.7", "[ip]"),
        ("from 2a02:8109:9a80:1:2c3d::1", "[ip]"),
    ],
)
def test_personal_data_with_a_form_is_masked(text: str, kind: str) -> None:
    masked = personal(text)
    assert kind in masked and not any(character.isdigit() for character in masked), masked


@pytest.mark.parametrize(
    "text",
    [
        JOB,
        "1700000000.000100",
        "2026-11-22T08:25:47.622913Z",
        "2026-11-22 08:25:47,622",
        "127.0.0.1:8080",
        "at 10.0.0.7",
        "order 12345 of 3 pans at $49.99",
        "version 2.14.3, 165 entries, 0.7 s",
        "b3a1c0de-1111-4222-8333-444455556666",
    ],
)
def test_ids_and_times_of_ours_stay_readable(text: str) -> None:
    assert Masker()(text) == text


@given(st.text(max_size=200))
def test_masking_takes_any_text_and_is_done_after_once(text: str) -> None:
    mask = Masker([SIGNING_SECRET])
    assert mask(mask(text)) == mask(text)


@given(st.text("0123456789", min_size=11, max_size=18))
def test_every_card_number_is_masked_however_it_is_spaced(body: str) -> None:
    card = next(body + check for check in "0123456789" if luhn(body + check))
    grouped = " ".join(card[start : start + 4] for start in range(0, len(card), 4))
    assert personal(f"pay with {card} now") == personal(f"pay with {grouped} now") == "pay with [card] now"


def test_a_hostile_text_does_not_hold_the_log_up() -> None:
    """Each would take minutes if a pattern backtracked; a hang is the failure."""
    for text in (
        "a" * 50_000,
        "1 " * 25_000,
        "a@" * 25_000,
        "a.b@c." * 10_000,
        ":" * 50_000,
        "x://" * 12_000,
    ):
        Masker([SIGNING_SECRET])(text)
