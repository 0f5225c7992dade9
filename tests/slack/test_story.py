"""The story in plain sentences: one for each event there is."""

from dataclasses import replace
from typing import get_args

import pytest

from chatops.core.decision import Verb
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
from chatops.core.events_talk import (
    ApprovalRecalled,
    BotInvited,
    ChangeCancelled,
    ChannelLost,
    DeploymentReported,
    HandedOver,
    IncidentReported,
    Nudged,
    QuestionAnswered,
    QuestionAsked,
    Snoozed,
    WorkMoved,
)
from chatops.slack.views.changed import changed_since, is_asked_again
from chatops.slack.views.story import thread_line
from tests import builders
from tests.slack.stage import texts

FACTS = builders.facts(the_policy=builders.glass_policy())
REJECTED = builders.decided(builders.opened(given=FACTS), "cleo", Verb.REJECT, given=FACTS).change
SHA, DIGEST = builders.SHA, "d" * 64
LATER = "2026-03-03T09:00:00+00:00"
WHEN = "2026-03-03 09:00 UTC"


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
STORY: list[tuple[Event, str]] = [
    (
        ChangeOpened(
            "CR-1", "ben", "slack", ("checkout", "ledger"), "production", SHA, DIGEST, "Title"
        ),
        "Ben asked for CR-1: a change to Checkout and Ledger in production, commit aaaaaaaaaaaa.",
    ),
    (
        RevisionAdded("CR-1", "ben", "slack", 2, SHA, DIGEST, ("ana", "max")),
        (
            "Ben sent revision 2 of CR-1, commit aaaaaaaaaaaa. Ana, Max: your approval was for an "
            "earlier revision; please look again."
        ),
    ),
    (
        decision("approve", on_behalf_of="max"),
        "Ana approved revision 2 of CR-1 in place of Max, who is away.",
    ),
    (decision("withdraw"), "Ana withdrew their word on revision 2 of CR-1."),
    (
        decision("lift", lifts=1, comment="Rehearsed."),
        "Ana lifted Cleo's rejection of CR-1. “Rehearsed.”",
    ),
    (
        VerdictChanged("CR-1", "pending", "frozen", "Frozen: nothing may go now.", DIGEST, DIGEST),
        "🧊 CR-1 · Frozen: nothing may go now.",
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
        "Check “sast” failed on revision 2, posted by ci/shop. “2 findings”",
    ),
    (
        CheckPosted("CR-1", "soak", "running", 2, DIGEST, "api:ci/shop", "", ""),
        "Check “soak” is running on revision 2, posted by ci/shop.",
    ),
    (
        ConditionAttached("CR-1", 1, "ana", LATER, "Watch p99"),
        f"Ana approved CR-1 under a condition, to be kept until {WHEN}. “Watch p99”",
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
        "Ana closed a condition of CR-1, with this evidence: “p99 is flat”",
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
        ChangeCancelled("CR-1", "ben", 1, ("ana",), "Not needed."),
        "🚫 Ben cancelled CR-1: “Not needed.”",
    ),
    (
        ApprovalRecalled("CR-1", "ana", 2, DIGEST, ("ci/shop",), ("max",), "It leaks."),
        (
            "🚨 Ana recalled their approval of revision 2 of CR-1. The gate had already let "
            "ci/shop through: “It leaks.”"
        ),
    ),
    (
        DeploymentReported("CR-1", 1, "checkout", "production", 2, "succeeded", "ci/shop", ""),
        "🚀 Deployed: revision 2 of CR-1 on checkout in production, told by ci/shop.",
    ),
    (
        DeploymentReported("CR-1", 2, "checkout", "production", 2, "rolled_back", "ci/shop", ""),
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
    (BotInvited("CPAY", "ana"), INTRODUCTION),
    (
        IncidentReported("", "INC-7", "checkout", "SEV1", LATER, "", "", "pager", "Down"),
        "Incident INC-7 of checkout, SEV1, under way.",
    ),
    (
        ChannelLost("CPAY", "it is archived", ""),
        "Cards cannot be posted in CPAY: it is archived. They stand nowhere.",
    ),
]


@pytest.mark.parametrize(("event", "sentence"), STORY, ids=lambda one: getattr(one, "TAG", ""))
def test_the_sentence_of_an_event(event: Event, sentence: str) -> None:
    assert thread_line(event, REJECTED, FACTS, "line:CR-1:1").text == sentence


def test_every_event_has_one() -> None:
    assert {type(event) for event, _ in STORY} == set(get_args(Event))


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
    assert list(changed_since(second, "cleo")) == []


def test_who_rejected_reads_what_changed_since_and_is_not_asked_to_confirm() -> None:
    second = builders.revised(REJECTED, given=FACTS, title="Another title")
    shown = texts(list(changed_since(second, "cleo")))
    assert shown.startswith("Changed since your rejection of revision 1Title: ")
    assert not is_asked_again(second, "cleo")
    assert list(changed_since(REJECTED, "cleo")) == []
    withdrawn = builders.decided(second, "cleo", Verb.WITHDRAW, given=FACTS).change
    third = builders.revised(withdrawn, given=FACTS, title="A third title")
    assert list(changed_since(third, "cleo")) == []
