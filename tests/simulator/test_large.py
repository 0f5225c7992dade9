"""A workspace of ten thousand people, and the tiers its directory is read under."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench, bench_of, changed
from tests.simulator.kit import home

MANY = 10_000


@pytest.fixture(scope="module")
def many() -> tuple[dict[str, str], ...]:
    numbers = range(MANY)
    return tuple({"id": f"U{n:05}", "name": f"n{n}", "real_name": f"N {n}"} for n in numbers)


def test_ten_thousand_people_are_listed_in_eleven_pages(many: tuple[dict[str, str], ...]) -> None:
    places = {"users": many, "channels": (), "usergroups": ()}
    with bench_of(changed(**places)) as bench:
        pages = [page["members"] for page in bench.client.users_list(limit=1000)]
        found = [one["id"] for page in pages for one in page]
        assert len(pages) == 11
        assert len(set(found)) == len(found) == MANY + 2


def waits(bench: Bench, method: str, most: int, **arguments: str) -> int:
    for _ in range(most):
        bench.client.api_call(method, params=arguments)
    with pytest.raises(SlackApiError) as caught:
        bench.client.api_call(method, params=arguments)
    assert caught.value.response.status_code == 429
    return int(caught.value.response.headers["Retry-After"])


@pytest.mark.parametrize(
    ("method", "most", "seconds", "arguments"),
    [
        ("users.list", 20, 3, {}),
        ("users.info", 100, 1, {"user": "U1"}),
        ("conversations.info", 50, 2, {"channel": "C1"}),
        ("conversations.members", 100, 1, {"channel": "C1"}),
    ],
)
def test_each_method_has_the_tier_of_its_page(
    bench: Bench, method: str, most: int, seconds: int, arguments: dict[str, str]
) -> None:
    assert waits(bench, method, most, **arguments) == seconds
    bench.clock.passes(seconds)
    assert bench.client.api_call(method, params=arguments)["ok"]


def test_homes_are_published_a_hundred_a_minute(bench: Bench) -> None:
    for _ in range(100):
        bench.client.views_publish(user_id="U1", view=home())
    with pytest.raises(SlackApiError, match="ratelimited"):
        bench.client.views_publish(user_id="U2", view=home())
    bench.clock.passes(60)
    for _ in range(100):
        bench.client.views_publish(user_id="U2", view=home())
