"""Files are uploaded in three steps, and seen only after the last one."""

from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench, bench_of, changed

CSV = b"key,title\r\nCR-1,Raise it\r\n"


def asked(bench: Bench, content: bytes = CSV, name: str = "digest.csv") -> Any:
    return bench.client.files_getUploadURLExternal(filename=name, length=len(content))


def uploaded(bench: Bench) -> str:
    answer = asked(bench)
    assert httpx.post(answer["upload_url"], content=CSV).status_code == 200
    return str(answer["file_id"])


def error_of(call: Any, *arguments: Any, **given: Any) -> str:
    with pytest.raises(SlackApiError) as failure:
        call(*arguments, **given)
    return str(failure.value.response["error"])


def shares(bench: Bench, file_id: str, **where: Any) -> Any:
    files: list[dict[str, str | None]] = [{"id": file_id, "title": "All changes"}]
    return bench.client.files_completeUploadExternal(files=files, **where)


def test_a_file_is_shared_in_a_thread_and_can_be_fetched(bench: Bench) -> None:
    ts = str(bench.client.chat_postMessage(channel="C1", text="The week")["ts"])
    file_id = uploaded(bench)
    answer = shares(bench, file_id, channel_id="C1", thread_ts=ts)
    assert answer["files"] == [{"id": file_id, "title": "All changes"}]
    found = bench.client.conversations_replies(channel="C1", ts=ts)["messages"]
    (file,) = found[1]["files"]
    assert (file["name"], file["title"], file["size"]) == ("digest.csv", "All changes", len(CSV))
    assert file["mimetype"] == "text/csv"
    got = httpx.get(file["url_private_download"])
    assert got.content == CSV
    assert got.headers["content-disposition"] == "attachment"  # never run in the page's name
    (seen,) = [one for one in bench.state("U1")["messages"]["C1"] if one.get("files")]
    assert seen["thread_ts"] == ts


def test_nobody_sees_a_file_that_was_not_shared(bench: Bench) -> None:
    file_id = uploaded(bench)
    address = f"{bench.simulator.url}/files/{file_id}/digest.csv"
    assert httpx.get(address).status_code == 404
    shares(bench, file_id)  # without a channel it is shared with nobody
    assert bench.messages("C1") == []


def test_bytes_are_taken_once_and_as_many_as_were_announced(bench: Bench) -> None:
    address = asked(bench)["upload_url"]
    assert httpx.post(address, content=CSV[:-1]).status_code == 400
    assert httpx.post(address, content=CSV).status_code == 200
    assert httpx.post(address, content=CSV).status_code == 400
    assert httpx.post(f"{bench.simulator.url}/upload/none", content=CSV).status_code == 400


def test_what_is_refused_when_an_upload_begins(bench: Bench) -> None:
    call = bench.client.files_getUploadURLExternal
    assert error_of(call, filename="a.csv", length=0) == "missing_argument"
    assert error_of(call, filename="a.csv", length=-1) == "file_upload_size_restricted"
    assert error_of(call, filename="", length=3) == "invalid_arguments"


def test_what_is_refused_when_a_file_is_shared(bench: Bench) -> None:
    file_id = uploaded(bench)
    assert error_of(shares, bench, "F404", channel_id="C1") == "file_not_found"
    assert error_of(shares, bench, asked(bench)["file_id"], channel_id="C1") == "file_not_found"
    assert error_of(shares, bench, file_id, channel_id="C2") == "not_in_channel"
    assert error_of(shares, bench, file_id, channel_id="C3") == "posting_to_channel_denied"
    assert error_of(shares, bench, file_id, channel_id="G1") == "channel_not_found"
    assert error_of(shares, bench, file_id, channel_id="U1") == "channel_not_found"
    wrong = {"channel_id": "C1", "thread_ts": "1.000001"}
    assert error_of(shares, bench, file_id, **wrong) == "thread_not_found"
    call = bench.client.files_completeUploadExternal
    assert error_of(call, files=[]) == "invalid_arguments"
    shares(bench, file_id, channel_id="C1")
    assert error_of(shares, bench, file_id, channel_id="C1") == "file_not_found"  # only once


def test_without_the_scope_neither_step_is_done() -> None:
    with bench_of(changed(scopes=("chat:write",))) as bench:
        assert error_of(asked, bench) == "missing_scope"
        assert error_of(shares, bench, "F1", channel_id="C1") == "missing_scope"
