import pytest

from chatops.core.digest import Count
from chatops.core.retold import without_texts
from chatops.store.database import Store
from tests.store.past import happened
from tests.store.telling import EXTENT, counted, listed, retold, rows_retold

RARE = {Count.PAIR, Count.NEVER}


@pytest.mark.parametrize("seed", [1, 2])
def test_sql_and_the_trail_alone_come_to_the_same_numbers(store: Store, seed: int) -> None:
    happened(store, seed)
    figures, told = counted(store), retold(store)
    assert without_texts(figures) == told
    assert {one.count for one in told.figures} >= set(Count) - RARE
    parts = (told.speeds, told.rejected, told.broken, told.unpaid, told.adopted)
    assert all(parts)
    assert {one.why for one in figures.adopted} == {"Stricter."}


def test_the_lists_behind_the_numbers_are_the_trails_as_well(store: Store) -> None:
    happened(store, 3)
    expected: dict[tuple[Count, str], set[str]] = {}
    for count, of, key in rows_retold(store):
        expected.setdefault((count, of), set()).add(key)
    lists = listed(store)
    assert {figure: set(keys) for figure, keys in lists.items()} == expected
    with store.reading() as reading:
        paged = {figure: reading.counted(EXTENT).keys(*figure) for figure in lists}
    assert paged == lists


def test_a_list_is_read_page_by_page(sqlite_store: Store) -> None:
    happened(sqlite_store, 3)
    with sqlite_store.reading() as reading:
        counted = reading.counted(EXTENT)
        for count in (Count.OPENED, Count.AFTER_HOURS):
            every = counted.keys(count)
            first = counted.keys(count, limit=3)
            assert first == every[:3]
            assert counted.keys(count, limit=3, after=first[-1]) == every[3:6]
        assert counted.keys(Count.AFTER_HOURS, "ana") == counted.keys(Count.OPENED, "gone") == ()
