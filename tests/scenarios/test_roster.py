"""A running service reads by itself who is in the workspace, also those who never did anything."""

from chatops.core.people import Standing
from tests.scenarios.conftest import Town


def test_everybody_is_known_soon_after_the_start(town: Town) -> None:
    people = [one.id for one in town.house.facts().directory.people if one.slack_id]

    def known() -> dict[str, Standing] | None:
        with town.house.store.reading() as reading:
            return reading.standings(people) if any(o.ended_at for o in reading.rosters()) else None

    standings = town.demo.workspace.wait_for(known, "everybody is read")
    assert set(people) - set(standings) == {"rui"}  # of another organisation: not in our list
    assert Standing.FULL in standings.values()
