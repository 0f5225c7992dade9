"""The shape of the directory file."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chatops.files.o_clock import OClock
from chatops.files.strict import Different, Few, Id, OneOrMore, Strict, Text
from chatops.files.working_hours import WorkingHoursModel
from chatops.files.zones import Zone


def _address(value: str) -> str:
    name, at, host = value.partition("@")
    if not (at and name and host) or "@" in host or any(one in value for one in " <>,\t\n"):
        told = {"value": value[:60]}
        raise PydanticCustomError("address", "“{value}” is no e-mail address.", told)
    return value


def _account(value: str) -> str:
    return _slack(value, "UW", "a member ID such as U012ABCDEF (profile, ⋮, Copy member ID)")


def _channel(value: str) -> str:
    return _slack(value, "CG", "a channel ID such as C012ABCDEF (channel details, at the bottom)")


def _slack(value: str, first: str, wanted: str) -> str:
    if value[:1] not in first or not value.isascii() or not value.isalnum() or not value.isupper():
        told = {"value": value[:60], "wanted": wanted}
        raise PydanticCustomError("slack", "“{value}” is not {wanted}.", told)
    return value


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_address)]
SlackUser = Annotated[str, AfterValidator(_account)]
SlackChannel = Annotated[str, AfterValidator(_channel)]


LADDER = ("junior", "mid", "senior", "principal")


class PersonModel(Strict):
    """A person (or a bot) by id; the level is given or follows from the title.

    Several Slack accounts are one person all the same; messages go to the first. A director's
    weekly digest goes to `digest_channel` as well.
    """

    id: Id
    name: Text
    level: Text | None = None
    title: Text | None = None
    slack: OneOrMore[SlackUser] = Field(default_factory=list)
    emails: list[Email] = Field(default_factory=list)
    active: bool = True
    bot: bool = False
    time_zone: Zone | None = None
    working_hours: WorkingHoursModel | None = None
    digest_channel: SlackChannel | None = None


class QuietHoursModel(Strict):
    """Each day from one time to another, past midnight where that is earlier."""

    begins: Annotated[OClock, Field(alias="from")]
    until: OClock
    time_zone: Zone

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.begins == self.until:
            raise PydanticCustomError("length", "Quiet hours need an end other than their begin.")
        return self


class TeamModel(Strict):
    """A team and the channel where its change requests are posted.

    `shared` says that other organisations may read its channels.
    """

    id: Id
    name: Text
    channel: SlackChannel
    members: Few[Id]
    manager: Id | None = None
    director: Id | None = None
    vp: Id | None = None
    on_call: Different[Id] = Field(default_factory=list)
    quiet_hours: QuietHoursModel | None = None
    shared: bool = False


class SystemModel(Strict):
    """A system of the registry; tier 1 is the most critical."""

    id: Id
    name: Text
    tier: Annotated[int, Field(ge=1, le=9)]
    team: Id
    director: Id | None = None
    channel: SlackChannel | None = None
    environments: Few[Text] = Field(default_factory=lambda: ["production"])
    repositories: list[Text] = Field(default_factory=list)
    paths: list[Text] = Field(default_factory=list)
    tags: Different[Text] = Field(default_factory=list)


class DirectoryModel(Strict):
    """The whole file."""

    version: Literal[1] = 1
    levels: Few[Text] = Field(default_factory=lambda: list(LADDER))
    titles: dict[str, Text] = Field(default_factory=dict)
    working_hours: WorkingHoursModel | None = None
    people: Annotated[list[PersonModel], Field(min_length=1)]
    teams: Annotated[list[TeamModel], Field(min_length=1)]
    systems: Annotated[list[SystemModel], Field(min_length=1)]


KEYS: dict[str, type[Strict]] = {
    "people": PersonModel,
    "teams": TeamModel,
    "systems": SystemModel,
    "quiet_hours": QuietHoursModel,
    "working_hours": WorkingHoursModel,
}
