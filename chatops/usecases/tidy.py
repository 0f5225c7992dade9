"""What is no longer needed is forgotten: old delivery ids and what the outbox has sent."""

from datetime import timedelta

from chatops.usecases.house import House

KEPT = timedelta(days=2)  # Slack repeats a delivery for 24 hours at most


def tidy(house: House) -> None:
    """Forget delivery ids and sent outbox rows older than two days."""
    before = house.now() - KEPT
    with house.store.transaction() as tx:
        tx.forget_deliveries(before)
        tx.forget_sent(before)
