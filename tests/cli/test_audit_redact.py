"""`chatops audit redact`: what it says, and that it happened."""

import json

import pytest

from chatops.cli import audit_redact
from chatops.core.cancelling import Cancel
from chatops.core.draft import Draft
from chatops.core.people import Standing
from chatops.core.request import Open
from chatops.store.erasing_places import PLACES
from chatops.usecases.cancel import cancel
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show
from tests.cli.terminal import Terminal

ARGUMENTS = ("audit", "redact", "grace", "--as", "radia", "--why", "A lawful request.")


@pytest.fixture
def asked(terminal: Terminal) -> Terminal:
    """Grace asked for a change and took it back."""
    draft = Draft(("checkout",), "production", "Retry more", "a" * 40, "Cards time out.")
    with terminal.house() as house:
        open_change(house, Open("grace", "cli", draft))
    return terminal


def cancelled(terminal: Terminal) -> None:
    with terminal.house() as house:
        observe(house, "grace", Standing.FULL)
        cancel(house, Cancel("CR-1", "grace", 1, "cli", "The customer waits."))


def test_it_says_what_was_erased_and_what_was_not(asked: Terminal) -> None:
    cancelled(asked)
    seen = asked.types(*ARGUMENTS, "--yes")
    assert (seen.code, seen.err) == (0, "")
    assert seen.out.startswith("Texts found:\n        9  by Grace Hopper\n")
    assert "        2  naming Grace Hopper\n" in seen.out
    assert "1  revisions\n" in seen.out
    assert "beside entries of the log" in seen.out
    assert "Not touched: messages already in Slack, exports, backups" in seen.out
    with asked.house() as house:
        assert show(house, "CR-1").change.present.documentation.description == "[erased]"
    again = asked.types(*ARGUMENTS, "--yes")
    assert (again.code, again.out.splitlines()[-1]) == (0, "There is nothing to erase (any more).")


def test_programs_read_json(asked: Terminal) -> None:
    cancelled(asked)
    told = asked.types(*ARGUMENTS, "--also", "Amazing Grace", "--yes", "--json").json
    assert told["person"] == "grace"
    assert told["looked_for"]["Grace Hopper"] > 0
    assert told["looked_for"]["Amazing Grace"] == 0
    assert told["erased"] == told["found"]
    assert (told["erased"]["revisions"], told["file_emptied"]) == (1, True)


def test_what_is_open_is_named(asked: Terminal) -> None:
    seen = asked.types(*ARGUMENTS, "--yes")
    assert seen.code == 1
    assert "CR-1" in seen.err
    assert "Nothing was erased." in seen.err


def test_nobody_confirms_it_without_a_terminal(asked: Terminal) -> None:
    cancelled(asked)
    seen = asked.types(*ARGUMENTS)
    assert (seen.code, "Say --yes" in seen.err) == (1, True)
    assert "        9  by Grace Hopper\n" in seen.out
    told = asked.types(*ARGUMENTS, "--json").out
    assert json.loads(told)["erased"] == {}
    with asked.house() as house:
        assert show(house, "CR-1").change.present.documentation.description == "Cards time out."


def test_who_left_is_looked_for_by_id(terminal: Terminal) -> None:
    with terminal.house() as house, house.store.transaction() as tx:
        tx.keep_draft("gone", Draft((), "", "Mine", ""), house.now(), "")
    seen = terminal.types(*ARGUMENTS[:2], "gone", *ARGUMENTS[3:], "--yes")
    assert (seen.code, "Neither the directory nor the log knows “gone”" in seen.err) == (1, True)


def test_every_kind_has_its_words() -> None:
    assert {one.kind for one in PLACES} == {*audit_redact.WORDS}
