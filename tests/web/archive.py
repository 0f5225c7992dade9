"""Somebody else's server, to which checkpoints are posted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Archive:
    """It keeps path, type and body, answers with this status, and perhaps leads elsewhere."""

    status: int = 200
    location: str = ""
    got: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def archive() -> Iterator[Archive]:
    made = Archive()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.got.append((self.path, self.headers["Content-Type"], body))
            self.send_response(made.status)
            if made.location:
                self.send_header("Location", made.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
