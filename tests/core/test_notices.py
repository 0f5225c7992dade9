"""Who hears of what."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from chatops.core.away import Away, away
from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.chasing import step
from chatops.core.concerned import concerned
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.events import (
    BecameUnreachable,
    CheckPosted,
    Event,
    GateAnswered,
    ObligationOverdue,
    PolicyAdopted,
    VerdictChanged,
    as_json,
    from_json,
)
from chatops.core.events_audit import KeyCreated, KeyRotated, PersonRedacted, TrailRead
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded, ScheduleMoved
from chatops.core.events_digest import AttestationReminded, DigestAttested, DigestSent
from chatops.core.events_talk import (
    ApprovalRecalled,
    BotInvited,
    ChannelLost,
    ChannelReturned,
    ConditionDropped,
    DeploymentReported,
    HandedOver,
    IncidentReported,
    Nudged,
    QuestionAnswered,
    QuestionAsked,
    Snoozed,
    SnoozeEnded,
    WorkMoved,
)
from chatops.core.facts import Facts
from chatops.core.glass import use_glass
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    CheckpointPost,
    DigestPost,
    DirectMessage,
    HomeOutdated,
    Notice,
    Reminder,
    ThreadLine,
    notices,
)
from chatops.core.outcome import Outcome, reassess
from chatops.core.post_check import PostCheck, post_check
from chatops.core.request import Open, Revise, open_change, revise
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW


def told(outcome: Outcome, given: Facts | None = None) -> list[tuple[str, str, str]]:
    return [_short(one) for one in notices(outcome, given or make.facts())]


def heard(outcome: Outcome, tag: str, given: Facts | None = None) -> list[str]:
    """Who gets a direct message of that event."""
    return [who for kind, who, event in told(outcome, given) if (kind, event) == ("dm", tag)]


def reminded(outcome: Outcome, given: Facts | None = None) -> list[str]:
    """Return who is reminded, and why."""
    return [f"{who} {why}" for kind, who, why in told(outcome, given) if kind == "reminder"]


def _short(notice: Notice) -> tuple[str, str, str]:
    match notice:
        case CardOutdated(channel=channel) | CheckpointPost(channel=channel):
            return ("card", channel, "")
        case ThreadLine(channel=channel, event=event):
            return ("thread", channel, event.TAG)
        case ChannelLine(channel=channel, event=event):
            return ("channel", channel, event.TAG)
        case DirectMessage(person=person, event=event):
            return ("dm", person, event.TAG)
        case HomeOutdated(person=person) | DigestPost(person=person):
            return ("home", person, "")
        case Reminder(person=person, due=due):
            return ("reminder", person, due[0][1])


def opening(**fields: Any) -> Outcome:
    return open_change("CR-1", Open("ben", "slack", make.draft(**fields)), make.facts(), NOW)


def test_a_new_change_is_posted_to_the_owners_and_confirmed_to_the_requester() -> None:
    assert told(opening()) == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "change:opened"),
        ("dm", "ben", "change:opened"),
    ]


def test_a_system_with_a_channel_of_its_own_has_a_card_there_too() -> None:
    assert told(opening(system="ledger"))[:2] == [("card", "CPAY", ""), ("card", "CLED", "")]


def test_the_requester_hears_of_the_end() -> None:
    change = make.approved_by(make.opened(), "ana")
    assert told(make.decided(change, "cleo")) == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "decision:made"),
        ("thread", "CPAY", "verdict:changed"),
        ("dm", "ben", "verdict:changed"),
    ]
    assert ("dm", "ben", "decision:made") in told(make.decided(change, "cleo", Verb.REJECT))


def test_the_requester_hears_when_an_approval_is_gone_again() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    assert ("dm", "ben", "verdict:changed") in told(make.decided(change, "ana", Verb.WITHDRAW))


def taken_back(
    verb: Verb, comment: str, after: timedelta, change: Change | None = None, *, said: bool = True
) -> Outcome:
    """Ana takes back what she said on Ben's change, under a policy with half a minute to undo."""
    given = make.facts(the_policy=make.policy(undo_for=timedelta(seconds=30)))
    change = change or make.opened(given=given)
    change = make.decided(change, "ana", verb, given=given).change if said else change
    command = Decide("CR-1", "ana", Verb.WITHDRAW, 1, "slack", comment)
    return decide(change, command, given, NOW + after)


@pytest.mark.parametrize("comment", ["", "Seen again."])
def test_the_requester_hears_who_took_a_rejection_back(comment: str) -> None:
    outcome = taken_back(Verb.REJECT, comment, timedelta(hours=1))
    assert heard(outcome, "decision:made") == ["ben"]
    assert heard(outcome, "verdict:changed") == ["ben"]


def test_the_requester_hears_who_recalled_an_approval_and_why_but_not_of_a_stray_click() -> None:
    recalled = taken_back(Verb.APPROVE, "It leaks.", timedelta(hours=1))
    assert heard(recalled, "decision:made") == ["ben"]
    assert heard(taken_back(Verb.APPROVE, "", timedelta(seconds=9)), "decision:made") == []


def test_the_requester_hears_when_a_rejection_stands_again_and_when_it_ends_after_all() -> None:
    change = make.decided(make.opened(), "ana", Verb.REJECT).change
    undone = taken_back(Verb.APPROVE, "", timedelta(seconds=9), change)
    assert undone.change.state is State.BLOCKED
    assert heard(undone, "decision:made") == ["ben"]
    gone = taken_back(Verb.APPROVE, "", timedelta(seconds=9), undone.change, said=False)
    assert (gone.change.state, heard(gone, "decision:made")) == (State.PENDING, ["ben"])


def test_an_approval_recalled_after_somebody_went_through_is_told_once() -> None:
    given = replace(make.facts(), passed=make.passages(make.opened(), "ci/shop"))
    change = make.approved_by(make.opened(), "ana", "cleo")
    recalled = make.decided(change, "ana", Verb.WITHDRAW, given=given)
    assert heard(recalled, "approval:recalled", given) == ["ben"]
    assert heard(recalled, "decision:made", given) == []


def test_a_rejection_of_an_approved_change_is_one_message_to_the_requester() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    rejected = told(make.decided(change, "dan", Verb.REJECT))
    assert [one for one in rejected if one[0] == "dm"] == [("dm", "ben", "decision:made")]


def test_who_has_to_look_again_hears_it() -> None:
    change = make.approved_by(make.opened(), "ana")
    outcome = revise(
        change, Revise("CR-1", "ben", "slack", 1, make.draft(title="T")), make.facts(), NOW
    )
    assert ("dm", "ana", "revision:added") in told(outcome)


def test_when_a_change_moves_to_another_owner_the_old_card_follows_too() -> None:
    change = make.revised(make.opened(), system="login", title="Moved")
    assert [one for one in told(make.decided(change, "eve")) if one[0] == "card"] == [
        ("card", "CIDE", ""),
        ("card", "CPAY", ""),
    ]


def test_a_card_that_stands_somewhere_else_follows_once() -> None:
    given = make.facts().with_cards(["COLD", "CPAY"])
    channels = [one.channel for one in notices(opening(), given) if isinstance(one, CardOutdated)]
    assert channels == ["CPAY", "COLD"]


def test_without_an_event_nobody_hears_anything() -> None:
    assert told(reassess(make.opened(), make.facts(), NOW)) == []


# Max directs Payments, Vera is its VP; Ana and Dan may review what Cleo breaks for Ben.
PAYMENTS = replace(make.TEAMS[0], vp="vera")
GLASS = make.facts(
    the_policy=make.glass_policy(),
    the_directory=make.directory(
        (*make.PEOPLE, make.person("vera", make.PRINCIPAL)), (PAYMENTS, make.TEAMS[1])
    ),
)


def glass() -> Outcome:
    return make.broken(make.opened(given=GLASS), given=GLASS)


def test_broken_glass_is_told_at_once_loudly_and_to_all_who_answer_for_it() -> None:
    lines = told(glass(), GLASS)
    assert ("channel", "CPAY", "glass:broken") in lines
    assert ("thread", "CPAY", "glass:broken") in lines
    assert heard(glass(), "glass:broken", GLASS) == ["ben", "max", "vera", "ana", "dan"]
    assert heard(glass(), "verdict:changed", GLASS) == []


def test_broken_glass_of_several_systems_is_told_in_every_owners_channel() -> None:
    change = make.opened(systems=("checkout", "ledger", "login"), given=GLASS)
    outcome = make.broken(change, "max", given=GLASS)
    loud = [channel for kind, channel, _ in told(outcome, GLASS) if kind == "channel"]
    assert loud == ["CPAY", "CLED", "CIDE"]


def test_the_use_of_broken_glass_is_told_to_who_broke_it_and_their_superiors() -> None:
    outcome = use_glass(glass().change, "api:ci", GLASS, NOW)
    assert heard(outcome, "glass:used", GLASS) == ["cleo", "max", "vera"]


def test_an_overdue_review_is_loud_and_goes_to_who_could_still_give_it() -> None:
    change = make.paid(glass().change, "ana", given=GLASS).change
    outcome = step(change, GLASS, NOW + timedelta(days=1))
    assert heard(outcome, "obligation:overdue", GLASS) == []
    assert reminded(outcome, GLASS) == ["dan obligation", "max overdue", "vera overdue"]
    assert ("channel", "CPAY", "obligation:overdue") in told(outcome, GLASS)


def test_a_review_is_in_the_thread_and_its_end_is_heard_by_who_owed_it() -> None:
    first = make.paid(glass().change, "ana", given=GLASS)
    assert heard(first, "review:given", GLASS) == []
    assert ("thread", "CPAY", "review:given") in told(first, GLASS)
    second = make.paid(first.change, "dan", given=GLASS)
    assert heard(second, "obligation:closed", GLASS) == ["cleo", "ben"]


def conditional() -> Outcome:
    command = Decide("CR-1", "ana", Verb.APPROVE, 1, "slack", condition="Watch p99.")
    command = replace(command, condition_due=NOW + timedelta(hours=1))
    return decide(make.opened(), command, make.facts(), NOW)


def test_a_condition_is_heard_by_the_requester_and_when_overdue_by_both() -> None:
    assert heard(conditional(), "condition:attached") == ["ben"]
    late = step(conditional().change, make.facts(), NOW + timedelta(hours=1))
    assert heard(late, "obligation:overdue") == []
    assert reminded(replace(late, events=late.events[:1])) == ["ben obligation", "ana obligation"]
    closed = make.paid(conditional().change, "ben", given=make.facts())
    assert heard(closed, "obligation:closed") == ["ana"]
    gone = make.decided(conditional().change, "ana", Verb.WITHDRAW)
    assert heard(gone, "condition:dropped") == ["ben"]


def test_a_lift_is_heard_by_the_requester_and_who_had_rejected() -> None:
    change = make.decided(make.opened(), "cleo", Verb.REJECT, given=GLASS).change
    outcome = make.lifted(change, "max", given=GLASS)
    assert heard(outcome, "decision:made", GLASS) == ["ben", "cleo"]


def test_a_check_is_in_the_thread_only() -> None:
    command = PostCheck("CR-1", "soak", "passed", 1, make.SHA, "api:soak")
    lines = told(post_check(make.opened(), command, make.facts(), NOW))
    assert lines == [("card", "CPAY", ""), ("thread", "CPAY", "check:posted")]


def test_a_change_that_nobody_can_complete_is_told_to_the_requester_and_the_owners() -> None:
    alone = make.facts(
        the_directory=make.directory(
            teams=(replace(make.TEAMS[0], members=("ana", "ben")), make.TEAMS[1])
        )
    )
    outcome = open_change("CR-1", Open("ben", "slack", make.draft()), alone, NOW)
    assert heard(outcome, "change:unreachable", alone) == ["ben"]
    assert ("thread", "CPAY", "change:unreachable") in told(outcome, alone)


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ("pending", "approved", True),
        ("overridden", "approved", True),
        ("overridden", "error", True),
        ("frozen", "approved", True),
        ("pending", "expired", True),
        ("pending", "error", True),
        ("approved", "pending", True),
        ("approved", "stale", True),
        ("approved", "frozen", True),
        ("approved", "blocked", False),  # the rejection was told, with its reason
        ("pending", "overridden", False),  # the broken glass was told
        ("pending", "cancelled", False),  # and so was who took it back
        ("approved", "cancelled", False),
        ("approved", "overridden", False),
        ("overridden", "pending", False),
        ("pending", "stale", False),
        ("blocked", "pending", True),
        ("blocked", "stale", True),
        ("blocked", "frozen", True),
        ("blocked", "overridden", False),
        ("approved", "approved", False),
    ],
)
def test_the_requester_hears_of_states_that_matter(before: str, after: str, *, news: bool) -> None:
    event = VerdictChanged("CR-1", before, after, "Words.", "0" * 64, "e" * 64)
    assert list(concerned(event, make.opened(), make.facts())) == (["ben"] if news else [])


def events() -> list[Event]:
    change = make.approved_by(make.opened(), "ana")
    broken = glass()
    reviewed = make.paid(broken.change, "ana", given=GLASS)
    outcomes = (
        opening(),
        make.decided(change, "cleo", Verb.REJECT),
        revise(change, Revise("CR-1", "ben", "slack", 1, make.draft(title="T")), make.facts(), NOW),
        broken,
        use_glass(broken.change, "api:ci", GLASS, NOW),
        step(broken.change, GLASS, NOW + timedelta(days=1)),
        reviewed,
        make.paid(reviewed.change, "dan", given=GLASS),
        conditional(),
        cancel(change, Cancel("CR-1", "ben", 1, "slack", "The customer waits."), make.facts(), NOW),
    )
    absent = away(Away("ana", NOW + timedelta(days=1), "eve", "ana"), make.facts(), NOW)[1]
    adopted = PolicyAdopted("f" * 64, "e" * 64, "ana", "CR-9", "Tighter.")
    unreachable = BecameUnreachable("CR-1", "Nobody can.")
    checked = CheckPosted("CR-1", "soak", "passed", 1, "0" * 64, "api:soak", "", "All green.")
    told = [event for outcome in outcomes for event in outcome.events]
    return [*told, absent, adopted, unreachable, checked, *talk(), *of_time(), *of_audit()]


def of_audit() -> list[Event]:
    return [
        KeyCreated("chatops+0+A", "cli:root"),
        KeyRotated("chatops+0+A", "chatops+1+B", 7, "note", "cli:root"),
        TrailRead("ana", "digest", "max 2026-W10"),
        PersonRedacted("ana", "max", 3, "Her lawful request."),
    ]


def of_time() -> list[Event]:
    digest, moment = "0" * 64, "2026-03-02T10:00:00+00:00"
    return [
        AttestationReminded("max", "2026-W10", 1),
        DigestAttested("max", "2026-W10", 1, digest, digest, "Read it all."),
        DigestSent("max", "2026-W10", 1, digest, "max"),
        Escalated("CR-1", 1, ("ana",), "manager", ("max",)),
        ObligationReminded("CR-1", 1, "review", ("ana",), moment),
        Reminded("CR-1", 1, ("ana", "cleo"), last=True, expires_at=moment),
        ScheduleMoved("CR-1", "ana", "", "Ana is away"),
    ]


@pytest.mark.parametrize(
    ("event", "due"),
    [
        (
            Reminded("CR-1", 1, ("ana", "cleo"), last=False, expires_at=""),
            ["ana sign-off", "cleo sign-off"],
        ),
        (
            Reminded("CR-1", 1, ("ana", "ben"), last=True, expires_at=""),
            ["ana last-call", "ben last-call"],
        ),
        (Escalated("CR-1", 1, ("ana",), "others", ("cleo",)), ["cleo others"]),
        (Escalated("CR-1", 1, ("ana",), "manager", ("max",)), ["max manager"]),
        (Escalated("CR-1", 1, ("ana",), "director", ("max",)), ["max director"]),
        (Escalated("CR-1", 1, ("ana",), "others", ()), []),
        (
            ObligationReminded("CR-1", 1, "review", ("ana", "max"), ""),
            ["ana obligation", "max director"],
        ),
    ],
)
def test_who_is_reminded_gets_one_message_of_all_and_the_thread_one_line(
    event: Event, due: list[str]
) -> None:
    outcome = replace(glass(), events=(event,))
    lines = told(outcome, GLASS)
    assert reminded(outcome, GLASS) == due
    assert [one for one in lines if one[0] == "thread"] == [("thread", "CPAY", event.TAG)]
    assert [one for one in lines if one[0] == "dm"] == []


@pytest.mark.parametrize(
    ("event", "urgent"),
    [
        (Reminded("CR-1", 1, ("ana",), last=False, expires_at=""), True),
        (Escalated("CR-1", 1, ("ana",), "manager", ("max",)), True),
        (SnoozeEnded("CR-1", "ana", is_asked=True), True),
        (ObligationReminded("CR-1", 1, "review", ("ana",), ""), False),
        (ObligationOverdue("CR-1", 1, "review", "cleo", "", ""), False),
    ],
    ids=lambda one: getattr(one, "TAG", ""),
)
def test_only_what_asks_for_an_emergency_waits_for_no_others(event: Event, *, urgent: bool) -> None:
    for kind, expected in (("emergency", urgent), ("normal", False)):
        change = make.broken(make.opened(given=GLASS, kind=kind), given=GLASS)
        found = notices(replace(change, events=(event,)), GLASS)
        assert {one.urgent for one in found if isinstance(one, Reminder)} == {expected}


def test_a_snooze_that_ends_reminds_whom_it_still_asks() -> None:
    for asked, expected in ((True, ["ana snoozed"]), (False, [])):
        outcome = replace(opening(), events=(SnoozeEnded("CR-1", "ana", is_asked=asked),))
        assert reminded(outcome) == expected
        assert {kind for kind, _, _ in told(outcome)} <= {"card", "reminder"}


def test_what_moved_the_schedule_is_in_the_trail_only() -> None:
    lines = told(replace(opening(), events=(ScheduleMoved("CR-1", "ana", "", "Ana is away"),)))
    assert {kind for kind, _, _ in lines} == {"card"}


def test_a_nudge_is_a_message_of_its_own() -> None:
    outcome = replace(opening(), events=(Nudged("CR-1", "ben", ("ana",)),))
    assert ("dm", "ana", "change:nudged") in told(outcome)
    assert not [one for one in told(outcome) if one[0] == "reminder"]


def talk() -> list[Event]:
    digest, moment = "0" * 64, "2026-03-02T10:00:00+00:00"
    return [
        ApprovalRecalled("CR-1", "ana", 1, digest, ("ci", "cli:ops"), ("dan",), "A mistake."),
        ChannelLost("CPAY", "it was archived", "CIDE"),
        ChannelReturned("CPAY", moment),
        ConditionDropped("CR-1", 1, "ana"),
        DeploymentReported(
            "CR-1", 1, "checkout", "production", 1, "started", "api:ci", bypass=True, link=""
        ),
        BotInvited("CPAY", "ana"),
        HandedOver("CR-1", "ana", "cleo"),
        IncidentReported(
            "CR-9", "INC-1", "checkout", "SEV-1", moment, "", "", "api:pager", "Payments fail"
        ),
        Nudged("CR-1", "ben", ("ana", "cleo")),
        QuestionAnswered("CR-1", 1, "ben", "ana", "On staging."),
        QuestionAsked("CR-1", 1, "ana", "Where was it tried?"),
        Snoozed("CR-1", "ana", moment),
        SnoozeEnded("CR-1", "ana", is_asked=True),
        WorkMoved("CR-1", "ana", "is deactivated", ("cleo",)),
    ]


def test_every_kind_of_event_is_tried() -> None:
    kinds = {type(one) for one in events()}
    assert kinds == set(get_args(Event)) - {GateAnswered}


@pytest.mark.parametrize("event", events(), ids=lambda event: event.TAG)
def test_events_survive_storage(event: Event) -> None:
    assert from_json(as_json(event)) == event
