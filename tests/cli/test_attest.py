"""An attestation at a terminal: taken along after a yes, and verified without the service."""

import json
from pathlib import Path

import pytest

from chatops.core.glass import Break
from chatops.core.people import Standing
from chatops.usecases.break_glass import break_glass
from chatops.usecases.observe import observe
from tests.cli.terminal import Seen, Terminal

FILE = "approval.jsonl"


@pytest.fixture
def approved(terminal: Terminal) -> Terminal:
    """A log with a key, and CR-1 approved."""
    assert terminal.types("audit", "init", "--name", "log.example").code == 0
    terminal.opens()
    terminal.approves("CR-1", "ada", "grace")
    return terminal


def asks(terminal: Terminal, *more: str, file: str = FILE) -> Seen:
    gate = ("gate", "--system", "checkout", "--commit", "HEAD", *terminal.at)
    return terminal.types(*gate, "--attestation", file, *more)


def verifies(terminal: Terminal, *more: str, **given: str) -> Seen:
    """Verify the file of the commit that is there."""
    told = {"commit": terminal.repository.git("rev-parse", "HEAD").strip(), "system": "checkout"}
    options = [part for name, one in (told | given).items() for part in (f"--{name}", one)]
    return terminal.types("attest", "verify", FILE, *options, *more)


def key_of(terminal: Terminal) -> str:
    found: str = terminal.types("audit", "key").out.strip()
    return found


def test_after_a_yes_the_attestation_decides_alone(approved: Terminal) -> None:
    seen = asks(approved)
    assert (seen.code, seen.out.splitlines()[0]) == (0, "allowed")
    assert seen.err == f"The attestation is {FILE}.\n"
    key = key_of(approved)
    keys = approved.folder / "keys.txt"
    keys.write_text(f"# of the log\n\n{key}\n", encoding="utf-8")
    approved.environment.setenv("CHATOPS_DATABASE_URL", "nowhere")  # it is asked nothing
    told = verifies(approved, key=key)
    assert (told.code, told.out.splitlines()[0]) == (0, "allowed")
    assert "CR-1 revision 1 is approved for checkout in production by ada (" in told.out
    assert verifies(approved, key=str(keys)).code == 0
    as_json = verifies(approved, "--json", key=key).json
    assert (as_json["allowed"], as_json["approval"]["change"]) == (True, "CR-1")


def test_it_says_no_to_everything_else(approved: Terminal) -> None:
    asks(approved)
    key = key_of(approved)
    other = verifies(approved, key=key, commit="b" * 40)
    assert (other.code, other.out.splitlines()[0]) == (1, "denied")
    assert verifies(approved, key=key, environment="staging").code == 1
    assert verifies(approved, "--json", key=key, system="search").json == {
        "allowed": False,
        "sentence": "The attestation is for checkout, not search.",
        "approval": None,
    }


def test_the_sentence_is_one_line_whatever_is_in_it(approved: Terminal) -> None:
    asks(approved)
    seen = verifies(approved, key=key_of(approved), system="x\nallowed\r\u202e\u2028y\x1b[2J")
    assert seen.out == "denied\nThe attestation is for checkout, not x allowed y[2J.\n"


def test_it_could_not_tell_without_a_file_or_a_key(approved: Terminal) -> None:
    key = key_of(approved)
    assert verifies(approved, key=key).code == 2  # there is no file
    (approved.folder / "empty").write_text("\n", encoding="utf-8")
    for given, why in (
        ("log.example", "--key: That is no public key."),
        ("empty", "--key names no public key."),
        ("x" * 5000, "--key: That is no public key."),
    ):
        seen = verifies(approved, key=given)
        assert (seen.code, seen.out) == (2, "")
        assert why in seen.err


def test_no_earlier_attestation_outlives_a_no(approved: Terminal) -> None:
    assert asks(approved).code == 0
    seen = approved.types(
        "gate", "--system", "checkout", "--commit", "c" * 40, "--attestation", FILE
    )
    assert seen.code == 1
    assert seen.err == "No attestation: the gate says no.\n"
    assert not Path(FILE).exists()


def test_nor_an_answer_that_cannot_be_had(approved: Terminal) -> None:
    assert asks(approved).code == 0
    approved.environment.setenv("CHATOPS_DATABASE_URL", "nowhere")
    assert asks(approved).code == 2
    assert not Path(FILE).exists()


def test_broken_glass_is_not_attested(terminal: Terminal) -> None:
    terminal.types("audit", "init")
    terminal.opens()
    with terminal.house() as house:
        observe(house, "radia", Standing.FULL)
        break_glass(house, Break("CR-1", "radia", 1, "slack", "It is down."))
    seen = asks(terminal)
    assert (seen.code, seen.out.splitlines()[0]) == (0, "overridden")
    assert seen.err == "No attestation: the yes is by break-glass, not by approval.\n"
    assert not Path(FILE).exists()


def test_without_a_key_the_gate_answers_and_the_exit_code_is_2(terminal: Terminal) -> None:
    terminal.opens()
    terminal.approves("CR-1", "ada", "grace")
    seen = asks(terminal, "--json")
    assert (seen.code, json.loads(seen.out)["allowed"]) == (2, True)
    assert seen.err.startswith("error: There is no attestation. The audit log has no key")


def test_a_file_that_is_something_else_is_left_alone(approved: Terminal) -> None:
    for name in ("policy.yml", "."):
        seen = asks(approved, file=name)
        assert (seen.code, seen.out) == (2, "")
        assert "is there and is no attestation" in seen.err
    assert approved.types("policy", "check").code == 0
