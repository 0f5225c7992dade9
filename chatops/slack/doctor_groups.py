"""Whether the user groups are there, and enabled, that the policy names as sources of approvers.

https://docs.slack.dev/reference/methods/usergroups.list
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict
from slack_sdk.errors import SlackApiError

from chatops.core.check import Check, Health
from chatops.slack.connection import Here
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.paced import Paced

_PAID = {"plan_upgrade_required", "paid_teams_only"}


class Group(BaseModel):
    """What is looked at of a user group; `date_delete` is when it was switched off, else 0."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    handle: str = ""
    date_delete: int = 0
    user_count: int | None = None


def examine_groups(slack: Paced, here: Here, groups: tuple[str, ...]) -> Iterator[Check]:
    """Yield a check for each group that the policy names."""
    if not groups:
        yield Check("user groups", Health.OK, "The policy names none.")
        return
    try:
        known = {one.id: one for one in _known(slack, here)}
    except CALL_FAILED as error:
        yield _unseen(error)
        return
    yield from (_group(one, known.get(one)) for one in groups)


def _known(slack: Paced, here: Here) -> Iterator[Group]:
    for team_id in here.asked or (None,):  # which Slack then refuses, saying why
        answer = slack.call(
            "usergroups.list", include_disabled="true", include_count="true", team_id=team_id
        )
        yield from map(Group.model_validate, answer["usergroups"] or ())


def _unseen(error: Exception) -> Check:
    code = str(error.response.get("error")) if isinstance(error, SlackApiError) else ""
    if code in _PAID:
        mend = "Upgrade Slack's plan, or name people and teams in the policy instead."
        return Check("user groups", Health.FAIL, "Slack has them in paid plans only.", mend)
    sentence = f"They cannot be looked at: {failure_of(error, 'Slack').error}."
    return Check("user groups", Health.FAIL, sentence, "Grant usergroups:read, and look again.")


def _group(group: str, found: Group | None) -> Check:
    name = f"user group {group}"
    if found is None:
        mend = "Correct the ID in the policy (group:S…), or make the group in Slack."
        return Check(name, Health.FAIL, "Slack has no such group, so nobody is in it.", mend)
    if found.date_delete:
        mend = "Enable it in Slack, or name another source in the policy."
        return Check(name, Health.FAIL, f"@{found.handle} is disabled: nobody is in it.", mend)
    if found.user_count == 0:
        mend = "Put people into it in Slack."
        return Check(name, Health.WARN, f"@{found.handle} has no members.", mend)
    return Check(name, Health.OK, f"@{found.handle} is there and enabled.")
