"""What the buttons of App Home and its form of several changes hold, parsed once."""

from chatops.core.refused import Refused
from chatops.slack.payloads import Click, OpenView
from chatops.slack.views import replies
from chatops.slack.views.ids import Target, target

_DIGITS = 6  # of a page's number


def page_of(click: Click) -> int:
    """Return the page of App Home in the button; raise `Refused` for what we never put there."""
    value = click.actions[0].value or ""
    if not (value.isascii() and value.isdigit()) or len(value) > _DIGITS:
        raise Refused("unknown_button", replies.UNKNOWN_BUTTON)
    return int(value)


def ticked(view: OpenView) -> tuple[Target, ...]:
    """Return the changes that were ticked, in their order; raise `Refused` as above."""
    block_ids = dict.fromkeys((*view.inputs, *view.state.values))
    values = [value for block_id in block_ids for value in view.choices(block_id)]
    try:
        return tuple(dict.fromkeys(map(target, values)))
    except ValueError as failure:
        raise Refused("unknown_button", replies.UNKNOWN_BUTTON) from failure
