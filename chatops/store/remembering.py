"""What can be remembered of people in Slack: how they stand, what they opened, what they typed."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from chatops.core.contributor import Contributor
from chatops.core.draft import Draft
from chatops.core.notices import HomeOutdated
from chatops.core.people import Standing
from chatops.store import (
    accounts,
    drafts,
    erasing,
    groups,
    outbox,
    roster,
    scene,
    standings,
    viewers,
)
from chatops.store.reading import Reading
from chatops.store.roster import Roster


class Remembering(Reading):
    """The part of a transaction that is no outcome of a rule and no entry of the log."""

    def knows(self, person: str) -> bool:
        """Tell whether anything is stored of somebody with this directory id."""
        return erasing.knows(self._session, person)

    def contributors(self) -> Iterator[Contributor]:
        """Yield every contributor of every revision that is stored."""
        return erasing.contributors(self._session)

    def opened(self, key: str, revision: int, person: str, at: datetime) -> None:
        """Note that the person has Details of this revision before them."""
        scene.opened(self._session, key, revision, person, at)

    def keep_draft(
        self, person: str, draft: Draft, at: datetime, sent: str, slot: str = ""
    ) -> None:
        """Keep what the person typed, unless the delivery `sent` was dealt with."""
        drafts.keep(self._session, person, slot, drafts.KeptDraft(draft, at), sent)

    def drop_draft(self, person: str, slot: str = "") -> None:
        """Forget what the person typed."""
        drafts.drop(self._session, person, slot)

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts that nobody typed into since then; return how many."""
        return drafts.forget(self._session, before)

    def see_home(self, person: str, at: datetime, page: int = 1) -> None:
        """Note that the person opened this page of App Home: from now on it is drawn anew."""
        viewers.seen(self._session, person, page, at)

    def outdate_home(self, person: str, at: datetime) -> None:
        """Let the person's App Home be drawn anew, if they have it open."""
        if viewers.among(self._session, [person]):
            outbox.add(self._session, [HomeOutdated(person)], at)

    def forget_viewers(self, before: datetime) -> int:
        """Delete who last opened App Home before that; return how many people."""
        return viewers.forget(self._session, before)

    def remember_standing(
        self, person: str, standing: Standing, at: datetime, zone: str | None = None
    ) -> bool:
        """Remember how Slack said at that time that this person stands, unless it said more since.

        `zone` is an IANA time zone; None leaves the one that is known. Returns whether it was new.
        """
        return standings.remember(self._session, person, standing, at, zone)

    def remember_account(self, slack_id: str, listed_as: str) -> None:
        """Remember that both are ids of one Slack account; the directory lists the second."""
        accounts.remember(self._session, slack_id, listed_as)

    def claim_roster(self, team: str, now: datetime, until: datetime) -> Roster | None:
        """Take the next page of a workspace's people; None where it is not due, or taken."""
        return roster.claim(self._session, team, now, until)

    def put_roster(self, one: Roster) -> None:
        """Write down how far the reading of a workspace's people got."""
        roster.put(self._session, one)

    def keep_rosters(self, teams: Iterable[str]) -> None:
        """Forget how far people were read in all workspaces but these (ids)."""
        roster.keep(self._session, teams)

    def remember_group(self, group: str, people: Iterable[str], at: datetime) -> None:
        """Remember the members (directory ids) of a Slack user group, unless it said more since."""
        groups.remember(self._session, group, people, at)
