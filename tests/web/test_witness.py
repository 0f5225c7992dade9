"""A checkpoint is posted as plain text; anything but a yes is a failure."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from chatops.core.refused import Refused
from chatops.settings import Settings
from chatops.usecases.tell_witnesses import Witnesses
from chatops.web.witness import WitnessAddress
from tests.usecases.witnessing import Address, Sealing
from tests.web.archive import Archive, archive
from tests.web.desk import Desk

NOTE = "log.example\n7\nroot\n\n— log.example signature\n"


@pytest.fixture
def elsewhere() -> Iterator[Archive]:
    with archive() as made:
        yield made


@pytest.mark.parametrize("status", [200, 201, 204])
def test_the_note_is_the_body(elsewhere: Archive, status: int) -> None:
    elsewhere.status = status
    WitnessAddress(f"{elsewhere.url}/checkpoints?log=ours").send(NOTE)
    assert elsewhere.got == [("/checkpoints?log=ours", "text/plain; charset=utf-8", NOTE)]


@pytest.mark.parametrize("status", [302, 307, 404, 500])
def test_no_answer_but_a_yes_counts_and_no_redirect_is_followed(
    elsewhere: Archive, status: int
) -> None:
    elsewhere.status, elsewhere.location = status, f"{elsewhere.url}/elsewhere"
    with pytest.raises(Refused, match=f"answered {status}") as caught:
        WitnessAddress(f"{elsewhere.url}/secret").send(NOTE)
    assert caught.value.code == "no_witness"
    assert "secret" not in caught.value.sentence
    assert len(elsewhere.got) == 1


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/secret"
    with pytest.raises(Refused, match="cannot be reached: ConnectError") as caught:
        WitnessAddress(url).send(NOTE)
    assert "secret" not in caught.value.sentence


def test_an_address_is_told_from_another_one_without_telling_it() -> None:
    one, other = (WitnessAddress(f"https://archive.example/{name}") for name in ("a", "b"))
    assert one.address != other.address
    assert "archive" not in one.address


_SENDS = """
import sys
from chatops.jobs.log_lines import log_to_stderr
from chatops.web.witness import WitnessAddress
log_to_stderr("debug")
WitnessAddress(sys.argv[1]).send("a note")
"""


def test_no_log_line_and_no_listing_tells_the_address(elsewhere: Archive) -> None:
    url = f"{elsewhere.url}/sesame"
    told = subprocess.run(
        [sys.executable, "-c", _SENDS, url], capture_output=True, text=True, check=True
    )
    assert len(elsewhere.got) == 1
    assert "sesame" not in told.stderr + told.stdout
    assert "sesame" not in repr(Settings(chatops_audit_url="https://archive.example/sesame"))


def test_metrics_tell_who_was_not_told(at: Desk) -> None:
    assert "chatops_witness_behind{" not in at.http.get("/metrics").text
    log, address = Sealing(at.house.store), Address()
    log.seals()
    log.tells(Witnesses(recipient=address))
    text = at.http.get("/metrics").text
    assert 'chatops_witness_behind{witness="http"} 0.0' in text
    assert 'chatops_witness_failing{witness="http"} 0.0' in text
    address.away = True
    log.seals()
    with pytest.raises(Refused):
        log.tells(Witnesses(recipient=address))
    text = at.http.get("/metrics").text
    assert 'chatops_witness_behind{witness="http"} 1.0' in text
    assert 'chatops_witness_failing{witness="http"} 1.0' in text
