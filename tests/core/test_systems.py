"""The registry answers at once, however many systems it holds."""

from chatops.core.systems import Registry, System

MANY = Registry(tuple(System(f"svc-{n:03}", f"Service {n}", 1, "payments") for n in range(335)))


def found(text: str, limit: int = 20) -> list[str]:
    return [one.id for one in MANY.search(text, limit=limit)]


def test_type_ahead_reaches_every_system_of_a_large_registry() -> None:
    assert all(found(one.id) == [one.id] for one in MANY.systems)
    assert found("service 334") == ["svc-334"]


def test_no_text_shows_the_first_ones() -> None:
    assert found("") == [f"svc-{n:03}" for n in range(20)]


def test_those_that_begin_so_come_before_those_that_hold_it() -> None:
    registry = Registry(
        (System("a-pay", "Z", 1, "t"), System("pay", "Y", 1, "t"), System("x", "Card pay", 1, "t"))
    )
    assert [one.id for one in registry.search("PAY", limit=9)] == ["pay", "a-pay", "x"]


def test_nothing_found_is_an_empty_list() -> None:
    assert found("no such thing") == []
