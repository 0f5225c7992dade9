"""Names that travel to Slack and back: actions, views, shortcuts, commands and their values."""

import re
from dataclasses import dataclass
from enum import StrEnum

COMMAND = "/change"
SURFACE = "slack"  # what is recorded as the place where somebody decided
REQUEST_SHORTCUT = "request_change"
MESSAGE_SHORTCUT = "request_from_message"
VALUE = "value"  # the action id of inputs that tell us nothing before they are submitted
NUMBERED = re.compile(r"figure:[0-9]{1,2}")  # the action ids of the numbers of a digest, in a row


class Action(StrEnum):
    """Buttons and menus that Slack tells us about at once."""

    APPROVE = "approve"
    REJECT = "reject"
    DETAILS = "details"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    TURN_BACK = "turn_back"
    TURN_ON = "turn_on"
    SYSTEM = "system"
    START_ANEW = "start_anew"
    QUEUE = "rows_queue"
    MINE = "rows_mine"
    LIST = "rows_list"
    ROWS_BACK = "rows_back"
    ROWS_ON = "rows_on"
    LIFT = "lift"
    BREAK_GLASS = "break_glass"
    CONDITION = "condition"
    REVIEW = "review"
    CLOSE = "close"
    UNDO = "undo"
    RECALL = "recall"
    ASK = "ask"
    ANSWER = "answer"
    CANCEL = "cancel"
    HAND_OVER = "hand_over"
    NUDGE = "nudge"
    SNOOZE = "snooze"
    EARLIER = "home_earlier"
    LATER = "home_later"
    SEVERAL = "approve_several"
    REQUEST = "request"
    FIGURE = "figure"
    FIGURE_BACK = "figure_back"
    FIGURE_ON = "figure_on"
    DAY = "figure_day"
    NAMES = "figure_names"
    NAMES_BACK = "figure_names_back"
    NAMES_ON = "figure_names_on"
    TRAIL = "trail"
    TRAIL_BACK = "trail_back"
    TRAIL_ON = "trail_on"
    ATTEST = "attest"


class Form(StrEnum):
    """Modals by their callback id."""

    REQUEST = "request"
    EDIT = "edit"
    REJECT = "reject"
    LIFT = "lift"
    BREAK_GLASS = "break_glass"
    CONDITION = "condition"
    PAY = "pay"
    RECALL = "recall"
    ASK = "ask"
    ANSWER = "answer"
    CANCEL = "cancel"
    HAND_OVER = "hand_over"
    SNOOZE = "snooze"
    SEVERAL = "approve_several"
    SEVERAL_DONE = "approved_several"
    DETAILS = "details"
    NOTE = "note"
    FIGURE = "figure"
    NAMES = "figure_names"
    TRAIL = "trail"
    ATTEST = "attest"


class Field(StrEnum):
    """Inputs by their block id: the names under which core reports a mistake in them."""

    SYSTEM = "system"
    ENVIRONMENT = "environment"
    TITLE = "title"
    DESCRIPTION = "description"
    LINK = "link"
    COMMIT = "commit"
    KIND = "kind"
    LABELS = "labels"
    DEGREE = "degree"
    TOOL = "tool"
    RISK = "risk"
    ROLLBACK_PLAN = "rollback_plan"
    TEST_EVIDENCE = "test_evidence"
    WINDOW_START = "window_start"
    WINDOW_END = "window_end"
    REASON = "reason"
    TEXT = "text"
    CONDITION = "condition"
    CONDITION_DUE = "condition_due"
    TO = "to"
    WHEN = "when"
    UNTIL = "until"


_TARGET = re.compile(r"([A-Za-z]{1,10}-[0-9]{1,12}):([0-9]{1,9})(?::([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Target:
    """What a button is about; `number` is a page of Details, an obligation, a question, from 1."""

    key: str
    revision: int
    number: int = 1

    @property
    def value(self) -> str:
        """Return what goes into the button: `CR-1:2`, or `CR-1:2:3` for page 3."""
        number = f":{self.number}" if self.number > 1 else ""
        return f"{self.key}:{self.revision}{number}"


def target(value: str) -> Target:
    """Parse a button's value; raise ValueError for what we never put there."""
    found = _TARGET.fullmatch(value)
    if found is None:
        raise ValueError("not a value of our buttons")
    return Target(found[1], int(found[2]), int(found[3] or 1))
