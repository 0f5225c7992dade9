"""The form for a new request, and the same form filled in to edit one.

Block ids are the field names of `core.draft.Draft`, so that each mistake finds its place. A
text input of Slack holds 3,000 characters: a longer text that is already there stays as it is
unless the person writes a new one.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.assistance import Degree
from chatops.core.change import Change
from chatops.core.draft import Draft
from chatops.core.revision import Documentation, Kind, Revision, Risk
from chatops.core.systems import Registry, System
from chatops.core.text import TITLE, one_line
from chatops.slack.views.blocks import Block, Element, View, context, field, modal, option, plain
from chatops.slack.views.ids import VALUE, Field, Form, Target
from chatops.slack.views.place_fields import place
from chatops.slack.views.text import width

LONGEST = 3000  # of one input
REQUIRED = ("description", "rollback_plan", "test_evidence")


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


def request_form(registry: Registry, *, systems: tuple[System, ...] = (), link: str = "") -> View:
    """Return the form for a new request, for the chosen systems if there are any already."""
    texts = {Field.LINK: link if width(link) <= LONGEST else ""}
    blocks = [
        *place(registry, systems, ""),
        *_what(texts, None),
    ]
    return modal(Form.REQUEST, "Request a change", blocks, submit="Request", close="Cancel")


def edit_form(
    change: Change,
    registry: Registry,
    *,
    systems: tuple[System, ...] | None = None,
    revision: Revision | None = None,
) -> View:
    """Return the form that makes the next revision; `systems` are newly chosen ones.

    `revision` is the one that was edited so far: a form that is drawn again stays about that.
    """
    present = revision or change.present
    before = tuple(filter(None, map(registry.find, present.systems)))
    chosen = before if systems is None else systems
    note = (
        f"Sending this makes revision {present.number + 1} of {change.key}; approvals so far do "
        "not cover it. Only the requester and contributors can send it."
    )
    blocks = [
        context(note),
        *place(registry, chosen, present.environment if chosen == before else ""),
        *_what(texts_of(present), present),
    ]
    target = Target(change.key, present.number)
    title = f"Edit {change.key}"
    return modal(
        Form.EDIT, title, blocks, submit="Send revision", close="Cancel", metadata=target.value
    )


def texts_of(revision: Revision) -> dict[Field, str]:
    """Return the texts of a revision by field."""
    written = revision.documentation
    return {
        Field.TITLE: written.title,
        Field.DESCRIPTION: written.description,
        Field.LINK: written.link,
        Field.COMMIT: revision.commit,
        Field.LABELS: ", ".join(written.labels),
        Field.TOOL: revision.assistance.tool,
        Field.ROLLBACK_PLAN: written.rollback_plan,
        Field.TEST_EVIDENCE: written.test_evidence,
    }


def revision_of(change: Change, number: int) -> Revision | None:
    """Return the revision with this number, if there is one."""
    return next((one for one in change.revisions if one.number == number), None)


def kept(draft: Draft, revision: Revision) -> dict[str, str]:
    """Return the texts that were too long for the form and were not replaced, by field name."""
    return {
        name.value: text
        for name, text in texts_of(revision).items()
        if _is_too_long(text) and not getattr(draft, name.value).strip()
    }


def _is_too_long(text: str) -> bool:
    return width(text) > LONGEST


def _what(texts: dict[Field, str], present: Revision | None) -> list[Block]:
    written = present.documentation if present else Documentation("")
    degree = present.assistance.degree.word if present else None
    return [
        _text(_TITLE, texts),
        _text(_DESCRIPTION, texts),
        _text(_LINK, texts),
        _text(_COMMIT, texts),
        field(Field.KIND, "Kind", _menu(_kind_options(), written.kind.value)),
        _text(_LABELS, texts),
        field(Field.DEGREE, "AI assistance", _choice(_degree_options(), degree)),
        _text(_TOOL, texts),
        field(Field.RISK, "Risk", _choice(_risk_options(), written.risk.value)),
        _text(_PLAN, texts),
        _text(_EVIDENCE, texts),
        _moment(Field.WINDOW_START, "Planned start", written.window_start),
        _moment(Field.WINDOW_END, "Planned end", written.window_end),
    ]


def _degree_options() -> list[Element]:
    return [option(label, degree.word) for degree, label in _DEGREES.items()]


def _risk_options() -> list[Element]:
    return [option(risk.value.capitalize(), risk.value) for risk in Risk]


def _kind_options() -> list[Element]:
    return [option(label, kind.value) for kind, label in _KINDS.items()]


def _menu(options: list[Element], chosen: str) -> Element:
    initial = next(one for one in options if one["value"] == chosen)
    return {
        "type": "static_select",
        "action_id": VALUE,
        "placeholder": plain("Choose", 150),
        "options": options,
        "initial_option": initial,
    }


def _choice(options: list[Element], chosen: str | None) -> Element:
    made: Element = {"type": "radio_buttons", "action_id": VALUE, "options": options}
    initial = next((one for one in options if one["value"] == chosen), None)
    return {**made, "initial_option": initial} if initial else made


def _text(asked: _Text, texts: dict[Field, str]) -> Block:
    present = texts.get(asked.name, "")
    element: Element = {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": asked.multiline,
        "max_length": asked.longest,
    }
    if asked.placeholder:
        element["placeholder"] = plain(asked.placeholder, 150)
    if _is_too_long(present):
        return field(asked.name, asked.label, element, hint=_keeping(present), optional=True)
    initial = present if asked.multiline else one_line(present)
    if initial and width(initial) <= asked.longest:
        element["initial_value"] = initial
    return field(asked.name, asked.label, element, hint=asked.hint, optional=asked.optional)


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
    return field(name, label, element, optional=True)
