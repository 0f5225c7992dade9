"""What people do in Slack. A listener has three duties: parse, call one use case, answer.

Every answer comes after the transaction has committed, and a click is acknowledged by
returning; see `refusals` for what happens when a rule says no.
"""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from chatops.slack.listeners import buttons, commands, forms, groups, home, people, suggestions
from chatops.slack.views.ids import COMMAND, REQUEST_SHORTCUT, Action, Form

Listener = Callable[..., None]

BUTTONS: dict[Action, Listener] = {
    Action.APPROVE: buttons.approve,
    Action.REJECT: buttons.ask_why,
    Action.DETAILS: buttons.show_details,
    Action.EDIT: buttons.edit,
    Action.WITHDRAW: buttons.withdraw,
    Action.TURN_BACK: buttons.turn_page,
    Action.TURN_ON: buttons.turn_page,
    Action.SYSTEM: buttons.choose_system,
    Action.LIFT: buttons.ask_lift,
    Action.BREAK_GLASS: buttons.ask_break,
    Action.CONDITION: buttons.ask_condition,
    Action.REVIEW: buttons.ask_payment,
    Action.CLOSE: buttons.ask_payment,
}
FORMS: dict[Form, Listener] = {
    Form.REQUEST: forms.request,
    Form.EDIT: forms.edit,
    Form.REJECT: forms.reject,
    Form.LIFT: forms.lift_rejection,
    Form.BREAK_GLASS: forms.go_ahead,
    Form.CONDITION: forms.approve,
    Form.PAY: forms.pay_debt,
}
EVENTS: dict[str, Listener] = {
    "app_home_opened": home.show,
    "user_change": people.change,
    "subteam_updated": groups.change,
    "subteam_members_changed": groups.change,
}
COMMANDS: dict[str, Listener] = {COMMAND: commands.change}
SHORTCUTS: dict[str, Listener] = {REQUEST_SHORTCUT: commands.request_shortcut}
OPTIONS: dict[Action, Listener] = {Action.SYSTEM: suggestions.systems}

_KINDS: tuple[tuple[Callable[..., Any], Mapping[Any, Listener]], ...] = (
    (App.action, BUTTONS),
    (App.view, FORMS),
    (App.event, EVENTS),
    (App.command, COMMANDS),
    (App.shortcut, SHORTCUTS),
    (App.options, OPTIONS),
)


def register(app: App) -> None:
    """Register every listener."""
    for listen, table in _KINDS:
        for name, listener in table.items():
            listen(app, str(name))(listener)
