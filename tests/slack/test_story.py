"""The story in plain sentences: one for each event there is."""

from dataclasses import replace
from typing import get_args

import pytest

from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import (
    AbsenceSet,
    BecameUnreachable,
    ChangeOpened,
    CheckPosted,
    ConditionAttached,
    DecisionMade,
    Event,
    GateAnswered,
    GlassBroken,
    GlassUsed,
    ObligationClosed,
    ObligationOverdue,
    PolicyAdopted,
    ReviewGiven,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.events_digest import AttestationReminded
from chatops.core.events_talk import (
    ApprovalRecalled,
    BotInvited,
    ChangeCancelled,
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
from chatops.slack.views.changed import changed_since, is_asked_again
from chatops.slack.views.details import details
from chatops.slack.views.story import channel_line, thread_line
from chatops.slack.views.weekly import Weekly, weekly
from tests import builders
from tests.slack.stage import texts
from tests.slack.test_told_audit import OF_LOG
from tests.slack.test_told_chase import TIMELY

FACTS = builders.facts(the_policy=builders.glass_policy())
REJECTED = builders.decided(builders.opened(given=FACTS), "cleo", Verb.REJECT, given=FACTS).change
SHA, DIGEST = builders.SHA, "d" * 64
LATER = "2026-03-03T09:00:00+00:00"
WHEN = "<!date^1772528400^{date_short_pretty} at {time}|2026-03-03 09:00 UTC>"


def decision(verb: str, **fields: object) -> DecisionMade:
    made = DecisionMade(
        key="CR-1",
        person="ana",
        verb=verb,
        revision=2,
        revision_digest=DIGEST,
        environment="production",
        policy_digest=DIGEST,
        level="senior",
        surface="slack",
        shown="",
        on_behalf_of="",
        lifts=0,
        named_by=(),
        read_at="",
        comment="",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # fields of a decision


def broken() -> GlassBroken:
    return GlassBroken(
        key="CR-1",
        number=1,
        person="cleo",
        revision=2,
        revision_digest=DIGEST,
        environment="production",
        policy_digest=DIGEST,
        surface="slack",
        expires_at=LATER,
        review_due_at=LATER,
        reason="Down.",
    )


INTRODUCTION = (
    "Hello. I carry change requests for production systems. Thank you for the invitation, Ana. "
    "By the directory, the cards of 2 systems of Payments (Checkout and Ledger) stand here, each "
    "with its story in a thread. Whoever keeps the directory file can name another channel for a "
    "team or a system. Ask for a change with /change request; all I can do is in /change help."
)
WHERE, WHAT = (("checkout", "ledger"), "production"), ("normal", "medium", "none")
STORY: list[tuple[Event, str]] = [
    (
        ChangeOpened("CR-1", "ben", "slack", *WHERE, SHA, DIGEST, *WHAT, "Title"),
        "Ben asked for CR-1: a change to Checkout and Ledger in production, commit aaaaaaaaaaaa.",
    ),
    (
        RevisionAdded("CR-1", "ben", "slack", 2, *WHERE, SHA, DIGEST, *WHAT, ("ana", "max")),
        (
            "Ben sent revision 2 of CR-1, commit aaaaaaaaaaaa. Ana, Max: your approval was for an "
            "earlier revision; please look again."
        ),
    ),
    (
        decision("approve", on_behalf_of="max"),
        "Ana approved revision 2 of CR-1 in place of Max, who is away.",
    ),
    (decision("withdraw"), "Ana took their decision on CR-1 back."),
    (
        decision("lift", lifts=1, comment="Rehearsed."),
        "Ana lifted Cleo's rejection of CR-1. “Rehearsed.”",
    ),
    (
        VerdictChanged("CR-1", "pending", "frozen", "Frozen: nothing may go now.", DIGEST, DIGEST),
        "🧊 CR-1 is frozen: nothing may go now.",
    ),
    (
        GateAnswered(
            "ci",
            "checkout",
            "production",
            SHA,
            allowed=False,
            key="",
            state="pending",
            revision_digest="",
            policy_digest="",
            sentences=(),
        ),
        "The gate did not let commit aaaaaaaaaaaa go to checkout in production.",
    ),
    (
        CheckPosted("CR-1", "sast", "failed", 2, DIGEST, "api:ci/shop", "", "2 findings"),
        "Check “sast” failed on revision 2, posted by ci/shop. “2 findings”.",
    ),
    (
        CheckPosted("CR-1", "soak", "running", 2, DIGEST, "api:ci/shop", "", ""),
        "Check “soak” is running on revision 2, posted by ci/shop.",
    ),
    (
        ConditionAttached("CR-1", 1, "ana", LATER, "Watch p99"),
        f"Ana approved CR-1 under a condition, to be kept until {WHEN}. “Watch p99”.",
    ),
    (
        broken(),
        (
            "🚨 BREAK-GLASS: Cleo goes ahead with revision 2 of CR-1 in production without "
            f"approval, once, until {WHEN}. The follow-up review is owed by {WHEN}. “Down.”"
        ),
    ),
    (
        GlassUsed("CR-1", 1, "cleo", "ci/shop", 2, DIGEST),
        "🚨 ci/shop let revision 2 of CR-1 through on Cleo's break-glass, which is used up now.",
    ),
    (
        ReviewGiven("CR-1", 1, "ana", 1, "Fine."),
        "Ana reviewed the break-glass of CR-1; 1 review is still owed. “Fine.”",
    ),
    (
        ReviewGiven("CR-1", 1, "ana", 0, ""),
        "Ana reviewed the break-glass of CR-1; no further one is owed.",
    ),
    (
        ObligationClosed("CR-1", 1, "review", "ana", ""),
        "The follow-up review of the break-glass of CR-1 is complete.",
    ),
    (
        ObligationClosed("CR-1", 1, "condition", "ana", "p99 is flat"),
        "Ana closed a condition of CR-1, with this evidence: “p99 is flat”.",
    ),
    (
        ConditionDropped("CR-1", 1, "ana"),
        "The condition of Ana's approval of CR-1 is owed no more: the approval was taken back.",
    ),
    (
        ObligationOverdue("CR-1", 1, "review", "cleo", LATER, "Down."),
        (
            "⏰ CR-1: the follow-up review of Cleo's break-glass is overdue; it was owed by "
            f"{WHEN}. “Down.”"
        ),
    ),
    (
        ObligationOverdue("CR-1", 1, "condition", "ana", LATER, ""),
        f"⏰ CR-1: the condition of Ana's approval is overdue; it was to be closed by {WHEN}.",
    ),
    (
        BecameUnreachable("CR-1", "Add Eve to Payments."),
        "⚠️ CR-1 cannot be approved now. Add Eve to Payments.",
    ),
    (AbsenceSet("ana", LATER, "eve", "ana"), f"Ana is away until {WHEN}; Eve acts for them."),
    (AbsenceSet("ana", LATER, "", "ana"), f"Ana is away until {WHEN}."),
    (AbsenceSet("ana", "", "", "ana"), "Ana is back."),
    (
        PolicyAdopted("a" * 64, "", "operator:root", "", ""),
        (
            "operator:root adopted policy aaaaaaaaaaaa. "
            "Open change requests are judged by it from now on."
        ),
    ),
    (
        QuestionAsked("CR-1", 1, "ana", "Are open carts kept?"),
        "Ana asks about CR-1: “Are open carts kept?”",
    ),
    (
        QuestionAnswered("CR-1", 1, "ben", "ana", "Yes."),
        "Ben answered Ana's question about CR-1: “Yes.”",
    ),
    (HandedOver("CR-1", "ana", "cleo"), "Ana handed the sign-off of CR-1 over to Cleo."),
    (
        Nudged("CR-1", "ben", ("ana", "cleo")),
        "👋 Ben reminds Ana and Cleo that CR-1 waits for them.",
    ),
    (Snoozed("CR-1", "ana", LATER), f"CR-1 is snoozed until {WHEN}."),
    (
        SnoozeEnded("CR-1", "ana", is_asked=True),
        "⏰ CR-1, which you snoozed, waits for you.",
    ),
    (
        ChangeCancelled("CR-1", "ben", 1, ("ana",), "slack", "Not needed."),
        "🚫 Ben cancelled CR-1: “Not needed.”",
    ),
    (
        ChangeCancelled("CR-1", "ben", 1, ("ana",), "api:ci/shop", "Not needed."),
        "🚫 Ben, in whose name ci/shop spoke, cancelled CR-1: “Not needed.”",
    ),
    (
        ApprovalRecalled("CR-1", "ana", 2, DIGEST, ("ci/shop",), ("max",), "It leaks."),
        (
            "🚨 Ana recalled their approval of revision 2 of CR-1. The gate had already let "
            "ci/shop through: “It leaks.”"
        ),
    ),
    (
        DeploymentReported(
            "CR-1", 1, "checkout", "production", 2, "succeeded", "ci/shop", bypass=False, link=""
        ),
        "🚀 Deployed: revision 2 of CR-1 on checkout in production, told by ci/shop.",
    ),
    (
        DeploymentReported(
            "CR-1", 1, "checkout", "production", 2, "succeeded", "ci/x", bypass=True, link=""
        ),
        (
            "🚨 Deployed although the gate did not say yes: revision 2 of CR-1 on checkout in "
            "production, told by ci/x."
        ),
    ),
    (
        DeploymentReported(
            "CR-1", 2, "checkout", "production", 2, "rolled_back", "ci/shop", bypass=False, link=""
        ),
        "⚠️ Rolled back: revision 2 of CR-1 on checkout in production, told by ci/shop.",
    ),
    (
        WorkMoved("CR-1", "ana", "left", ("cleo",)),
        "Ana left; CR-1 asks Cleo instead.",
    ),
    (
        ChannelLost("CPAY", "it is archived", "CLED"),
        "Cards cannot be posted in CPAY: it is archived. They go to CLED.",
    ),
    (
        ChannelReturned("CPAY", LATER),
        f"Nothing could be posted here since {WHEN}. What happened meanwhile is in Details.",
    ),
    (BotInvited("CPAY", "ana"), INTRODUCTION),
    (
        IncidentReported("", "INC-7", "checkout", "SEV1", LATER, "", "", "pager", "Down"),
        "Incident INC-7 of checkout, SEV1, is under way.",
    ),
    (
        ChannelLost("CPAY", "it is archived", ""),
        (
            "Cards cannot be posted in CPAY: it is archived. They stand nowhere until the app can "
            "post there again, the directory names another channel, or CHATOPS_FALLBACK_CHANNEL "
            "does. A public one never stands in for a private one."
        ),
    ),
]


@pytest.mark.parametrize(("event", "sentence"), STORY, ids=lambda one: getattr(one, "TAG", ""))
def test_the_sentence_of_an_event(event: Event, sentence: str) -> None:
    assert thread_line(event, REJECTED, FACTS, "line:CR-1:1").text == sentence


@pytest.mark.parametrize(("verb", "word"), [("approve", "approval"), ("reject", "rejection")])
def test_what_was_taken_back_is_named_with_the_reason(verb: str, word: str) -> None:
    said = builders.decided(builders.opened(given=FACTS), "ana", Verb(verb), given=FACTS).change
    gone = builders.decided(said, "ana", Verb.WITHDRAW, given=FACTS, comment="It was a slip.")
    (told, *_) = (one for one in gone.events if isinstance(one, DecisionMade))
    line = thread_line(told, gone.change, FACTS, "line:CR-1:1").text
    assert line == f"Ana took their {word} of CR-1 back. “It was a slip.”"
    later = builders.decided(gone.change, "ana", Verb.REJECT, given=FACTS).change
    later = builders.decided(later, "ana", Verb.WITHDRAW, given=FACTS, comment="Another.").change
    assert thread_line(told, later, FACTS, "line:CR-1:1").text == line


def test_an_approval_that_is_taken_back_may_leave_a_rejection() -> None:
    change = builders.decided(builders.opened(given=FACTS), "ana", Verb.REJECT, given=FACTS).change
    change = builders.approved_by(change, "ana", given=FACTS)
    gone = builders.decided(change, "ana", Verb.WITHDRAW, given=FACTS, comment="A slip.")
    (told, *_) = (one for one in gone.events if isinstance(one, DecisionMade))
    assert thread_line(told, gone.change, FACTS, "line:CR-1:1").text == (
        "Ana took their approval of CR-1 back. Their rejection stands again. “A slip.”"
    )


def test_every_event_has_one() -> None:
    assert {type(event) for event, _ in (*STORY, *TIMELY, *OF_LOG)} == set(get_args(Event))


def test_long_texts_are_shown_where_they_part() -> None:
    runbook = "The same beginning. " * 30
    first = builders.approved_by(
        builders.opened(given=FACTS, rollback_plan=f"{runbook}Then revert."), "ana", given=FACTS
    )
    second = builders.revised(first, given=FACTS, rollback_plan=f"{runbook}Then restart.")
    shown = texts(list(changed_since(second, "ana")))
    assert shown.startswith("Changed since your approval of revision 1Rollback plan: …")
    assert "Then revert. → …" in shown
    assert shown.endswith("Then restart.")


def test_who_has_not_decided_reads_what_changed_since_the_last_revision() -> None:
    first = builders.approved_by(builders.opened(given=FACTS), "ana", given=FACTS)
    second = builders.revised(first, given=FACTS, rollback_plan="Restart it.")
    third = builders.revised(second, given=FACTS, rollback_plan="Restart it.", title="Another")
    for person in ("cleo", "ben"):
        assert list(changed_since(first, person)) == []
        shown = texts(list(changed_since(second, person)))
        assert shown.startswith("What changed since revision 1Rollback plan: ")
        assert shown.endswith(" → Restart it.")
        assert "Rollback plan" not in texts(list(changed_since(third, person)))
        verdict = evaluate(second, FACTS, builders.NOW)
        view = details(second, verdict, FACTS, builders.NOW, viewer=person)
        assert shown in texts(view["blocks"])
    assert "Rollback plan" in texts(list(changed_since(third, "ana")))
    knows = builders.approved_by(third, "cleo", given=FACTS)
    assert list(changed_since(knows, "cleo")) == []


def test_the_thread_tells_what_a_revision_changed_and_into_what() -> None:
    long = "Then restart. " * 1_000
    first = builders.opened(given=FACTS, rollback_plan="Revert.")
    second = builders.revised(first, given=FACTS, rollback_plan=long, title="<!channel> now")
    event = RevisionAdded("CR-1", "ben", "slack", 2, *WHERE, SHA, DIGEST, *WHAT, ("ana",))
    line = thread_line(event, second, FACTS, "line:CR-1:1")
    assert "commit aaaaaaaaaaaa. It changes “Title” and “Rollback plan”. Ana: your" in line.text
    told = texts(line.blocks)
    assert "Title: Raise the retry limit → <!channel> nowRollback plan: Revert. → Then" in told
    assert len(told) < 1_000
    third = replace(second, revisions=(*second.revisions, replace(second.present, number=3)))
    nothing = thread_line(replace(event, revision=3), third, FACTS, "line:CR-1:2")
    assert "It changes nothing but who contributed." in nothing.text


def test_who_rejected_reads_what_changed_since_and_is_not_asked_to_confirm() -> None:
    second = builders.revised(REJECTED, given=FACTS, title="Another title")
    shown = texts(list(changed_since(second, "cleo")))
    assert shown.startswith("Changed since your rejection of revision 1Title: ")
    assert not is_asked_again(second, "cleo")
    assert list(changed_since(REJECTED, "cleo")) == []
    withdrawn = builders.decided(second, "cleo", Verb.WITHDRAW, given=FACTS).change
    third = builders.revised(withdrawn, given=FACTS, title="A third title")
    assert texts(list(changed_since(third, "cleo"))).startswith("What changed since revision 2")


def test_who_is_reminded_of_a_digest_attests_from_there() -> None:
    event = AttestationReminded("max", "2026-W10", 2)
    message = channel_line(event, None, FACTS, "dm::1")
    assert "The audit digest for week 2026-W10 waits for" in texts(message.blocks)
    (button,) = message.blocks[-1]["elements"]
    assert (button["action_id"], button["text"]["text"]) == ("attest", "I have audited this week")
    assert weekly(button["value"]) == Weekly("max", "2026-W10", 2)
    huge = channel_line(replace(event, director="m" * 3_000), None, FACTS, "dm::1")
    assert [one["type"] for one in huge.blocks] == ["rich_text"]
