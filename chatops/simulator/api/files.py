"""files.*: the app uploads files and shares them.

Follows https://docs.slack.dev/reference/methods/files.getUploadURLExternal and
https://docs.slack.dev/reference/methods/files.completeUploadExternal
"""

from typing import TYPE_CHECKING, Any

from chatops.simulator.api.call import ApiError, Call, missing
from chatops.simulator.api.chat import thread_of
from chatops.simulator.api.reach import is_member, visible
from chatops.simulator.files import File

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.json_types import JsonObject

MAX_FILE = 1_000_000_000  # bytes


def get_upload_url(call: Call) -> "JsonObject":
    """Return where the bytes of a file go."""
    name = call.arguments.text("filename")
    try:
        length = int(call.arguments.text("length"))
    except ValueError as failure:
        raise ApiError("invalid_arguments", ["must be an integer: length"]) from failure
    if length == 0:
        raise ApiError("missing_argument")
    if not 0 < length <= MAX_FILE:
        raise ApiError("file_upload_size_restricted")
    made = call.workspace.files.ask(name, length)
    return {"upload_url": f"{call.base_url}upload/{made.ticket}", "file_id": made.id}


def complete_upload(call: Call) -> "JsonObject":
    """Share files that were uploaded, in a channel or thread if one is named; else with nobody."""
    given = call.arguments.structure("files")
    if not isinstance(given, list) or not given:
        raise missing("files")
    files = [_uploaded(call, one) for one in given]
    place = _place(call) if call.arguments.has("channel_id") else None
    thread = thread_of(call, place) if place else None
    shared = [call.workspace.files.share(one, title) for one, title in files]
    if place:
        comment = call.arguments.text("initial_comment", "")
        told = tuple(one.shown(call.base_url) for one in shared)
        call.workspace.post_as_app(place, comment, [], thread_ts=thread, files=told)
    return {"files": [{"id": one.id, "title": one.title} for one in shared]}


def _uploaded(call: Call, given: Any) -> tuple[File, str]:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise ApiError("invalid_arguments", ["each of `files` must have an `id`"])
    found = call.workspace.files.find(given["id"])
    if found is None or found.content is None or found.is_shared:
        raise ApiError("file_not_found")
    return found, str(given.get("title") or found.name)


def _place(call: Call) -> "Conversation":
    found = visible(call, "channel_id")
    if not is_member(call, found):
        raise ApiError("not_in_channel")
    if found.is_archived:
        raise ApiError("posting_to_channel_denied")
    return found
