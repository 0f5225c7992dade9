"""A tool posts what it found out about a revision."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.check_run import MOST, CheckOutcome, CheckRun
from chatops.core.draft import is_link
from chatops.core.events import CheckPosted
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Invalid, Refused
from chatops.core.text import clean, one_line, too_long

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/ -]{0,58}[A-Za-z0-9])?")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class PostCheck:
    """The result of a named check on revision number `revision` of `commit`."""

    key: str
    name: str
    outcome: str
    revision: int
    commit: str
    posted_by: str
    link: str = ""
    summary: str = ""


def post_check(change: Change, command: PostCheck, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; the newest run of a check is the one that counts.

    Raises `Invalid`, and `Refused` with stale_revision or too_many.
    """
    _check(command)
    present = change.present
    if (command.revision, command.commit) != (present.number, present.commit):
        raise Refused(
            "stale_revision",
            f"{change.key} is at revision {present.number}, commit {present.commit}. "
            f"Run the check on that and post it again; nothing was recorded.",
            field="revision",
        )
    if len(change.check_runs) >= MOST:
        raise Refused("too_many", f"{MOST:,} check runs are the most that one change can hold.")
    run = CheckRun(
        number=len(change.check_runs) + 1,
        name=command.name,
        outcome=CheckOutcome(command.outcome),
        revision=present.number,
        revision_digest=present.digest,
        posted_by=command.posted_by,
        at=now,
        link=command.link.strip(),
        summary=one_line(clean(command.summary)),
    )
    posted = replace(change, check_runs=(*change.check_runs, run))
    return outcome(posted, (_posted(change.key, run),), facts, now)


def _check(command: PostCheck) -> None:
    mistakes = {}
    if not NAME.fullmatch(command.name):
        mistakes["name"] = (
            "Name the check as the policy does: letters, digits, and inside it . _ / - and spaces."
        )
    if command.outcome not in {one.value for one in CheckOutcome}:
        mistakes["outcome"] = "The outcome is passed, failed or running."
    if command.link.strip() and not is_link(command.link.strip()):
        mistakes["link"] = "Give a whole address that starts with https:// or http://."
    for field in ("link", "summary"):
        problem = too_long(getattr(command, field), _LONGEST)
        if problem:
            mistakes[field] = problem
    if mistakes:
        raise Invalid(mistakes)


def _posted(key: str, run: CheckRun) -> CheckPosted:
    return CheckPosted(
        key=key,
        check=run.name,
        outcome=run.outcome.value,
        revision=run.revision,
        revision_digest=run.revision_digest,
        posted_by=run.posted_by,
        link=run.link,
        summary=run.summary,
    )
