"""Tokens: found by their digest, revoked by id or name."""

from datetime import timedelta

import pytest

from chatops.core.refused import Refused
from chatops.store.database import Store
from chatops.store.tokens import Token
from tests.builders import NOW

ONE, TWO = "1" * 64, "2" * 64


def test_a_token_is_found_by_its_digest(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_token(Token("t1", "deploy", NOW, None), ONE)
    with store.reading() as reading:
        assert reading.token_by_digest(ONE) == Token("t1", "deploy", NOW, None)
        assert reading.token_by_digest(TWO) is None
        assert reading.tokens() == (Token("t1", "deploy", NOW, None),)


@pytest.mark.parametrize("wanted", ["t1", "deploy"])
def test_a_token_is_revoked_once(store: Store, wanted: str) -> None:
    later = NOW + timedelta(hours=1)
    with store.transaction() as tx:
        tx.add_token(Token("t1", "deploy", NOW, None), ONE)
        tx.add_token(Token("t2", "other", NOW, None), TWO)
        assert tx.revoke_token(wanted, later)
        assert not tx.revoke_token(wanted, later + timedelta(hours=1))
        assert not tx.revoke_token("nobody", later)
        assert [one.revoked_at for one in tx.tokens()] == [later, None]


def test_a_name_is_given_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_token(Token("t1", "deploy", NOW, None), ONE)
    with pytest.raises(Refused, match="a token “deploy” already"), store.transaction() as tx:
        tx.add_token(Token("t2", "deploy", NOW, None), TWO)
