import pytest

from chatops.core.digest import Count
from chatops.core.retold import without_texts
from chatops.store.changes import number_of
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
    for keys in lists.values():
        assert list(keys) == sorted(set(keys), key=number_of)
    with store.reading() as reading:
        assert reading.counted(EXTENT).everything()[0] == reading.counted(EXTENT).figures()
