"""Which digest, and which number of it, a click or a form is about."""

from chatops.core.refused import Refused
from chatops.slack.payloads import Click, OpenView
from chatops.slack.views import replies
from chatops.slack.views.weekly import Weekly, weekly


def pressed(click: Click) -> Weekly:
    """Return what the button or choice is about; raise `Refused` for one that we do not know."""
    used = click.actions[0]
    return _weekly(used.selected_option.value if used.selected_option else used.value or "")


def filled_in(view: OpenView) -> Weekly:
    """Return what the form is about; raise `Refused` likewise."""
    return _weekly(view.private_metadata)


def _weekly(value: str) -> Weekly:
    try:
        return weekly(value)
    except ValueError as failure:
        raise Refused("unknown_button", replies.UNKNOWN_BUTTON) from failure
