"""Fifteen complaints about tools like this one, each a story that ends well here.

What people complain about: buttons that died, cards that lied, approvals that outlived what was
approved, requests nobody could approve, and reminders that made everybody stop reading.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx

from chatops import bootstrap
from chatops.demo import run
from chatops.demo.acting import JSON, buttons, label, shown, visiting
from chatops.simulator.server import running as running_workspace
from chatops.usecases.read import show
from tests.scenarios.conftest import Town, documents
from tests.scenarios.test_faults import Service

PAYMENTS, IDENTITY, PARTNERS = "C01PAYMENTS", "C01IDENTITY", "C01PARTNERS"
SHA, OTHER = "a" * 40, "b" * 40
WORDS = "This sentence stands in the middle of a long story, and nobody may miss it. "


def asked(town: Town, system: str = "checkout", **more: object) -> None:
    seen = town.person("diego").requests(PAYMENTS, system, **documents(system, **more))
    assert not seen["seen"]["errors"], seen


def approved(town: Town, *names: str, key: str = "CR-1") -> None:
    for name in names:
        assert town.person(name).clicks("Approve", PAYMENTS, key)["ok"]


def decided(town: Town, key: str = "CR-1") -> list[tuple[str, str]]:
    return [(one.person, one.verb.value) for one in show(town.house, key).change.decisions]


def state(town: Town, key: str = "CR-1") -> str:
    return show(town.house, key).verdict.state.value


def test_1_every_copy_of_the_card_follows_whatever_ended_it(town: Town) -> None:
    two = {"system": ["checkout", "login"]}
    both = town.person("diego").requests(
        PAYMENTS, "checkout,login", **(documents("checkout") | two)
    )
    assert not both["seen"]["errors"], both
    town.person("priya").card(PAYMENTS, "CR-1")
    town.person("amara").card(IDENTITY, "CR-1")
    town.time_passes(days=90)  # nobody clicked anything
    for name, channel in (("priya", PAYMENTS), ("amara", IDENTITY)):
        card = town.person(name).sees(channel, "CR-1 · Expired")
        assert not {"Approve", "Reject"} & {label(one) for one in buttons(card)}


def test_1_a_card_follows_what_was_done_outside_slack(town: Town) -> None:
    asked(town)
    town.person("priya").card(PAYMENTS, "CR-1")
    cancelled = httpx.post(
        f"{town.demo.app.url}/v1/changes/CR-1/cancel",
        json={"person": "diego", "revision": 1, "reason": "Solved by another change."},
        headers={"Authorization": f"Bearer {town.token}"},
        trust_env=False,
    )
    assert cancelled.status_code == 200, cancelled.text
    card = town.person("priya").sees(PAYMENTS, "CR-1 · Cancelled")
    assert [label(one) for one in buttons(card)] == ["Details"]


def test_2_the_first_click_after_it_was_killed_counts(tmp_path: Path) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with running_workspace(definition) as slack, visiting(slack.url) as workspace:
        service = Service(slack.api_url, tmp_path)
        slack.workspace.request_url = service.events_url
        workspace.person("U01DIEGO").requests(PAYMENTS, "checkout", **documents("checkout"))
        workspace.person("U01PRIYA").card(PAYMENTS, "CR-1")
        service.kill()
        settings = run.settings_of(run.environment_of(definition, slack.api_url, tmp_path))
        with bootstrap.running(settings, port=0) as app:
            slack.workspace.request_url = f"{app.url}/slack/events"
            assert workspace.person("U01PRIYA").clicks("Approve", PAYMENTS, "CR-1")["ok"]
            assert len(show(app.house, "CR-1").change.decisions) == 1


def test_3_a_click_decides_the_change_it_stands_under_and_no_other(town: Town) -> None:
    asked(town)
    asked(town, commit=OTHER)
    priya, hanna = town.person("priya"), town.person("hanna")
    first, second = priya.card(PAYMENTS, "CR-1"), hanna.card(PAYMENTS, "CR-2")
    with ThreadPoolExecutor(2) as both:
        clicks = (
            both.submit(priya.clicks_on, "Approve", first, PAYMENTS),
            both.submit(hanna.clicks_on, "Approve", second, PAYMENTS),
        )
        assert all(one.result()["ok"] for one in clicks)
    assert decided(town, "CR-1") == [("priya", "approve")]
    assert decided(town, "CR-2") == [("hanna", "approve")]
    town.person("diego").edits(PAYMENTS, "CR-1", commit="c" * 40)
    late = town.person("hanna").clicks_on("Approve", first, PAYMENTS)
    assert "it is at revision 2, the card showed revision 1" in str(late)
    assert decided(town, "CR-1") == [("priya", "approve")]


def test_4_not_everybody_in_the_channel_can_approve(town: Town) -> None:
    asked(town)
    card = town.person("priya").card(PAYMENTS, "CR-1")
    for someone in ("sofia", "diego"):
        assert town.person(someone).clicks_on("Approve", card, PAYMENTS)["ok"]
    assert decided(town) == []
    town.directory_says(("members: [priya, hanna, diego, tom]", "members: [diego]"))
    for someone in ("priya", "hanna", "tom"):
        town.person(someone).clicks_on("Approve", card, PAYMENTS)
    assert not town.gate("checkout", SHA)["allowed"]
    assert state(town) != "approved"


def test_4_neither_guests_nor_people_of_other_organisations_can(town: Town) -> None:
    asked(town)
    town.directory_says(("members: [priya, hanna, diego, tom]", "members: [zoe, diego, rui]"))
    asked(town, "refunds", commit=OTHER)
    for name, channel, key in (("zoe", PAYMENTS, "CR-1"), ("rui", PARTNERS, "CR-2")):
        person = town.person(name) if name == "zoe" else town.demo.workspace.person("U09RUI")
        assert "Approve" in {label(one) for one in buttons(person.card(channel, key))}
        person.clicks("Approve", channel, key)
        assert decided(town, key) == []


def test_5_a_person_is_an_account_of_the_directory_not_a_name_or_an_address(town: Town) -> None:
    town.directory_says(
        ("slack: U01HANNA,", "slack: U01SOMEONE,"),
        ("slack: U01PRIYA,", "slack: [U01PRIYA, U01HANNA],"),
    )
    asked(town)
    approved(town, "priya", "hanna")
    assert {person for person, _ in decided(town)} == {"priya"}
    assert state(town) == "pending"


def test_6_an_approval_ends_with_what_it_approved_and_with_nothing_else(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    assert town.gate("checkout", SHA)["allowed"]
    town.person("diego").edits(PAYMENTS, "CR-1", title="Raise the limit of retries")
    assert town.gate("checkout", SHA)["allowed"]  # sticky, as the policy says of a title
    town.person("diego").edits(PAYMENTS, "CR-1", rollback_plan="Set the flag back and restart.")
    assert not town.gate("checkout", SHA)["allowed"]
    assert state(town) == "stale"


def test_7_what_is_approved_can_be_seen_to_its_last_word(town: Town) -> None:
    long = WORDS * 38
    asked(town, description=long, rollback_plan=long, test_evidence=long + "DROP TABLE users;")
    card = town.person("priya").card(PAYMENTS, "CR-1")
    assert "more in Details" in shown(card)
    assert "DROP TABLE users;" not in shown(card)
    view = town.person("priya").clicks("Details", PAYMENTS, "CR-1")["seen"]["view"]
    read = shown(view).replace("\n", "")
    while "DROP TABLE users;" not in read:
        turned = next(one for one in buttons(view) if one["action_id"] == "turn_on")
        view = town.demo.workspace.post(
            "actions",
            user="U01PRIYA",
            view_id=view["id"],
            action_id="turn_on",
            value=turned["value"],
        )["seen"]["view"]
        read += shown(view).replace("\n", "")


def test_8_two_replicas_post_one_card(tmp_path: Path, postgres_url: str) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    address = postgres_url.replace("postgresql://", "postgresql+psycopg://", 1)
    with running_workspace(definition) as slack, visiting(slack.url) as workspace:
        run.settle(tmp_path, bootstrap.utc_now())
        environment = run.environment_of(definition, slack.api_url, tmp_path)
        settings = run.settings_of(environment | {"CHATOPS_DATABASE_URL": address})
        with bootstrap.running(settings, port=0) as one, bootstrap.running(settings, port=0):
            slack.workspace.request_url = f"{one.url}/slack/events"
            workspace.post("faults", method="chat.postMessage", delay=0.5, times=20)
            diego = workspace.person("U01DIEGO")
            for commit in (SHA, OTHER):
                diego.requests(PAYMENTS, "checkout", **documents("checkout", commit=commit))
            diego.sees(PAYMENTS, "asked for CR-2")
            time.sleep(2)  # whoever else would post them has done so by then
            texts = [message["text"] for message in diego.messages(PAYMENTS)]
            assert len(texts) == len(set(texts))


def test_9_a_double_click_is_one_decision_and_stays_whose_it_was(town: Town) -> None:
    asked(town)
    priya = town.person("priya")
    card = priya.card(PAYMENTS, "CR-1")
    with ThreadPoolExecutor(4) as fingers:
        done = [fingers.submit(priya.clicks_on, "Approve", card, PAYMENTS) for _ in range(4)]
        assert all(one.result()["ok"] for one in done)
    assert decided(town) == [("priya", "approve")]
    approved(town, "hanna")
    both = town.person("diego").sees(PAYMENTS, "2 of 2 sign-offs")
    assert "Priya Raman" in shown(both)
    assert "Hanna Weber" in shown(both)


def test_10_what_the_card_says_is_what_the_gate_says(town: Town) -> None:
    asked(town)
    approved(town, "priya")
    town.person("diego").sees(PAYMENTS, "1 of 2 sign-offs")
    assert "1 of 2 sign-offs from Payments (owners): Priya Raman." in str(
        town.gate("checkout", SHA)["sentences"]
    )
    approved(town, "hanna")
    town.person("diego").sees(PAYMENTS, "CR-1 · Approved")
    assert town.gate("checkout", SHA)["allowed"]


def test_11_somebody_away_is_covered_and_the_quorum_stays(town: Town) -> None:
    asked(town)
    until = (town.clock.now() + timedelta(days=5)).date().isoformat()
    approved(town, "priya")
    approved(town, "amara")  # of another team: she is no owner
    assert (state(town), decided(town)) == ("pending", [("priya", "approve")])
    town.person("hanna").types(PAYMENTS, f"/change away until {until} <@U01AMARA>")
    assert state(town) == "pending"  # one of two, whoever is away
    approved(town, "amara")
    assert state(town) == "approved"


def test_12_nobody_could_ever_approve_and_that_is_said_at_once(town: Town) -> None:
    town.directory_says(("members: [priya, hanna, diego, tom]", "members: [diego, tom]"))
    asked(town)
    town.person("diego").is_told("cannot be approved now")
    town.person("diego").sees(PAYMENTS, "cannot be reached")


def test_13_a_freeze_is_judged_when_the_pipeline_asks(town: Town) -> None:
    asked(town)
    approved(town, "priya", "hanna")
    assert town.gate("checkout", SHA)["allowed"]
    begins = town.clock.now().date()
    freeze = (
        "freezes:\n  - name: no changes today\n    time_zone: UTC\n"
        f"    from: {begins}\n    until: {begins + timedelta(days=2)}\n"
        "    refuse: true\n\nresets:"
    )
    town.policy_says(("resets:", freeze))
    assert town.gate("checkout", SHA)["state"] == "frozen"
    town.person("priya").sees(PAYMENTS, "CR-1 · Frozen")


def test_14_a_stray_click_is_undone_and_the_requester_hears_how_it_ended(town: Town) -> None:
    town.policy_says(("undo_for: 0 seconds", "undo_for: 5 minutes"))
    asked(town)
    approved(town, "priya")
    stray = town.person("hanna").clicks("Approve", PAYMENTS, "CR-1")["seen"]["ephemeral"][-1]
    assert "undone" in " ".join(town.gate("checkout", SHA)["sentences"])
    assert town.person("hanna").clicks_on("Undo", stray, PAYMENTS)["ok"]
    town.clock.passes(minutes=6)
    assert not town.gate("checkout", SHA)["allowed"]
    assert decided(town)[1:] == [("hanna", "approve"), ("hanna", "withdraw")]
    town.person("hanna").rejects(PAYMENTS, "CR-1", "It would charge twice.")
    town.person("diego").is_told("It would charge twice.")


def test_15_only_who_is_needed_is_called_and_nothing_is_lost_when_slack_is_busy(
    town: Town,
) -> None:
    town.demo.workspace.post("faults", method="chat.postMessage", retry_after=1, times=2)
    asked(town)
    card = town.person("priya").card(PAYMENTS, "CR-1")
    called = [one for one in ("U01PRIYA", "U01HANNA", "U01TOM") if one in str(card["blocks"])]
    assert len(called) == 2  # two are missing, three could
    assert not any(one in str(card) for one in ("<!here", "<!channel", "<!everyone"))
    assert "broadcast" not in {one.get("type") for one in _elements(card)}


def test_15_a_requester_may_nudge_once_an_hour(town: Town) -> None:
    asked(town)
    assert "Reminded" in nudged(town)
    assert "You can nudge them again from" in nudged(town)
    town.clock.passes(minutes=61)
    assert "Reminded" in nudged(town)


def nudged(town: Town) -> str:
    """Press Nudge in Details, where it is offered, and return what the requester then reads."""
    details = town.person("diego").clicks("Details", PAYMENTS, "CR-1")["seen"]["view"]
    button = next((one for one in buttons(details) if label(one) == "Nudge"), None)
    if button is None:
        return shown(details)
    return shown(
        town.demo.workspace.post(
            "actions",
            user="U01DIEGO",
            view_id=details["id"],
            action_id=button["action_id"],
            value=button["value"],
        )["seen"]["view"]
    )


def _elements(card: JSON) -> Iterator[JSON]:
    for block in card["blocks"]:
        for part in block.get("elements", []):
            yield from part.get("elements", [])
