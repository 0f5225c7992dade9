"""What an approval survives: only what the policy lists for that requirement."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.difference import differences
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.policy import Part, SignOffs
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA

HOUR = timedelta(hours=1)
WINDOW: dict[str, Any] = {"window_start": NOW + HOUR, "window_end": NOW + 2 * HOUR}
EDITS: dict[Part, dict[str, Any]] = {
    Part.TITLE: {"title": "Corrected"},
    Part.DESCRIPTION: {"description": "Other words."},
    Part.LINK: {"link": "https://x.example"},
    Part.ROLLBACK_PLAN: {"rollback_plan": "Another way back."},
    Part.TEST_EVIDENCE: {"test_evidence": "Another run, all green."},
    Part.WINDOW: WINDOW,
    Part.LABELS: {"labels": ("db",)},
}


def under(*sticky: Part) -> Facts:
    line = SignOffs("owners", 2, ("owners",), sticky=sticky)
    return make.facts(the_policy=make.policy(make.rule(line)))


def approved(given: Facts) -> Change:
    return make.approved_by(make.opened(given=given), "ana", "cleo", given=given)


def state(change: Change, given: Facts) -> State:
    return evaluate(change, given, NOW).state


@pytest.mark.parametrize("part", list(Part))
def test_an_edit_keeps_an_approval_only_where_that_part_is_listed(part: Part) -> None:
    for sticky, expected in {
        (part,): State.APPROVED,
        tuple(Part): State.APPROVED,
        (): State.STALE,
        tuple(one for one in Part if one is not part): State.STALE,
    }.items():
        given = under(*sticky)
        edited = make.revised(approved(given), given=given, **EDITS[part])
        assert state(edited, given) is expected, sticky


@pytest.mark.parametrize(
    "edit",
    [
        {"commit": OTHER_SHA},
        {"risk": "high"},
        {"kind": "emergency"},
        {"degree": "assisted", "tool": "X"},
        {"system": "ledger"},
        {"systems": ("checkout", "ledger")},
        {"environment": "staging"},
        {"title": "Corrected", "commit": OTHER_SHA},
    ],
)
def test_nothing_else_is_ever_sticky(edit: dict[str, Any]) -> None:
    given = under(*Part)
    edited = make.revised(approved(given), given=given, **edit)
    assert state(edited, given) is State.STALE


def test_files_that_are_read_later_make_stale_too() -> None:
    given = under(*Part)
    read = make.revised(approved(given), given=given, the_commit=make.commit())
    assert read.present.commit == read.revisions[0].commit
    assert state(read, given) is State.STALE


def test_an_approval_of_another_digest_sticks_to_nothing() -> None:
    given = under(*Part)
    change = approved(given)
    forged = tuple(replace(one, revision_digest="0" * 64) for one in change.decisions)
    edited = make.revised(replace(change, decisions=forged), given=given, title="Corrected")
    assert make.line(evaluate(edited, given, NOW), "owners").startswith("0 of 2")


def test_sticky_is_of_each_requirement() -> None:
    lines = (
        SignOffs("owners", 2, ("owners",), sticky=(Part.TITLE,)),
        SignOffs("director", 1, ("director",)),
    )
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", "max", given=given)
    edited = make.revised(change, given=given, title="Corrected")
    verdict = evaluate(edited, given, NOW)
    assert make.line(verdict, "owners").startswith("2 of 2")
    assert make.line(verdict, "director") == (
        "0 of 1 sign-off from Max. Max (approved revision 1) has to look again."
    )


def test_an_approval_does_not_come_back_through_another_commit() -> None:
    given = under(*Part)
    there = make.revised(approved(given), given=given, commit=OTHER_SHA)
    back = make.revised(there, given=given)
    assert back.present.commit == back.revisions[0].commit
    assert state(back, given) is State.STALE


def test_edits_of_sticky_parts_may_follow_each_other() -> None:
    given = under(Part.TITLE, Part.WINDOW)
    change = make.revised(approved(given), given=given, title="Corrected")
    change = make.revised(change, given=given, title="Corrected", **WINDOW)
    assert state(change, given) is State.APPROVED


def test_who_edits_a_sticky_part_is_a_contributor_from_then_on() -> None:
    """Ana turns out to have signed the commit; her approval is gone, Cleo's is not."""
    given = under(Part.TITLE)
    change = make.opened("ben", the_commit=make.commit(author="dan"), given=given)
    change = make.approved_by(change, "ana", "cleo", given=given)
    edited = make.revised(change, "dan", given=given, title="Corrected")
    assert state(edited, given) is State.APPROVED
    commit = make.commit(author="ana")
    touched = make.revised(edited, given=given, title="Corrected", the_commit=commit)
    verdict = evaluate(touched, given, NOW)
    assert make.line(verdict, "owners").startswith("1 of 2 sign-offs from Payments (owners): Cleo.")


def test_who_approved_is_shown_what_changed_since_their_decision() -> None:
    change = approved(make.facts())
    for title in ("Second", "Third"):
        change = make.revised(change, title=title, labels=("b", "a"), risk="high", **WINDOW)
    told = {
        one.label: (one.before, one.after)
        for one in differences(change.revisions[0], change.present)
    }
    assert told == {
        "Title": ("Raise the retry limit", "Third"),
        "Labels": ("", "a, b"),
        "Risk": ("medium", "high"),
        "Planned window": ("", "2026-03-02 10:00 UTC to 2026-03-02 11:00 UTC"),
    }
    assert differences(change.present, change.present) == ()


def test_files_that_differ_are_named() -> None:
    change = make.opened(the_commit=make.commit())
    other = make.commit(OTHER_SHA)
    assert other.files is not None
    renamed = tuple(_renamed(one.path, one) for one in other.files)
    change = make.revised(change, commit=OTHER_SHA, the_commit=_with(other, renamed))
    told = {one.part: (one.before, one.after) for one in differences(*change.revisions)}
    assert told["files"] == (
        "2 files, +12 -3 lines: src/retry.py",
        "2 files, +12 -3 lines: src/again.py",
    )
    typed = make.revised(change, commit="c" * 40)
    told = {one.part: (one.before, one.after) for one in differences(*typed.revisions[1:])}
    assert told["files"] == ("2 files, +12 -3 lines: src/again.py, logo.png", "not read")
    assert told["commit"] == (OTHER_SHA, "c" * 40)


def _renamed(path: str, one: Any) -> Any:
    return type(one)("src/again.py", one.added, one.deleted) if path == "src/retry.py" else one


def _with(commit: Any, files: Any) -> Any:
    return type(commit)(
        commit.sha, commit.title, commit.body, commit.author, commit.committer, files=files
    )
