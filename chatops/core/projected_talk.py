"""What hangs on a change as its entries alone tell it: what is owed, broken glass, and talk."""

from collections.abc import Callable

from chatops.core.events import (
    ConditionAttached,
    GlassBroken,
    GlassUsed,
    ObligationClosed,
    ObligationOverdue,
    ReviewGiven,
)
from chatops.core.events_talk import (
    ChangeCancelled,
    ConditionDropped,
    HandedOver,
    Nudged,
    QuestionAnswered,
    QuestionAsked,
    Snoozed,
    SnoozeEnded,
)
from chatops.core.obligation import Owed
from chatops.core.projection import Projection, Told


def _broke(found: Projection, told: Told) -> None:
    get, reason = told.get, told.text("reason")
    names = ("person", "revision", "revision_digest", "environment", "surface")
    said = {name: get(name) for name in names}
    moments = {"at": told.at, "expires_at": told.moment("expires_at"), "used_at": None}
    number = (told.event["number"],)
    found.put("declarations", number, told, reason=reason, used_by="", **moments, **said)
    _owe(found, told, Owed.REVIEW, reason, told.moment("review_due_at"))


def _used(found: Projection, told: Told) -> None:
    number = (told.event["number"],)
    found.amend("declarations", number, told, used_at=told.at, used_by=told.event["caller"])


def _conditioned(found: Projection, told: Told) -> None:
    _owe(found, told, Owed.CONDITION, told.text("text"), told.moment("due_at"))


def _owe(found: Projection, told: Told, owed: Owed, text: object, due_at: object) -> None:
    found.append(
        "obligations",
        told,
        owed=owed.value,
        by=told.get("person"),
        text=text,
        created_at=told.at,
        due_at=due_at,
        reviews=(),
        closed_at=None,
        closed_by="",
        evidence="",
        told_overdue=False,
    )


def _reviewed(found: Projection, told: Told) -> None:
    number = (told.event["number"],)
    given = found.row("obligations", number).values["reviews"]
    one = (told.event["person"], told.at, told.text("note"))
    found.put("obligations", number, told, reviews=(*given, one))


def _paid(found: Projection, told: Told) -> None:
    number = (told.event["number"],)
    found.amend("obligations", number, told, closed_at=told.at, closed_by=told.get("person"))
    if told.tag == ObligationClosed.TAG:
        found.put("obligations", number, told, evidence=told.text("evidence"))


def _overdue(found: Projection, told: Told) -> None:
    found.amend("obligations", (told.event["number"],), told, told_overdue=True)


def _asked(found: Projection, told: Told) -> None:
    answer = {"answer": "", "answered_by": "", "answered_at": None}
    asked = {"asker": told.get("person"), "text": told.text("text"), "asked_at": told.at}
    found.put("questions", (told.event["number"],), told, **asked, **answer)


def _answered(found: Projection, told: Told) -> None:
    answer = {"answered_by": told.get("person"), "answered_at": told.at}
    number = (told.event["number"],)
    found.amend("questions", number, told, answer=told.text("text"), **answer)


def _handed(found: Projection, told: Told) -> None:
    found.append("hand_overs", told, person=told.get("person"), to=told.get("to"), at=told.at)


def _nudged(found: Projection, told: Told) -> None:
    found.append("nudges", told, by=told.get("by"), people=told.get("people"), at=told.at)


def _snoozed(found: Projection, told: Told) -> None:
    _wake(found, told)
    until, person = told.moment("until"), told.event["person"]
    said = {"person": person, "until": until, "at": told.at, "revision": found.present}
    found.append("snoozes", told, ended=False, **said)


def _wake(found: Projection, told: Told) -> None:
    """End the snooze of this person: its moment came, or they said another."""
    for key, row in found.rows.get("snoozes", {}).items():
        if row.values["person"] == told.event["person"] and not row.values["ended"]:
            found.put("snoozes", key, told, ended=True)


def _cancelled(found: Projection, told: Told) -> None:
    said = {"reason": told.text("reason"), "at": told.at, "surface": told.get("surface")}
    found.append("cancellations", told, person=told.get("by"), **said)


READERS: dict[str, Callable[[Projection, Told], None]] = {
    GlassBroken.TAG: _broke,
    GlassUsed.TAG: _used,
    ConditionAttached.TAG: _conditioned,
    ConditionDropped.TAG: _paid,
    ReviewGiven.TAG: _reviewed,
    ObligationClosed.TAG: _paid,
    ObligationOverdue.TAG: _overdue,
    QuestionAsked.TAG: _asked,
    QuestionAnswered.TAG: _answered,
    HandedOver.TAG: _handed,
    Nudged.TAG: _nudged,
    Snoozed.TAG: _snoozed,
    SnoozeEnded.TAG: _wake,
    ChangeCancelled.TAG: _cancelled,
}
