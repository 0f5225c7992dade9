"""Serves the web application from a thread of this process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from chatops.core.refused import Refused

_POLL_SECONDS = 0.005
_LAST_WORDS_SECONDS = 10  # what is being answered when the service stops may end


@contextmanager
def serving(web: ASGIApp, host: str, port: int) -> Iterator[tuple[str, threading.Thread]]:
    """Serve until the block ends, then let what is being answered end; give address and thread.

    Port 0 picks a free one. Raises `Refused("port_taken")`.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        web, log_config=None, access_log=False, timeout_graceful_shutdown=_LAST_WORDS_SECONDS
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="http", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(_POLL_SECONDS)
    try:
        yield f"http://{host}:{listening.getsockname()[1]}", thread
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        sentence = (
            f"Cannot listen on {host}:{port}: {error.strerror}. Set CHATOPS_PORT to a free one."
        )
        raise Refused("port_taken", sentence) from error
