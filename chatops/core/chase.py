"""A chase: what is waited for, since when, and what was done so that it is not forgotten."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Chased(StrEnum):
    """What is waited for."""

    SIGN_OFF = "sign-off"
    OBLIGATION = "obligation"
    END = "end"  # the change expires, which its people hear of in time
    NOBODY = "nobody"  # a sign-off that nobody can be asked for


class Rung(StrEnum):
    """Whom a sign-off that does not come was carried to, lowest first."""

    NOBODY = ""
    OTHERS = "others"
    MANAGER = "manager"
    DIRECTOR = "director"


@dataclass(frozen=True, slots=True)
class Chase:
    """`person` (directory id; empty for what no one person owes) is waited for `since` then.

    That is later where they snoozed it: when their snooze ends. It is about one revision, or the
    obligation of this number (0: none). `reminders` counts the reminders, of which the last was at
    `reminded_at`; `rung` is the highest that was reached. `next_at` is when the next step is due,
    None where none will come. `instead_of` is whose silence made this person be asked as well. It
    is `over` when it is waited for no more. They were asked at `began_at`, which no snooze moves.
    What they took over from somebody else is carried higher by how long it was waited for before:
    `silent_since` then. `mark` is of the pace and the hours from which `next_at` was reckoned.
    """

    number: int
    what: Chased
    person: str
    revision: int
    obligation: int
    since: datetime
    reminders: int = 0
    reminded_at: datetime | None = None
    rung: Rung = Rung.NOBODY
    next_at: datetime | None = None
    instead_of: str = ""
    over: bool = False
    began_at: datetime | None = None
    silent_since: datetime | None = None
    mark: str = ""

    @property
    def climbs_since(self) -> datetime:
        """Return since when the silence lasts for which it is carried higher."""
        return self.silent_since or self.since
