"""What is no longer needed is forgotten: old delivery ids and what the outbox has sent."""

from datetime import timedelta

from chatops.usecases import keep_draft, visit_home
from chatops.usecases.house import House

KEPT = timedelta(days=2)  # Slack repeats a delivery for 24 hours at most


def tidy(house: House) -> None:
    """Forget delivery ids and sent outbox rows older than two days, and drafts given up.

    App Home is drawn anew for a day after somebody last opened it.
    """
    before = house.now() - KEPT
    with house.store.transaction() as tx:
        tx.forget_deliveries(before)
        tx.forget_sent(before)
        tx.forget_drafts(house.now() - keep_draft.KEPT)
        tx.forget_viewers(house.now() - visit_home.FOLLOWED)
