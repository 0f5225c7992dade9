"""What programs read: the whole change and its verdict, as JSON values."""

import json
from datetime import timedelta
from typing import Any

from chatops.core.as_json import change_as_json
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from tests import builders as make
from tests.builders import NOW

GIVEN = make.facts(the_policy=make.glass_policy(), absences=make.absence("ana", "eve"))


def told() -> dict[str, Any]:
    """Checked, broken, reviewed once, rejected, lifted and approved by a delegate."""
    change = make.opened(systems=("checkout", "ledger"), kind="emergency", labels=("db",))
    change = make.checked(change, link="https://ci.example/1", summary="All green.")
    change = make.broken(change, given=GIVEN).change
    change = make.paid(change, "dan", given=GIVEN).change
    change = make.decided(change, "dan", Verb.REJECT, given=GIVEN).change
    change = make.lifted(change, "max", given=GIVEN).change
    change = make.approved_by(change, "eve", given=GIVEN)
    return change_as_json(change, evaluate(change, GIVEN, NOW + timedelta(minutes=1)))


def test_it_is_json_as_it_stands() -> None:
    assert json.loads(json.dumps(told())) == told()


def test_the_state_is_overridden_and_the_tree_says_what_lacks() -> None:
    assert told()["state"] == "overridden"
    assert told()["verdict"]["met"] is False
    assert told()["unreachable"] == ""


def test_the_revision_has_its_systems_kind_and_labels() -> None:
    (revision,) = told()["revisions"]
    assert (revision["systems"], revision["environment"]) == (["checkout", "ledger"], "production")
    assert (revision["kind"], revision["labels"], revision["files"]) == ("emergency", ["db"], None)


def test_checks_glass_and_obligations_are_told() -> None:
    (check,), (glass,), (owed,) = (told()[one] for one in ("checks", "break_glass", "obligations"))
    assert (check["name"], check["outcome"], check["posted_by"]) == (
        "staging-soak",
        "passed",
        "api:soak",
    )
    assert (glass["person"], glass["used_at"], glass["expires_at"]) == (
        "cleo",
        None,
        "2026-03-02T10:00:00+00:00",
    )
    assert (owed["owed"], owed["reviewers"], owed["closed_at"]) == ("review", 2, None)
    assert [one["person"] for one in owed["reviews"]] == ["dan"]


def test_decisions_say_for_whom_and_what_they_lift() -> None:
    rejected, lifted, approved = told()["decisions"]
    assert (rejected["verb"], rejected["lifts"]) == ("reject", None)
    assert (lifted["verb"], lifted["lifts"]) == ("lift", 1)
    assert (approved["person"], approved["on_behalf_of"]) == ("eve", "ana")
