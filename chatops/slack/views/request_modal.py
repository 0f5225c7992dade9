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
from chatops.core.revision import Revision, Risk
from chatops.core.systems import Registry, System
from chatops.core.text import TITLE, one_line
from chatops.slack.views.blocks import Block, Element, View, context, field, modal, option, plain
from chatops.slack.views.ids import VALUE, Action, Field, Form, Target
from chatops.slack.views.text import width

LONGEST = 3000  # of one input
REQUIRED = ("description", "rollback_plan", "test_evidence")

_VALUE = 150  # of an option
_OPTIONS = 100


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
_TOOL = _Text(
    Field.TOOL, "AI tool", "Claude, Copilot, Cursor …", "Where AI was used.", optional=True
)
_PLAN = _Text(
    Field.ROLLBACK_PLAN, "Rollback plan", "How to undo it, and how long that takes", multiline=True
)
_EVIDENCE = _Text(
    Field.TEST_EVIDENCE, "Test evidence", "What was tested, where, with what result", multiline=True
)
_DEGREES = {
    Degree.NONE: "None",
    Degree.ASSISTED: "Assisted: a person wrote it with help of AI",
    Degree.GENERATED: "Generated: AI wrote most of it",
}


def request_form(registry: Registry, *, system: System | None = None, link: str = "") -> View:
    """Return the form for a new request, for the chosen system if there is one already."""
    texts = {Field.LINK: link if width(link) <= LONGEST else ""}
    blocks = [
        *_place(registry, system, ""),
        *_what(texts, None),
    ]
    return modal(Form.REQUEST, "Request a change", blocks, submit="Request", close="Cancel")


def edit_form(
    change: Change,
    registry: Registry,
    *,
    system: System | None = None,
    revision: Revision | None = None,
) -> View:
    """Return the form that makes the next revision; `system` is a newly chosen one.

    `revision` is the one that was edited so far: a form that is drawn again stays about that.
    """
    present = revision or change.present
    chosen = system or registry.find(present.system)
    environment = present.environment if chosen and chosen.id == present.system else ""
    note = (
        f"Sending this makes revision {present.number + 1} of {change.key}; approvals so far do "
        "not cover it. Only the requester and contributors can send it."
    )
    blocks = [
        context(note),
        *_place(registry, chosen, environment),
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


def system_option(system: System) -> Element:
    """Return a system as a choice."""
    return option(f"{system.name} ({system.id}), tier {system.tier}", system.id)


def system_options(systems: tuple[System, ...]) -> list[Element]:
    """Return systems as choices; an id that Slack cannot carry is left out."""
    return [system_option(one) for one in systems if _fits(one.id)]


def _fits(value: str) -> bool:
    return 0 < width(value) <= _VALUE


def _is_too_long(text: str) -> bool:
    return width(text) > LONGEST


def _place(registry: Registry, system: System | None, environment: str) -> list[Block]:
    menu: Element = {
        "type": "external_select",
        "action_id": Action.SYSTEM.value,
        "min_query_length": 0,
        "placeholder": plain("Type to search", 150),
    }
    if system and _fits(system.id):
        menu["initial_option"] = system_option(system)
    names = system.environments if system else _all_environments(registry)
    return [
        field(Field.SYSTEM, "System", menu, dispatch=True),
        field(Field.ENVIRONMENT, "Environment", _environments(names, system, environment)),
    ]


def _all_environments(registry: Registry) -> tuple[str, ...]:
    names = (name for system in registry.systems for name in system.environments)
    return tuple(dict.fromkeys(names))


def _environments(names: tuple[str, ...], system: System | None, chosen: str) -> Element:
    options = [option(name, name) for name in names if _fits(name)][:_OPTIONS]
    options = options or [option("production", "production")]
    menu: Element = {
        "type": "static_select",
        "action_id": f"{VALUE}:{system.id if system else ''}"[:255],  # a new menu for a new system
        "placeholder": plain("Choose", 150),
        "options": options,
    }
    only = options[0]["value"] if system and len(options) == 1 else chosen
    initial = next((one for one in options if one["value"] == only), None)
    return {**menu, "initial_option": initial} if initial else menu


def _what(texts: dict[Field, str], present: Revision | None) -> list[Block]:
    risk = present.documentation.risk if present else Risk.MEDIUM
    degree = present.assistance.degree.word if present else None
    start = present.documentation.window_start if present else None
    end = present.documentation.window_end if present else None
    return [
        _text(_TITLE, texts),
        _text(_DESCRIPTION, texts),
        _text(_LINK, texts),
        _text(_COMMIT, texts),
        field(Field.DEGREE, "AI assistance", _choice(_degree_options(), degree)),
        _text(_TOOL, texts),
        field(Field.RISK, "Risk", _choice(_risk_options(), risk.value)),
        _text(_PLAN, texts),
        _text(_EVIDENCE, texts),
        _moment(Field.WINDOW_START, "Planned start", start),
        _moment(Field.WINDOW_END, "Planned end", end),
    ]


def _degree_options() -> list[Element]:
    return [option(label, degree.word) for degree, label in _DEGREES.items()]


def _risk_options() -> list[Element]:
    return [option(risk.value.capitalize(), risk.value) for risk in Risk]


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
