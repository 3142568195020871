"""The Slack benchmarks, in small: a part runs alone, keeps the product's limits, counts what went wrong."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy
from typer.testing import CliRunner

from benchmarks import slack, slack_chaos, slack_load
from benchmarks.dues import Due, account
from benchmarks.slack_plays import SHARES, Plays, deal
from benchmarks.spoilt import LET_IN, SIGNED, UNTRUE
from bot.playground import Message, PocketSlack
from bot.settings import Settings
from tests.conftest import ROOT, process_environment


@pytest.fixture
def pocket() -> Iterator[PocketSlack]:
    with PocketSlack() as opened:
        yield opened


def put(slack: PocketSlack, job: str, text: str, whole: bool = True) -> Message:
    kind = "shopkeeper_answer" if whole else "shopkeeper_part"
    mark = {"event_type": kind, "event_payload": {"job": job}}
    said = Message(slack.channel, slack.space.stamp(), slack.bot, text, metadata=mark)
    return slack.space.put(said)


def test_a_hundred_plays_hold_the_shares_and_the_first_ones_hold_every_kind() -> None:
    cards = list(islice(deal(random.Random(1)), 100))
    assert Counter(cards) == SHARES and sum(SHARES.values()) == 100
    assert set(cards[: len(SHARES)]) == set(SHARES)
    assert cards == list(islice(deal(random.Random(1)), 100)) != list(islice(deal(random.Random(2)), 100))


def test_every_kind_of_play_is_there(pocket: PocketSlack) -> None:
    plays = Plays(pocket, random.Random(0))
    for kind in SHARES:
        plays.begin(kind)


def test_what_is_lost_doubled_cut_or_said_all_the_same_is_counted(pocket: PocketSlack) -> None:
    entry = "Yes, it takes 3 days & nights."
    jobs = {
        name: Due(name, pocket.channel, None, name, entry)
        for name in ("good", "twice", "cut", "half", "none")
    }
    gone = Due("gone", pocket.channel, None, "gone", wanted=0)
    put(pocket, "good#e1", "It takes 3 days &amp; nights.")
    put(pocket, "twice", entry)
    put(pocket, "twice", entry)
    put(pocket, "cut", "Yes, it takes 3 days.")
    put(pocket, "half", entry, whole=False)
    put(pocket, "gone", entry)
    put(pocket, "somebody's", entry)
    found = account(pocket, [*jobs.values(), gone])
    assert found["in_all"] == {"n": 6, "lost": 2, "doubled": 1, "cut": 1, "said_all_the_same": 1}
    assert found["by_kind"]["good"] == {"n": 1, "lost": 0, "doubled": 0, "cut": 0}
    assert found["by_kind"]["gone"] == {"n": 1, "said_all_the_same": 1}
    assert found["unexplained"] == [f"somebody's: {entry}"]


def test_words_in_the_sources_are_not_words_of_the_answer(pocket: PocketSlack) -> None:
    said = put(pocket, "job", "It takes 3")
    said.blocks = [
        {"type": "markdown", "text": "It takes 3"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "It takes 3 days."}]},
    ]
    assert "days" in said.shown and not slack_chaos.says([said], "It takes 3 days.")


def test_words_that_appear_after_stop_are_counted(pocket: PocketSlack) -> None:
    due = Due("stopped", pocket.channel, None, "job", quiet_from=pocket.space.now())
    said = put(pocket, "job", "It takes")
    assert account(pocket, [due])["in_all"]["moved_after_stop"] == 0
    pocket.advance(2)
    said.text = "It takes 3 days."
    pocket.space.touched(said)
    assert account(pocket, [due])["in_all"]["moved_after_stop"] == 1


def test_memory_that_grows_is_not_flat() -> None:
    grows = [100_000 + 1024 * second for second in range(60)]
    assert slack_load.growth(grows, 200_000)["slope_a_minute"] == pytest.approx(60)
    assert not slack_load.flat(grows)
    assert (
        slack_load.flat([100_000] * 60) and slack_load.growth([100_000] * 60, 100_000)["slope_a_minute"] == 0
    )


def test_no_crowd_meets_the_limits(pocket: PocketSlack) -> None:
    crowd = slack_chaos.Crowd(pocket, 1, random.Random(0))
    for _ in range(120):
        crowd.ask()
    limit = Settings.model_fields["channel_limit"].default
    assert max(Counter(one.message.channel for one in crowd.asked).values()) < limit
    assert max(Counter(one.message.user for one in crowd.asked).values()) == 1


def test_a_small_load_owes_nothing() -> None:
    """One play of each kind, in the real process."""
    found = slack_load.load(len(SHARES), 10, 0, print, patience=60, rest=0)
    assert (found["stuck"], found["unexplained"], found["refused_by_slack"]) == ({}, [], [])
    bad = {name: count for name, count in found["in_all"].items() if name != "n" and count}
    assert bad == {} and found["ratings"] == {"n": 1, "lost": 0, "doubled": 0}
    assert {"edited", "deleted", "files", "ask", "burst", "burst_at_once", "while_handed_off"} <= found[
        "by_kind"
    ].keys()
    assert found["limits"] == {"a_person": 10, "a_channel": 30, "put_off": 0}
    assert found["jobs_left"] == 0 and found["stops_cleanly"]
    assert found["at_the_end"]["open_files"] and found["at_the_end"]["tasks_by_name"]["Server.serve"] == 1


def test_a_kill_amid_few_questions_loses_none() -> None:
    found = slack_chaos.kills("sqlite", 4, 1, 2, 0, print)
    assert (found["questions"], found["kills"]) == (4, 1)
    assert (found["lost"], found["doubled"], found["cut"], found["limits"]["put_off"]) == (0, 0, 0, 0)


HOLDS_A_DATABASE = """
import time
from benchmarks.service import end_on_sigterm, postgres
end_on_sigterm()
with postgres() as address:
    print(address, flush=True)
    time.sleep(600)
"""


def test_a_benchmark_that_is_terminated_leaves_no_database_server_behind(postgres: str) -> None:
    given = {"cwd": ROOT, "env": process_environment({}), "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", HOLDS_A_DATABASE], **given) as benchmark:
        address = sqlalchemy.make_url(benchmark.stdout.readline().strip())
        assert Path(str(address.query["host"])).exists(), "the socket's folder, which is the server's"
        benchmark.terminate()
        assert benchmark.wait(60) == 128 + signal.SIGTERM
    assert not Path(str(address.query["host"])).exists()


def test_one_part_alone_prints_seed_versions_time_and_size() -> None:
    given = ["--only", "forged", "--n", "45", "--seed", "3"]
    cli = slack.typer.Typer()
    cli.command()(slack.main)
    ran = CliRunner().invoke(cli, given)
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["seed"] == 3 and found["versions"]["slack-bolt"] and found.keys() >= {"forged"}
    forged = found["forged"]
    assert forged["n"] == 45 and forged["took_seconds"] > 0 and forged["still_ready"]
    assert forged["classes"].keys() == {*UNTRUE, *SIGNED, *LET_IN}
    assert forged["classes"]["sound"]["statuses"].keys() == {"200"}
    assert {name: found["wrong"] for name, found in forged["classes"].items() if found["wrong"]} == {}
    assert (forged["wrong"], forged["server_errors"]) == (0, 0)
    for name in UNTRUE:
        assert forged["classes"][name]["statuses"].keys() == {"401"}
    assert forged["let_in"] >= forged["handled"] > 0
