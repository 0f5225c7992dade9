"""A file put into a thread: asked for, uploaded, shared; three steps of which the last counts.

Follows https://docs.slack.dev/messaging/working-with-files#upload. What was not shared in the end
Slack throws away, so that every step before it may be done again.
"""

from dataclasses import dataclass

import httpx
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from chatops.core.errand import Errand, Receipt, Result
from chatops.slack.buckets import Buckets
from chatops.slack.failures import CALL_FAILED, Failure, failure_of
from chatops.slack.posting import Post, Posting, later
from chatops.slack.views.mending import UNREACHED

_SECONDS = 20  # for the bytes; within the lease of an errand
_ASK, _SHARE = "files.getUploadURLExternal", "files.completeUploadExternal"
_OK, _TOO_MANY = 200, 429
_NO_FILES = {  # the workspace takes none of us, or none of this kind
    "access_denied",
    "file_type_not_allowed",
    "file_upload_size_restricted",
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "posting_to_channel_denied",
    "storage_limit_reached",
}


_SILENT = Receipt(Result.SENT)


@dataclass(frozen=True, slots=True)
class File:
    """What is to lie in the thread where `line` would stand, which says so where it cannot.

    Of several files only one `speaks` up.
    """

    name: str
    title: str
    content: bytes
    line: Post
    speaks: bool


class Files:
    """Puts files into threads within Slack's tiers."""

    def __init__(self, client: WebClient, posting: Posting, buckets: Buckets) -> None:
        self._client = client
        self._posting = posting
        self._buckets = buckets

    def put(self, errand: Errand, file: File) -> Receipt:
        """Put the file where its line would stand, unless an earlier attempt did so."""
        line = file.line
        at = Post(line.channel, line.message, file.name, line.thread, is_file=True)
        found = self._posting.found(errand, at)
        if found is not None:
            return found
        try:
            return self._ask(errand, file)
        except CALL_FAILED as error:
            return self._failed(_ASK, failure_of(error, line.channel), errand, file)

    def _ask(self, errand: Errand, file: File) -> Receipt:
        wait = self._buckets.take(_ASK)
        if wait:
            return later(wait)
        length = len(file.content)
        answer = self._client.files_getUploadURLExternal(filename=file.name, length=length)
        refused = _sent(str(answer["upload_url"]), file.content)
        return refused or self._share(answer, errand, file)

    def _share(self, answer: SlackResponse, errand: Errand, file: File) -> Receipt:
        wait = self._buckets.take(_SHARE)
        if wait:
            return later(wait)
        line = file.line
        try:
            self._client.files_completeUploadExternal(
                files=[{"id": str(answer["file_id"]), "title": file.title}],
                channel_id=line.channel,
                thread_ts=line.thread,
            )
        except CALL_FAILED as error:
            return self._failed(_SHARE, failure_of(error, line.channel), errand, file)
        return Receipt(Result.SENT)

    def _failed(self, method: str, failure: Failure, errand: Errand, file: File) -> Receipt:
        if failure.code in _NO_FILES:
            return self._posting.deliver(errand, file.line) if file.speaks else _SILENT
        if failure.result is Result.LATER:
            self._buckets.close(method, failure.wait)
            return later(failure.wait, failure.error)
        doubt = failure.result is Result.UNKNOWN and method == _ASK  # nothing was shared yet
        lost = failure.result is Result.LOST
        return Receipt(Result.FAILED if doubt or lost else failure.result, error=failure.error)


def _sent(address: str, content: bytes) -> Receipt | None:
    """Send the bytes; return a receipt where Slack did not take them."""
    try:
        answer = httpx.post(address, content=content, timeout=_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Receipt(Result.FAILED, error=f"{UNREACHED}: {type(error).__name__}")
    if answer.status_code == _OK:
        return None
    result = Result.LATER if answer.status_code == _TOO_MANY else Result.FAILED
    said = f"Slack did not take the file: HTTP {answer.status_code}"
    return later(_SECONDS, said) if result is Result.LATER else Receipt(result, error=said)
