"""Every error that Slack's pages list, met by the app itself, method by method.

A request during which Slack fails either fails too (HTTP 500, nothing is decided, the person can
try again) or ends well without what Slack did not do. What waits in the outbox ends as
`test_slack_errors` says, and what cannot be looked at is neither believed nor called good.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chatops.core.attestation import SentDigest
from chatops.core.check import Health
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.digest_json import hash_of, text_of
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.events import ObligationOverdue
from chatops.core.events_talk import BotInvited
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    DigestPost,
    DirectMessage,
    HomeOutdated,
    Notice,
    ThreadLine,
)
from chatops.core.refused import Refused
from chatops.simulator.faults import Fault
from chatops.slack.connection import Installation
from chatops.slack.doctor_groups import examine_groups
from chatops.slack.doctor_manifest import Entrance, examine_entrance
from chatops.slack.groups import group_reader
from chatops.slack.roster_sync import RosterSync
from chatops.usecases.decide import decide
from chatops.usecases.read import show
from tests import builders
from tests.slack.stage import Stage, theatre
from tests.slack.test_decisions import said
from tests.slack.test_drafts import values
from tests.slack.test_from_message import again
from tests.slack.test_grid import ORG_WIDE, described
from tests.slack.test_slack_errors import ENDS, IN_DOUBT, LISTED, errors_of
from tests.slack.test_visibility import NOTHING, private
from tests.slack.weekly_samples import a_week

NO_FILES = {
    *("access_denied", "missing_scope", "no_permission", "not_allowed_token_type"),
    *("file_type_not_allowed", "file_upload_size_restricted", "file_uploads_disabled"),
    *("file_uploads_except_images_disabled", "posting_to_channel_denied"),
    "storage_limit_reached",
}
GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
NOT_ALLOWED = {"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"}
NO_GROUP = "no_such_subteam"


@contextmanager
def meeting(scene: Stage, method: str, error: str) -> Iterator[None]:
    """Let the next call of the method end like this; it has to be called."""
    faults = scene.sim.workspace.faults
    faults.add(Fault(method=method, error=error))
    yield
    assert faults.take(method) is None, f"{method} was not called: {error}"


def decided(scene: Stage) -> list[str]:
    return [one.verb.value for one in show(scene.house, "CR-1").change.decisions]


def taken_back(scene: Stage) -> None:
    """Ana undoes her approval, so that she can approve anew."""
    decide(scene.house, Decide("CR-1", "ana", Verb.WITHDRAW, 1, "slack"))


def carried(scene: Stage, notice: Notice, *, in_doubt: bool = False) -> Receipt:
    """The receipt of an errand, by a courier whose buckets are full."""
    now = scene.clock.now()
    return scene.new_courier().carry(Errand(7, notice, now, 1, in_doubt, now))


Meet = Callable[[Stage, str], None]
MET: dict[str, Meet] = {}
"""By method: what happens where a call of it ends in this error, in a prepared scene."""
READY: dict[str, Callable[[Stage], object]] = {}
"""By method: what has to be so before, if anything."""


def meets(method: str, ready: Callable[[Stage], object] | None = None) -> Callable[[Meet], Meet]:
    """Register how errors of this method are met."""

    def register(meet: Meet) -> Meet:
        MET[method] = meet
        READY[method] = ready or (lambda _: None)
        return meet

    return register


def in_details(scene: Stage) -> None:
    assert scene.click("ana", "details")["ok"]


@meets("views.open")
def no_form(scene: Stage, error: str) -> None:
    """The person sees Slack's error, and nothing is decided."""
    with meeting(scene, "views.open", error):
        seen = scene.click("ana", "reject")
    assert (seen["ok"], seen["seen"]["view"], decided(scene)) == (False, None, [])


@meets("views.push", in_details)
def no_form_above_details(scene: Stage, error: str) -> None:
    """The same where the form would open above another one; a fourth takes the third's place."""
    takes_its_place = error == "push_limit_reached"
    with meeting(scene, "views.push", error):
        assert scene.click_in_view("ana", "condition")["ok"] is takes_its_place
    assert decided(scene) == []
    if takes_its_place:
        scene.act("close", user="UANA", view_id=scene.view("ana")["id"])
        in_details(scene)


@meets("views.update", in_details)
def details_not_redrawn(scene: Stage, error: str) -> None:
    """The decision stands even where Slack does not show it."""
    with meeting(scene, "views.update", error):
        assert scene.click_in_view("ana", "approve")["ok"]
    assert decided(scene)[-1] == "approve"
    taken_back(scene)


@meets("views.publish")
def home_follows(scene: Stage, error: str) -> None:
    """The outbox publishes the home that Slack did not take while its owner opened it."""
    scene.clock.passes(61)  # after `ratelimited` nobody asks before the time is up
    with meeting(scene, "views.publish", error):
        assert scene.act("home", user="UANA")["ok"]
    assert scene.waiting() == 1
    with meeting(scene, "views.publish", error):
        result = carried(scene, HomeOutdated("ana")).result
    assert result is (Result.FAILED if error in IN_DOUBT.split() else ENDS[error])
    scene.settle()
    assert scene.counts().get("dead", 0) == 0


@meets("users.info")
def nobody_known(scene: Stage, error: str) -> None:
    """Whom Slack does not tell of decides nothing."""
    scene.clock.passes(61)
    with meeting(scene, "users.info", error):
        assert not scene.click("ana", "approve")["ok"]
    assert decided(scene) == []


@meets("auth.test")
def nowhere(scene: Stage, error: str) -> None:
    """As long as Slack does not even tell who we are, nothing is decided."""
    scene.installation._here = None  # noqa: SLF001 - as when the service starts
    with meeting(scene, "auth.test", error):
        assert not scene.click("ana", "approve")["ok"]
    assert decided(scene) == []


@meets("chat.postEphemeral")
def another_way_to_the_person(scene: Stage, error: str) -> None:
    """A refusal arrives in another way; an approval stands without its offer to undo it."""
    with meeting(scene, "chat.postEphemeral", error):
        seen = scene.click("ben", "approve")
    assert (seen["ok"], "you contributed to it" in said(seen)) == (True, True)
    with meeting(scene, "chat.postEphemeral", error):
        assert scene.click("ana", "approve")["ok"]
    assert decided(scene)[-1] == "approve"
    taken_back(scene)


def something_said(scene: Stage) -> None:
    scene.act("messages", user="UBEN", channel="CPAY", text="Please raise the limit")


@meets("chat.getPermalink", something_said)
def form_without_the_link(scene: Stage, error: str) -> None:
    """The form opens, with the text of the message and without its link."""
    scene.clock.passes(61)  # after a rate limit it is not asked for a while
    with meeting(scene, "chat.getPermalink", error):
        seen = again(scene, -1)
    found = values(scene)
    assert (seen["ok"], found["link"]) == (True, None)
    assert found["description"] == "Please raise the limit"
    scene.act("close", user="UBEN", view_id=seen["seen"]["view"]["id"])


@meets("chat.postMessage")
def line_not_posted(scene: Stage, error: str) -> None:
    """It ends as the table says; the outbox knows what follows."""
    before = len(scene.messages("CPAY"))
    with meeting(scene, "chat.postMessage", error):
        receipt = carried(scene, ChannelLine("", "CPAY", BotInvited("CPAY", "")))
    assert receipt.result is ENDS[error]
    assert (receipt.result is Result.LATER) is (receipt.after >= timedelta(seconds=1))
    assert len(scene.messages("CPAY")) == before


@meets("chat.update")
def card_not_changed(scene: Stage, error: str) -> None:
    """A card that cannot be changed any more is posted anew; else it ends as the table says."""
    before = scene.messages("CPAY")[0]["ts"]
    with meeting(scene, "chat.update", error):
        receipt = carried(scene, CardOutdated("CR-1", "CPAY"))
    if error in GONE:
        assert receipt.result is Result.SENT
        assert receipt.ts != before
    else:  # drawing it once more does no harm, so nothing is in doubt
        assert receipt.result is (Result.FAILED if error in IN_DOUBT.split() else ENDS[error])


@meets("chat.delete")
def old_card_stays(scene: Stage, error: str) -> None:
    """A new card counts, whether or not the old one could be taken away."""
    with meeting(scene, "chat.update", "edit_window_closed"), meeting(scene, "chat.delete", error):
        receipt = carried(scene, CardOutdated("CR-1", "CPAY"))
    assert (receipt.result, receipt.channel) == (Result.SENT, "CPAY")


def looked_for(scene: Stage, method: str, error: str, notice: Notice) -> None:
    """Where we may not look it is posted again; else nothing is, until we could look."""
    with meeting(scene, method, error):
        result = carried(scene, notice, in_doubt=True).result
    if ENDS[error] is Result.LATER:
        assert result is Result.LATER
    else:
        assert result is (Result.SENT if error in NOT_ALLOWED else Result.UNKNOWN)


OVERDUE = ObligationOverdue("CR-1", 1, "review", "ana", "2026-03-02T09:00:00+00:00", "")


@meets("conversations.history")
def channel_not_searched(scene: Stage, error: str) -> None:
    looked_for(scene, "conversations.history", error, ChannelLine("CR-1", "CPAY", OVERDUE))


@meets("conversations.replies")
def thread_not_searched(scene: Stage, error: str) -> None:
    looked_for(scene, "conversations.replies", error, ThreadLine("CR-1", "CPAY", OVERDUE))


@meets("conversations.open")
def direct_message_not_searched(scene: Stage, error: str) -> None:
    looked_for(scene, "conversations.open", error, DirectMessage("CR-1", "ana", OVERDUE))


def digest_stands(scene: Stage) -> None:
    """A digest whose files are still to come; Max's own message stands."""
    digest = a_week(scene)
    sent = SentDigest("max", digest.week, 1, digest.made_at, hash_of(digest))
    with scene.store.transaction() as tx:
        tx.put_digest(sent, text_of(digest), [DigestPost("max", digest.week, 1)], None)
    scene.settle()


def file_or_line(scene: Stage, method: str, error: str) -> None:
    """A workspace that takes no files gets a line; else it ends as the table says.

    Nothing is in doubt before the last step, and no lost channel is closed for a file.
    """
    scene.clock.passes(61)
    week = a_week(scene).week
    before = len(scene.messages("DMAX"))
    with meeting(scene, method, error):
        result = carried(scene, DigestPost("max", week, 1, part="csv")).result
    more = len(scene.messages("DMAX")) - before
    if error in NO_FILES:
        assert (result, more) == (Result.SENT, 1)
        return
    unsure = error in IN_DOUBT.split() and method == "files.getUploadURLExternal"
    retried = unsure or ENDS[error] is Result.LOST
    assert (result, more) == (Result.FAILED if retried else ENDS[error], 0)


@meets("files.getUploadURLExternal", digest_stands)
def no_room_for_a_file(scene: Stage, error: str) -> None:
    file_or_line(scene, "files.getUploadURLExternal", error)


@meets("files.completeUploadExternal", digest_stands)
def file_not_shared(scene: Stage, error: str) -> None:
    file_or_line(scene, "files.completeUploadExternal", error)


def seen_by_eve(scene: Stage) -> bool:
    return said(scene.command("eve", "/change show CR-1", channel="CELSE")) != NOTHING


def in_public(scene: Stage) -> None:
    scene.act("channels", channel="CPAY", action="remove", user="UEVE")
    scene.clock.passes(400)
    assert seen_by_eve(scene)


@meets("conversations.info", in_public)
def as_good_as_private(scene: Stage, error: str) -> None:
    """A channel of which Slack does not tell counts as private: an outsider learns nothing."""
    scene.clock.passes(400)
    with meeting(scene, "conversations.info", error):
        assert not seen_by_eve(scene)


def in_private(scene: Stage) -> None:
    private(scene)
    scene.act("channels", channel="CPAY", action="invite", user="UEVE")
    scene.clock.passes(400)
    assert seen_by_eve(scene)


@meets("conversations.members", in_private)
def nobody_counts_as_a_member(scene: Stage, error: str) -> None:
    scene.clock.passes(400)
    with meeting(scene, "conversations.members", error):
        assert not seen_by_eve(scene)


@meets("usergroups.users.list")
def group_unknown(scene: Stage, error: str) -> None:
    """A group is empty only where Slack says that there is none."""
    reader = group_reader(scene.slack(), scene.installation, scene.house)
    with meeting(scene, "usergroups.users.list", error):
        if error == NO_GROUP:
            assert reader("S1") == ()
            return
        with pytest.raises(Refused) as refused:
            reader("S1")
    assert refused.value.code == "group_unknown"


def half_read(scene: Stage) -> None:
    RosterSync(scene.slack(), scene.installation, page=3)(scene.house)


@meets("users.list", half_read)
def page_read_later(scene: Stage, error: str) -> None:
    """The same page is read again later; a cursor that Slack forgot begins anew."""
    with scene.store.reading() as reading:
        (before,) = reading.rosters()
    scene.clock.passes((before.due_at - scene.clock.now()).total_seconds() + 1)
    with meeting(scene, "users.list", error):
        RosterSync(scene.slack(), scene.installation, page=3)(scene.house)
    with scene.store.reading() as reading:
        (after,) = reading.rosters()
    assert after.cursor == ("" if error == "invalid_cursor" else before.cursor)
    assert after.ended_at is None
    assert after.due_at > scene.clock.now()


@meets("usergroups.list")
def groups_not_examined(scene: Stage, error: str) -> None:
    with meeting(scene, "usergroups.list", error):
        (check,) = examine_groups(scene.slack(), scene.installation.here(), ("S1",))
    assert check.health is Health.FAIL
    assert check.mend


def of_entrance(scene: Stage, method: str, error: str, entrance: Entrance) -> None:
    """What the doctor cannot look at it never calls good, and it tells Slack's word for it."""
    here, now = scene.installation.here(), scene.clock.now()
    with meeting(scene, method, error):
        checks = list(examine_entrance(scene.connection, entrance, here, now))
    assert all(one.health is not Health.OK and one.mend for one in checks)
    assert any(error in one.sentence for one in checks)


@meets("apps.connections.open")
def not_connected(scene: Stage, error: str) -> None:
    token = scene.sim.workspace.app.app_token
    entrance = Entrance(has_secret=True, app_token=token)
    of_entrance(scene, "apps.connections.open", error, entrance)


@meets("apps.manifest.export")
def manifest_not_shown(scene: Stage, error: str) -> None:
    token = scene.sim.workspace.app.config_token
    entrance = Entrance(has_secret=True, config_token=token)
    of_entrance(scene, "apps.manifest.export", error, entrance)


@meets("bots.info")
def app_not_known(scene: Stage, error: str) -> None:
    token = scene.sim.workspace.app.config_token
    of_entrance(scene, "bots.info", error, Entrance(has_secret=True, config_token=token))


IN_AN_ORGANISATION = "auth.teams.list"


def test_every_method_is_met() -> None:
    assert {*MET, IN_AN_ORGANISATION} == LISTED.keys()


@pytest.mark.parametrize("method", MET)
def test_the_app_meets_every_listed_error(reading_scene: Stage, method: str) -> None:
    scene = reading_scene
    policy = replace(builders.policy(), undo_for=timedelta(seconds=30))
    scene.org = builders.facts(the_policy=policy).with_standings({})
    assert scene.request("ben")["ok"]
    scene.settle()
    READY[method](scene)
    for error in errors_of(method):
        MET[method](scene, error)


def test_an_organisation_that_does_not_name_its_workspaces(tmp_path: Path) -> None:
    """People are known by the organisation then, and decide."""
    with theatre(described=described(ORG_WIDE)) as servers, servers.scene(tmp_path) as scene:
        for error in errors_of(IN_AN_ORGANISATION):
            with meeting(scene, IN_AN_ORGANISATION, error):
                assert Installation(scene.connection).here().workspaces == ()
        with meeting(scene, IN_AN_ORGANISATION, "fatal_error"):
            assert scene.request("ben")["ok"]
        scene.settle()
        assert scene.click("ana", "approve")["ok"]
        assert decided(scene) == ["approve"]
