"""The twelve rules of approval, one story each or more, through Slack."""

import re
from datetime import UTC, datetime

import httpx
import pytest

from chatops.demo.acting import Actor, buttons, label, shown
from chatops.usecases.read import show
from tests.scenarios.conftest import Town, documents

PAYMENTS, IDENTITY = "C01PAYMENTS", "C01IDENTITY"
SHA, OTHER = "a" * 40, "b" * 40


def asked(town: Town, system: str = "checkout", **more: object) -> None:
    who, channel = ("diego", PAYMENTS) if system != "login" else ("liam", IDENTITY)
    assert town.person(who).requests(channel, system, **documents(system, **more))["ok"]


def approved(town: Town, *names: str, channel: str = PAYMENTS, key: str = "CR-1") -> None:
    for name in names:
        assert town.person(name).clicks("Approve", channel, key)["ok"]


def state(town: Town, key: str = "CR-1") -> str:
    return show(town.house, key).verdict.state.value


def told(seen: dict[str, object]) -> str:
    return str(seen)


def test_r1_an_approval_is_bound_to_all_that_it_was_given_on(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    assert town.gate("checkout", SHA)["allowed"]
    assert not town.gate("checkout", SHA, "staging")["allowed"]
    change = show(town.house, "CR-1").change
    first = change.decisions[0]
    assert (first.person, first.level, first.environment) == ("priya", "senior", "production")
    assert (first.revision, first.revision_digest) == (1, change.present.digest)
    assert (first.surface, first.verb) == ("slack", "approve")
    assert re.fullmatch("[0-9a-f]{64}", first.policy_digest)
    assert re.fullmatch("[0-9a-f]{64}", first.shown)
    town.person("diego").edits(PAYMENTS, "CR-1", commit=OTHER)
    assert not town.gate("checkout", SHA)["allowed"]
    assert not town.gate("checkout", OTHER)["allowed"]
    assert state(town) == "stale"


def test_r2_contributors_stick_and_never_sign(town: Town) -> None:
    asked(town)
    refused = town.person("diego").clicks("Approve", PAYMENTS, "CR-1")
    assert "you contributed to it" in told(refused)
    assert show(town.house, "CR-1").change.decisions == ()


def sent(town: Town, author: str, email: str, **more: object) -> None:
    """A pipeline opens a change for a commit of this author."""
    signed = {"name": author, "email": email}
    body = {
        "requester": "diego",
        "system": "checkout",
        "title": "Raise the retry limit",
        "description": "Card payments time out under load.",
        "commit": SHA,
        "rollback_plan": "Revert and deploy again.",
        "test_evidence": "Load test 418, all green.",
        "git": {"title": "Raise it", "author": signed, "committer": signed, **more},
    }
    answer = httpx.post(
        f"{town.demo.app.url}/v1/changes",
        json=body,
        headers={"Authorization": f"Bearer {town.token}"},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text


def test_r2_an_author_stays_a_contributor_over_all_revisions(town: Town) -> None:
    sent(town, "Hanna Weber", "hanna@example.com")
    refused = town.person("hanna").clicks("Approve", PAYMENTS, "CR-1")
    assert "you contributed to it (author, committer)" in told(refused)
    edited = town.person("diego").edits(PAYMENTS, "CR-1", commit=OTHER)
    assert not edited["seen"]["errors"], edited
    town.person("hanna").sees(PAYMENTS, OTHER[:12])
    refused = town.person("hanna").clicks("Approve", PAYMENTS, "CR-1")
    assert "you contributed to it" in told(refused)
    assert show(town.house, "CR-1").change.decisions == ()


def test_r2_an_unknown_contributor_keeps_the_gate_shut(town: Town) -> None:
    sent(town, "Zed", "zed@example.net")
    approved(town, "priya", "hanna")
    answer = town.gate("checkout", SHA)
    assert (answer["allowed"], answer["state"]) == (False, "error")
    assert "Contributors are not in the directory: Zed" in str(answer["sentences"])


def test_r3_two_accounts_of_one_person_are_one_person(town: Town) -> None:
    town.directory_says(
        ("slack: U01HANNA,", "slack: U01SOMEONE,"),
        ("slack: U01PRIYA,", "slack: [U01PRIYA, U01HANNA],"),
    )
    asked(town)
    approved(town, "priya", "hanna")
    assert state(town) == "pending"
    assert "1 of 2 sign-offs from Payments (owners): Priya Raman." in town.sentences("CR-1")


def test_r4_who_lost_the_level_no_longer_counts_and_who_rose_has_to_say_it_again(
    town: Town,
) -> None:
    asked(town, degree="assisted", tool="Claude")
    approved(town, "priya", "tom")
    assert state(town) == "approved"
    senior = "name: Priya Raman, level: senior"
    town.directory_says((senior, "name: Priya Raman, level: mid"))
    assert state(town) == "pending"
    assert not town.gate("checkout", SHA)["allowed"]
    town.directory_says(("name: Tom Becker, level: junior", "name: Tom Becker, level: senior"))
    assert "Tom Becker approved as junior and can approve again as senior" in town.sentences("CR-1")
    town.directory_says(("members: [priya, hanna, diego, tom]", "members: [hanna, diego, tom]"))
    assert "1 of 2 sign-offs from Payments (owners): Tom Becker." in town.sentences("CR-1")


def test_r4_joining_the_team_later_upgrades_no_older_approval(town: Town) -> None:
    asked(town, degree="assisted", tool="Claude")
    approved(town, "amara")  # a senior of another team
    town.directory_says(
        ("members: [priya, hanna, diego, tom]", "members: [priya, hanna, diego, tom, amara]")
    )
    assert "0 of 2 sign-offs from Payments (owners)." in town.sentences("CR-1")
    approved(town, "amara")
    assert "1 of 2 sign-offs from Payments (owners): Amara Diallo." in town.sentences("CR-1")


def test_r5_ai_assistance_sticks_over_revisions_and_a_senior_is_needed(town: Town) -> None:
    asked(town, degree="generated", tool="Claude")
    town.person("diego").edits(PAYMENTS, "CR-1", degree="none", commit=OTHER)
    assert "0 of 1 sign-off from anyone who is senior or above." in town.sentences("CR-1")


def test_r5_a_trailer_overrides_the_none_that_was_declared(town: Town) -> None:
    trailer = ("Co-authored-by", "Claude <noreply@anthropic.com>")
    sent(town, "Tom Becker", "tom@example.com", trailers=[trailer])
    assert "0 of 1 sign-off from anyone who is senior or above." in town.sentences("CR-1")


def test_r6_a_no_cancels_the_own_yes_survives_revisions_and_is_lifted_by_name(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    town.person("hanna").rejects(PAYMENTS, "CR-1", "The rollback was never rehearsed.")
    assert state(town) == "blocked"
    town.person("diego").edits(PAYMENTS, "CR-1", title="Raise it, rehearsed")
    assert state(town) == "blocked"
    town.person("sofia").sees(PAYMENTS, "Raise it, rehearsed")
    elsewhere = town.person("sofia").clicks("Lift rejection", PAYMENTS, "CR-1")
    lifted = submitted(town.person("sofia"), elsewhere, reason="I say so.")
    assert "Only who rejected may take a rejection back" in told(lifted)
    view = town.person("marcus").clicks("Lift rejection", PAYMENTS, "CR-1")
    assert submitted(town.person("marcus"), view, reason="Rehearsed with me on Tuesday.")["ok"]
    assert state(town) != "blocked"
    town.person("hanna").is_told("Rehearsed with me on Tuesday.")
    town.person("diego").is_told("Rehearsed with me on Tuesday.")


def test_r7_another_policy_judges_anew_and_the_card_says_so(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    assert town.gate("checkout", SHA)["allowed"]
    town.policy_says(("sign_offs: 2", "sign_offs: 3"))
    assert not town.gate("checkout", SHA)["allowed"]
    town.person("priya").sees(PAYMENTS, "under an earlier policy, judged by the present one")
    town.policy_says(
        (
            "expires_after: 72 working hours\napprovals",
            "expires_after: 72 working hours\non_policy_change: stale\napprovals",
        )
    )
    assert "0 of 3 sign-offs" in town.sentences("CR-1")


def test_r7_another_environment_needs_approval_anew(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    town.person("diego").edits(PAYMENTS, "CR-1", environment="staging")
    assert state(town) == "stale"
    assert not town.gate("checkout", SHA, "staging")["allowed"]


def test_r7_who_approved_before_sees_what_changed_and_confirms_with_one_click(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    town.person("diego").edits(PAYMENTS, "CR-1", rollback_plan="Set the flag back and restart.")
    message = town.person("priya").is_told("Set the flag back and restart.")
    assert "Revert and deploy again." in shown(message)
    (own,) = (
        one["id"]
        for one in town.demo.workspace.state("U01PRIYA")["channels"]
        if one["kind"] == "im"
    )
    town.person("priya").clicks_on("Still approve", message, own)
    assert "1 of 2 sign-offs from Payments (owners): Priya Raman." in town.sentences("CR-1")


def test_r7_a_sticky_title_keeps_the_approvals(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    town.person("diego").edits(PAYMENTS, "CR-1", title="Raise the limit of retries")
    assert town.gate("checkout", SHA)["allowed"]


def test_r8_every_state_is_told_on_the_card(town: Town) -> None:
    asked(town)
    town.person("priya").sees(PAYMENTS, "Waiting")
    town.time_passes(days=90)
    town.person("priya").sees(PAYMENTS, "Expired")
    assert town.gate("checkout", SHA)["state"] == "expired"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sign_offs: 2", "sign_offs: 0"),
        ("sign_offs: 2", "sign_off: 2"),
        ("from: owners", "from: []"),
        ("name: senior\n", "name: owners\n"),
    ],
    ids=["nobody asked", "unknown key", "empty set", "name twice"],
)
def test_r9_a_policy_that_cannot_be_read_closes_the_gate(town: Town, old: str, new: str) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    town.policy_says((old, new))
    answer = town.gate("checkout", SHA)
    assert (answer["allowed"], answer["state"]) == (False, "error")
    assert "policy.yml, line" in str(answer["sentences"])
    town.person("priya").sees(PAYMENTS, "Cannot be judged")


def test_r10_break_glass_opens_once_loudly_and_owes_a_review(town: Town) -> None:
    asked(town)
    outsider = town.person("tom").types(PAYMENTS, "/change break-glass CR-1")
    assert "may break the glass" in told(submitted(town.person("tom"), outsider, reason="Now!"))
    view = town.person("hanna").types(PAYMENTS, "/change break-glass CR-1")
    assert not submitted(town.person("hanna"), view, reason=" ")["ok"] or state(town) == "pending"
    view = town.person("hanna").types(PAYMENTS, "/change break-glass CR-1")
    assert submitted(town.person("hanna"), view, reason="Card payments are down.")["ok"]
    for name in ("marcus", "ingrid"):
        town.person(name).is_told("Card payments are down.")
    town.person("priya").sees(PAYMENTS, "Card payments are down.")
    first, second = town.gate("checkout", SHA), town.gate("checkout", SHA)
    assert (first["allowed"], first["state"]) == (True, "overridden")
    assert second["allowed"] is False
    town.time_passes(hours=25)
    town.person("priya").sees(PAYMENTS, "is overdue")
    town.passes_until_at_work("marcus")
    town.person("marcus").is_told("Overdue since")
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout", commit=OTHER))
    assert "follow-up review of the break-glass CR-1" in town.sentences("CR-2")
    for name in ("priya", "tom"):
        view = town.person(name).clicks("Review", PAYMENTS, "CR-1")
        assert submitted(town.person(name), view, text="Looked at the diff and the graphs.")["ok"]
    assert show(town.house, "CR-1").change.open_obligations() == ()
    assert "follow-up review" not in town.sentences("CR-2")


def test_r11_a_freeze_is_judged_when_the_gate_is_asked(town: Town) -> None:
    now = town.clock.now()
    asked(town)
    approved(town, "priya", "hanna")
    assert town.gate("checkout", SHA)["allowed"]
    begins, ends = f"{now.year + 1}-01-01T00:00", f"{now.year + 1}-01-02T00:00"
    freeze = (
        "freezes:\n  - name: new year\n    time_zone: UTC\n"
        f"    from: {begins}\n    until: {ends}\n    refuse: true\n\nresets:"
    )
    town.policy_says(
        ("resets:", freeze),
        (
            "expires_after: 72 working hours\napprovals_expire_after: 7 days",
            "expires_after: 365 days\napprovals_expire_after: 365 days",
        ),
    )
    town.person("diego").edits(PAYMENTS, "CR-1", title="Raise it")
    town.time_passes(seconds=(_at(begins) - town.clock.now()).total_seconds() + 1)
    assert town.gate("checkout", SHA)["state"] == "frozen"
    town.person("priya").sees(PAYMENTS, "new year: frozen until")
    town.time_passes(days=1)
    assert town.gate("checkout", SHA)["allowed"]


def test_r12_only_the_button_counts(town: Town) -> None:
    asked(town)
    card = town.person("priya").card(PAYMENTS, "CR-1")
    for text in ("approve", "LGTM :white_check_mark:", "/change approve CR-1", "> Approve"):
        town.demo.workspace.post(
            "messages", user="U01PRIYA", channel=PAYMENTS, text=text, thread_ts=card["ts"]
        )
    town.person("priya").types(PAYMENTS, "/change approve CR-1")
    assert show(town.house, "CR-1").change.decisions == ()
    assert "Approve" in [label(one) for one in buttons(card)]


def submitted(person: Actor, seen: dict[str, object], **values: object) -> dict[str, object]:
    """Send the form that was opened; where none was, return what was seen instead."""
    view = (seen.get("seen") or {}).get("view")  # type: ignore[attr-defined]  # JSON
    return person.submits(view["id"], **values) if view else seen


def _at(text: str) -> datetime:

    return datetime.fromisoformat(text).replace(tzinfo=UTC)
