"""Auditors get checkpoints and proofs over HTTP, check them on their own, and are written down."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chatops.core.events_audit import READS
from chatops.ledger.checkpoint import Checkpoint, checkpoint_of
from chatops.ledger.merkle import check_consistency, check_inclusion, leaf_hash
from chatops.ledger.rotation import keyring
from chatops.ledger.unproven import Unproven
from chatops.usecases.create_key import create_key
from chatops.usecases.rotate_key import rotate_key
from chatops.usecases.seal import seal
from tests.ledger.signing import signer
from tests.web.desk import Desk, desk

KEYS = (signer().public,)


@pytest.fixture
def sealed(sqlite_url: str) -> Iterator[Desk]:
    """A log that was sealed when it had one entry, and again with two changes."""
    with desk(sqlite_url) as at:
        at.house = replace(at.house, signer=signer)
        create_key(at.house, signer(), "cli:root")
        seal(at.house)
        at.opens()
        at.opens(commit="c" * 40)
        seal(at.house)
        yield at


def checkpoint(at: Desk) -> Checkpoint:
    return checkpoint_of(at.get("/v1/audit/checkpoint").text, KEYS)


def path_of(answer: Any) -> list[bytes]:
    return [base64.b64decode(one, validate=True) for one in answer["path"]]


def readings(at: Desk) -> list[tuple[str, str, str]]:
    with at.house.store.reading() as reading:
        events = [one.data["event"] for one in reading.entries(READS)]
    return [(one["by"], one["what"], one["about"]) for one in events]


def test_the_checkpoint_is_a_signed_note(sealed: Desk) -> None:
    answer = sealed.get("/v1/audit/checkpoint")
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    assert checkpoint(sealed).size > 1
    assert readings(sealed) == []  # it tells of no entry


@pytest.mark.parametrize("named", ["1", "CR-1:1"])
def test_a_proof_leads_from_the_entry_to_the_checkpoint(sealed: Desk, named: str) -> None:
    answer = sealed.get(f"/v1/audit/proof/{named}").json()
    found = checkpoint_of(answer["checkpoint"], KEYS)
    leaf = leaf_hash(answer["body"].encode())
    check_inclusion(leaf, answer["index"], found.size, path_of(answer), found.root)
    body = json.loads(answer["body"])
    assert (answer["index"], body["scope"], body["number"]) == (1, "CR-1", 1)


def test_consistency_leads_from_an_old_size_to_the_checkpoint(sealed: Desk) -> None:
    with sealed.house.store.reading() as reading:
        old, new = reading.log.checkpoints(0, 9)
    for params in ({"from": "1"}, {"from": "1", "to": str(new.size)}):
        answer = sealed.get("/v1/audit/consistency", **params).json()
        found = checkpoint_of(answer["checkpoint"], KEYS)
        assert (answer["from"], answer["to"], found.size) == (1, new.size, new.size)
        first, second = bytes.fromhex(old.root), found.root
        check_consistency(1, new.size, first, second, path_of(answer))


def test_who_knows_the_first_key_is_led_to_the_present_one(sealed: Desk) -> None:
    after = signer(seed=2)
    rotate_key(sealed.house, after, "cli:root")
    sealed.house = replace(sealed.house, signer=lambda: after)
    seal(sealed.house)
    for path in ("proof/1", "consistency?from=1"):
        answer = sealed.http.get(f"/v1/audit/{path}", headers=sealed.bearer).json()
        with pytest.raises(Unproven):
            checkpoint_of(answer["checkpoint"], KEYS)
        ring = keyring(KEYS, answer["rotations"])
        assert checkpoint_of(answer["checkpoint"], ring.keys).size > 1


def test_the_interface_says_what_a_token_may_read(sealed: Desk) -> None:
    proof = sealed.get("/openapi.json").json()["paths"]["/v1/audit/proof/{entry}"]["get"]
    assert "Any token may read any entry" in proof["description"]


def test_each_proof_is_written_down_with_who_asked(sealed: Desk) -> None:
    sealed.get("/v1/audit/proof/1")
    sealed.get("/v1/audit/consistency", **{"from": "1"})
    size = checkpoint(sealed).size
    assert readings(sealed) == [
        ("api:ci/shop", "proof", "CR-1:1"),
        ("api:ci/shop", "consistency", f"1 to {size}"),
    ]


@pytest.mark.parametrize(
    ("path", "params", "status", "code"),
    [
        ("proof/99", {}, 404, "not_found"),
        ("proof/CR-1:99", {}, 404, "not_found"),
        ("proof/CR-9:1", {}, 404, "not_found"),
        ("proof/gate:a%2Fb%00:1", {}, 404, "not_found"),
        ("proof/CR-1", {}, 422, "invalid_input"),
        ("proof/:1", {}, 422, "invalid_input"),
        ("proof/CR-1:-1", {}, 422, "invalid_input"),
        ("proof/CR-1:٣", {}, 422, "invalid_input"),
        ("proof/" + "9" * 30, {}, 422, "invalid_input"),
        ("proof/%20", {}, 422, "invalid_input"),
        ("consistency", {}, 422, "invalid_input"),
        ("consistency", {"from": "0"}, 422, "invalid_input"),
        ("consistency", {"from": "-1"}, 422, "invalid_input"),
        ("consistency", {"from": "x"}, 422, "invalid_input"),
        ("consistency", {"from": "9" * 30}, 422, "invalid_input"),
        ("consistency", {"from": "99"}, 422, "invalid_input"),
        ("consistency", {"from": "2", "to": "1"}, 422, "invalid_input"),
        ("consistency", {"from": "1", "to": "2"}, 404, "not_found"),
    ],
)
def test_what_cannot_be_proved_is_a_problem_and_no_reading(
    sealed: Desk, path: str, params: dict[str, str], status: int, code: str
) -> None:
    answer = sealed.get(f"/v1/audit/{path}", **params)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert readings(sealed) == []


PATHS = ("checkpoint", "proof/0", "consistency?from=1")


@pytest.mark.parametrize("path", PATHS)
def test_it_needs_a_token(sealed: Desk, path: str) -> None:
    assert sealed.http.get(f"/v1/audit/{path}").status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_while_nothing_is_sealed_there_is_nothing_to_prove(at: Desk, path: str) -> None:
    answer = at.http.get(f"/v1/audit/{path}", headers=at.bearer)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_sealed")


def test_what_is_not_under_a_checkpoint_yet_is_not_proved(sealed: Desk) -> None:
    key = sealed.opens(commit="b" * 40)
    assert sealed.get(f"/v1/audit/proof/{key}:1").status_code == 404
    seal(sealed.house)
    assert sealed.get(f"/v1/audit/proof/{key}:1").status_code == 200
