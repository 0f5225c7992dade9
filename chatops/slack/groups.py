"""Who is in a Slack user group, as directory ids: a source of approvers that a policy may name.

https://docs.slack.dev/reference/methods/usergroups.users.list. An account that the directory
does not list is nobody here.
"""

from collections.abc import Callable

from slack_sdk.errors import SlackApiError

from chatops.core.refused import Refused
from chatops.slack.connection import Installation, NotAuthorizedError
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.paced import Paced
from chatops.slack.recall import WaitError
from chatops.slack.views.mending import NO_GROUP_ASKED, NO_WORKSPACES, group_later
from chatops.usecases.house import House
from chatops.usecases.people_behind import people_behind

GroupReader = Callable[[str], tuple[str, ...]]
_GONE = "no_such_subteam"  # deleted, disabled, or never there


def group_reader(slack: Paced, installation: Installation, house: House) -> GroupReader:
    """Return a reader of a group's members by its id.

    A group that Slack does not have any more has no members; the reader raises
    `Refused("group_unknown")` where Slack does not tell, or the directory cannot be read.
    """

    def members(group: str) -> tuple[str, ...]:
        problems = house.facts().problems
        if problems:
            raise Refused("group_unknown", " ".join(problems))
        found = people_behind(house, _accounts(slack, installation, group))
        return tuple(dict.fromkeys(one.id for one in found.values()))

    return members


def only(group: str, members: GroupReader) -> GroupReader:
    """Return a reader that asks Slack about this group alone, for an event that is about it."""

    def one(asked: str) -> tuple[str, ...]:
        if asked != group:
            raise Refused("group_unknown", NO_GROUP_ASKED)
        return members(asked)

    return one


def _accounts(slack: Paced, installation: Installation, group: str) -> tuple[str, ...]:
    """Return who is in the group, in whichever workspace of the organisation it is."""
    try:
        asked = installation.here().asked
        if not asked:
            raise Refused("group_unknown", NO_WORKSPACES)
        for team_id in asked:
            found = _members(slack, group, team_id)
            if found is not None:
                return found
    except WaitError as wait:
        raise Refused("group_unknown", group_later(group, wait.seconds)) from wait
    except (NotAuthorizedError, *CALL_FAILED) as error:
        raise Refused("group_unknown", failure_of(error, group).error) from error
    return ()


def _members(slack: Paced, group: str, team_id: str | None) -> tuple[str, ...] | None:
    """Return who is in the group; None where this workspace has no such group."""
    try:
        answer = slack.call("usergroups.users.list", usergroup=group, team_id=team_id)
    except SlackApiError as error:
        if error.response.get("error") == _GONE:
            return None
        raise
    return tuple(str(one) for one in answer["users"] or ())
