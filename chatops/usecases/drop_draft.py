"""What somebody typed into a form is no longer needed: it was sent, or they start anew."""

from chatops.usecases.house import House


def drop_draft(house: House, person: str, slot: str = "") -> None:
    """Forget what the person (directory id) typed into the form that began at `slot`."""
    with house.store.transaction() as tx:
        tx.drop_draft(person, slot)
