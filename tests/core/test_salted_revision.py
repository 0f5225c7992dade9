"""A revision's digest is a commitment to what it says, and outlives it."""

from dataclasses import replace

import pytest

from chatops.core.difference import differences, unchanged_since
from chatops.core.policy import Part
from chatops.core.refused import Refused
from chatops.core.request import Open, Revise, open_change, revise
from chatops.core.revision import content, restored
from chatops.ledger.canonical import digest
from tests import builders as make
from tests.builders import NOW

SALT, OTHER = "0" * 32, "1" * 32


def test_the_same_content_has_another_digest_under_another_salt() -> None:
    command = Open("ben", "slack", make.draft())
    digests = {
        open_change("CR-1", command, make.facts(), NOW, salt=one).change.present.digest
        for one in ("", SALT, OTHER)
    }
    assert len(digests) == 3


def test_a_revision_without_a_salt_is_what_it_was_in_earlier_versions() -> None:
    plain = content(make.opened().present)
    assert not {"salt", "erased"} & plain.keys()
    assert make.opened().present.digest == digest(plain)


def test_it_is_restored_with_its_salt_and_erased_with_its_digest() -> None:
    salted = replace(make.opened().present, salt=SALT)
    erased = replace(salted, salt="", erased=salted.digest, contributors=())
    for one in (salted, erased):
        stored = content(one)
        read = restored(stored, number=1, submitted_by="ben", submitted_at=NOW)
        assert (read, read.digest) == (one, salted.digest)


def test_the_same_again_is_nothing_new_whatever_its_salt() -> None:
    change = open_change(
        "CR-1", Open("ben", "slack", make.draft()), make.facts(), NOW, salt=SALT
    ).change
    with pytest.raises(Refused, match="Nothing was changed"):
        revise(
            replace(change, version=1),
            Revise("CR-1", "ben", "slack", 1, make.draft()),
            make.facts(),
            NOW,
            salt=OTHER,
        )


def test_a_sticky_approval_does_not_mind_another_salt() -> None:
    approved = make.approved_by(make.opened(), "ana")
    command = Revise("CR-1", "ben", "slack", 1, make.draft(title="Other"))
    change = revise(approved, command, make.facts(), NOW, salt=SALT).change
    assert unchanged_since(change, change.decisions[0], (Part.TITLE,))
    assert [one.part for one in differences(*change.revisions)] == ["title"]


def test_what_was_erased_is_over_for_good() -> None:
    change = make.opened()
    erased = replace(change.present, erased=change.present.digest)
    command = Revise("CR-1", "ben", "slack", 1, make.draft(title="Other"))
    with pytest.raises(Refused, match="were erased, so it is over for good") as refused:
        revise(replace(change, revisions=(erased,)), command, make.facts(), NOW)
    assert refused.value.code == "erased"
