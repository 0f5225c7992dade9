"""Laws of time passing, whatever people, hours, absences, snoozes and outages there are."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.absence import Absence
from chatops.core.change import Change, Status
from chatops.core.chase import Chase, Chased
from chatops.core.chasing import step
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded
from chatops.core.facts import Facts
from chatops.core.handing import GiveOver, candidates, hand_over
from chatops.core.hours import calendar_of, is_working, next_working, spells
from chatops.core.lasting import Lasting, hours
from chatops.core.nudging import Remind, remind
from chatops.core.outcome import Outcome, reassess
from chatops.core.pace import LADDER
from chatops.core.people import Person, WorkingHours
from chatops.core.policy import BreakGlass, Chasing, SignOffs
from chatops.core.refused import Refused
from chatops.core.request import Revise, revise
from chatops.core.schedule import coming, next_step_at
from chatops.core.signoffs import panel
from chatops.core.snooze import asleep
from chatops.core.snoozing import Sleep, sleep
from tests import builders as make
from tests.builders import NOW
from tests.core.clockwork import LEADERS, LED, Clockwork

laws = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

IDS = [one.id for one in LEADERS]
ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "No/Where"]
SHIFTS = [
    WorkingHours(),
    WorkingHours(country="DE", subdivision="BY"),
    WorkingHours(begins=time(22), ends=time(6)),
    WorkingHours(days=(5, 6), begins=time(10), ends=time(12)),
    WorkingHours(days=()),  # never
]
FAST = Chasing((), (), hours(2), hours(3), hours(4), hours(6), hours(2))
CLOCK = Chasing((), (), *(timedelta(hours=one) for one in (1, 2, 5, 9, 3)))
PACES: list[tuple[Chasing, ...]] = [
    (),
    (Chasing((), (), hours(1), hours(1), hours(2), hours(3), hours(1)),),
    (CLOCK,),
]
REACHES: list[Lasting] = [timedelta(days=7), timedelta(days=30), timedelta(hours=5)]
starts = st.sampled_from([NOW, NOW + timedelta(days=26, hours=14), NOW - timedelta(hours=40)])


@dataclass(frozen=True)
class Scene:
    """Facts, and when what kind of change was opened under them."""

    facts: Facts
    kind: str
    start: datetime
    is_broken: bool
    systems: tuple[str, ...] = ("checkout",)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    def person(one: Person) -> Person:
        return replace(one, hours=draw(st.sampled_from(SHIFTS)))

    start = draw(starts)
    ask = SignOffs(
        "owners",
        draw(st.sampled_from([1, 1, 2])),
        draw(st.sampled_from([("owners",), ("anyone",), ("person:ana",), ("director",)])),
    )
    systems = draw(st.sampled_from([("checkout",), ("checkout", "login")]))
    team = replace(LED, manager=draw(st.sampled_from(["mara", "ana", "ben", None])))
    manager = draw(st.sampled_from(["mara", None]))
    other = replace(make.TEAMS[1], manager=manager, on_call=("cleo",))
    policy = make.policy(
        make.rule(ask),
        expires_after=draw(st.sampled_from(REACHES)),
        chasing=draw(st.sampled_from(PACES)),
        break_glass=BreakGlass(("on_call",), review_within=timedelta(hours=30)),
    )
    people = tuple(map(person, LEADERS))
    away = draw(st.lists(st.sampled_from(IDS), max_size=2, unique=True))
    until = start + timedelta(hours=draw(st.sampled_from([-1, 6, 60])))
    known = make.facts(
        the_policy=policy,
        the_directory=make.directory(people, (team, other)),
        zones=draw(st.dictionaries(st.sampled_from(IDS), st.sampled_from(ZONES))),
        absences={one: Absence(one, until, None) for one in away},
    )
    kind = draw(st.sampled_from(["normal", "normal", "standard", "emergency"]))
    return Scene(known, kind, start, draw(st.booleans()), systems)


gaps = st.sampled_from([timedelta(0), *(timedelta(hours=one) for one in (1, 5, 26, 90))])
acts = st.one_of(
    st.tuples(st.just("tick"), gaps),
    st.tuples(st.just("tick"), gaps),
    st.tuples(st.just("next"), gaps),
    st.tuples(st.just("snooze"), gaps),
    st.tuples(st.just("nudge"), gaps),
    st.tuples(st.just("judge"), gaps),
    *(st.tuples(st.just(one), gaps) for one in ("give", "revise", "away", "move", "leave", "pace")),
)


def begun(scene: Scene) -> Clockwork:
    change = make.opened(given=scene.facts, now=scene.start, kind=scene.kind, systems=scene.systems)
    if scene.is_broken:
        change = make.broken(change, given=scene.facts, now=scene.start).change
    return Clockwork(change, scene.facts)


def played(scene: Scene, history: list[tuple[str, timedelta]]) -> tuple[Clockwork, datetime]:
    """Play it; what people are told is checked at each step."""
    clockwork, now = begun(scene), scene.start
    for act, gap in history:
        now += gap
        before = clockwork.change
        if act == "next":
            now = max(now, next_step_at(before) or now)
        clockwork.facts = became(act, clockwork, now)
        try:
            outcome = _done(act, clockwork, now)
        except Refused:
            continue
        if act in {"tick", "next"}:
            check(outcome, before, clockwork.facts)
        elif act not in {"snooze", "revise"} and not before.snoozes:
            check_silence(outcome.change, before)
        clockwork.record(outcome)
    return clockwork, now


def _done(act: str, clockwork: Clockwork, now: datetime) -> Outcome:
    change, known = clockwork.change, clockwork.facts
    if act == "snooze":
        who = change.asked[0] if change.asked else "ana"
        return sleep(change, Sleep("CR-1", who, now + timedelta(hours=7)), known, now)
    if act == "nudge":
        return remind(change, Remind("CR-1", "ben"), known, now)
    if act == "give":
        who = change.asked[-1] if change.asked else "ana"
        to = next(iter(candidates(change, who, known, now)), "eve")
        return hand_over(change, GiveOver("CR-1", who, to), known, now)
    if act == "revise":
        title = f"At {now:%H:%M}"
        draft = make.draft(title=title, systems=change.present.systems)
        command = Revise("CR-1", "ben", "slack", change.present.number, draft)
        return revise(change, command, known, now)
    return step(change, known, now) if act in {"tick", "next"} else reassess(change, known, now)


def became(act: str, clockwork: Clockwork, now: datetime) -> Facts:
    """The facts once whoever is asked is away, in another zone, or gone, or the pace is new."""
    known, who = clockwork.facts, next(iter(clockwork.change.asked), "ana")
    if act == "away":
        absence = Absence(who, now + timedelta(hours=60), None)
        return replace(known, absences={**known.absences, who: absence})
    if act == "move":
        return replace(known, zones={**known.zones, who: "Asia/Kolkata"})
    if act == "leave":
        people = known.directory.people
        left = tuple(replace(one, active=one.active and one.id != who) for one in people)
        return replace(known, directory=make.directory(left, known.directory.teams))
    if act == "pace":
        return replace(known, policy=replace(known.rules(), chasing=(FAST,)))
    return known


def check_silence(change: Change, before: Change) -> None:
    """Whoever is asked now, it is carried as high, and as soon, as if nobody had dropped out."""
    was, now = _silent(before), _silent(change)
    if was and now:
        assert min(one.climbs_since for one in now) <= min(one.climbs_since for one in was)
        assert max(LADDER.index(one.rung) for one in now) >= max(
            LADDER.index(one.rung) for one in was
        )


def _silent(change: Change) -> list[Chase]:
    signed = {Chased.SIGN_OFF, Chased.NOBODY}
    return [one for one in change.chases if one.what in signed and not one.over]


def check(outcome: Outcome, before: Any, known: Facts) -> None:
    now, change = outcome.at, outcome.change
    urgent = change.present.documentation.kind.value == "emergency"
    due = {one.person for one in before.chases if one.next_at and one.next_at <= now}
    for event in outcome.events:
        match event:
            case Reminded(people=people, last=last):
                awake = [one for one in people if not _is_asleep(outcome, one)]
                assert list(people) == awake or (last and "ben" in people)
                assert last or due.issuperset(people)
                assert set(people) <= {*change.asked, change.requester}
                assert last or urgent or all(_works(one, known, now) for one in people)
                assert not last or urgent or all(map(Heard(outcome, before, known), people))
            case Escalated(rung="others", to=people):
                assert not panel(change, known, now).contributors.intersection(people)
                assert urgent or all(_works(one, known, now) for one in people)
            case Escalated(people=silent, to=people):
                assert not {*silent, "ben"}.intersection(people)
                assert urgent or all(_is_at_desk(one, known, now) for one in people)
            case ObligationReminded(people=people):
                assert all(_is_at_desk(one, known, now) for one in people)
            case _:
                continue


@dataclass(frozen=True)
class Heard:
    """Whether somebody works after the last call and before the end, who begins work by then."""

    outcome: Outcome
    before: Change
    known: Facts

    def __call__(self, person: str) -> bool:
        end, now = self.outcome.change.expires_at, self.outcome.at
        calendar = calendar_of(person, self.known, now)
        (call,) = (one for one in self.before.chases if one.what is Chased.END and not one.over)
        if call.next_at != now or any(spells(calendar, now, end)):  # or nothing ran when it was due
            return True
        began = [one.began_at for one in self.before.silent if one.person == person]
        asked = max(one for one in (*began, call.since) if one)
        begins = (shift[0] for shift in spells(calendar, asked, now))
        return not any(one > asked for one in begins)


def _is_at_desk(person: str, known: Facts, now: datetime) -> bool:
    """Tell whether they would work now if nobody were away: somebody has to be told."""
    calendar = replace(calendar_of(person, known, now), away_until=None)
    return next_working(calendar, now) == now


def _is_asleep(outcome: Outcome, person: str) -> bool:
    change = outcome.change
    return asleep(change.snoozes, change.present.number, person, outcome.at) is not None


def _works(person: str, known: Facts, now: datetime) -> bool:
    return is_working(calendar_of(person, known, now), now)


@given(scenes(), st.lists(acts, max_size=12))
@laws
def test_nobody_is_told_at_night_or_asleep_and_no_contributor_is_asked(
    scene: Scene, history: list[tuple[str, timedelta]]
) -> None:
    played(scene, history)


@given(scenes(), st.lists(acts, max_size=8))
@laws
def test_a_step_is_done_once_and_is_due_later_or_never_again(
    scene: Scene, history: list[tuple[str, timedelta]]
) -> None:
    clockwork, now = played(scene, history)
    clockwork.at(now)
    after = next_step_at(clockwork.change)
    assert after is None or after > now
    assert step(clockwork.change, clockwork.facts, now).events == ()
    assert reassess(clockwork.change, clockwork.facts, now).events == ()


@given(scenes(), st.lists(acts, max_size=8))
@laws
def test_every_open_change_has_a_next_step_or_a_reason(
    scene: Scene, history: list[tuple[str, timedelta]]
) -> None:
    clockwork, now = played(scene, history)
    change = clockwork.change
    found = coming(change, clockwork.facts, now)
    assert (found.what is None) == bool(found.why) == (found.at is None)
    if change.status is Status.OPEN:
        assert found.at == next_step_at(change)


@given(scenes())
@laws
def test_it_ends_and_no_reminder_is_sent_twice(scene: Scene) -> None:
    clockwork = begun(scene).until(scene.start + timedelta(days=60))
    assert clockwork.change.status is Status.EXPIRED
    assert not [one for one in clockwork.change.chases if one.what is Chased.END and not one.over]
    told = [(at, event) for at, event in clockwork.told if isinstance(event, Reminded)]
    assert len({at for at, _ in told}) == len(told)
    assert len([event for _, event in told if event.last]) <= 1
    climbed = [(who, one.rung) for _, one in clockwork.of(Escalated) for who in one.people]
    assert len(set(climbed)) == len(climbed)
