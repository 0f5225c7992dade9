"""A change is requested, approved by two people in Slack, and the gate opens."""

import threading

from chatops.demo.acting import buttons, label, shown
from chatops.usecases.read import show, trail
from tests.scenarios.conftest import Town, documents

PAYMENTS, LEDGER, PARTNERS = "C01PAYMENTS", "C01LEDGER", "C01PARTNERS"


def test_from_request_to_open_gate(town: Town) -> None:
    diego, priya, hanna = town.person("diego"), town.person("priya"), town.person("hanna")
    assert diego.requests(PAYMENTS, "checkout", **documents("checkout"))["ok"]

    card = priya.card(PAYMENTS, "CR-1")
    assert [label(one) for one in buttons(card)] == [
        *("Approve", "Reject", "Details", "Ask", "Edit", "Break glass")
    ]
    assert "0 of 2 sign-offs from Payments (owners)." in shown(card)
    assert "Raise the retry limit" in shown(card)
    diego.is_told("Diego Alvarez asked for CR-1")
    assert town.gate("checkout", "a" * 40)["allowed"] is False

    assert priya.clicks("Approve", PAYMENTS, "CR-1")["ok"]
    diego.sees(PAYMENTS, "1 of 2 sign-offs from Payments (owners): Priya Raman.")
    assert hanna.clicks("Approve", PAYMENTS, "CR-1")["ok"]
    diego.sees(PAYMENTS, "2 of 2 sign-offs from Payments (owners): Priya Raman, Hanna Weber.")
    diego.is_told("CR-1 is approved: revision 1 has every sign-off and document it needs.")

    answer = town.gate("checkout", "a" * 40)
    assert (answer["allowed"], answer["state"], answer["status"]) == (True, "approved", 200)
    assert town.gate("checkout", "b" * 40)["allowed"] is False
    assert town.gate("checkout", "a" * 40, "staging")["allowed"] is False


def test_the_thread_tells_the_story_in_order(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("priya").clicks("Approve", PAYMENTS, "CR-1")
    town.person("hanna").rejects(PAYMENTS, "CR-1", "No rollback rehearsal yet.")
    town.person("priya").sees(PAYMENTS, "No rollback rehearsal yet.")
    town.person("priya").sees(PAYMENTS, "Blocked by a rejection.")
    card = town.person("priya").card(PAYMENTS, "CR-1")
    story = [
        one["text"]
        for one in town.person("priya").messages(PAYMENTS)
        if one["thread_ts"] == card["ts"]
    ]
    order = ["asked for CR-1", "Priya Raman approved", "Hanna Weber rejected"]
    assert [next(i for i, line in enumerate(story) if part in line) for part in order] == [0, 1, 2]


def test_a_rejection_reaches_the_requester_with_its_reason_and_closes_the_gate(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name in ("priya", "hanna"):
        town.person(name).clicks("Approve", PAYMENTS, "CR-1")
    assert town.gate("checkout", "a" * 40)["allowed"]
    town.person("hanna").rejects(PAYMENTS, "CR-1", "The load test ran on the wrong branch.")
    town.person("diego").is_told("The load test ran on the wrong branch.")
    answer = town.gate("checkout", "a" * 40)
    assert (answer["allowed"], answer["state"]) == (False, "blocked")


def test_a_requester_who_is_not_in_the_channel_hears_the_outcome(town: Town) -> None:
    diego, elena = town.person("diego"), town.person("elena")
    assert "C01PLATFORM" not in town.demo.workspace.state("U01DIEGO")["messages"]
    diego.requests(PAYMENTS, "edge-proxy", **documents("edge-proxy"))
    elena.rejects("C01PLATFORM", "CR-1", "Half of our partners still need it.")
    diego.is_told("Half of our partners still need it.")


def test_every_place_follows(town: Town) -> None:
    town.person("diego").requests(LEDGER, "ledger", **documents("ledger"))
    town.person("priya").clicks("Approve", LEDGER, "CR-1")
    for channel in (PAYMENTS, LEDGER):
        town.person("diego").sees(channel, "1 of 2 sign-offs from Payments (owners): Priya Raman.")
    town.person("hanna").clicks("Approve", PAYMENTS, "CR-1")
    for channel in (PAYMENTS, LEDGER):
        town.person("diego").sees(channel, "2 of 2 sign-offs from Payments (owners)")


def test_who_may_not_approve_is_told_why_and_only_they_are(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name, reason in (
        ("diego", "you contributed to it (requester)"),
        ("amara", "it asks for sign-offs from Payments (owners)"),
        ("zoe", "guest"),
    ):
        clicked = town.person(name).clicks("Approve", PAYMENTS, "CR-1")
        assert clicked["ok"]
        assert reason in shown(clicked["seen"]["ephemeral"][0])
    others = "".join(shown(one) for one in town.person("priya").messages(PAYMENTS))
    assert "you contributed to it" not in others
    assert show(town.demo.app.house, "CR-1").change.decisions == ()


def test_an_outsider_of_a_shared_channel_decides_nothing(town: Town) -> None:
    town.person("diego").requests(PARTNERS, "refunds", **documents("refunds"))
    rui = town.demo.workspace.person("U09RUI")
    clicked = rui.clicks("Approve", PARTNERS, "CR-1")
    assert "organisation" in shown(clicked["seen"]["ephemeral"][0])
    assert show(town.demo.app.house, "CR-1").change.decisions == ()


def test_somebody_deactivated_decides_nothing_and_no_longer_counts(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name in ("priya", "hanna"):
        town.person(name).clicks("Approve", PAYMENTS, "CR-1")
    assert town.gate("checkout", "a" * 40)["allowed"]
    town.demo.workspace.post("events", type="user_change", user="U01PRIYA", deleted=True)
    town.time_passes(seconds=15)
    town.person("hanna").sees(
        PAYMENTS, "Does not count: Priya Raman has a deactivated Slack account."
    )
    assert not town.gate("checkout", "a" * 40)["allowed"]
    town.person("diego").is_told("CR-1 is waiting: revision 1 does not have all it needs yet.")
    refused = town.person("priya").clicks("Approve", PAYMENTS, "CR-1")
    assert "deactivated" in shown(refused["seen"]["ephemeral"][0])


def test_the_card_follows_when_only_its_words_change(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("priya").clicks("Approve", PAYMENTS, "CR-1")
    town.person("diego").sees(PAYMENTS, "1 of 2 sign-offs from Payments (owners): Priya Raman.")
    town.demo.workspace.post("events", type="user_change", user="U01PRIYA", deleted=True)
    town.time_passes(seconds=15)
    town.person("diego").sees(PAYMENTS, "0 of 2 sign-offs from Payments (owners).")
    town.person("diego").sees(
        PAYMENTS, "Judged anew, because time passed, or policy or people changed."
    )


def test_an_edit_makes_approvals_stale_and_names_who_looks_again(town: Town) -> None:
    diego, priya = town.person("diego"), town.person("priya")
    diego.requests(PAYMENTS, "checkout", **documents("checkout"))
    priya.clicks("Approve", PAYMENTS, "CR-1")
    assert diego.edits(PAYMENTS, "CR-1", title="Raise it to 5", commit="b" * 40)["ok"]
    diego.sees(PAYMENTS, "Priya Raman (approved revision 1) has to look again.")
    priya.is_told("Changed since your approval of revision 1")
    assert not town.gate("checkout", "a" * 40)["allowed"]
    for name in ("priya", "hanna"):
        town.person(name).clicks("Approve", PAYMENTS, "CR-1")
    assert town.gate("checkout", "b" * 40)["allowed"]
    assert not town.gate("checkout", "a" * 40)["allowed"]


def test_a_click_on_an_old_card_counts_for_nothing_and_says_so(town: Town) -> None:
    diego, priya = town.person("diego"), town.person("priya")
    diego.requests(PAYMENTS, "checkout", **documents("checkout"))
    old = priya.card(PAYMENTS, "CR-1")
    town.demo.workspace.post("faults", method="chat.update", retry_after=30, times=1)
    diego.edits(PAYMENTS, "CR-1", title="Raise it to 5")
    clicked = priya.clicks_on("Approve", old, PAYMENTS)
    assert "it is at revision 2, the card showed revision 1" in shown(
        clicked["seen"]["ephemeral"][0]
    )
    assert show(town.demo.app.house, "CR-1").change.decisions == ()


def test_only_the_requester_edits(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    clicked = town.person("priya").clicks("Edit", PAYMENTS, "CR-1")
    view = clicked["seen"]["view"]
    sent = town.person("priya").submits(view["id"], title="Mine") if view else clicked
    told = str(sent["seen"])
    assert "Diego Alvarez" in told
    assert len(show(town.demo.app.house, "CR-1").change.revisions) == 1


def test_two_people_at_the_same_instant(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name in ("priya", "hanna"):
        town.person(name).card(PAYMENTS, "CR-1")
    clicks = [
        threading.Thread(target=town.person(name).clicks, args=("Approve", PAYMENTS, "CR-1"))
        for name in ("priya", "hanna", "tom")
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    change = show(town.demo.app.house, "CR-1").change
    assert sorted(one.person for one in change.decisions) == ["hanna", "priya", "tom"]
    assert trail(town.demo.app.house, "CR-1").problem is None
    assert town.gate("checkout", "a" * 40)["allowed"]


def test_the_same_click_delivered_again_does_nothing_twice(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    town.person("priya").clicks("Approve", PAYMENTS, "CR-1", repeat=3)
    town.person("hanna").clicks("Approve", PAYMENTS, "CR-1", repeat=4, parallel=True)
    change = show(town.demo.app.house, "CR-1").change
    assert [one.person for one in change.decisions] == ["priya", "hanna"]
    made = [one for one in trail(town.demo.app.house, "CR-1").entries if one.tag == "decision:made"]
    assert len(made) == 2


def test_a_request_submitted_twice_is_one_change(town: Town) -> None:
    diego = town.person("diego")
    view = diego.types(PAYMENTS, "/change request checkout")["seen"]["view"]
    body = {"user": diego.id, "view_id": view["id"], "values": documents("checkout")}
    town.demo.workspace.post("submissions", **body, repeat=3, parallel=True)
    diego.card(PAYMENTS, "CR-1")
    state = town.demo.app.house.store
    with state.reading() as reading:
        assert reading.open_keys() == ("CR-1",)


def test_expiry_closes_the_gate_and_shows_on_the_card(town: Town) -> None:
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name in ("priya", "hanna"):
        town.person(name).clicks("Approve", PAYMENTS, "CR-1")
    assert town.gate("checkout", "a" * 40)["allowed"]
    town.clock.passes(days=90)  # by then 72 working hours are over, whoever works when
    answer = town.gate("checkout", "a" * 40)
    assert (answer["allowed"], answer["state"]) == (False, "expired")
