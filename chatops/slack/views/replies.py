"""Answers that only the person who asked sees: refusals, lists and help."""

import math
from collections.abc import Sequence
from difflib import get_close_matches

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.people import Person, Standing
from chatops.core.verdict import Verdict
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Message, View, actions, button, modal, section
from chatops.slack.views.buttons import list_buttons, request_button
from chatops.slack.views.fit import fitted
from chatops.slack.views.ids import COMMAND, Action, Form, Target
from chatops.slack.views.summary import place
from chatops.slack.views.text import counted, escape, joined, one_line, shorten, visible
from chatops.slack.views.words import headline

SHOWN = 20
_USAGE = (
    ("request [system] [link]", "ask for a change"),
    ("show CR-1", "look at one change"),
    ("queue", "what you can sign off, what asks you first; and what waits for each senior"),
    ("mine", "what you asked for"),
    ("list", "the open changes that you may see"),
    ("ask CR-1 [question]", "ask about a change; the requester answers"),
    ("cancel CR-1", "take back a request, with a reason"),
    ("break-glass CR-1", "go ahead without approval, once, loudly, with a review owed"),
    ("away until YYYY-MM-DD @colleague", "name who acts for you; “away back” ends it"),
    ("freeze", "freezes and resets, now and to come"),
    ("help", "this text"),
)
WORDS = tuple(usage.split()[0] for usage, _ in _USAGE)
_SENTENCE = 2000

HOW_TO_BE_AWAY = (
    f"Name the day on which you are back: {COMMAND} away until YYYY-MM-DD, and perhaps who acts "
    f"for you meanwhile: {COMMAND} away until YYYY-MM-DD @colleague. {COMMAND} away back ends it."
)
WHICH_CONDITION = "Say what has to be kept until then."
WHICH_WORDS = "Write a comment or a condition. Without either, use Approve."
WHICH_MOMENT = "Choose a day and a time."
DONE = "Done"
NO_BREAK_GLASS = "The policy lets nobody break the glass. Ask for approval."
NO_FREEZE = "No freeze or reset is on, and none is planned."
NOTHING_OPEN = "No change request is open."
NOTHING_OWN = f"You have no open change request. Ask for one with {COMMAND} request."
NOTHING_WAITING = "Nothing waits for you. Well done."
UNKNOWN_BUTTON = "This button is of an older version of the app. Use /change show CR-1 instead."
NOT_A_MEMBER = {
    Standing.GUEST: (
        "You are a guest of this workspace, and only its full members may use this app. "
        "Ask a workspace admin to make your account a full member's."
    ),
    Standing.OUTSIDER: (
        "Your account belongs to another organisation's workspace, and only full members of this "
        "one may use this app. Ask a colleague there to act."
    ),
    Standing.BOT: "Only people may use this app, and this account is a bot's.",
    Standing.DEACTIVATED: (
        "Your Slack account is deactivated, so nothing was done. "
        "Ask a workspace admin to activate it again."
    ),
    Standing.UNKNOWN: "Slack does not say how your account stands here, so nothing was done.",
}


def no_change(key: str) -> str:
    """Say that there is no such change, in the same words as that it is not for these eyes."""
    return f"There is no change {one_line(key, 40)} that you can see."


def question_put(key: str) -> str:
    """Say that a question is on its way."""
    return f"Your question about {one_line(key, 40)} went to its thread and to the requester."


def which_change(word: str) -> str:
    """Ask for the key that the command lacks."""
    return f"Name the change: {COMMAND} {word} CR-1."


def nobody_else(key: str) -> str:
    """Say that nobody could be asked instead."""
    return f"There is nobody else to ask about {key}, or you are not asked yourself."


def nothing_to_snooze(key: str) -> str:
    """Say that the person is asked for nothing."""
    return f"{key} asks you for nothing, so there is nothing to put off."


def reminded(people: Sequence[str], facts: Facts) -> str:
    """Say who was reminded."""
    names = tuple(rich.name(facts.directory, one) for one in people[:SHOWN])
    rest = len(people) - len(names)
    others = (f"{rest:,} more",) if rest else ()
    return f"👋 Reminded: {joined((*names, *others))}."


def approved_before(change: Change) -> str:
    """Say that the person's approval stands, so that another one adds nothing."""
    return f"You approved revision {change.present.number} of {change.key} already."


def delegate_not_listed(slack_id: str) -> str:
    """Say that the account of who should act for somebody belongs to nobody in the directory."""
    return f"That Slack account ({slack_id}) is not in the directory. Name somebody who is."


def absence_note(absence: Absence | None, facts: Facts) -> Message:
    """Say whether the person is away, until when, and who acts for them."""
    if absence is None:
        return note("You are not away. Requests reach you.")
    name = rich.name(facts.directory, absence.delegate) if absence.delegate else ""
    acting = f"{name} acts for you" if name else "nobody acts for you"
    elements = (
        rich.text("You are away until "),
        rich.moment(absence.until),
        rich.text(f"; {acting}. {COMMAND} away back ends it."),
    )
    text = escape(rich.spoken(elements, facts.directory))
    return Message(text, [rich.block(rich.section(*elements))])


def busy(seconds: float) -> str:
    """Say that Slack lets us look up no more people for so long; 0: that it takes long to tell."""
    if seconds <= 0:
        return (
            "Slack takes long to say who you are, and has to be asked. Nothing was done; "
            "try again in a moment."
        )
    return (
        "Slack lets this app look up only so many people a minute, and has to be asked who you "
        f"are. Nothing was done; try again in {counted(math.ceil(seconds), 'second')}."
    )


def not_listed(slack_id: str) -> str:
    """Say that the account belongs to nobody in the directory."""
    return (
        f"Your Slack account ({slack_id}) is not in the directory, so nobody can tell what you "
        "may do. Ask whoever keeps the directory file to add this id to your entry."
    )


def not_active(person: Person) -> str:
    """Say that the directory does not count the person as somebody who may act."""
    if person.bot:
        return f"The directory lists {person.name} as a bot, and only people may use this app."
    return (
        f"The directory says that {person.name} is no longer active. If that is wrong, ask "
        "whoever keeps the directory file to correct it."
    )


def cannot_tell(problems: Sequence[str]) -> str:
    """Say what has to be mended before anybody can be recognised."""
    return f"{' '.join(problems)} Nothing can be done here until this is mended."


def nothing_waiting(facts: Facts) -> str:
    """Say that nothing waits for somebody, or why nobody can tell whether something does."""
    return cannot_tell(facts.problems) if facts.problems else NOTHING_WAITING


def note(sentence: str) -> Message:
    """Return one sentence, taken literally."""
    shown = shorten(visible(sentence), _SENTENCE)
    return Message(escape(shown), [rich.block(rich.section(*rich.sentence(shown)))])


def note_modal(sentence: str, title: str = "Not done") -> View:
    """Return the same as a modal."""
    return modal(Form.NOTE, title, note(sentence).blocks)


def mistake(sentence: str) -> str:
    """Return the sentence as it stands under an input."""
    return shorten(visible(sentence), _SENTENCE)


def help_text(unknown: str = "") -> Message:
    """Return what the command can do; after an unknown word with the nearest known one."""
    lines = tuple(
        rich.section(rich.code(f"{COMMAND} {usage}"), rich.text(f"  {what}"))
        for usage, what in _USAGE
    )
    opening = rich.section(rich.text(f"{_unknown(unknown)}This is what {COMMAND} can do:"))
    said = "; ".join(f"{COMMAND} {usage}: {what}" for usage, what in _USAGE)
    text = escape(f"{_unknown(unknown)}{said}.")
    told = rich.block(opening, rich.bullets(lines))
    return Message(text, [told, actions(request_button("help")), actions(*list_buttons())])


def _unknown(word: str) -> str:
    if not word:
        return ""
    near = get_close_matches(word.lower()[:40], WORDS, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"There is no “{one_line(word, 40)}”.{hint} "


def freezes(sentences: Sequence[str]) -> Message:
    """Return the freezes and resets, a line each."""
    if not sentences:
        return note(NO_FREEZE)
    shown = [shorten(visible(one), _SENTENCE) for one in sentences[:SHOWN]]
    title = rich.section(rich.bold("Freezes and resets"))
    lines = rich.bullets(rich.section(*rich.sentence(one)) for one in shown)
    return Message(escape(shorten(" ".join(shown), _SENTENCE)), fitted([rich.block(title, lines)]))


def row(change: Change, verdict: Verdict, facts: Facts) -> Block:
    """Return one change on three short lines."""
    title = one_line(change.present.documentation.title, 150)
    requester = rich.name(facts.directory, change.requester)
    where = f"{place(change.present, facts)}, requested by {requester}"
    target = Target(change.key, change.present.number)
    look = button("Details", Action.DETAILS, target.value)
    return section(f"{headline(change, verdict)}\n{title}\n{where}", look)
