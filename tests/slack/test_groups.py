"""Slack user groups as a source of approvers: read, followed, and never guessed."""

from dataclasses import replace
from typing import Any

import pytest

from chatops.core.policy import SignOffs
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.slack.groups import GroupReader, group_reader, only
from chatops.usecases.read import show
from chatops.usecases.refresh_groups import refresh_groups
from tests import builders
from tests.slack.stage import Stage
from tests.slack.test_decisions import said

GROUP = SignOffs("reviewers", 1, ("group:S1",))


@pytest.fixture
def grouped(scene: Stage) -> Stage:
    """A request that somebody of the user group S1 (Ana, Eve, a stranger) has to approve."""
    org = builders.facts(the_policy=builders.policy(builders.rule(GROUP)))
    scene.org = org.with_standings({})
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


def reader(scene: Stage) -> GroupReader:
    return group_reader(scene.slack(), scene.installation, scene.house)


def test_accounts_become_people_and_strangers_are_nobody(grouped: Stage) -> None:
    assert reader(grouped)("S1") == ("ana", "eve")


def test_a_group_that_is_gone_has_no_members(grouped: Stage) -> None:
    assert reader(grouped)("S404") == ()
    grouped.act("groups", group="S1", disabled=True)
    assert reader(grouped)("S1") == ()


@pytest.mark.parametrize(
    "fault", [{"error": "missing_scope"}, {"status": 503}, {"retry_after": 9}, {"drop_after": True}]
)
def test_where_slack_does_not_tell_the_group_stays_unknown(
    grouped: Stage, fault: dict[str, Any]
) -> None:
    grouped.fault("usergroups.users.list", **fault)
    with pytest.raises(Refused) as refused:
        reader(grouped)("S1")
    assert refused.value.code == "group_unknown"
    grouped.fault("usergroups.users.list", **fault)
    refresh_groups(grouped.house, reader(grouped))
    shown = show(grouped.house, "CR-1").verdict
    assert shown.state is State.ERROR
    assert any(
        "Slack has not told who is in the group S1" in one.sentence for one in shown.leaves()
    )


def test_an_unreadable_directory_empties_no_group(grouped: Stage) -> None:
    empty = builders.facts(the_directory=builders.directory((), ()))
    grouped.org = replace(empty, problems=("directory.yml cannot be read.",))
    with pytest.raises(Refused, match="cannot be read"):
        reader(grouped)("S1")


def test_an_event_is_about_its_own_group(grouped: Stage) -> None:
    members = only("S1", reader(grouped))
    assert members("S1") == ("ana", "eve")
    with pytest.raises(Refused):
        members("S2")


def test_who_is_put_into_the_group_may_sign_and_who_leaves_no_longer_counts(
    grouped: Stage,
) -> None:
    refresh_groups(grouped.house, reader(grouped))
    assert "not among them" in said(grouped.click("cleo", "approve"))
    assert grouped.act("groups", group="S1", users=["UANA", "UCLEO"])["ok"]
    assert grouped.click("cleo", "approve")["ok"]
    assert show(grouped.house, "CR-1").verdict.state is State.APPROVED
    assert grouped.act("groups", group="S1", users=["UANA"])["ok"]
    assert show(grouped.house, "CR-1").verdict.state is State.PENDING
    assert grouped.act("groups", group="S1", disabled=True)["ok"]
    assert "not among them" in said(grouped.click("ana", "approve"))
