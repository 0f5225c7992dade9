"""Something that only one person sees has changed, or could not be shown: their App Home."""

from chatops.usecases.house import House


def outdate_home(house: House, person: str) -> None:
    """Let the App Home of this person (directory id) be drawn anew, if they have it open."""
    with house.store.transaction() as tx:
        tx.outdate_home(person, house.now())
    house.wake()
