"""Socket Mode: the same app without a public address, over websockets that we open.

An envelope is acknowledged only after its listener ended with 200; one that failed is not, and
the person sees Slack's error. Follows https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from contextlib import suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler

from chatops.slack.connection import SLACK_API, web_client

_OPENING_SECONDS = 10


class SocketMode:
    """Connects, reconnects by itself when Slack refreshes the connection, and stops cleanly."""

    def __init__(self, app: App, app_token: str, *, api_url: str = SLACK_API) -> None:
        client = web_client(api_url, _OPENING_SECONDS, app_token)
        self._handler = SocketModeHandler(app, app_token, web_client=client, concurrency=16)

    def start(self) -> None:
        """Connect; raise SlackApiError or OSError when Slack does not let us."""
        self._handler.connect()  # type: ignore[no-untyped-call]  # Bolt

    def stop(self) -> None:
        """Take nothing more, and return when what was taken is answered."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        client.closed = True  # else the thread that hands messages on would never end
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]  # the SDK
        client.message_workers.shutdown(wait=True)  # their answers still need the connection
        client.current_session_runner.event.set()
        client.current_session_state.terminated = True
        if client.current_session:
            with suppress(OSError):  # the connection may be gone already
                client.current_session.ping("bye")  # the answer wakes who reads: no 3 s of waiting
        while client.current_session_runner.is_alive():
            # Who reads forgets, as it begins, that it was to end: it is told until it has.
            client.current_session_state.terminated = True
            client.current_session_runner.thread.join(0.05)
        client.close()

    @property
    def is_connected(self) -> bool:
        """Tell whether payloads can arrive."""
        return bool(self._handler.client.is_connected())
