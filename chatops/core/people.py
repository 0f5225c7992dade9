"""People, their levels and their teams, as the organisation's directory knows them."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Level:
    """A step of the ladder; compares by `rank` (0 is the lowest)."""

    rank: int
    name: str = field(compare=False)


class Standing(StrEnum):
    """What the Slack workspace says of the account behind a person."""

    FULL = "full"
    GUEST = "guest"
    OUTSIDER = "outsider"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"

    @property
    def reason(self) -> str:
        """Say why this standing may not decide; empty for a full member."""
        return _REASONS[self]


_REASONS = {
    Standing.FULL: "",
    Standing.GUEST: "is a guest of this workspace; only full members decide",
    Standing.OUTSIDER: "belongs to another organisation's workspace; only full members decide",
    Standing.BOT: "is a bot; only people decide",
    Standing.DEACTIVATED: "has a deactivated Slack account",
    Standing.UNKNOWN: "has no Slack account that could be checked",
}


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """On these days (0 is Monday) from `begins` until `ends`, except on public holidays.

    `country` is an ISO 3166-1 alpha-2 code and `subdivision` the part of ISO 3166-2 after the
    dash; without a country there are no public holidays.
    """

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    begins: time = time(9)
    ends: time = time(18)
    country: str = ""
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One human being (or a bot, listed so that it can be recognised) of the directory.

    `other_slack_ids` are further accounts of the same person, who counts once all the same;
    messages go to `slack_id`. `zone` is an IANA time zone and goes before Slack's. A director's
    weekly digest goes to `digest_channel` as well, where there is one.
    """

    id: str
    name: str
    level: Level
    slack_id: str | None = None
    other_slack_ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    title: str = ""
    active: bool = True
    bot: bool = False
    zone: str | None = None
    hours: WorkingHours = WorkingHours()
    digest_channel: str = ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Each day from `begins` until `ends`, past midnight where that is earlier, in an IANA zone."""

    begins: time
    ends: time
    zone: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team that owns systems, with the channel where its change requests are posted.

    `shared` says that other organisations may read its channels, as they do in Slack Connect.
    """

    id: str
    name: str
    channel: str
    members: tuple[str, ...]
    manager: str | None = None
    director: str | None = None
    vp: str | None = None
    on_call: tuple[str, ...] = ()
    quiet: QuietHours | None = None
    shared: bool = False
