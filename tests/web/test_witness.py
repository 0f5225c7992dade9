"""A checkpoint is posted as plain text; anything but a yes is a failure."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from chatops.core.refused import Refused
from chatops.settings import Settings
from chatops.usecases.tell_witnesses import Witnesses
from chatops.web.metrics import Metrics
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


def test_an_answer_that_trickles_in_has_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatops.web.witness._SECONDS", 0.3)
    stop = threading.Event()

    def trickle(server: socket.socket) -> None:
        with server.accept()[0] as connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                connection.sendall(b"X: y\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=trickle, args=(server,))
        thread.start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/secret"
        try:
            with pytest.raises(Refused, match=r"did not answer within 0\.3 seconds") as caught:
                WitnessAddress(url).send(NOTE)
        finally:
            stop.set()
            thread.join()
    assert time.monotonic() - began < 5
    assert (caught.value.code, "secret" in caught.value.sentence) == ("no_witness", False)


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
from chatops.web.metrics import Metrics
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


def test_metrics_tell_how_far_the_file_is_behind(at: Desk) -> None:
    log, notes = Sealing(at.house.store), [""]
    house = replace(at.house, witnessed=lambda name: notes[-1] if name == "log.example" else None)
    behind = 'chatops_witness_behind{witness="file"}'
    assert behind not in Metrics(house).text().decode()
    log.seals()
    assert f"{behind} 2.0" in Metrics(house).text().decode()
    notes.append(log.sealed[-1].note)
    assert f"{behind} 0.0" in Metrics(house).text().decode()
    log.seals()
    assert f"{behind} 1.0" in Metrics(house).text().decode()
    notes.append(notes[-1].replace("— log.example ", "— log.example A"))
    assert f"{behind} 3.0" in Metrics(house).text().decode()


def test_metrics_do_not_believe_a_table_that_tells_of_more_than_there_is(at: Desk) -> None:
    log = Sealing(at.house.store)
    log.seals()
    log.tells(Witnesses(recipient=Address()))
    with at.house.store.transaction() as tx:
        tx.witness_told("http", 1_000_000_000)
    assert 'chatops_witness_behind{witness="http"} 2.0' in at.http.get("/metrics").text
