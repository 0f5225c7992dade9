"""The digest arrives once, opens its lists, and is attested by its director alone."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chatops.core.attestation import SentDigest
from chatops.core.digest import Count, Digest
from chatops.core.digest_json import hash_of, text_of
from chatops.core.errand import Errand, Result
from chatops.core.notices import DigestPost
from chatops.slack.views.digest import BUTTON
from chatops.slack.views.weekly import weekly_of
from tests import builders
from tests.slack.stage import JSON, Stage, texts
from tests.slack.test_decisions import said
from tests.slack.test_slack_errors_met import carried
from tests.slack.test_visibility import private
from tests.slack.weekly_samples import a_week

TO_MAX, TO_CHANNEL = "DMAX", "CPAY"


def sends(scene: Stage, *channels: str, version: int = 1) -> Digest:
    """Let the digest of the week be sent to Max, and to these channels."""
    digest = a_week(scene, version)
    sent = SentDigest("max", digest.week, version, digest.made_at, hash_of(digest))
    posts = [DigestPost("max", digest.week, version, one) for one in ("", *channels)]
    with scene.store.transaction() as tx:
        posts += tx.digests.posts("max", digest.week)
        keys = tuple(one.key for one in tx.changes(open_only=False))
        lists = {(Count.OPENED, of): keys for of in ("", "checkout")}
        assert tx.put_digest(sent, text_of(digest), posts, None, lists=lists)
    scene.settle()
    return digest


def digests(scene: Stage, channel: str = TO_MAX) -> list[JSON]:
    found = scene.messages(channel)
    return [one for one in found if one["text"].startswith("Audit digest")]


def presses(scene: Stage, who: str, label: str, channel: str = TO_MAX) -> JSON:
    """Press the button with this label in the newest digest."""
    message = digests(scene, channel)[-1]
    found = (one for block in message["blocks"] for one in block.get("elements", ()))
    pressed = next(one for one in found if one.get("text", {}) and words(one).startswith(label))
    block = next(one for one in message["blocks"] if pressed in one.get("elements", ()))
    where = {"channel": channel, "ts": message["ts"], "block_id": block["block_id"]}
    return scene.act("actions", user=f"U{who.upper()}", **where, action_id=pressed["action_id"])


def fetched(file: JSON) -> httpx.Response:
    return httpx.get(file["url_private_download"])


def words(element: Any) -> str:
    text = element.get("text", "")
    return str(text["text"] if isinstance(text, dict) else text)


def test_it_arrives_in_the_dm_and_in_the_channel_and_files_follow_where_it_may(
    reading_scene: Stage,
) -> None:
    scene = reading_scene
    assert scene.request("ben")["ok"]
    scene.settle()
    sends(scene, TO_CHANNEL)
    for channel in (TO_MAX, TO_CHANNEL):
        (digest,) = digests(scene, channel)
        below = [one for one in scene.messages(channel) if one["thread_ts"] == digest["ts"]]
        files = [file for one in below for file in one["files"]]
        assert [one["filetype"] for one in files] == ["csv", "html"]
        csv, html = map(fetched, files)
        assert csv.content.startswith(b'\xef\xbb\xbf"key",')
        assert '"CR-1","Raise the retry limit",' in csv.text
        assert html.text.lstrip().lower().startswith("<!doctype html>")
    assert scene.counts()["dead"] == 0


def test_without_the_scope_one_line_says_how_to_make_the_files(scene: Stage) -> None:
    sends(scene)
    (digest,) = digests(scene)
    (line,) = [one for one in scene.messages(TO_MAX) if one["thread_ts"] == digest["ts"]]
    assert "chatops digest preview --director max --week" in line["text"]
    assert "--sent --format csv" in line["text"]
    assert scene.counts()["dead"] == 0


@pytest.mark.parametrize(("refusals", "kind"), [(0, "data_visualization"), (1, "table"), (2, "")])
def test_what_a_workspace_does_not_draw_is_drawn_in_an_older_way(
    scene: Stage, refusals: int, kind: str
) -> None:
    if refusals:
        scene.fault("chat.postMessage", times=refusals, error="invalid_blocks")
    sends(scene)
    (digest,) = digests(scene)
    drawn = {"data_visualization", "table"} & {one["type"] for one in digest["blocks"]}
    assert drawn == ({kind} if kind else set())
    assert "Mon 16" in json.dumps(digest)


def test_who_refuses_even_text_gets_nothing_and_the_operator_hears_of_it(scene: Stage) -> None:
    scene.fault("chat.postMessage", times=3, error="invalid_blocks")
    sends(scene)
    assert digests(scene) == []
    assert scene.counts()["dead"] == 1


def test_it_is_posted_once_although_nobody_heard_that_it_was(reading_scene: Stage) -> None:
    scene = reading_scene
    scene.fault("chat.postMessage", drop_after=True)
    scene.fault("files.completeUploadExternal", drop_after=True)
    sends(scene)
    (digest,) = digests(scene)
    below = [one for one in scene.messages(TO_MAX) if one["thread_ts"] == digest["ts"]]
    assert sorted(file["filetype"] for one in below for file in one["files"]) == ["csv", "html"]


def test_the_csv_comes_before_the_page_although_it_failed_at_first(reading_scene: Stage) -> None:
    scene = reading_scene
    scene.fault("files.getUploadURLExternal", error="internal_error")
    sends(scene)
    files = [file for one in scene.messages(TO_MAX) for file in one.get("files", ())]
    assert [one["filetype"] for one in files] == ["csv", "html"]


def test_a_digest_that_was_deleted_is_posted_anew_with_its_files(reading_scene: Stage) -> None:
    scene = reading_scene
    digest = sends(scene)
    scene.deletes(digests(scene)[0], TO_MAX)
    with scene.store.transaction() as tx:
        tx.tell([DigestPost("max", digest.week, 1)], scene.clock.now())
    scene.settle()
    (anew,) = digests(scene)
    assert len([one for one in scene.messages(TO_MAX) if one["thread_ts"] == anew["ts"]]) == 2


def test_a_number_opens_its_changes_and_a_change_its_trail(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    sends(scene)
    assert presses(scene, "max", "Checkout: 1")["ok"]
    told = texts(scene.view("max")["blocks"])
    assert "Opened: Checkout" in told
    assert "CR-1 · Raise the retry limit" in told
    assert scene.click_in_view("max", "trail")["ok"]
    trail = texts(scene.view("max")["blocks"])
    assert "Audit trail of CR-1" in trail
    assert "Ben asked for" in trail
    scene.act("close", user="UMAX", view_id=scene.view("max")["id"])
    assert scene.click_in_view("max", "details")["ok"]
    assert scene.view("max")["callback_id"] == "details"


def test_a_number_of_a_day_opens_its_changes(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    digest = sends(scene)
    today = f"{scene.clock.now():%Y-%m-%d}"
    where = {"channel": TO_MAX, "ts": digests(scene)[-1]["ts"]}
    value = replace(weekly_of(digest, Count.OPENED), day=today).value
    picks = {"user": "UMAX", "action_id": "figure_day", "value": value}
    assert scene.act("actions", **where, **picks)["ok"]
    told = texts(scene.view("max")["blocks"])
    assert "CR-1 · Raise the retry limit" in told
    assert f"Week {digest.week}, {today}: 1 change" in told


def test_what_waits_for_a_senior_is_one_press_away(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    sends(scene)
    assert presses(scene, "max", "Ana: 4 waiting")["ok"]
    told = texts(scene.view("max")["blocks"])
    assert "Waiting for Ana" in told
    assert "CR-1 · Raise the retry limit" in told
    assert "Now: 1 change." in told


def test_all_names_open_where_a_row_has_no_room_for_them(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    sends(scene)
    assert presses(scene, "max", "All 9")["ok"]
    told = texts(scene.view("max")["blocks"])
    assert "9 names" in told
    assert "Checkout: 1" in told
    assert scene.click_in_view("max", "figure:1")["ok"]
    assert scene.view("max")["callback_id"] == "figure"


def test_who_may_not_see_a_change_is_told_only_that_there_is_one(reading_scene: Stage) -> None:
    scene = reading_scene
    assert scene.request("ben")["ok"]
    scene.settle()
    private(scene)
    sends(scene, "CLED")
    (digest,) = digests(scene, "CLED")
    assert "No rollback" not in json.dumps(digest)  # CR-7 is nobody's here
    assert presses(scene, "eve", "Checkout: 1", "CLED")["ok"]
    told = texts(scene.view("eve")["blocks"])
    assert "CR-1" not in told
    assert "1 change of this page is in private channels" in told
    for channel, is_there in (("CLED", False), (TO_MAX, True)):
        files = [file for one in scene.messages(channel) for file in one.get("files", ())]
        assert len(files) == 2
        for file in files:
            assert ("Raise the retry limit" in fetched(file).text) is is_there


@pytest.mark.parametrize("fault", [{"status": 429, "retry_after": 9}, {"error": "internal_error"}])
def test_it_waits_until_slack_tells_which_channels_are_public(
    reading_scene: Stage, fault: JSON
) -> None:
    scene = reading_scene
    assert scene.request("ben")["ok"]
    scene.settle()
    scene.fault("conversations.info", times=3, **fault)
    sends(scene, "CLED")
    files = [file for one in scene.messages("CLED") for file in one.get("files", ())]
    assert all("Raise the retry limit" in fetched(file).text for file in files)
    assert len(files) == 2


def test_where_slack_never_tells_it_is_veiled_after_an_hour(reading_scene: Stage) -> None:
    scene = reading_scene
    assert scene.request("ben")["ok"]
    scene.settle()
    digest = sends(scene, "CLED")
    now, post = scene.clock.now(), DigestPost("max", digest.week, 1, "CLED", "csv")
    errand = Errand(7, post, now, attempts=1, in_doubt=False, first_tried_at=now)
    scene.fault("conversations.info", times=9, error="internal_error")
    assert scene.new_courier().carry(errand).result is Result.LATER
    scene.clock.passes(3601)
    assert scene.new_courier().carry(errand).result is Result.SENT
    *_, file = (file for one in scene.messages("CLED") for file in one.get("files", ()))
    assert "Raise the retry limit" not in fetched(file).text


def test_only_the_director_attests_and_the_messages_say_so(scene: Stage) -> None:
    digest = sends(scene, TO_CHANNEL)
    seen = presses(scene, "ana", BUTTON, TO_CHANNEL)
    assert "Only Max attests this digest." in said(seen)
    assert presses(scene, "max", BUTTON, TO_CHANNEL)["ok"]
    form = texts(scene.view("max")["blocks"])
    assert hash_of(digest) in form
    assert digest.week in form
    assert scene.submit("max", {"reason": "Asked Ben about CR-7"})["ok"]
    scene.settle()
    for channel in (TO_MAX, TO_CHANNEL):
        (message,) = digests(scene, channel)
        told = texts(message["blocks"])
        assert "Max attested that they audited this week" in told
        assert "Asked Ben about CR-7" in told
        assert BUTTON not in told
    assert len(scene.messages(TO_MAX)) == 2  # nothing was posted again, nor its files


def test_what_is_drawn_anew_finds_the_older_way_as_well(scene: Stage) -> None:
    sends(scene)
    assert presses(scene, "max", BUTTON)["ok"]
    assert scene.submit("max", {"reason": ""})["ok"]
    scene.fault("chat.update", error="invalid_blocks")
    scene.settle()
    (digest,) = digests(scene)
    assert "attested that they audited" in texts(digest["blocks"])
    assert "table" in {one["type"] for one in digest["blocks"]}


def test_a_digest_that_was_corrected_is_not_attested_any_more(scene: Stage) -> None:
    sends(scene)
    assert presses(scene, "max", BUTTON)["ok"]
    sends(scene, version=2)
    seen = scene.submit("max", {"reason": ""})
    assert "Read that one first" in json.dumps(seen)
    scene.settle()
    old, new = (texts(one["blocks"]) for one in digests(scene))
    assert "Version 2 of this week corrects it: attest that one." in old
    assert "chatops digest send --director max --week" in old
    assert BUTTON not in old
    assert "(corrected)" in new
    assert BUTTON in new


def test_home_keeps_what_is_not_attested_before_the_director(scene: Stage) -> None:
    digest = sends(scene)
    sends(scene, version=2)
    home = at_home(scene, "max")
    label = f"Attest {digest.week}"
    assert label in texts(home["blocks"])
    view = {"view_id": home["id"], "action_id": "attest"}
    assert scene.act("actions", user="UMAX", **view)["ok"]
    assert "Version 2" in texts(scene.view("max")["blocks"])
    assert scene.submit("max", {"reason": ""})["ok"]
    scene.settle()
    assert label not in texts(at_home(scene, "max")["blocks"])
    assert "Attest" not in texts(at_home(scene, "ana")["blocks"])


def at_home(scene: Stage, who: str) -> JSON:
    assert scene.act("home", user=f"U{who.upper()}")["ok"]
    state = scene.http.get("/sim/state", params={"user": f"U{who.upper()}"}).json()
    found: JSON = state["home"]
    return found


def test_a_director_without_an_account_is_an_error_for_the_operator(scene: Stage) -> None:
    digest = sends(scene)
    everybody = [replace(one, slack_id=None) for one in builders.PEOPLE]
    scene.org = builders.facts(the_directory=builders.directory(tuple(everybody)))
    receipt = carried(scene, DigestPost("max", digest.week, 1))
    assert receipt.result is Result.FAILED
    assert "max has no Slack account" in receipt.error
