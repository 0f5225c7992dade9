"""A change and its verdict as JSON values, the same for programs over HTTP and on a terminal."""

from datetime import datetime
from typing import Any

from chatops.core.break_glass import Declaration
from chatops.core.cancellation import Cancellation
from chatops.core.change import Change
from chatops.core.check_run import CheckRun
from chatops.core.decision import Decision
from chatops.core.deployment import Deployment
from chatops.core.gate import Answer
from chatops.core.obligation import Obligation
from chatops.core.question import Question
from chatops.core.revision import Revision, content
from chatops.core.verdict import Verdict


def change_as_json(change: Change, verdict: Verdict) -> dict[str, Any]:
    """Return the change as it is now, newest revision last; `state` is the verdict's."""
    return {
        "key": change.key,
        "state": verdict.state.value,
        "status": change.status.value,
        "requester": change.requester,
        "source": change.source,
        "opened_at": _instant(change.opened_at),
        "expires_at": _instant(change.expires_at),
        "version": change.version,
        "revision": change.present.number,
        "revisions": [_revision(one) for one in change.revisions],
        "decisions": [_decision(one, change) for one in change.decisions],
        "checks": [_check_run(one) for one in change.check_runs],
        "break_glass": [_declaration(one) for one in change.declarations],
        "obligations": [_obligation(one) for one in change.obligations],
        "questions": [_question(one) for one in change.questions],
        "cancellation": _cancellation(change.cancellations[-1]) if change.cancellations else None,
        "deployments": [_deployment(one) for one in change.deployments],
        "deployed": change.is_deployed,
        "unreachable": change.unreachable,
        "verdict": verdict_as_json(verdict),
        "waiting_for": [] if change.is_deployed else list(verdict.waiting()),
    }


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """Return the tree."""
    return {
        "name": verdict.name,
        "state": verdict.state.value,
        "met": verdict.met,
        "sentence": verdict.sentence,
        "waiting_for": list(verdict.waiting_for),
        "parts": [verdict_as_json(part) for part in verdict.parts],
    }


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return what the gate told; `change` is empty where no change matches."""
    return {
        "allowed": answer.allowed,
        "state": answer.state.value,
        "change": answer.key,
        "sentences": list(answer.sentences),
    }


def _revision(revision: Revision) -> dict[str, Any]:
    submitted = {
        "number": revision.number,
        "digest": revision.digest,
        "submitted_by": revision.submitted_by,
        "submitted_at": _instant(revision.submitted_at),
        "salt": revision.salt,
    }
    return submitted | content(revision) | _named(revision)


def _named(revision: Revision) -> dict[str, Any]:
    """Return with names what the digest is taken over as bare lists."""
    return {
        "assistance": {
            "degree": revision.assistance.degree.word,
            "tool": revision.assistance.tool,
            "evidence": revision.assistance.evidence,
        },
        "contributors": [
            {
                "role": one.role.value,
                "name": one.name,
                "email": one.email,
                "person": one.person,
                "agent": one.agent,
            }
            for one in revision.contributors
        ],
        "files": None
        if revision.files is None
        else [
            {"path": one.path, "added": one.added, "deleted": one.deleted} for one in revision.files
        ],
    }


def _decision(decision: Decision, change: Change) -> dict[str, Any]:
    return {
        "number": decision.number,
        "person": decision.person,
        "verb": decision.verb.value,
        "revision": decision.revision,
        "covers_present_revision": change.covers(decision),
        "level": decision.level,
        "surface": decision.surface,
        "at": _instant(decision.at),
        "comment": decision.comment,
        "policy_digest": decision.policy_digest,
        "shown": decision.shown,
        "on_behalf_of": decision.on_behalf_of,
        "lifts": decision.lifts,
        "named_by": list(decision.named_by),
        "read_at": _instant(decision.read_at) if decision.read_at else None,
    }


def _check_run(run: CheckRun) -> dict[str, Any]:
    return {
        "number": run.number,
        "name": run.name,
        "outcome": run.outcome.value,
        "revision": run.revision,
        "posted_by": run.posted_by,
        "at": _instant(run.at),
        "link": run.link,
        "summary": run.summary,
    }


def _declaration(one: Declaration) -> dict[str, Any]:
    return {
        "number": one.number,
        "person": one.person,
        "reason": one.reason,
        "revision": one.revision,
        "at": _instant(one.at),
        "expires_at": _instant(one.expires_at),
        "used_at": _instant(one.used_at) if one.used_at else None,
        "used_by": one.used_by,
    }


def _obligation(one: Obligation) -> dict[str, Any]:
    return {
        "number": one.number,
        "owed": one.owed.value,
        "by": one.by,
        "text": one.text,
        "due_at": _instant(one.due_at),
        "reviewers": one.reviewers,
        "reviews": [
            {"person": each.person, "at": _instant(each.at), "note": each.note}
            for each in one.reviews
        ],
        "closed_at": _instant(one.closed_at) if one.closed_at else None,
        "closed_by": one.closed_by,
        "evidence": one.evidence,
    }


def _question(one: Question) -> dict[str, Any]:
    """Return that it was asked: what people say to each other stays in Slack."""
    return {"number": one.number, "asker": one.asker, "open": one.is_open}


def _cancellation(one: Cancellation) -> dict[str, Any]:
    return {
        "person": one.person,
        "reason": one.reason,
        "at": _instant(one.at),
        "surface": one.surface,
    }


def _deployment(one: Deployment) -> dict[str, Any]:
    return {
        "number": one.number,
        "system": one.system,
        "environment": one.environment,
        "revision": one.revision,
        "outcome": one.outcome.value,
        "posted_by": one.posted_by,
        "at": _instant(one.at),
        "passed": one.passed,
        "link": one.link,
    }


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
