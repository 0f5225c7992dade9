"""Reminders arrive: one direct message, in working hours, once, and it can be acted on."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from chatops.core.change import Change
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import Reminder
from chatops.core.people import WorkingHours
from chatops.slack.views.reminder import NOTHING_LEFT
from chatops.usecases.deliver import deliver
from chatops.usecases.read import show
from tests import builders
from tests.slack import stage
from tests.slack.stage import PEOPLE, Stage, slack_id, texts

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
TEAMS = (replace(stage.TEAMS[0], members=("ana", "ben", "cleo")), stage.TEAMS[1])
"""Of Ben's changes everybody else is asked."""


def works(scene: Stage, begins: timedelta, ends: timedelta) -> None:
    """Everybody works each day from so long after this moment until then."""
    now = scene.clock.now()
    hours = WorkingHours(EVERY_DAY, _time(now + begins), _time(now + ends))
    people = tuple(replace(one, hours=hours, zone="UTC") for one in PEOPLE)
    scene.org = replace(scene.org, directory=builders.directory(people, TEAMS))


def _time(moment: datetime) -> time:
    return moment.time().replace(microsecond=0)


def at_work(scene: Stage) -> None:
    works(scene, timedelta(hours=-1), timedelta(hours=1))


def at_home(scene: Stage) -> None:
    works(scene, timedelta(hours=2), timedelta(hours=3))


def opened(scene: Stage, **values: object) -> Change:
    """Ben asks for it; nothing of that waits to be sent any more."""
    assert scene.request("ben", **values)["ok"]
    scene.settle()
    return show(scene.house, newest(scene)).change


def newest(scene: Stage) -> str:
    with scene.store.reading() as reading:
        return reading.open_keys()[-1]


def errand(scene: Stage, who: str, *keys: str, in_doubt: bool = False) -> Errand:
    now = scene.clock.now()
    due = tuple((key, "sign-off") for key in keys)
    return Errand(99, Reminder(who, due), now, 1, in_doubt, now)


def reminds(scene: Stage, who: str, *keys: str) -> Receipt:
    return scene.courier.carry(errand(scene, who, *keys))


def direct(scene: Stage, who: str) -> list[str]:
    return [texts(one["blocks"]) for one in scene.messages(f"D{who.upper()}")]


def test_one_message_tells_of_all_that_is_due(scene: Stage) -> None:
    at_work(scene)
    first, second = opened(scene), opened(scene, system="ledger")
    who = "ana"
    before = len(direct(scene, who))
    assert reminds(scene, who, first.key, second.key).result is Result.SENT
    (told,) = direct(scene, who)[before:]
    assert "2 changes wait for your sign-off." in told
    assert first.key in told
    assert second.key in told


def test_it_waits_for_the_persons_working_hours(scene: Stage) -> None:
    at_home(scene)
    change = opened(scene)
    who = change.asked[0]
    before = len(direct(scene, who))
    receipt = reminds(scene, who, change.key)
    assert (receipt.result, receipt.after) == (Result.LATER, timedelta(minutes=1))
    assert len(direct(scene, who)) == before
    at_work(scene)
    assert reminds(scene, who, change.key).result is Result.SENT
    assert len(direct(scene, who)) == before + 1


def test_an_emergency_waits_for_nobodys_hours(scene: Stage) -> None:
    at_home(scene)
    calm, urgent = opened(scene), opened(scene, kind="emergency")
    who = "ana"
    assert reminds(scene, who, calm.key).result is Result.LATER
    assert reminds(scene, who, calm.key, urgent.key).result is Result.SENT
    assert urgent.key in direct(scene, who)[-1]


def test_within_an_hour_of_a_reminder_only_an_emergency_is_told(scene: Stage) -> None:
    at_work(scene)
    first, second = opened(scene), opened(scene, system="ledger")
    remembered(scene, "ana", timedelta(minutes=-61))
    remembered(scene, "dan", timedelta(minutes=-59))
    assert reminds(scene, "ana", first.key).result is Result.SENT
    remembered(scene, "ana", timedelta(minutes=-59))
    receipt = reminds(scene, "ana", first.key)
    assert (receipt.result, receipt.after) == (Result.LATER, timedelta(minutes=1))
    urgent = opened(scene, kind="emergency")
    assert reminds(scene, "ana", second.key, urgent.key).result is Result.SENT


def test_what_comes_within_the_hour_becomes_one_message(scene: Stage) -> None:
    at_work(scene)
    scene.works_at_any_hour()
    keys = [opened(scene).key for _ in range(3)]
    before = len(direct(scene, "ana"))
    for key in keys:
        with scene.store.transaction() as tx:
            tx.tell([Reminder("ana", ((key, "sign-off"),))], scene.clock.now())
        carried(scene, minutes=10)
    assert len(direct(scene, "ana")) == before + 1
    carried(scene, minutes=29)
    assert len(direct(scene, "ana")) == before + 1
    carried(scene, minutes=5)
    _, told = direct(scene, "ana")[before:]
    rows = told.split("Also waiting for you")[0]
    assert [key in rows for key in keys] == [False, True, True]


def carried(scene: Stage, minutes: int) -> None:
    """So much time passes, and what is due is carried."""
    for _ in range(minutes):
        scene.clock.passes(60)
        while deliver(scene.house, scene.courier, limit=20):
            pass


def test_a_last_call_is_told_before_the_person_goes_home(scene: Stage) -> None:
    works(scene, timedelta(hours=-1), timedelta(minutes=30))
    change = opened(scene)
    remembered(scene, "ana", timedelta(minutes=-29))
    assert reminds(scene, "ana", change.key).result is Result.LATER
    call = replace(errand(scene, "ana"), notice=Reminder("ana", ((change.key, "last-call"),)))
    assert scene.courier.carry(call).result is Result.SENT
    works(scene, timedelta(hours=-1), timedelta(minutes=32))
    assert scene.courier.carry(call).result is Result.LATER
    works(scene, timedelta(hours=2), timedelta(hours=3))
    assert scene.courier.carry(call).result is Result.LATER


def remembered(scene: Stage, who: str, ago: timedelta) -> None:
    """A reminder reached this person then."""
    at = scene.clock.now() + ago
    with scene.store.transaction() as tx:
        tx.tell([Reminder(who, (("CR-99", "sign-off"),), urgent=True)], at)
    with scene.store.transaction() as tx:
        for one in tx.claim(now=at, lease=timedelta(minutes=1), limit=10):
            tx.settle(one, Receipt(Result.SENT, ts="1.0"), at)


def test_who_never_works_is_an_error_that_operators_see(scene: Stage) -> None:
    change = opened(scene)
    people = tuple(replace(one, hours=WorkingHours(days=())) for one in PEOPLE)
    scene.org = replace(scene.org, directory=builders.directory(people, TEAMS))
    receipt = reminds(scene, change.asked[0], change.key)
    assert receipt.result is Result.HOPELESS
    assert "no working hours within a year" in receipt.error


def test_what_is_done_by_then_is_not_sent(scene: Stage) -> None:
    at_work(scene)
    change = opened(scene)
    who = change.asked[0]
    scene.click(who, "approve")
    scene.settle()
    before = len(direct(scene, who))
    assert reminds(scene, who, change.key).result is Result.SENT
    assert len(direct(scene, who)) == before


def test_in_doubt_it_is_looked_for_and_not_sent_twice(reading_scene: Stage) -> None:
    scene = reading_scene
    at_work(scene)
    change = opened(scene)
    who = change.asked[0]
    before = len(direct(scene, who))
    scene.fault("chat.postMessage", drop_after=True)
    assert reminds(scene, who, change.key).result is Result.UNKNOWN
    at_home(scene)  # meanwhile they went home: it stands there all the same
    again = errand(scene, who, change.key, in_doubt=True)
    assert scene.courier.carry(again).result is Result.SENT
    assert len(direct(scene, who)) == before + 1


def test_without_a_slack_account_nobody_can_be_told(scene: Stage) -> None:
    at_work(scene)
    change = opened(scene)
    who = change.asked[0]
    people = tuple(
        replace(one, slack_id=None if one.id == who else one.slack_id)
        for one in scene.org.directory.people
    )
    scene.org = replace(scene.org, directory=builders.directory(people, TEAMS))
    receipt = reminds(scene, who, change.key)
    assert receipt.result is Result.FAILED
    assert who in receipt.error


def test_who_approves_in_it_keeps_the_rest_before_their_eyes(scene: Stage) -> None:
    at_work(scene)
    first, second = opened(scene), opened(scene, system="ledger")
    who = "ana"
    clicks(scene, who, "CPAY", "details", first.key)
    reminds(scene, who, first.key, second.key)
    seen = clicks(scene, who, "DANA", "approve", first.key)
    assert seen["ok"], seen
    told = direct(scene, who)[-1]
    assert f"You approved revision 1 of {first.key}" in told
    assert "1 change waits for your sign-off." in told
    assert second.key in told
    message = scene.messages(f"D{who.upper()}")[-1]
    assert any(one.get("block_id") == "remind:99" for one in message["blocks"])


def clicks(scene: Stage, who: str, channel: str, action: str, key: str) -> dict[str, object]:
    """Press the button about this change in the newest message that has it."""
    message = next(
        one
        for one in reversed(scene.messages(channel, who))
        if one["blocks"]
        and f"'{action}'" in str(one["blocks"])
        and f"'{key}:1" in str(one["blocks"])
    )
    blocks, ts = message["blocks"], message["ts"]
    block = next(
        one["block_id"]
        for one in blocks
        if one["type"] == "actions"
        for element in one["elements"]
        if element["action_id"] == action and element["value"].startswith(f"{key}:")
    )
    return scene.act(
        "actions",
        user=slack_id(who),
        channel=channel,
        ts=ts,
        action_id=action,
        block_id=block,
    )


def test_after_the_last_one_nothing_is_left_of_it(scene: Stage) -> None:
    at_work(scene)
    change = opened(scene)
    who = "ana"
    clicks(scene, who, "CPAY", "details", change.key)
    reminds(scene, who, change.key)
    clicks(scene, who, "DANA", "approve", change.key)
    assert NOTHING_LEFT in direct(scene, who)[-1]


def test_an_approval_can_be_undone_in_it_and_then_waits_again(scene: Stage) -> None:
    at_work(scene)
    assert scene.org.policy is not None
    undoing = replace(scene.org.policy, undo_for=timedelta(minutes=5))
    scene.org = replace(scene.org, policy=undoing)
    change = opened(scene)
    clicks(scene, "ana", "CPAY", "details", change.key)
    reminds(scene, "ana", change.key)
    clicks(scene, "ana", "DANA", "approve", change.key)
    assert NOTHING_LEFT in direct(scene, "ana")[-1]
    seen = clicks(scene, "ana", "DANA", "undo", change.key)
    assert seen["ok"], seen
    told = direct(scene, "ana")[-1]
    assert f"You took your approval of {change.key} back." in told
    assert "1 change waits for your sign-off." in told
