"""What if these people decided."""

from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.verdict import State
from chatops.core.what_if import Supposed, supposed
from tests import builders as make


def test_people_are_supposed_to_decide_in_order() -> None:
    change = make.opened()
    said = [Supposed("ana", Verb.APPROVE), Supposed("cleo", Verb.APPROVE)]
    then = supposed(change, said, make.facts(), make.NOW)
    assert evaluate(then.change, make.facts(), make.NOW).state is State.APPROVED
    assert then.refusals == ()
    assert change.decisions == ()
    rejected = supposed(then.change, [Supposed("dan", Verb.REJECT)], make.facts(), make.NOW)
    assert rejected.change.state is State.BLOCKED


def test_what_would_be_refused_is_told_and_changes_nothing() -> None:
    said = [Supposed("ben", Verb.APPROVE), Supposed("ana", Verb.APPROVE), Supposed("x", Verb.LIFT)]
    then = supposed(make.opened(), said, make.facts(), make.NOW)
    assert [one.person for one in then.change.decisions] == ["ana"]
    assert [one.supposed.person for one in then.refusals] == ["ben", "x"]
    assert then.refusals[0].sentence.startswith("You may not approve CR-1: you contributed to it")
