"""What is asked for gets a salt of its own each time, so that its digest tells nothing of it."""

import pytest

from chatops.core.refused import Refused
from tests.usecases.stage import Stage


def test_every_revision_has_another_salt(house: Stage) -> None:
    key, other = house.opens(), house.opens()
    house.revises(key, title="Other")
    found = [*house.change(key).revisions, house.change(other).present]
    assert [len(one.salt) for one in found] == [32] * 3
    assert len({one.salt for one in found}) == 3
    assert found[0].digest != found[2].digest


def test_the_same_again_is_no_revision(house: Stage) -> None:
    key = house.opens()
    with pytest.raises(Refused, match="Nothing was changed"):
        house.revises(key)
