"""Open a change request, and revise one."""

from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.agents import agent_behind
from chatops.core.assistance import Assistance, detect, strongest
from chatops.core.change import Change, Status
from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.contributor import Contributor, Role
from chatops.core.decide import may_decide
from chatops.core.draft import Checked, Draft, check
from chatops.core.events import ChangeOpened, RevisionAdded
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.revision import Revision


@dataclass(frozen=True, slots=True)
class Open:
    """Ask for a change. `commit` holds what was read from the repository, where it was."""

    person: str
    source: str
    draft: Draft
    commit: Commit | None = None


@dataclass(frozen=True, slots=True)
class Revise:
    """Replace the present revision, `revision`, which the person saw."""

    key: str
    person: str
    source: str
    revision: int
    draft: Draft
    commit: Commit | None = None


def open_change(key: str, command: Open, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of a new request; raise `Refused` or `Invalid`."""
    policy = facts.rules()
    _check_requester(command.person, facts)
    checked = check(command.draft, facts.registry, now)
    contributors = _contributors(Role.REQUESTER, command.person, command.commit)
    revision = _revision(1, checked, command, contributors, now)
    change = Change(
        key=key,
        requester=command.person,
        source=command.source,
        status=Status.OPEN,
        opened_at=now,
        expires_at=now + policy.expires_after,
        revisions=(revision,),
    )
    return outcome(change, (_opened(change),), facts, now)


def revise(change: Change, command: Revise, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of a new revision; earlier approvals no longer cover the change."""
    policy = facts.rules()
    _check_reviser(change, command, facts)
    checked = check(command.draft, facts.registry, now)
    present = change.present
    number = present.number + 1
    contributors = _contributors(Role.EDITOR, command.person, command.commit)
    revision = _revision(number, checked, command, contributors, now)
    if command.commit is None and checked.commit == present.commit:
        revision = _carry_over(revision, present)
    _check_different(revision, change)
    revised = replace(
        change,
        revisions=(*change.revisions, revision),
        status=Status.OPEN,
        expires_at=now + policy.expires_after,
    )
    return outcome(revised, (_revised(revised, command, facts),), facts, now)


def _check_requester(person_id: str, facts: Facts) -> None:
    person = facts.directory.get(person_id)
    if person.bot or not person.active:
        raise Refused("not_a_member", f"{person.name} {facts.unfit(person)}.", field="requester")


def _check_reviser(change: Change, command: Revise, facts: Facts) -> None:
    _check_requester(command.person, facts)
    if command.revision != change.present.number:
        raise Refused(
            "stale_revision",
            f"{change.key} is at revision {change.present.number} by now, and this edits revision "
            f"{command.revision}. Open it again; your text is still here to copy.",
        )
    directory = facts.directory
    people = change.contributors + _contributors(Role.EDITOR, change.requester, command.commit)
    if command.person not in {one.id for one in map(directory.person_behind, people) if one}:
        requester = directory.name_of(change.requester)
        sentence = f"Only {requester} and those who contributed may send a revision."
        raise Refused("not_the_requester", f"{sentence} Ask {requester}, or reject with a reason.")


def _check_different(revision: Revision, change: Change) -> None:
    """Refuse what says nothing new; whoever sends it is no news, somebody who signed is."""
    known = change.present.contributors
    signed = {one for one in revision.contributors if one.person is None}
    same_content = replace(revision, contributors=known)
    if same_content.digest == change.present.digest and signed <= set(change.contributors):
        raise Refused("nothing_changed", "Nothing was changed, so this is no new revision.")


def _revision(
    number: int,
    checked: Checked,
    command: Open | Revise,
    contributors: tuple[Contributor, ...],
    now: datetime,
) -> Revision:
    commit = command.commit
    found = detect(commit) if commit else Assistance()
    files: tuple[FileChange, ...] = commit.files if commit else ()
    return Revision(
        number=number,
        system=checked.system,
        environment=checked.environment,
        commit=checked.commit,
        documentation=checked.documentation,
        assistance=strongest((checked.assistance, found)),
        contributors=contributors,
        files=files,
        submitted_by=command.person,
        submitted_at=now,
    )


def _carry_over(revision: Revision, present: Revision) -> Revision:
    """Keep what was read from the commit when only the texts were edited."""
    others = tuple(one for one in present.contributors if one.person is None)
    return replace(
        revision,
        files=present.files,
        contributors=(*revision.contributors, *others),
        assistance=strongest((revision.assistance, _detected(present.assistance))),
    )


def _detected(assistance: Assistance) -> Assistance:
    return assistance if assistance.evidence else Assistance()


def _contributors(role: Role, person: str, commit: Commit | None) -> tuple[Contributor, ...]:
    first = Contributor(role, person=person)
    if commit is None:
        return (first,)
    signed = (
        _signed(Role.AUTHOR, commit.author),
        _signed(Role.COMMITTER, commit.committer),
        *(_signed(Role.CO_AUTHOR, one) for one in commit.co_authors),
    )
    return tuple(dict.fromkeys((first, *signed)))


def _signed(role: Role, signature: Signature) -> Contributor:
    agent = agent_behind(signature.email) is not None
    return Contributor(role, signature.name, signature.email, agent=agent)


def _opened(change: Change) -> ChangeOpened:
    present = change.present
    return ChangeOpened(
        key=change.key,
        requester=change.requester,
        source=change.source,
        system=present.system,
        environment=present.environment,
        commit=present.commit,
        revision_digest=present.digest,
        title=present.documentation.title,
    )


def _revised(change: Change, command: Revise, facts: Facts) -> RevisionAdded:
    approvers = (one.person for one in change.stale_approvals())
    return RevisionAdded(
        key=change.key,
        by=command.person,
        source=command.source,
        revision=change.present.number,
        commit=change.present.commit,
        revision_digest=change.present.digest,
        look_again=tuple(one for one in approvers if may_decide(change, one, facts)),
    )
