"""An id of the organisation is told by its name."""

import pytest

from chatops.core.named import named
from tests import builders as make


@pytest.mark.parametrize(
    ("which", "name"),
    [("checkout", "Checkout"), ("identity", "Identity"), ("ana", "Ana"), ("gone", "gone")],
)
def test_systems_teams_and_people_have_names(which: str, name: str) -> None:
    assert named(make.facts())(which) == name
