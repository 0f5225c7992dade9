"""On both databases nothing differs, whatever happened."""

import pytest

from chatops.store.database import Store
from tests.store.past import happened
from tests.usecases.comparing import compared
from tests.usecases.directing import directing
from tests.usecases.everything import tell, the_policy


@pytest.mark.parametrize("seed", [4, 5])
def test_nothing_differs_after_months_in_which_anything_happened(store: Store, seed: int) -> None:
    """But for deployments: this past has yeses of the gate of which there is no entry."""
    happened(store, seed)
    faults, done = compared(store)
    others = [one for one in faults if "`passed` True in the table" not in one.sentence]
    assert others == []
    assert len(faults) > 0
    assert done.approvals > 0


def test_nothing_differs_where_everything_happened(store_url: str) -> None:
    with directing(store_url, the_policy=the_policy()) as made:
        tell(made)
        faults, done = compared(made.store)
    assert faults == []
    assert done.changes == 5
