"""Commands about one change: ask and cancel; `show` and `break-glass` are told of elsewhere."""

from chatops.usecases.read import show
from tests.slack.stage import Stage
from tests.slack.test_decisions import said


def test_a_question_goes_to_the_thread_and_to_the_requester(scene: Stage) -> None:
    scene.request("ben")
    scene.settle()
    seen = scene.command("ana", "/change ask cr-1 Was it load-tested, @ben & you?")
    assert "Your question about CR-1 went to" in said(seen)
    (question,) = show(scene.house, "CR-1").change.questions
    assert (question.asker, question.text) == ("ana", "Was it load-tested, @Ben & you?")
    scene.settle()
    assert any("load-tested" in str(one["blocks"]) for one in scene.messages("DBEN"))


def test_without_a_question_the_form_asks_for_it(scene: Stage) -> None:
    scene.request("ben")
    assert scene.command("ana", "/change ask CR-1")["ok"]
    assert scene.view("ana")["callback_id"] == "ask"
    assert scene.view("ana")["private_metadata"] == "CR-1:1"


def test_cancel_opens_the_form_for_the_reason(scene: Stage) -> None:
    scene.request("ben")
    assert scene.command("ben", "/change cancel CR-1")["ok"]
    assert scene.view("ben")["callback_id"] == "cancel"
    assert scene.submit("ben", {"reason": "It is no longer needed."})["ok"]
    assert show(scene.house, "CR-1").change.cancellations[0].person == "ben"


def test_they_ask_for_the_key_and_know_no_others(scene: Stage) -> None:
    for verb in ("ask", "cancel", "break-glass", "show"):
        assert f"Name the change: /change {verb} CR-1." in said(
            scene.command("ana", f"/change {verb}")
        )
        answer = said(scene.command("ana", f"/change {verb} CR-9 why"))
        assert answer == "There is no change CR-9 that you can see."
