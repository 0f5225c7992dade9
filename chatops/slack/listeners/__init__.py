"""What people do in Slack. A listener has three duties: parse, call one use case, answer.

Every answer comes after the transaction has committed, and a click is acknowledged by
returning; see `refusals` for what happens when a rule says no.
"""

from slack_bolt import App

from chatops.slack.listeners import buttons, commands, forms, home, people, suggestions
from chatops.slack.views.ids import COMMAND, REQUEST_SHORTCUT, Action, Form

BUTTONS = {
    Action.APPROVE: buttons.approve,
    Action.REJECT: buttons.ask_why,
    Action.DETAILS: buttons.show_details,
    Action.EDIT: buttons.edit,
    Action.WITHDRAW: buttons.withdraw,
    Action.TURN_BACK: buttons.turn_page,
    Action.TURN_ON: buttons.turn_page,
    Action.SYSTEM: buttons.choose_system,
}
FORMS = {Form.REQUEST: forms.request, Form.EDIT: forms.edit, Form.REJECT: forms.reject}
EVENTS = {"app_home_opened": home.show, "user_change": people.change}
COMMANDS = {COMMAND: commands.change}
SHORTCUTS = {REQUEST_SHORTCUT: commands.request_shortcut}
OPTIONS = {Action.SYSTEM: suggestions.systems}


def register(app: App) -> None:
    """Register every listener."""
    for action, button in BUTTONS.items():
        app.action(action.value)(button)
    for form, submitted in FORMS.items():
        app.view(form.value)(submitted)
    for event, happened in EVENTS.items():
        app.event(event)(happened)
    for command, typed in COMMANDS.items():
        app.command(command)(typed)
    for shortcut, used in SHORTCUTS.items():
        app.shortcut(shortcut)(used)
    for menu, asked in OPTIONS.items():
        app.options(menu.value)(asked)
