"""A reminder: valid for any content, drawn as it was found good, with words for every reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatops.core.change import Change
from chatops.core.home import Due
from chatops.core.obligation import Obligation
from chatops.core.reminder import ReminderContent, Silent, Waiting, Why
from chatops.simulator.blocks import check_message
from chatops.slack.listeners import BUTTONS
from chatops.slack.views.blocks import Message
from chatops.slack.views.reminder import (
    NOTHING_LEFT,
    due_in,
    lasted,
    reminder_again,
    reminder_message,
)
from chatops.slack.views.story import still_approved
from tests import builders
from tests.builders import NOW
from tests.slack.stage import texts
from tests.slack.strategies import changes, moments, obligations, values, verdicts, wordy_changes
from tests.slack.test_any_change import FACTS, NAMELESS, assert_message
from tests.slack.test_golden import BROKEN, PENDING, SEVERAL, compare

TEAMS = (replace(builders.TEAMS[0], manager="ana"), builders.TEAMS[1])
MANAGED = replace(FACTS, directory=builders.directory(builders.PEOPLE, TEAMS))
DEBTS = (Why.OBLIGATION, Why.OVERDUE)
LATER = NOW + timedelta(hours=27)
SILENT = (Silent("ben", NOW), Silent("cleo", NOW + timedelta(hours=1)))


def item(change: Change, number: int, why: Why = Why.SIGN_OFF, **fields: object) -> Waiting:
    made = replace(change, key=f"CR-{number}")
    one = Waiting(made, builders.judged(made, FACTS), why, NOW)
    return replace(one, **fields)  # type: ignore[arg-type]  # fields of a row


def content(*due: Waiting, **fields: object) -> ReminderContent:
    carried = sum(one.is_carried for one in due)
    ending = sum(not (one.is_asked or one.is_carried) for one in due)
    made = ReminderContent("ana", MANAGED, LATER, due, len(due), carried, ending)
    return replace(made, **fields)  # type: ignore[arg-type]  # fields of the content


FULL = content(
    item(SEVERAL, 2),
    item(PENDING, 1, Why.LAST_CALL),
    item(PENDING, 3, has_read=True),
    item(PENDING, 4, Why.OTHERS, silent=SILENT[:1]),
    item(PENDING, 5, Why.MANAGER, silent=SILENT, is_asked=False),
    due_count=7,
    owed=(Due(replace(BROKEN.change, key="CR-6"), BROKEN.change.obligations[0], payable=True),),
    owed_count=1,
    rest=(item(PENDING, 8),),
    rest_count=3,
)


def drawn(shown: ReminderContent) -> Message:
    message = reminder_message(shown, "remind:7")
    assert_message(message.text, message.blocks)
    return message


@pytest.mark.parametrize(("name", "shown"), [("reminder", FULL), ("reminder_of_one", None)])
def test_drawn_as_it_was_found_good(name: str, shown: ReminderContent | None) -> None:
    message = drawn(shown or content(item(PENDING, 1)))
    compare(name, {"text": message.text, "blocks": message.blocks})


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        (content(item(PENDING, 1)), "1 change waits for your sign-off."),
        (content(item(PENDING, 1), item(PENDING, 2)), "2 changes wait for your sign-off."),
        (content(item(PENDING, 1), rest_count=4), "5 changes wait for your sign-off."),
        (
            content(item(PENDING, 1, Why.LAST_CALL, is_asked=False)),
            "1 request of yours expires soon.",
        ),
        (
            content(item(PENDING, 1), item(PENDING, 2, Why.DIRECTOR, is_asked=False)),
            "1 change waits for your sign-off and 1 change was carried to you.",
        ),
        (content(owed_count=2), "2 obligations are open."),
    ],
)
def test_the_first_line_counts_what_waits(shown: ReminderContent, title: str) -> None:
    message = drawn(shown)
    assert texts(message.blocks[:1]) == title
    assert message.text.startswith(title)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (item(PENDING, 1), "Why you: "),
        (item(PENDING, 1), "; waits 1 day 3 h"),
        (item(SEVERAL, 1), ", an emergency; waits"),
        (
            item(PENDING, 1, Why.OTHERS, silent=SILENT[:1]),
            "asked since nobody heard from Ben.",
        ),
        (
            item(PENDING, 1, Why.MANAGER, silent=SILENT),
            "Carried to you as manager of Payments. It waits for Ben since  and Cleo since .",
        ),
        (
            item(PENDING, 1, Why.DIRECTOR, silent=tuple(Silent(f"p{n}", None) for n in range(5))),
            "Carried to you as director of Payments. It waits for p0, p1, p2 and 2 others.",
        ),
        (
            item(PENDING, 1, Why.MANAGER, silent=(Silent("", NOW),)),
            "Carried to you as manager of Payments. It waits for somebody who could sign since .",
        ),
        (item(PENDING, 1, Why.LAST_CALL), "Last call: expires ."),
        (item(PENDING, 1, Why.SNOOZED), "You snoozed it until now. "),
    ],
)
def test_each_row_says_why(one: Waiting, words: str) -> None:
    message = drawn(content(one))
    assert words in texts(message.blocks)


def test_what_can_be_done_stands_below_each() -> None:
    rows = [
        [one["action_id"] for one in block["elements"]]
        for block in drawn(FULL).blocks
        if block["type"] == "actions"
    ]
    assert rows == [
        ["details", "snooze"],
        ["details", "snooze"],
        ["approve", "details", "snooze"],
        ["details", "snooze"],
        ["details"],  # not asked themselves
        ["review", "details"],
        ["rows_queue"],
    ]


def test_approve_stands_only_where_they_read_it_and_may() -> None:
    unread = drawn(content(item(PENDING, 3))).blocks
    nobody = drawn(content(item(PENDING, 3, has_read=True), person="ben")).blocks
    assert "approve" not in [*values(unread, "action_id"), *values(nobody, "action_id")]


def test_a_debt_that_was_carried_higher_says_so_and_is_not_theirs_to_pay() -> None:
    due = Due(BROKEN.change, BROKEN.change.obligations[0], payable=False)
    message = drawn(content(owed=(due,), owed_count=1))
    assert "Carried to you for Payments." in texts(message.blocks)
    assert values(message.blocks, "action_id") == ["details", "rows_queue"]
    assert due_in(values(message.blocks, "block_id")) == (("CR-1", "overdue"),)
    early = drawn(content(owed=(due,), owed_count=1, now=due.owed.due_at - timedelta(seconds=1)))
    assert due_in(values(early.blocks, "block_id")) == (("CR-1", "manager"),)


def test_what_is_not_shown_is_counted() -> None:
    shown = texts(drawn(FULL).blocks)
    assert "and 2 more of these." in shown
    assert "Also waiting for you" in shown
    assert "and 2 more changes." in shown


def test_what_it_was_sent_for_can_be_read_from_it() -> None:
    ids = values(drawn(FULL).blocks, "block_id")
    assert due_in([*ids, "line:CR-9:1", "reminder:sign-off:CR-10:1:x"]) == (
        ("CR-2", "sign-off"),
        ("CR-1", "last-call"),
        ("CR-3", "sign-off"),
        ("CR-4", "others"),
        ("CR-5", "manager"),
        ("CR-6", "obligation"),
    )


def test_after_a_decision_it_says_so_and_keeps_the_rest() -> None:
    above = still_approved(PENDING, FACTS, NOW, person="ana")
    again = reminder_again(content(item(PENDING, 3)), "remind:7", above)
    assert_message(again.text, again.blocks)
    assert "You approved revision 1 of CR-1" in texts(again.blocks)
    assert "CR-3" in texts(again.blocks)
    assert "remind:7" in values(again.blocks, "block_id")
    last = reminder_again(None, "remind:7", above)
    assert_message(last.text, last.blocks)
    assert NOTHING_LEFT in texts(last.blocks)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(days=1, hours=3, minutes=9), "1 day 3 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(hours=4, minutes=5), "4 h 5 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(hours=-1), "less than a minute"),
    ],
)
def test_how_long_it_waits(passed: timedelta, words: str) -> None:
    assert lasted(passed) == words


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.builds(
        Waiting,
        change=changes() | wordy_changes(),
        verdict=verdicts,
        why=st.sampled_from([one for one in Why if one not in DEBTS]),
        since=moments,
        silent=st.just(SILENT * 5),
        is_asked=st.booleans(),
        has_read=st.just(value=True),
    ),
    obligations,
)
def test_any_reminder_is_one_that_slack_takes(
    row: Waiting,
    owed: Obligation,
) -> None:
    change = row.change
    due = tuple(replace(row, change=replace(change, key=f"CR-{n}")) for n in range(1, 11))
    debts = tuple(
        Due(replace(change, key=f"CR-{n}"), owed, payable=row.is_asked) for n in range(11, 16)
    )
    for facts in (FACTS, NAMELESS):
        shown = ReminderContent("ana", facts, NOW, due, 99, 0, 0, debts, 9, due[:5], 50)
        for message in (
            reminder_message(shown, "remind:7"),
            reminder_again(shown, "remind:7", still_approved(change, facts, NOW, person="ana")),
        ):
            assert check_message(message.blocks) is None
            assert_message(message.text, message.blocks)
            assert set(values(message.blocks, "action_id")) <= {one.value for one in BUTTONS}
