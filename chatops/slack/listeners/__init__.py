"""What people do in Slack. A listener has three duties: parse, call one use case, answer.

Every answer comes after the transaction has committed, and a click is acknowledged by
returning; see `refusals` for what happens when a rule says no.
"""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from chatops.slack.listeners import (
    bulk,
    buttons,
    channels,
    commands,
    digests,
    drafts,
    forms,
    groups,
    home,
    joined,
    people,
    request,
    suggestions,
    talk,
    undo,
)
from chatops.slack.views.ids import (
    COMMAND,
    MESSAGE_SHORTCUT,
    NUMBERED,
    REQUEST_SHORTCUT,
    Action,
    Field,
    Form,
)

Listener = Callable[..., None]

BUTTONS: dict[Action, Listener] = {
    Action.APPROVE: buttons.approve,
    Action.REJECT: buttons.ask_why,
    Action.DETAILS: buttons.show_details,
    Action.EDIT: buttons.edit,
    Action.WITHDRAW: buttons.withdraw,
    Action.TURN_BACK: buttons.turn_page,
    Action.TURN_ON: buttons.turn_page,
    Action.SYSTEM: drafts.fill,
    Action.START_ANEW: drafts.start_anew,
    Action.QUEUE: commands.turn_rows,
    Action.MINE: commands.turn_rows,
    Action.LIST: commands.turn_rows,
    Action.ROWS_BACK: commands.turn_rows,
    Action.ROWS_ON: commands.turn_rows,
    Action.LIFT: buttons.ask_lift,
    Action.BREAK_GLASS: buttons.ask_break,
    Action.CONDITION: buttons.ask_condition,
    Action.REVIEW: buttons.ask_payment,
    Action.CLOSE: buttons.ask_payment,
    Action.UNDO: undo.undo,
    Action.RECALL: undo.begin_recall,
    Action.ASK: talk.begin_question,
    Action.ANSWER: talk.begin_answer,
    Action.CANCEL: talk.begin_cancel,
    Action.HAND_OVER: talk.begin_hand_over,
    Action.NUDGE: talk.remind,
    Action.SNOOZE: talk.begin_snooze,
    Action.EARLIER: home.turn_page,
    Action.LATER: home.turn_page,
    Action.SEVERAL: bulk.ask,
    Action.REQUEST: request.pressed,
    Action.FIGURE: digests.open_list,
    Action.FIGURE_BACK: digests.turn_list,
    Action.FIGURE_ON: digests.turn_list,
    Action.DAY: digests.open_list,
    Action.NAMES: digests.open_names,
    Action.NAMES_BACK: digests.turn_names,
    Action.NAMES_ON: digests.turn_names,
    Action.TRAIL: digests.open_trail,
    Action.TRAIL_BACK: digests.turn_trail,
    Action.TRAIL_ON: digests.turn_trail,
    Action.ATTEST: digests.begin_attest,
}
FORMS: dict[Form, Listener] = {
    Form.REQUEST: forms.request,
    Form.EDIT: forms.edit,
    Form.REJECT: forms.reject,
    Form.LIFT: forms.lift_rejection,
    Form.BREAK_GLASS: forms.go_ahead,
    Form.CONDITION: forms.approve,
    Form.PAY: forms.pay_debt,
    Form.RECALL: undo.recall,
    Form.ASK: talk.put_question,
    Form.ANSWER: talk.give_answer,
    Form.CANCEL: talk.take_back,
    Form.HAND_OVER: talk.give_over,
    Form.SNOOZE: talk.sleep,
    Form.SEVERAL: bulk.approve,
    Form.ATTEST: digests.say,
}
EVENTS: dict[str, Listener] = {
    "app_home_opened": home.show,
    "user_change": people.change,
    "team_join": people.change,
    "member_joined_channel": joined.change,
    "member_left_channel": joined.heard,
    "channel_archive": channels.closed,
    "channel_deleted": channels.closed,
    "channel_left": channels.closed,
    "channel_shared": joined.heard,
    "channel_unshared": joined.heard,
    "group_archive": channels.closed,
    "group_deleted": channels.closed,
    "group_left": channels.closed,
    "channel_unarchive": channels.open_again,
    "group_unarchive": channels.open_again,
    "channel_id_changed": channels.renamed,
    "subteam_updated": groups.change,
    "subteam_members_changed": groups.change,
}
COMMANDS: dict[str, Listener] = {COMMAND: commands.change}
SHORTCUTS: dict[str, Listener] = {
    REQUEST_SHORTCUT: request.shortcut,
    MESSAGE_SHORTCUT: request.from_message,
}
CLOSED: dict[Form, Listener] = dict.fromkeys((Form.REQUEST, Form.EDIT), drafts.closed)
FIELDS: dict[Field, Listener] = {
    Field.ENVIRONMENT: drafts.fill,
    Field.KIND: drafts.fill,
    Field.RISK: drafts.fill,
    Field.DEGREE: drafts.fill,
    Field.LABELS: drafts.fill,
    Field.TITLE: drafts.keep,
    Field.DESCRIPTION: drafts.keep,
    Field.LINK: drafts.keep,
    Field.COMMIT: drafts.keep,
    Field.TOOL: drafts.keep,
    Field.ROLLBACK_PLAN: drafts.keep,
    Field.TEST_EVIDENCE: drafts.keep,
    Field.WINDOW_START: drafts.keep,
    Field.WINDOW_END: drafts.keep,
}
"""Inputs of the forms of requests and edits, which Slack tells of before they are sent."""

OPTIONS: dict[Action, Listener] = {Action.SYSTEM: suggestions.systems}

_KINDS: tuple[tuple[Callable[..., Any], Mapping[Any, Listener]], ...] = (
    (App.action, BUTTONS),
    (App.view, FORMS),
    (App.view_closed, CLOSED),
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
    for block, listener in FIELDS.items():
        app.action({"block_id": block.value})(listener)
    app.action(NUMBERED)(BUTTONS[Action.FIGURE])
