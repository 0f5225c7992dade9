"""A commitment binds to one value and, without its salt, tells nothing of it."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.commitment import SALT_BYTES, commit, commit_canonical, opens

SALT = bytes(range(SALT_BYTES))
VALUES = st.one_of(st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3))


def test_it_is_the_hash_of_salt_and_canonical_json() -> None:
    assert commit(SALT, "Jürgen") == hashlib.sha256(SALT + '"Jürgen"'.encode()).hexdigest()
    assert commit_canonical(SALT, b'["a","b"]') == commit(SALT, ["a", "b"])


@given(VALUES, VALUES, st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES))
@settings(max_examples=40, deadline=None)
def test_only_its_own_salt_and_value_open_it(value: Any, other: Any, salt: bytes) -> None:
    commitment = commit(salt, value)
    assert opens(commitment, salt, value)
    assert opens(commitment, salt, other) is (value == other)
    assert not opens(commitment, bytes([salt[0] ^ 1]) + salt[1:], value)


@pytest.mark.parametrize("salt", [b"", SALT[:-1], SALT + b"0"])
def test_a_salt_of_another_length_is_none(salt: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commit(salt, "x")
    assert not opens(commit(SALT, "x"), salt, "x")


def test_what_is_no_commitment_is_opened_by_nothing() -> None:
    for one in ("", "é", commit(SALT, "x").upper()):
        assert not opens(one, SALT, "x")
