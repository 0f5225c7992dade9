"""Entries and growth are proved, and approvals attested, on either database."""

from dataclasses import replace

import pytest

from chatops.core.gate import Question
from chatops.core.refused import Refused
from chatops.ledger.attest import decide
from chatops.ledger.checkpoint import checkpoint_of
from chatops.ledger.merkle import check_consistency, check_inclusion, leaf_hash
from chatops.usecases.attest_change import attest_change
from chatops.usecases.create_key import create_key
from chatops.usecases.prove_consistency import prove_consistency
from chatops.usecases.prove_entry import prove_entry
from chatops.usecases.seal import seal
from tests.builders import SHA
from tests.ledger.signing import signer
from tests.usecases.stage import stage

PLACE = SHA, "checkout", "production"
KEYS = (signer().public,)


def test_what_is_proved_leads_to_one_log(store_url: str) -> None:
    with stage(store_url) as made:
        one = replace(made.house, signer=signer)
        create_key(one, signer(), "cli:root")
        first = seal(one)
        assert first is not None
        key = made.approved()
        text = attest_change(one, Question("ci", "checkout", "production", SHA), "ci")
        approval = decide(text, KEYS, *PLACE, now=made.now)
        log = checkpoint_of(approval.checkpoint, KEYS)
        proved = prove_entry(one, approval.entry, "ci")
        assert checkpoint_of(proved.checkpoint, KEYS) == log
        assert f'"scope":"{key}"' in proved.body
        leaf = leaf_hash(proved.body.encode())
        check_inclusion(leaf, proved.index, log.size, proved.path, log.root)
        grown = prove_consistency(one, first.size, None, "ci")
        old = bytes.fromhex(first.root)
        check_consistency(first.size, log.size, old, log.root, grown.path)
        for named in ("9" * 18, f"{key}:{'9' * 18}", "a\x00b:1"):
            with pytest.raises(Refused, match="There is no such entry"):
                prove_entry(one, named, "ci")
