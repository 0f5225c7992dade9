"""The fields that say what a change is: texts, kind, AI assistance, risk, the planned window.

A text input of Slack holds 3,000 characters. Slack tells of what is typed and chosen before the
form is sent, so that it can be kept as a draft.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.assistance import Degree
from chatops.core.draft import Draft
from chatops.core.revision import Kind, Risk
from chatops.core.text import TITLE, one_line
from chatops.slack.views.blocks import Block, Element, field, option, plain
from chatops.slack.views.ids import VALUE, Field
from chatops.slack.views.text import width

LONGEST = 3000  # of one input


@dataclass(frozen=True, slots=True)
class _Text:
    """How one text is asked for."""

    name: Field
    label: str
    placeholder: str = ""
    hint: str = ""
    multiline: bool = False
    optional: bool = False
    longest: int = LONGEST
    told_on: str = "on_character_entered"  # what Slack tells is kept as a draft


_TITLE = _Text(Field.TITLE, "Title", "Raise the retry limit of card payments", longest=TITLE)
_DESCRIPTION = _Text(
    Field.DESCRIPTION, "What and why", "What changes, and what it is good for", multiline=True
)
_LINK = _Text(Field.LINK, "Link", "https://… (pull request or ticket)", optional=True)
_COMMIT = _Text(
    Field.COMMIT,
    "Commit",
    "40 hexadecimal digits",
    hint="The full SHA that will be deployed: git rev-parse HEAD prints it.",
)
_LABELS = _Text(
    Field.LABELS,
    "Labels",
    "customer-facing, database",
    "Words that the policy or your team goes by, separated by commas.",
    optional=True,
    told_on="on_enter_pressed",  # the form is drawn anew by it, which must not disturb typing
)
_TOOL = _Text(
    Field.TOOL, "AI tool", "Claude, Copilot, Cursor …", "Where AI was used.", optional=True
)
_PLAN = _Text(
    Field.ROLLBACK_PLAN, "Rollback plan", "How to undo it, and how long that takes", multiline=True
)
_EVIDENCE = _Text(
    Field.TEST_EVIDENCE, "Test evidence", "What was tested, where, with what result", multiline=True
)
_KINDS = {
    Kind.STANDARD: "Standard: a routine that was agreed on before",
    Kind.NORMAL: "Normal: planned and judged by itself",
    Kind.EMERGENCY: "Emergency: it cannot wait",
}
_DEGREES = {
    Degree.NONE: "None",
    Degree.ASSISTED: "Assisted: a person wrote it with help of AI",
    Degree.GENERATED: "Generated: AI wrote most of it",
}


def is_too_long(text: str) -> bool:
    """Tell whether a text does not fit into an input."""
    return width(text) > LONGEST


def change_fields(filled: Draft) -> list[Block]:
    """Return the fields about the change itself."""
    return [
        _text(_TITLE, filled),
        _text(_DESCRIPTION, filled),
        _text(_LINK, filled),
        _text(_COMMIT, filled),
        field(Field.KIND, "Kind", _menu(_kind_options(), filled.kind), dispatch=True),
        _text(_LABELS, filled),
        field(
            Field.DEGREE, "AI assistance", _choice(_degree_options(), filled.degree), dispatch=True
        ),
        _text(_TOOL, filled),
        field(Field.RISK, "Risk", _choice(_risk_options(), filled.risk), dispatch=True),
        _text(_PLAN, filled),
        _text(_EVIDENCE, filled),
        _moment(Field.WINDOW_START, "Planned start", filled.window_start),
        _moment(Field.WINDOW_END, "Planned end", filled.window_end),
    ]


def _degree_options() -> list[Element]:
    return [option(label, degree.word) for degree, label in _DEGREES.items()]


def _risk_options() -> list[Element]:
    return [option(risk.value.capitalize(), risk.value) for risk in Risk]


def _kind_options() -> list[Element]:
    return [option(label, kind.value) for kind, label in _KINDS.items()]


def _menu(options: list[Element], chosen: str) -> Element:
    made: Element = {
        "type": "static_select",
        "action_id": VALUE,
        "placeholder": plain("Choose", 150),
        "options": options,
    }
    initial = next((one for one in options if one["value"] == chosen), None)
    return {**made, "initial_option": initial} if initial else made


def _choice(options: list[Element], chosen: str) -> Element:
    made: Element = {"type": "radio_buttons", "action_id": VALUE, "options": options}
    initial = next((one for one in options if one["value"] == chosen), None)
    return {**made, "initial_option": initial} if initial else made


def _text(asked: _Text, filled: Draft) -> Block:
    present = (
        ",".join(filled.labels) if asked is _LABELS else str(getattr(filled, asked.name.value))
    )
    element: Element = {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": asked.multiline,
        "max_length": asked.longest,
    }
    if asked.placeholder:
        element["placeholder"] = plain(asked.placeholder, 150)
    element["dispatch_action_config"] = {"trigger_actions_on": [asked.told_on]}
    if is_too_long(present):
        hint = _keeping(present)
        return field(asked.name, asked.label, element, hint=hint, optional=True, dispatch=True)
    initial = present if asked.multiline else one_line(present)
    if initial and width(initial) <= asked.longest:
        element["initial_value"] = initial
    hint, optional = asked.hint, asked.optional
    return field(asked.name, asked.label, element, hint=hint, optional=optional, dispatch=True)


def _keeping(text: str) -> str:
    return (
        f"The present text has {len(text):,} characters, more than fit into a form of Slack. It "
        "is kept if you leave this empty; what you write here replaces it. Details shows it whole."
    )


def _moment(name: Field, label: str, when: datetime | None) -> Block:
    element: Element = {"type": "datetimepicker", "action_id": VALUE}
    seconds = int(when.timestamp()) if when else 0
    if 10**9 <= seconds < 10**10:  # the ten digits that Slack accepts
        element["initial_date_time"] = seconds
    return field(name, label, element, optional=True, dispatch=True)
