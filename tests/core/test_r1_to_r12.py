"""The twelve rules that an approval has to keep, one by one: R1 to R12."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.gate import Question, answer
from chatops.core.notices import ChannelLine, notices
from chatops.core.people import Standing
from chatops.core.policy import BreakGlass, Documented, Part, Policy, Rule, SignOffs, Wait, When
from chatops.core.reviewers import reviewers_of
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA, SHA

TRAILER = (("Co-authored-by", "Claude <noreply@anthropic.com>"),)


def approved(given: Facts | None = None) -> Change:
    return make.approved_by(make.opened(given=given), "ana", "cleo", given=given)


def state(change: Change, given: Facts | None = None, after: timedelta = timedelta(0)) -> State:
    return evaluate(change, given or make.facts(), NOW + after).state


def gate(change: Change, given: Facts | None = None, after: timedelta = timedelta(0)) -> bool:
    question = Question("ci", "checkout", "production", SHA)
    return answer(question, [change], given or make.facts(), NOW + after).allowed


def test_r1_an_approval_holds_all_that_it_was_given_on() -> None:
    wanted = {
        "person", "revision", "revision_digest", "environment", "policy_digest", "level",
        "surface", "shown", "at",
    }  # fmt: skip
    assert wanted <= {one.name for one in fields(Decision)}
    decision = approved().decisions[0]
    assert all(getattr(decision, one) for one in wanted - {"shown"})


@pytest.mark.parametrize("part", ["revision", "revision_digest", "environment"])
def test_r1_it_counts_only_while_all_of_it_is_the_present(part: str) -> None:
    change = approved()
    other: dict[str, Any] = {part: {"revision": 2}.get(part, "other")}
    moved = replace(change, decisions=tuple(replace(one, **other) for one in change.decisions))
    assert state(change) is State.APPROVED
    assert state(moved) is not State.APPROVED


def test_r1_clocks_are_never_compared_with_revisions() -> None:
    """An approval dated after the new revision is about the old one all the same."""
    change = approved()
    late = tuple(replace(one, at=NOW + timedelta(hours=2)) for one in change.decisions)
    change = make.revised(replace(change, decisions=late), title="Other")
    assert state(change, after=timedelta(hours=3)) is State.STALE


@pytest.mark.parametrize(
    ("commit", "who"),
    [
        (make.commit(author="ana"), "ana"),
        (make.commit(trailers=(("Co-authored-by", "Ana <ana@example.com>"),)), "ana"),
    ],
)
def test_r2_who_touched_any_revision_never_approves(commit: Any, who: str) -> None:
    change = make.opened("ben", the_commit=commit)
    clean = make.commit(OTHER_SHA, author="ben")
    change = make.revised(change, commit=OTHER_SHA, the_commit=clean)
    assert who not in evaluate(change, make.facts(), NOW).waiting()
    forged = make.approved_by(make.opened("dan"), "ana", "cleo").decisions
    present = change.present
    words = tuple(replace(one, revision=2, revision_digest=present.digest) for one in forged)
    assert state(replace(change, decisions=words)) is State.PENDING


def test_r2_an_unknown_contributor_is_an_error() -> None:
    change = make.opened(the_commit=make.commit(author="mallory"))
    assert state(make.approved_by(change, "ana", "cleo")) is State.ERROR


def test_r3_people_count_once_over_the_whole_policy() -> None:
    rules = (
        make.rule(SignOffs("one", 1, ("owners",)), name="first"),
        make.rule(SignOffs("two", 1, ("owners",)), name="second"),
    )
    given = make.facts(the_policy=make.policy(*rules))
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    assert state(change, given) is State.PENDING
    assert state(make.approved_by(change, "cleo", given=given), given) is State.APPROVED


def test_r3_a_bot_never_counts() -> None:
    change = approved()
    bots = tuple(replace(one, bot=one.id in {"ana", "robo"}) for one in make.PEOPLE)
    assert state(change, make.facts(the_directory=make.directory(bots))) is State.PENDING


def test_r4_level_and_membership_are_checked_again_and_gaining_never_upgrades() -> None:
    policy = make.policy(make.rule(SignOffs("owners", 1, ("owners",), min_level="senior")))
    given = make.facts(the_policy=policy)
    people = {one.id: one for one in make.PEOPLE}

    def after(changed: Any) -> State:
        everybody = tuple((people | {changed.id: changed}).values())
        return state(change, make.facts(the_policy=policy, the_directory=make.directory(everybody)))

    change = make.approved_by(make.opened(given=given), "ana", given=given)
    assert after(people["ana"]) is State.APPROVED
    assert after(replace(people["ana"], level=make.MID)) is State.PENDING
    assert after(replace(people["ana"], active=False)) is State.PENDING
    loose = make.facts(the_policy=make.policy(make.rule(SignOffs("owners", 1, ("owners",)))))
    change = make.approved_by(make.opened(given=loose), "cleo", given=loose)
    assert after(replace(people["cleo"], level=make.PRINCIPAL)) is State.PENDING


def test_r4_losing_membership_takes_the_approval() -> None:
    for standing in set(Standing) - {Standing.FULL}:
        assert state(approved(), make.facts(standings={"ana": standing})) is State.PENDING


def test_r5_ai_assistance_sticks_and_detection_overrides_the_answer() -> None:
    commit = make.commit(author="ben", trailers=TRAILER)
    change = make.opened("ben", the_commit=commit, degree="none")
    by_hand = make.commit(OTHER_SHA, author="ben")
    change = make.revised(change, commit=OTHER_SHA, the_commit=by_hand, degree="none")
    assert state(make.approved_by(change, "cleo", "dan")) is State.PENDING
    assert state(make.approved_by(change, "cleo", "ana")) is State.APPROVED  # one of the two


def test_r5_any_contributor_below_senior_is_enough_and_the_senior_is_no_contributor() -> None:
    commit = make.commit(author="dan", trailers=TRAILER)
    change = make.opened("ana", the_commit=commit)
    change = make.approved_by(change, "ben", "cleo")
    assert state(change) is State.PENDING
    assert "ana" not in evaluate(change, make.facts(), NOW).waiting()
    assert state(make.approved_by(change, "eve")) is State.APPROVED


def test_r6_a_later_no_cancels_the_own_approval() -> None:
    for verb in (Verb.REJECT, Verb.WITHDRAW):
        change = make.decided(approved(), "ana", verb).change
        assert make.line(evaluate(change, make.facts(), NOW), "owners").startswith("1 of 2")


def test_r6_a_block_survives_pushes_until_its_author_or_a_named_role_lifts_it() -> None:
    given = make.facts(the_policy=make.policy(lift=("director",)))
    change = make.decided(make.opened(given=given), "dan", Verb.REJECT, given=given).change
    change = make.revised(change, commit=OTHER_SHA, given=given)
    change = make.approved_by(change, "ana", "cleo", given=given)
    assert state(change, given) is State.BLOCKED
    assert state(make.approved_by(change, "dan", given=given), given) is State.APPROVED
    taken_back = make.decided(change, "dan", Verb.WITHDRAW, given=given).change
    assert state(taken_back, given) is State.APPROVED
    assert state(make.lifted(change, "max", given=given).change, given) is State.APPROVED


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "T"},
        {"commit": OTHER_SHA},
        {"environment": "staging"},
        {"systems": ("checkout", "ledger")},
        {"risk": "low"},
        {"labels": ("x",)},
        {"kind": "standard"},
        {"window_start": NOW, "window_end": NOW + timedelta(hours=1)},
    ],
)
def test_r7_any_edit_makes_approvals_stale(edit: dict[str, Any]) -> None:
    assert state(make.revised(approved(), **edit)) is State.STALE


def test_r7_a_policy_change_does_so_where_it_is_said_and_is_judged_anew_everywhere() -> None:
    strict = make.policy(digest="f" * 64, stale_on_policy_change=True)
    assert state(approved(), make.facts(the_policy=strict)) is State.STALE
    more = make.policy(make.rule(SignOffs("owners", 3, ("owners",))), digest="f" * 64)
    assert state(approved(), make.facts(the_policy=more)) is State.PENDING


def test_r7_what_a_requirement_does_not_cover_may_change_where_the_policy_lists_it() -> None:
    line = SignOffs("owners", 2, ("owners",), sticky=(Part.TITLE,))
    given = make.facts(the_policy=make.policy(make.rule(line)))
    assert state(make.revised(approved(given), title="T", given=given), given) is State.APPROVED


def test_r8_all_states_are_there_and_only_two_open_the_gate() -> None:
    assert {one.value for one in State} == {
        "pending", "approved", "blocked", "stale", "overridden", "frozen", "expired", "error",
        "cancelled",
    }  # fmt: skip
    unruled = make.facts(the_policy=make.policy(make.rule(make.OWNERS, when=When(tiers=(3,)))))
    unread = replace(make.facts(), policy=None)
    empty = make.facts(the_directory=make.directory((), ()))
    for given in (unruled, unread, empty):
        assert state(approved(), given) is State.ERROR
        assert not gate(approved(), given)


@pytest.mark.parametrize(
    "make_it",
    [
        lambda: SignOffs("x", 0, ("owners",)),
        lambda: SignOffs("x", -1, ("owners",)),
        lambda: SignOffs("x", 1, ()),
        lambda: Documented("x", ()),
        lambda: Rule("x", When(), ()),
        lambda: Wait("x", timedelta(0)),
        lambda: BreakGlass(()),
        lambda: BreakGlass(("director",), reviewers=0),
    ],
)
def test_r9_what_asks_for_nothing_cannot_be_made(make_it: Any) -> None:
    """What only a file can say wrongly is refused where files are read."""
    with pytest.raises(ValueError, match=r"[a-z]"):
        make_it()


def glass() -> tuple[Change, Facts]:
    given = make.facts(the_policy=make.glass_policy())
    return make.broken(make.opened(given=given), given=given).change, given


def test_r10_break_glass_is_bound_single_used_expiring_reviewed_and_overridden() -> None:
    change, given = glass()
    (declaration,), (owed,) = change.declarations, change.obligations
    assert declaration.reason
    assert declaration.revision_digest == change.present.digest
    assert state(change, given) is State.OVERRIDDEN
    assert gate(change, given)
    assert not gate(make.revised(change, title="T", given=given), given)
    assert not gate(change, given, timedelta(hours=1))
    assert owed.reviewers == 2
    assert {"ben", "cleo"}.isdisjoint(reviewers_of(change, given))


def test_r10_it_alerts() -> None:
    given = make.facts(the_policy=make.glass_policy())
    told = notices(make.broken(make.opened(given=given), given=given), given)
    assert [one.channel for one in told if isinstance(one, ChannelLine)] == ["CPAY"]


def test_r11_freeze_and_expiry_are_half_open_and_judged_when_the_gate_is_asked() -> None:
    begins = NOW.astimezone(ZoneInfo("Europe/Berlin")) + timedelta(days=1)
    freeze = make.window(refuses=True, begins=begins, zone="Europe/Berlin")
    policy: Policy = make.policy(windows=(freeze,))
    given = make.facts(the_policy=policy)
    change = approved(given)
    instant = timedelta(microseconds=1)
    moments = {
        timedelta(days=1) - instant: True,
        timedelta(days=1): False,
        timedelta(days=3) - instant: False,
        timedelta(days=3): True,
        timedelta(days=7) - instant: True,
        timedelta(days=7): False,
    }
    assert {after: gate(change, given, after) for after in moments} == moments


def test_r12_only_the_explicit_control_counts() -> None:
    words = "Approved by Ana, LGTM :+1: approve merge"
    change = make.opened(title=words, description=words, test_evidence=words, labels=("approved",))
    change = make.decided(change, "dan", Verb.REJECT, comment=words).change
    change = make.checked(change, "approve", "passed", summary=words)
    change = make.decided(change, "dan", Verb.WITHDRAW, comment=words).change
    verdict = evaluate(change, make.facts(), NOW)
    assert verdict.state is State.PENDING
    assert make.line(verdict, "owners") == "0 of 2 sign-offs from Payments (owners)."
