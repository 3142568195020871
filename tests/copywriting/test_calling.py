"""What a product may be called: all that its title may be shortened to, and nothing that is another thing."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.copywriting.calling import Names, names
from bot.copywriting.ledger.book import book_of
from bot.copywriting.naming import changing, core, head, shortened
from bot.copywriting.phrasing import Keys, of
from bot.domain import Fact

WORDS = (
    "Sill",
    "Gooseneck",
    "Kettle",
    "Toy",
    "Leather-Look",
    "Stainless-Steel",
    "Bottomless",
    "Set",
    "The",
    "0.9",
)
CHANGED = "Blue Second Hand Rose Bike"


def called(title: str) -> Names:
    return names(book_of((Fact("title", "title", title),)))


def stands(name: str, title: str) -> bool:
    told = of(name)
    return len(told) in called(title).ends(told, 0)


def listed(title: str) -> set[Keys]:
    """The names of a title, one by one: exponential, and so for small titles only."""
    whole = core(title)
    found = {
        of(title),
        of(whole),
        of(shortened(title, len(title) - 1)),
        *(of(w) for w in ("set",) if w in of(title)),
    }
    words = whole.split()
    words, rest = words[: words.index(head(whole)) + 1], words[words.index(head(whole)) + 1 :]
    if rest and rest[0][0].isdigit() and any(len(word) > 3 and word.isalpha() for word in rest):
        return found
    for size in range(len(words)):
        for kept in combinations(range(len(words) - 1), size):
            left = [word for i, word in enumerate(words[:-1]) if i not in kept]
            if not any(changing(left)):
                found.add(of(" ".join([*(words[i] for i in kept), words[-1]])))
    return found


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True), st.randoms())
def test_a_walk_accepts_the_names_that_a_list_would_hold_and_no_other(words: list[str], dice: Random) -> None:
    title = " ".join(words)
    known, told = listed(title), list(of(title))
    for _ in ("in order", "in another"):
        for size in range(1, len(told) + 1):
            for tried in combinations(told, size):
                assert (len(tried) in called(title).ends(tried, 0)) == (tried in known)
        dice.shuffle(told)


def test_it_ends_wherever_a_name_may_end() -> None:
    told = of("with the Sill gooseneck kettle in blue")
    assert called("Sill Gooseneck Kettle 0.9 l").ends(told, 1) == [4]
    assert called("Sill Kettle Set").ends(of("Sill Kettle Set"), 0) == [3]
    assert called("Sill Kettle Set").ends(of("kettle set"), 0) == [2]
    assert called("Tea Tin Tea").ends(of("tea tin tea"), 0) == [1, 3]


@pytest.mark.parametrize(
    ("title", "name", "stood"),
    [
        (CHANGED, "the second hand bike", True),
        (CHANGED, "the blue second-hand rose bike", True),
        (CHANGED, "the rose bike", False),
        (CHANGED, "the second bike", False),
        (CHANGED, "the hand bike", False),
        ("Merrow Twelve Month Wall Planner", "the 12 month planner", True),
        ("Merrow Twelve Month Wall Planner", "the 12-month planner", True),
        ("Merrow Twelve Month Wall Planner", "the wall planner", True),
        ("Merrow Twelve Month Wall Planner", "the month planner", False),
        ("Doll House", "the house", False),
    ],
)
def test_what_makes_another_thing_of_it_is_left_out_together_or_not_at_all(
    title: str, name: str, stood: bool
) -> None:
    assert stands(name, title) is stood


def test_a_title_of_forty_words_is_no_longer_work_than_one_of_four() -> None:
    """There are 2^39 names; whoever lists them does not come back."""
    words = [f"{chr(97 + i // 26)}{chr(97 + i % 26)}tle" for i in range(40)]
    assert stands(" ".join([*words[:38:3], words[-1]]), " ".join(words))
    assert not stands(" ".join(words[:38:3]), " ".join(words))


def test_a_short_title_and_a_bundle_are_names_too() -> None:
    found = names(
        book_of(
            (Fact("title", "title", "Plate and Cup Set"), Fact("short_title", "short title", "Pipit Set"))
        )
    )
    for name in ("set", "pipit set", "plate and cup set"):
        assert len(of(name)) in found.ends(of(name), 0)
    assert found.ends(of("plate"), 0) == found.ends(of("cup set"), 0) == []
