"""A workspace does not have the app any more: how far its people were read is forgotten."""

from collections.abc import Collection

from chatops.usecases.house import House


def keep_rosters(house: House, teams: Collection[str]) -> None:
    """Keep what is known of the reading of these workspaces (ids), and of no others."""
    with house.store.reading() as reading:
        is_tidy = all(one.team in teams for one in reading.rosters())
    if not is_tidy:
        with house.store.transaction() as tx:
            tx.keep_rosters(teams)
