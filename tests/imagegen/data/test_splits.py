"""The cut: groups stay whole, shares are kept in each category, and chance has no part in it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from imagegen.data.splits import cut

ROWS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=80)


@given(ROWS)
def test_a_group_is_never_torn(rows: list[tuple[int, int]]) -> None:
    groups, categories = [f"g{group}" for group, _ in rows], [category for _, category in rows]
    parts = cut(groups, categories)
    assert len(set(zip(groups, parts, strict=True))) == len(set(groups))
    assert parts == cut(groups, categories)


def test_each_category_gives_the_same_share() -> None:
    categories = [0] * 100 + [1] * 300
    groups = [str(row) for row in range(400)]
    counts = Counter(zip(categories, cut(groups, categories, dev=0.1, test=0.2), strict=True))
    assert [counts[0, part] for part in ("train", "dev", "test")] == [70, 10, 20]
    assert [counts[1, part] for part in ("train", "dev", "test")] == [210, 30, 60]


def test_small_categories_are_cut_together() -> None:
    groups = [str(row) for row in range(50)]
    counts = Counter(cut(groups, [row // 2 for row in range(50)]))
    assert counts == {"train": 40, "dev": 5, "test": 5}


def test_the_order_of_the_pictures_does_not_matter() -> None:
    groups, categories = [str(row) for row in range(60)], [row % 2 for row in range(60)]
    turned = cut(groups[::-1], categories[::-1])
    assert turned[::-1] == cut(groups, categories)


def test_a_group_of_half_the_pictures_is_for_training() -> None:
    groups = ["big"] * 50 + [str(row) for row in range(50)]
    parts = dict(zip(groups, cut(groups, [0] * 100), strict=True))
    assert parts["big"] == "train"
