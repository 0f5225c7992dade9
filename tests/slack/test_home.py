"""App Home: valid for any content, drawn as it was found good, published when and for whom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.errand import Errand, Result
from chatops.core.home import Due, HomeContent, Item, Said, Word
from chatops.core.notices import HomeOutdated
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.request import Open
from chatops.core.verdict import State, Verdict
from chatops.simulator.blocks import check_view
from chatops.slack.buckets import METHODS
from chatops.slack.listeners import BUTTONS
from chatops.slack.views.home import closed_home, home
from chatops.slack.views.home_rows import age
from chatops.usecases.home import DECIDED, OWN_PER_PAGE, PER_PAGE
from chatops.usecases.open_change import open_change
from tests import builders
from tests.builders import NOW
from tests.slack.stage import PEOPLE, TEAMS, Stage, texts
from tests.slack.strategies import changes, moments, values, verdicts
from tests.slack.test_any_change import assert_literal
from tests.slack.test_golden import (
    BROKEN,
    FACTS,
    PENDING,
    SEVERAL,
    STALE,
    compare,
)

MOST_TEXT = 9_000
PAGES = {"home_earlier", "home_later", "approve_several"}
slowly = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def item(change: Change, *, has_read: bool = False, until: datetime | None = None) -> Item:
    return Item(change, builders.judged(change, FACTS), has_read, until)


def another(change: Change, number: int) -> Change:
    return replace(change, key=f"CR-{number}")


EMPTY = HomeContent("ana", 1, 1, FACTS, NOW)
WAITING = (item(STALE), item(another(PENDING, 2), has_read=True))
FULL = HomeContent(
    person="ana",
    page=1,
    pages=2,
    facts=FACTS,
    now=NOW + timedelta(hours=50),
    waiting=WAITING,
    waiting_count=12,
    snoozed=(item(another(PENDING, 3), until=NOW + timedelta(days=3)),),
    snoozed_count=2,
    others=(item(another(SEVERAL, 4)),),
    own=(item(replace(another(PENDING, 5), requester="ana")),),
    own_count=1,
    decided=(Word(Said("CR-6", Verb.APPROVE, 1, NOW), another(STALE, 6)),),
    owed=(Due(another(BROKEN.change, 7), BROKEN.change.obligations[0], payable=True),),
    owed_count=6,
    absence=Absence("ana", NOW + timedelta(days=9), "eve", "ana"),
    several=WAITING,
)
PAGED = replace(
    FULL, page=2, pages=3, waiting=(), snoozed=(), others=(), decided=(), owed=(), several=()
)


@pytest.mark.parametrize(
    ("name", "content"), [("home_empty", EMPTY), ("home_full", FULL), ("home_paged", PAGED)]
)
def test_drawn_as_it_was_found_good(name: str, content: HomeContent) -> None:
    view = home(content)
    assert check_view(view) is None
    compare(name, view)


def test_approve_stands_only_where_the_person_opened_details() -> None:
    found = [
        [one["action_id"] for one in block["elements"]]
        for block in home(FULL)["blocks"]
        if block.get("block_id", "").startswith("waiting:")
    ]
    assert found == [["details"], ["approve", "details"]]
    late = builders.judged(PENDING, FACTS, after=timedelta(days=30))
    over = replace(FULL, waiting=(Item(PENDING, late, has_read=True),), others=())
    gone = replace(FULL, facts=replace(FACTS, policy=None, problems=("No policy.",)))
    for content in (over, gone):
        rows = str([one for one in home(content)["blocks"] if one["type"] == "actions"])
        assert "'approve'" not in rows


def test_states_and_reasons_are_words() -> None:
    shown = texts(home(FULL)["blocks"])
    assert "Waiting for you (12)" in shown
    assert "(2 days)" in shown
    assert "Why you: " in shown
    assert "AI assistance: Generated with Claude (declared)" in shown
    assert "You approved CR-6, revision 1" in shown
    assert "Nothing waits for you" in texts(home(EMPTY)["blocks"])


def test_more_obligations_than_are_shown_are_counted_and_said_to_be_elsewhere() -> None:
    shown = texts(home(FULL)["blocks"])
    assert "Your obligations (6)" in shown
    assert "The others stand on the other pages" in shown
    all_of_them = texts(home(replace(FULL, owed_count=1))["blocks"])
    assert "Your obligations (1)" in all_of_them
    assert "other pages" not in all_of_them
    later = replace(PAGED, owed=FULL.owed)
    assert "Your obligations (6)" in texts(home(later)["blocks"])
    assert "Your obligations" not in texts(home(PAGED)["blocks"])
    assert "were looked at" in texts(home(replace(FULL, owed_cut=True))["blocks"])


def test_what_is_snoozed_can_be_looked_into() -> None:
    (row,) = [one for one in home(FULL)["blocks"] if one.get("block_id", "").startswith("snoozed:")]
    assert [(one["action_id"], one["value"]) for one in row["elements"]] == [("details", "CR-3:1")]


def test_an_age_is_told_in_its_greatest_unit() -> None:
    ages = {
        timedelta(seconds=-5): "less than a minute",
        timedelta(seconds=61): "1 minute",
        timedelta(minutes=59): "59 minutes",
        timedelta(minutes=60): "1 hour",
        timedelta(hours=47): "47 hours",
        timedelta(hours=48): "2 days",
    }
    assert {passed: age(passed) for passed in ages} == ages


items = st.builds(Item, changes(), verdicts, st.booleans(), st.none() | moments)


@st.composite
def contents(draw: st.DrawFn) -> HomeContent:
    one = draw(items)
    many = [Item(another(one.change, n), one.verdict, one.has_read, one.until) for n in range(40)]
    verb, when = draw(st.sampled_from(Verb)), draw(moments)
    words = (Word(Said(of.change.key, verb, 1, when), of.change) for of in many[:DECIDED])
    owed = [(of.change, debt) for of in many for debt in of.change.obligations]
    numbered = [(change, replace(debt, number=n)) for n, (change, debt) in enumerate(owed[:5], 1)]
    page = draw(st.integers(1, 3))
    return HomeContent(
        person=draw(st.sampled_from(("ana", "ben", "gone"))),
        page=page,
        pages=3,
        facts=FACTS,
        now=draw(moments),
        waiting=tuple(many[:PER_PAGE]),
        waiting_count=1_000,
        snoozed=tuple(many[10:14]),
        snoozed_count=1_000,
        others=tuple(many[15:19]),
        own=tuple(many[20 : 20 + OWN_PER_PAGE]),
        own_count=1_000,
        decided=tuple(words),
        owed=tuple(Due(change, debt, draw(st.booleans())) for change, debt in numbered),
        owed_count=draw(st.sampled_from((0, 1_000))),
        owed_cut=draw(st.booleans()),
        absence=draw(st.none() | st.builds(Absence, st.just("ana"), moments, st.just("gone"))),
        several=tuple(many[:2]),
    )


def assert_valid(view: dict[str, Any]) -> None:
    assert check_view(view) is None
    assert len(view["blocks"]) < 100
    assert sum(map(len, (one for one in values(view, "text") if isinstance(one, str)))) <= MOST_TEXT
    assert_literal(view["blocks"])
    assert set(values(view, "action_id")) <= {one.value for one in BUTTONS}


@slowly
@given(contents())
def test_any_home_is_one_that_slack_takes(content: HomeContent) -> None:
    assert_valid(home(content))


def test_the_fullest_home_stays_small() -> None:
    long = "W " * 50_000
    change = builders.opened(
        "dan", systems=("checkout", "ledger"), title="t" * 300, degree="generated", tool="x" * 60
    )
    leaf = Verdict("owners", State.PENDING, long, waiting_for=("ana",))
    verdict = Verdict("change", State.PENDING, long, (leaf, leaf))
    people = tuple(replace(one, name=one.name * 30) for one in builders.PEOPLE)
    facts = replace(FACTS, directory=builders.directory(people))
    many = [Item(another(change, 10**9 + n), verdict, True, NOW) for n in range(40)]  # noqa: FBT003
    owed = replace(BROKEN.change.obligations[0], text=long)
    content = HomeContent(
        "ana",
        1,
        99,
        facts,
        NOW,
        waiting=tuple(many[:PER_PAGE]),
        waiting_count=1_000,
        snoozed=tuple(many[10:14]),
        snoozed_count=999,
        others=tuple(many[15:19]),
        own=tuple(many[20 : 20 + OWN_PER_PAGE]),
        own_count=99,
        decided=tuple(
            Word(Said(one.change.key, Verb.WITHDRAW, 9, NOW), one.change) for one in many[:10]
        ),
        owed=tuple(
            Due(one.change, replace(owed, number=n), payable=True)
            for n, one in enumerate(many[:4], 1)
        ),
        owed_count=99,
        owed_cut=True,
        several=tuple(many[:10]),
    )
    assert_valid(home(content))


def test_a_closed_home_says_why() -> None:
    view = closed_home("You are a guest <!channel>.")
    assert check_view(view) is None
    assert "guest" in texts(view["blocks"])


def drawn(scene: Stage, who: str) -> dict[str, Any]:
    state = scene.http.get("/sim/state", params={"user": f"U{who.upper()}"}).json()
    found: dict[str, Any] = state["home"]
    return found


def opens(scene: Stage, who: str) -> str:
    assert scene.act("home", user=f"U{who.upper()}")["ok"]
    return shown(scene, who)


def shown(scene: Stage, who: str) -> str:
    return texts(drawn(scene, who)["blocks"])


def clicks(scene: Stage, who: str, action: str, value: str) -> Any:
    return scene.act("actions", user=f"U{who.upper()}", home=True, action_id=action, value=value)


def buttons(scene: Stage, who: str, kind: str = "waiting") -> list[tuple[str, str]]:
    blocks = [one for one in drawn(scene, who)["blocks"] if one["type"] == "actions"]
    return [
        (one["action_id"], one["value"])
        for block in blocks
        if block["block_id"].startswith(f"{kind}:")
        for one in block["elements"]
    ]


@pytest.fixture
def waiting(scene: Stage) -> Stage:
    """A change that waits for Ana, who has App Home open."""
    assert scene.request("ben")["ok"]
    opens(scene, "ana")
    scene.settle()
    return scene


def test_approve_appears_after_details_and_the_home_follows_the_click(waiting: Stage) -> None:
    assert buttons(waiting, "ana") == [("details", "CR-1:1")]
    assert clicks(waiting, "ana", "details", "CR-1:1")["seen"]["view"]["title"] == "CR-1"
    waiting.settle()
    assert buttons(waiting, "ana") == [("approve", "CR-1:1"), ("details", "CR-1:1")]
    assert clicks(waiting, "ana", "approve", "CR-1:1")["ok"]
    waiting.settle()
    assert buttons(waiting, "ana") == []
    assert "You approved CR-1, revision 1" in shown(waiting, "ana")


def test_everybody_who_has_it_open_sees_what_others_did(waiting: Stage) -> None:
    opens(waiting, "cleo")
    assert "CR-1" in shown(waiting, "cleo")
    for who in ("ana", "cleo"):
        waiting.click(who, "approve")
    waiting.settle()
    assert "Nothing waits for you" in shown(waiting, "ana")
    assert "Nothing waits for you" in shown(waiting, "cleo")


def test_nothing_is_published_for_who_closed_it_long_ago(waiting: Stage) -> None:
    before = drawn(waiting, "ana")
    waiting.clock.passes(24 * 3600)
    waiting.click("cleo", "approve")
    waiting.settle()
    assert drawn(waiting, "ana") == before


def test_an_opening_that_slack_does_not_take_now_is_made_up_for(scene: Stage) -> None:
    scene.request("ben")
    scene.fault("views.publish", error="ratelimited", status=429, retry_after=7)
    assert scene.act("home", user="UANA")["ok"]
    scene.settle()
    assert "CR-1" in shown(scene, "ana")


def test_after_a_refusal_for_speed_nobody_asks_again_before_slack_allows_it(scene: Stage) -> None:
    opens(scene, "cleo")
    before = drawn(scene, "cleo")
    scene.request("ben")
    scene.fault("views.publish", error="ratelimited", status=429, retry_after=7)
    for who in ("ana", "cleo"):
        assert scene.act("home", user=f"U{who.upper()}")["ok"]
    assert drawn(scene, "cleo") == before
    scene.settle()
    assert "CR-1" in shown(scene, "cleo")


def test_openings_count_towards_what_slack_allows_in_a_minute(scene: Stage) -> None:
    opens(scene, "ana")
    before = drawn(scene, "ana")
    scene.request("ben")
    for _ in range(METHODS["views.publish"].burst - 1):
        opens(scene, "cleo")
    assert scene.act("home", user="UANA")["ok"]
    assert drawn(scene, "ana") == before
    scene.settle()
    assert "CR-1" in shown(scene, "ana")


def test_a_guest_whose_home_cannot_be_published_is_no_failure(scene: Stage) -> None:
    scene.fault("views.publish", error="internal_error")
    seen = scene.act("home", user="UGIL")
    assert [one["status"] for one in seen["deliveries"]] == [200]
    assert "You are a guest" in opens(scene, "gil")


def test_who_may_not_use_the_app_any_more_sees_why_and_nothing_else(waiting: Stage) -> None:
    assert "CR-1" in shown(waiting, "ana")
    people = tuple(replace(one, active=one.id != "ana") for one in PEOPLE)
    waiting.org = replace(waiting.org, directory=builders.directory(people, TEAMS))
    with waiting.store.transaction() as tx:
        tx.outdate_home("ana", waiting.clock.now())
    waiting.settle()
    assert "no longer active" in shown(waiting, "ana")
    assert "CR-1" not in shown(waiting, "ana")
    waiting.org = replace(waiting.org, directory=builders.directory(PEOPLE, TEAMS))
    with waiting.store.transaction() as tx:
        tx.remember_standing("ana", Standing.GUEST, waiting.clock.now())
        tx.outdate_home("ana", waiting.clock.now())
    waiting.settle()
    assert "You are a guest" in shown(waiting, "ana")


@pytest.mark.parametrize("error", ["hash_conflict", "internal_error", "fatal_error"])
def test_a_failed_publication_is_repeated_and_harms_nothing(waiting: Stage, error: str) -> None:
    waiting.fault("views.publish", error=error, times=2)
    waiting.click("ana", "approve")
    waiting.settle()
    assert "You approved CR-1" in shown(waiting, "ana")
    assert waiting.counts()["dead"] == 0


def test_bursts_stay_within_slacks_tier(waiting: Stage) -> None:
    now = waiting.clock.now()
    errand = Errand(1, HomeOutdated("ana"), now, 1, in_doubt=False, first_tried_at=now)
    courier, sent = waiting.new_courier(), 0
    for _ in range(60):
        while (receipt := courier.carry(errand)).result is Result.SENT:
            sent += 1
        assert receipt.result is Result.LATER
        assert timedelta(0) <= receipt.after <= timedelta(seconds=1)
        waiting.clock.passes(1)
    assert 95 <= sent <= 95 + 20


def test_pages_are_turned_in_place(scene: Stage) -> None:
    scene.org = replace(
        scene.org, policy=builders.policy(builders.rule(SignOffs("max", 1, ("person:max",))))
    )
    opens(scene, "max")
    for _ in range(PER_PAGE + 1):
        open_change(scene.house, Open("ben", "cli", builders.draft(), None))
    opens(scene, "max")
    assert "Page 1 of 2" in shown(scene, "max")
    assert clicks(scene, "max", "home_later", "2")["ok"]
    assert "Page 2 of 2" in shown(scene, "max")
    assert buttons(scene, "max") == [("details", f"CR-{PER_PAGE + 1}:1")]
    with scene.store.transaction() as tx:
        tx.outdate_home("max", scene.clock.now())
    scene.settle()
    assert "Page 2 of 2" in shown(scene, "max")  # drawn anew where the person is
    assert clicks(scene, "max", "home_earlier", "1")["ok"]
    assert len(buttons(scene, "max")) == PER_PAGE
