"""Slack names accounts: who of the directory is behind them, by whichever of their ids."""

from collections.abc import Collection

from chatops.core.people import Person
from chatops.usecases.house import House


def people_behind(house: House, slack_ids: Collection[str]) -> dict[str, Person]:
    """Return the people by these ids, in their order; who is not listed is left out."""
    directory = house.facts().directory
    with house.store.reading() as reading:
        listed = reading.listed_ids(slack_ids)
    found = {
        one: directory.by_slack(listed.get(one, "")) or directory.by_slack(one) for one in slack_ids
    }
    return {one: person for one, person in found.items() if person}
