"""Opening and revising: who may, what comes with a commit, and what a new revision does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.assistance import Degree
from chatops.core.change import Status
from chatops.core.contributor import Contributor, Role
from chatops.core.events import ChangeOpened, RevisionAdded
from chatops.core.outcome import reassess
from chatops.core.policy import When
from chatops.core.refused import Invalid, Refused
from chatops.core.request import Open, Revise, open_change, revise
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA


def test_an_opened_change_says_so() -> None:
    outcome = open_change("CR-7", Open("ben", "slack", make.draft()), make.facts(), NOW)
    assert isinstance(outcome.events[0], ChangeOpened)
    assert (outcome.change.state, outcome.change.status) == (State.PENDING, Status.OPEN)
    assert outcome.change.expires_at == NOW + timedelta(days=7)


@pytest.mark.parametrize("who", ["nobody", "robo"])
def test_only_people_of_the_directory_ask(who: str) -> None:
    with pytest.raises(Refused):
        make.opened(who)


def test_a_commit_brings_its_people_its_files_and_its_assistance() -> None:
    trailers = (
        ("Co-authored-by", "Claude <noreply@anthropic.com>"),
        ("Co-authored-by", "Cleo <cleo@example.com>"),
    )
    change = make.opened("dan", the_commit=make.commit(author="ana", trailers=trailers))
    roles = [(one.role, one.person or one.name, one.agent) for one in change.contributors]
    assert roles == [
        (Role.REQUESTER, "dan", False),
        (Role.AUTHOR, "Ana", False),
        (Role.COMMITTER, "Ana", False),
        (Role.CO_AUTHOR, "Claude", True),
        (Role.CO_AUTHOR, "Cleo", False),
    ]
    assert change.present.lines == (12, 3)
    assert change.assistance.sentence == "Assisted with Claude (detected: co-author Claude)"


def test_what_is_detected_overrides_a_none() -> None:
    commit = make.commit(trailers=(("Generated-by", "Cursor"),))
    assert make.opened(degree="none", the_commit=commit).assistance.degree is Degree.GENERATED


def test_a_revision_names_who_has_to_look_again() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    command = Revise("CR-1", "ben", "slack", 1, make.draft(commit=OTHER_SHA))
    outcome = revise(change, command, make.facts(), NOW)
    event = outcome.events[0]
    assert isinstance(event, RevisionAdded)
    assert (event.revision, event.look_again) == (2, ("ana", "cleo"))
    assert outcome.change.state is State.STALE


def test_only_who_may_still_approve_has_to_look_again() -> None:
    """Ana turns out to have written what is sent now, and Cleo has left the team."""
    change = make.approved_by(make.opened(), "ana", "cleo", "dan")
    payments = replace(make.TEAMS[0], members=("ana", "ben", "dan"))
    given = make.facts(the_directory=make.directory(teams=(payments, make.TEAMS[1])))
    commit = make.commit(OTHER_SHA, author="ana")
    command = Revise("CR-1", "ben", "cli", 1, make.draft(commit=OTHER_SHA), commit)
    event = revise(change, command, given, NOW).events[0]
    assert isinstance(event, RevisionAdded)
    assert event.look_again == ("dan",)


def test_a_commit_that_shows_its_author_is_news_although_nothing_else_is() -> None:
    """Ana's commit, perhaps a merge without files, was typed in by hand first."""
    commit = replace(make.commit(author="ana"), files=())
    command = Revise("CR-1", "ben", "cli", 1, make.draft(), commit)
    change = revise(make.opened(), command, make.facts(), NOW).change
    assert [one.email for one in change.contributors if one.email] == ["ana@example.com"] * 2
    with pytest.raises(Refused, match="Nothing was changed"):
        revise(change, replace(command, revision=2), make.facts(), NOW)


def test_an_odd_name_of_a_requester_is_told_in_clean_text() -> None:
    with pytest.raises(Refused) as refused:
        make.opened("\ud800" * 100_000)
    assert refused.value.sentence == "“” is not in the directory."


def test_editing_the_text_keeps_what_the_commit_showed() -> None:
    commit = make.commit(trailers=(("Co-authored-by", "Claude <noreply@anthropic.com>"),))
    change = make.revised(make.opened(the_commit=commit), title="Better words")
    assert change.present.files == commit.files
    assert change.present.assistance.evidence == "co-author Claude"


def test_another_commit_typed_by_hand_forgets_the_files_but_not_the_people() -> None:
    change = make.revised(
        make.opened("dan", the_commit=make.commit(author="ben")), "dan", commit=OTHER_SHA
    )
    assert change.present.files is None
    assert any(one.email == "ben@example.com" for one in change.contributors)


def test_a_commit_sent_again_without_its_files_keeps_what_was_read_of_it() -> None:
    message = replace(make.commit(author="dan"), files=None)
    change = make.revised(make.opened(the_commit=make.commit()), the_commit=message)
    assert change.present.files == make.commit().files
    assert make.opened(the_commit=message).present.files is None
    none_at_all = replace(make.commit(author="dan"), files=())
    assert make.revised(change, the_commit=none_at_all).present.files == ()


def test_what_was_read_is_of_the_commit_that_is_asked_for() -> None:
    with pytest.raises(Invalid) as invalid:
        make.opened(the_commit=make.commit(OTHER_SHA))
    assert invalid.value.mistakes == {
        "commit": "What was read is commit bbbbbbbbbbbb, not this one. Send one commit only."
    }


def test_a_revision_is_taken_although_nobody_can_judge_it() -> None:
    """No rule is about ledger; nobody is told to look again, and the verdict says why."""
    given = make.facts(
        the_policy=make.policy(make.rule(make.OWNERS, when=When(systems=("checkout",))))
    )
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    command = Revise("CR-1", "ben", "slack", 1, make.draft(system="ledger"))
    outcome = revise(change, command, given, NOW)
    assert outcome.change.state is State.ERROR
    event = outcome.events[0]
    assert isinstance(event, RevisionAdded)
    assert event.look_again == ()


def test_the_same_again_is_no_revision() -> None:
    with pytest.raises(Refused, match="Nothing was changed"):
        make.revised(make.opened())


def test_only_the_requester_and_contributors_revise() -> None:
    with pytest.raises(Refused) as refused:
        make.revised(make.opened(), "ana", title="Mine now")
    assert refused.value.code == "not_the_requester"


def test_whoever_signed_the_commit_may_revise_too() -> None:
    change = make.opened(the_commit=make.commit(author="dan"))
    assert make.revised(change, "dan", title="Mine").present.submitted_by == "dan"


def test_somebody_who_left_cannot_ask() -> None:
    people = tuple(replace(one, active=one.id != "ben") for one in make.PEOPLE)
    with pytest.raises(Refused, match="Ben is no longer active in the directory"):
        make.opened("ben", given=make.facts(the_directory=make.directory(people)))


def test_a_revision_opens_what_was_recorded_as_expired() -> None:
    later = NOW + timedelta(days=8)
    expired = reassess(make.opened(), make.facts(), later).change
    assert expired.status is Status.EXPIRED
    assert make.revised(expired, now=later, title="Still wanted").status is Status.OPEN


def test_an_edit_of_an_old_revision_is_refused() -> None:
    change = make.revised(make.opened(), title="Second")
    command = Revise("CR-1", "ben", "slack", 1, make.draft(title="Third"))
    with pytest.raises(Refused, match="is at revision 2 by now"):
        revise(change, command, make.facts(), NOW)


def test_a_revision_opens_an_expired_change_again() -> None:
    later = NOW + timedelta(days=8)
    change = make.revised(make.opened(), now=later, title="Still wanted")
    assert change.status is Status.OPEN
    assert change.expires_at == later + timedelta(days=7)


def test_the_digest_covers_content_not_time() -> None:
    first, second = make.opened(), make.opened(now=NOW + timedelta(hours=3))
    assert first.present.digest == second.present.digest
    assert first.present.digest != make.opened(test_evidence="Other.").present.digest
    assert first.present.digest != make.opened(environment="staging").present.digest


@pytest.mark.parametrize(
    "role", [Role.PUSHER, Role.PRINCIPAL, Role.TOKEN_OWNER], ids=lambda role: role.name
)
def test_whoever_had_a_hand_in_it_is_a_contributor_for_ever(role: Role) -> None:
    """No commit names them: who pushed it, for whom an agent wrote it, whose token sent it."""
    other = Contributor(role, person="ana")
    change = open_change(
        "CR-1", Open("ben", "slack", make.draft(), others=(other,)), make.facts(), NOW
    ).change
    change = make.revised(change, commit=OTHER_SHA)
    with pytest.raises(Refused) as refused:
        make.decided(change, "ana")
    assert refused.value.sentence == (
        f"You may not approve CR-1: you contributed to it ({role.value}), and contributors never "
        "sign off their own change."
    )


def test_one_more_contributor_is_news_although_nothing_else_is() -> None:
    other = Contributor(Role.PUSHER, person="ana")
    command = Revise("CR-1", "ben", "slack", 1, make.draft(), others=(other,))
    change = revise(make.opened(), command, make.facts(), NOW).change
    assert other in change.contributors
    with pytest.raises(Refused, match="Nothing was changed"):
        revise(change, replace(command, revision=2), make.facts(), NOW)
