"""Open a change request, and revise one."""

from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.agents import agent_behind
from chatops.core.asks import every_ask
from chatops.core.assistance import Assistance, detect, strongest
from chatops.core.change import Change, Status
from chatops.core.commit import Commit, FileChange, Signature
from chatops.core.contributor import Contributor, Role
from chatops.core.draft import Checked, Draft, check
from chatops.core.events import ChangeOpened, RevisionAdded
from chatops.core.expiry import expires_at
from chatops.core.facts import Facts
from chatops.core.obligation import Owed
from chatops.core.outcome import Outcome, outcome
from chatops.core.quorum import is_stale
from chatops.core.refused import Invalid, Refused
from chatops.core.revision import Revision
from chatops.core.signoffs import panel
from chatops.core.timely import check_not_cancelled


@dataclass(frozen=True, slots=True)
class Open:
    """Ask for a change. `commit` holds what was read from the repository, where it was.

    `others` are contributors whom no commit names: who pushed it, on whose behalf an agent wrote
    it, who owns the token it was sent with.
    """

    person: str
    source: str
    draft: Draft
    commit: Commit | None = None
    others: tuple[Contributor, ...] = ()


@dataclass(frozen=True, slots=True)
class Revise:
    """Replace the present revision, `revision`, which the person saw."""

    key: str
    person: str
    source: str
    revision: int
    draft: Draft
    commit: Commit | None = None
    others: tuple[Contributor, ...] = ()


def open_change(key: str, command: Open, facts: Facts, now: datetime, *, salt: str = "") -> Outcome:
    """Return the outcome of a new request; raise `Refused` or `Invalid`.

    `salt` is 16 random bytes in hexadecimal, so that the revision's digest tells nothing of it.
    """
    facts.rules()  # first: an unreadable source is the reason for all that lacks
    _check_requester(command.person, facts)
    checked = check(command.draft, facts.registry, now)
    contributors = _contributors(Role.REQUESTER, command)
    revision = replace(_revision(1, checked, command, contributors, now), salt=salt)
    change = Change(
        key=key,
        requester=command.person,
        source=command.source,
        status=Status.OPEN,
        opened_at=now,
        expires_at=expires_at(revision, facts, now),
        revisions=(revision,),
    )
    return outcome(change, (_opened(change),), facts, now)


def revise(
    change: Change, command: Revise, facts: Facts, now: datetime, *, salt: str = ""
) -> Outcome:
    """Return the outcome of a new revision; earlier approvals no longer cover the change.

    `salt` is as of `open_change`.
    """
    check_reviser(change, command, facts)
    checked = check(command.draft, facts.registry, now)
    present = change.present
    number = present.number + 1
    contributors = _contributors(Role.EDITOR, command)
    revision = replace(_revision(number, checked, command, contributors, now), salt=salt)
    if checked.commit == present.commit:
        revision = _carry_over(revision, present, command.commit)
    _check_debt(revision, change, facts)
    _check_different(revision, change)
    revised = replace(
        change,
        revisions=(*change.revisions, revision),
        status=Status.OPEN,
        expires_at=expires_at(revision, facts, now),
    )
    return outcome(revised, (_revised(revised, command, facts, now),), facts, now)


def _check_requester(person_id: str, facts: Facts) -> None:
    person = facts.directory.get(person_id)
    if person.bot or not person.active:
        raise Refused("not_a_member", f"{person.name} {facts.unfit(person)}.", field="requester")


def check_reviser(change: Change, command: Revise, facts: Facts) -> None:
    """Raise `Refused` for who may not revise it, for an older revision, and for what is over."""
    facts.rules()  # first: an unreadable source is the reason for all that lacks
    check_not_cancelled(change)
    if change.is_erased:
        sentence = f"Names and texts of {change.key} were erased, so it is over for good."
        raise Refused("erased", f"{sentence} Open a new change request instead.")
    _check_requester(command.person, facts)
    if command.revision != change.present.number:
        raise Refused(
            "stale_revision",
            f"{change.key} is at revision {change.present.number} by now, and this edits revision "
            f"{command.revision}. Open it again; your text is still here to copy.",
        )
    directory = facts.directory
    as_requester = replace(command, person=change.requester, others=())
    people = change.contributors + _contributors(Role.EDITOR, as_requester)
    if command.person not in {one.id for one in map(directory.person_behind, people) if one}:
        requester = directory.name_of(change.requester)
        sentence = f"Only {requester} and those who contributed may send a revision."
        raise Refused("not_the_requester", f"{sentence} Ask {requester}, or reject with a reason.")


def _check_debt(revision: Revision, change: Change, facts: Facts) -> None:
    """Refuse to drop a system that is owed a review: its other changes would be rid of the debt."""
    owed = any(one.owed is Owed.REVIEW for one in change.open_obligations())
    listed = filter(None, map(facts.registry.find, change.present.systems))
    dropped = [one.name for one in listed if one.id not in revision.systems]
    if owed and dropped:
        sentence = (
            f"{change.key} owes {dropped[0]} the follow-up review of its break-glass, so it has to "
            "stay. Open another change request for what comes next."
        )
        raise Invalid({"system": sentence})


def _check_different(revision: Revision, change: Change) -> None:
    """Refuse what says nothing new; whoever sends it is no news, any other contributor is."""
    known = change.present.contributors
    signed = {one for one in revision.contributors if one.role is not Role.EDITOR}
    same_content = replace(revision, contributors=known, salt=change.present.salt)
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
    if commit and commit.sha.strip().lower() != checked.commit:
        sentence = f"What was read is commit {commit.sha[:12]}, not this one. Send one commit only."
        raise Invalid({"commit": sentence})
    found = detect(commit) if commit else Assistance()
    files: tuple[FileChange, ...] | None = commit.files if commit else None
    return Revision(
        number=number,
        systems=checked.systems,
        environment=checked.environment,
        commit=checked.commit,
        documentation=checked.documentation,
        assistance=strongest((checked.assistance, found)),
        contributors=contributors,
        files=files,
        submitted_by=command.person,
        submitted_at=now,
    )


def _carry_over(revision: Revision, present: Revision, commit: Commit | None) -> Revision:
    """Keep what was read from the commit before, where less of it was sent now."""
    files = present.files if revision.files is None else revision.files
    if commit is not None:
        return replace(revision, files=files)
    others = tuple(one for one in present.contributors if one.person is None)
    return replace(
        revision,
        files=files,
        contributors=(*revision.contributors, *others),
        assistance=strongest((revision.assistance, _detected(present.assistance))),
    )


def _detected(assistance: Assistance) -> Assistance:
    return assistance if assistance.evidence else Assistance()


def _contributors(role: Role, command: Open | Revise) -> tuple[Contributor, ...]:
    first, commit = Contributor(role, person=command.person), command.commit
    if commit is None:
        return tuple(dict.fromkeys((first, *command.others)))
    signed = (
        _signed(Role.AUTHOR, commit.author),
        _signed(Role.COMMITTER, commit.committer),
        *(_signed(Role.CO_AUTHOR, one) for one in commit.co_authors),
    )
    return tuple(dict.fromkeys((first, *signed, *command.others)))


def _signed(role: Role, signature: Signature) -> Contributor:
    agent = agent_behind(signature.email) is not None
    return Contributor(role, signature.name, signature.email, agent=agent)


def _opened(change: Change) -> ChangeOpened:
    present = change.present
    return ChangeOpened(
        key=change.key,
        requester=change.requester,
        source=change.source,
        systems=present.systems,
        environment=present.environment,
        commit=present.commit,
        revision_digest=present.digest,
        kind=present.documentation.kind.value,
        risk=present.documentation.risk.value,
        assistance=change.assistance.degree.word,
        title=present.documentation.title,
        expires_at=change.expires_at.isoformat(),
    )


def _revised(change: Change, command: Revise, facts: Facts, now: datetime) -> RevisionAdded:
    present = change.present
    return RevisionAdded(
        key=change.key,
        by=command.person,
        source=command.source,
        revision=present.number,
        systems=present.systems,
        environment=present.environment,
        commit=present.commit,
        revision_digest=present.digest,
        kind=present.documentation.kind.value,
        risk=present.documentation.risk.value,
        assistance=change.assistance.degree.word,
        look_again=_look_again(change, facts, now),
        expires_at=change.expires_at.isoformat(),
    )


def _look_again(change: Change, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return whose approval would count if it covered this revision; a sticky one still counts."""
    try:
        people, asks = panel(change, facts, now), every_ask(change, facts, now)
    except Refused:  # nothing can be judged, which the verdict tells
        return ()
    return tuple(
        one.person for one in people.approvals if any(is_stale(ask, one, people) for ask in asks)
    )
