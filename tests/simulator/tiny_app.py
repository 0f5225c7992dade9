"""A small real Bolt app that does one of everything, and notes what it received."""

import re
import time
from collections.abc import Callable

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from tests.simulator.kit import JSON, button, field, home, modal, option, section

SYSTEM = field("system", {"type": "external_select", "min_query_length": 0}, optional=True)
ASK = modal("Ask", field("why"), SYSTEM, notify_on_close=True)


def run(ack: Ack, command: JSON, client: WebClient, respond: Respond) -> None:
    words = command["text"]
    if words == "modal":
        client.views_open(trigger_id=command["trigger_id"], view=ASK)
        ack()
    elif words == "later":
        ack()
        respond("later")
    elif words == "crash":
        raise RuntimeError(words)
    elif words == "slow":
        time.sleep(3.4)
    elif words == "everyone":
        ack({"response_type": "in_channel", "text": "all"})
    elif words == "bad":
        ack({"blocks": [section("")], "text": "x"})
    else:
        ack(f"you said {words}")


def approve(ack: Ack, body: JSON, client: WebClient) -> None:
    ack()
    client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="done")


def reject(ack: Ack, body: JSON, client: WebClient) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=ASK)
    ack()


def only_ack(ack: Ack) -> None:
    ack()


def push(ack: Ack, body: JSON, client: WebClient) -> None:
    client.views_push(trigger_id=body["trigger_id"], view=modal("On top"))
    ack()


def options(ack: Ack, payload: JSON, body: JSON, client: WebClient) -> None:
    view = body.get("view") or {}
    if view.get("private_metadata") == "rename":
        renamed = modal("Renamed", *view["blocks"], callback_id="unheard")
        client.views_update(view_id=view["id"], view=renamed)
    names = [one for one in ("checkout", "billing") if payload["value"] in one]
    ack(options=[option(one) for one in names])


def asked(ack: Ack, body: JSON, view: JSON, client: WebClient) -> None:
    why = view["state"]["values"]["why"]["why"]["value"]
    answers: dict[str, Callable[[], object]] = {
        "bad": lambda: ack(response_action="errors", errors={"why": "Say more."}),
        "strange": lambda: ack(response_action="errors", errors={"nowhere": "?"}),
        "next": lambda: ack(response_action="push", view=modal("Next")),
        "other": lambda: ack(response_action="update", view=modal("Other")),
        "invalid": lambda: ack(response_action="update", view=modal("T" * 25)),
        "all": lambda: ack(response_action="clear"),
        "open": lambda: client.views_open(trigger_id=body["trigger_id"], view=modal("Lost")),
    }
    if why == "crash":
        raise RuntimeError(why)
    answers.get(why, ack)()
    if ack.response is None:
        ack()


def anywhere(ack: Ack, body: JSON, client: WebClient) -> None:
    view = modal("Anywhere", field("why"), {"type": "actions", "elements": [button("push")]})
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def on_message(ack: Ack, body: JSON, respond: Respond) -> None:
    ack()
    respond(f"about {body['message']['text']}")


def opened(event: JSON, client: WebClient) -> None:
    client.views_publish(user_id=event["user"], view=home(section("Hello")))


def make_app(client: WebClient, received: list[JSON]) -> App:
    """Return the app; it commits before it acknowledges, as `process_before_response` means."""
    app = App(client=client, signing_secret="s3cret", process_before_response=True)

    @app.middleware
    def note(body: JSON, next: Callable[[], None]) -> None:  # noqa: A002 - Bolt's own name
        received.append(body)
        next()

    app.command("/try")(run)
    app.command("/who")(only_ack)
    app.action("approve")(approve)
    app.action("reject")(reject)
    app.action("push")(push)
    app.action("plain")(only_ack)
    app.options("system")(options)
    app.view("asked")(asked)
    app.view_closed("asked")(only_ack)
    app.shortcut("anywhere")(anywhere)
    app.shortcut("on_message")(on_message)
    app.event("app_home_opened")(opened)
    app.event("message")(only_ack)
    app.event("user_change")(only_ack)
    app.event(re.compile("^(channel|group|member|team)_"))(only_ack)
    return app
