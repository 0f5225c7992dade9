"""Opening and revising: what is checked, who may, and what a new revision does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.assistance import Degree
from chatops.core.change import Status
from chatops.core.contributor import Role
from chatops.core.events import ChangeOpened, RevisionAdded
from chatops.core.outcome import reassess
from chatops.core.refused import Invalid, Refused
from chatops.core.request import Open, Revise, open_change, revise
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA

NAIVE = NOW.replace(tzinfo=None)
NASTY = [
    "😀 👩🏽‍🚀 deploy",
    "تغيير مهم \u202egnp.exe",
    "<!channel> <@U1> *bold* `code` ~x~",
    '=HYPERLINK("http://evil.example","x")',
    "line one\nline two",
]


def mistakes(**fields: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        make.opened(**fields)
    return invalid.value.mistakes


@pytest.mark.parametrize(
    ("field", "value", "start"),
    [
        (
            "system",
            "chekout",
            "There is no system “chekout” in the registry. Did you mean checkout?",
        ),
        ("system", "  ", "Choose the system that changes."),
        (
            "environment",
            "moon",
            "Checkout has no environment “moon”; it has production or staging.",
        ),
        ("title", " \n\u200b", "Give the change a title."),
        ("title", "\x00\x1b", "Give the change a title."),
        ("title", "\u3164\u2800\u115f\ufe0f", "Give the change a title."),
        ("title", "x" * 301, "This is 301 characters long; 300 is the most."),
        ("commit", "abc123", "Give the full SHA, 40 hexadecimal digits"),
        ("commit", "g" * 40, "Give the full SHA, 40 hexadecimal digits"),
        ("link", "ftp://x.example", "Give a whole address"),
        ("link", "javascript:alert(1)", "Give a whole address"),
        ("link", "https://x.example/a b", "Give a whole address"),
        ("link", "https://[", "Give a whole address"),
        ("link", "https://x.example/\x00", "Give a whole address"),
        ("link", "https://x.example/\ud800", "Give a whole address"),
        ("link", "https://x.example/\u202egnp.exe", "Give a whole address"),
        ("link", "https://x.example:99999/", "Give a whole address"),
        ("link", "https://x.example:0/", "Give a whole address"),
        ("link", "https://x.example/" + "a" * 2000, "This is 2,018 characters long; 2,000"),
        ("link", "https:///path", "Give a whole address"),
        ("system", "\ud800\x00" * 50_000, "There is no system “” in the registry."),
        ("environment", "\ud800", "Checkout has no environment “”; it has production"),
        ("risk", "none", "Choose low, medium or high."),
        ("degree", "some", "Choose none, assisted or generated."),
        ("description", "x" * 100_001, "This is 100,001 characters long"),
    ],
)
def test_bad_input_is_named_by_its_field(field: str, value: str, start: str) -> None:
    assert mistakes(**{field: value})[field].startswith(start)


def test_every_mistake_is_named_at_once() -> None:
    assert set(mistakes(system="x", title="", commit="", link="nope")) == {
        "system",
        "title",
        "commit",
        "link",
    }


def test_ai_assistance_has_to_name_its_tool() -> None:
    assert mistakes(degree="generated")["tool"] == "Name the AI tool that was used."


@pytest.mark.parametrize(
    ("start", "end", "field", "sentence"),
    [
        (NOW, None, "window_end", "Give both the start and the end of the window, or neither."),
        (None, NOW, "window_start", "Give both the start and the end of the window, or neither."),
        (NOW, NOW, "window_end", "The window has to end after it starts."),
        (NAIVE, NOW, "window_start", "Say in which time zone: 2026-03-02T09:00+01:00."),
        (NOW, NAIVE, "window_end", "Say in which time zone: 2026-03-02T09:00+01:00."),
        (NOW - timedelta(2), NOW, "window_end", "This window is already over."),
        (NOW - timedelta(2), NOW - timedelta(1), "window_end", "This window is already over."),
        (NOW, NOW + timedelta(367), "window_start", "Plan a window within a year of today."),
        (
            NOW - timedelta(367),
            NOW + timedelta(1),
            "window_start",
            "Plan a window within a year of today.",
        ),
    ],
)
def test_a_window_has_to_make_sense(start: object, end: object, field: str, sentence: str) -> None:
    assert mistakes(window_start=start, window_end=end) == {field: sentence}


def test_what_the_form_requires_must_not_be_blank() -> None:
    found = mistakes(rollback_plan=" ", required=("rollback_plan", "test_evidence"))
    assert found == {
        "rollback_plan": "The policy asks for this. Write something an approver can judge."
    }


@pytest.mark.parametrize("text", NASTY)
def test_what_people_type_is_kept_as_it_is(text: str) -> None:
    change = make.opened(description=text, rollback_plan=text, test_evidence=text, title=text)
    written = change.present.documentation
    assert written.description == written.rollback_plan == written.test_evidence == text
    assert written.title == " ".join(text.split())


def test_a_hundred_thousand_characters_are_kept() -> None:
    assert len(make.opened(description="é" * 100_000).present.documentation.description) == 100_000


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    change = make.opened(description="a\x00b\x1b[31mc\ud800d\r\ne")
    assert change.present.documentation.description == "ab[31mcd\ne"


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
    assert change.present.files == ()
    assert any(one.email == "ben@example.com" for one in change.contributors)


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
