"""The forms that ask for a few words: why, under which condition, with which evidence."""

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation, Owed
from chatops.core.policy import BreakGlass
from chatops.core.text import span
from chatops.slack.views.blocks import Block, Element, View, context, field, modal, plain, section
from chatops.slack.views.ids import VALUE, Field, Form, Target
from chatops.slack.views.summary import place
from chatops.slack.views.text import counted, one_line

_WORDS = 3000  # of one input


def reject_form(target: Target) -> View:
    """Return the form for a rejection; the reason is required."""
    note = (
        f"Your rejection blocks {target.key} until you approve or withdraw it. "
        "The requester is told your reason."
    )
    asked = "What has to be mended before you can approve?"
    why = words_asked(Field.REASON, f"Why not revision {target.revision}?", asked)
    return form_of(Form.REJECT, target, f"Reject {target.key}", "Reject", [context(note), why])


def lift_form(change: Change, facts: Facts) -> View:
    """Return the form of who lifts somebody else's rejection."""
    target = Target(change.key, change.present.number)
    note = (
        f"This lifts every rejection of {change.key}. Who rejected and the requester are told your "
        "reason. It is no approval: the sign-offs are still needed."
    )
    why = words_asked(
        Field.REASON, "Why does the rejection no longer stand?", "What was settled, by whom"
    )
    blocks = [about(change, facts), context(note), why]
    return form_of(Form.LIFT, target, "Lift the rejection", "Lift", blocks)


def break_form(change: Change, facts: Facts, glass: BreakGlass) -> View:
    """Return the form of who goes ahead without approval; it says what follows from that."""
    target = Target(change.key, change.present.number)
    note = (
        f"🚨 You go ahead without approval: the gate opens once for revision {target.revision}"
        f"{_of_one(change)}, "
        f"within {span(glass.expires_after)}, and says “overridden”. The owners' channel, the "
        f"director and the VP are told at once, and {counted(glass.reviewers, 'review')} by people "
        f"who did not contribute are owed within {span(glass.review_within)}."
    )
    asked = "What is broken for whom, and what would waiting cost?"
    blocks = [about(change, facts), section(note), words_asked(Field.REASON, "Why now?", asked)]
    return form_of(Form.BREAK_GLASS, target, "Break the glass", "Break the glass", blocks)


def approve_form(target: Target) -> View:
    """Return the form for an approval with a comment, a condition, or both."""
    note = (
        f"This approves revision {target.revision} of {target.key}. A condition stands on the card "
        "until somebody closes it with evidence; it is called in when its time comes."
    )
    due: Element = {"type": "datetimepicker", "action_id": VALUE}
    blocks = [
        context(note),
        words_asked(Field.REASON, "Comment", "What you looked at", optional=True),
        words_asked(
            Field.CONDITION,
            "Under which condition?",
            "Watch p99 of checkout after the rollout",
            optional=True,
        ),
        field(Field.CONDITION_DUE, "To be kept until", due, optional=True),
    ]
    return form_of(Form.CONDITION, target, "Approve", "Approve", blocks)


def recall_form(change: Change, facts: Facts) -> View:
    """Return the form for taking back an approval that counts already."""
    target = Target(change.key, change.present.number)
    note = (
        f"This takes back your approval of {change.key}. Where a pipeline went ahead on it "
        "already, the channel, the requester and whoever deploys are told your reason."
    )
    why = words_asked(Field.REASON, "Why do you take it back?", "What came up since you approved")
    blocks = [about(change, facts), context(note), why]
    return form_of(Form.RECALL, target, "Recall my approval", "Recall", blocks)


def pay_form(change: Change, owed: Obligation, facts: Facts) -> View:
    """Return the form for a follow-up review, or for the evidence that a condition was kept."""
    target = Target(change.key, change.present.number, owed.number)
    words = one_line(owed.text, 600)
    if owed.owed is Owed.REVIEW:
        name = one_line(facts.directory.name_of(owed.by), 80)
        told = f"{name} broke the glass with this reason: “{words}”"
        asked = words_asked(
            Field.TEXT, "What did you find?", "What was looked at, what has to follow"
        )
        blocks = [about(change, facts), section(told), asked]
        return form_of(Form.PAY, target, f"Review {change.key}", "Reviewed", blocks)
    evidence = words_asked(Field.TEXT, "How was it kept?", "What was watched, and what it showed")
    blocks = [about(change, facts), section(f"The condition: “{words}”"), evidence]
    return form_of(Form.PAY, target, "Close a condition", "Close", blocks)


def cancel_form(change: Change, facts: Facts) -> View:
    """Return the form of who takes a request back, for good."""
    target = Target(change.key, change.present.number)
    note = (
        f"This ends {change.key} for good: nobody can approve or edit it afterwards, and the gate "
        "stays closed for it. Who approved it, and who is asked to, read your reason."
    )
    why = words_asked(Field.REASON, "Why is it not needed any more?", "What is done instead")
    blocks = [about(change, facts), context(note), why]
    return form_of(
        Form.CANCEL, target, f"Cancel {change.key}", "Cancel it", blocks, close="Keep it"
    )


def _of_one(change: Change) -> str:
    systems = change.present.systems
    if len(systems) == 1:
        return ""
    return f", for the first of its {counted(len(systems), 'system')} that is asked about"


def about(change: Change, facts: Facts) -> Block:
    """Return which change a form is about."""
    title = one_line(change.present.documentation.title, 200)
    return section(f"{change.key}, {title}, for {place(change.present, facts)}")


def words_asked(name: Field, label: str, asked: str, *, optional: bool = False) -> Block:
    """Return an input for a few words; `asked` stands in it until somebody types."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": True,
        "max_length": _WORDS,
        "focus_on_load": not optional,
        "placeholder": plain(asked, 150),
    }
    return field(name, label, element, optional=optional)


def form_of(
    form: Form,
    target: Target,
    title: str,
    submit: str,
    blocks: list[Block],
    *,
    close: str = "Cancel",
) -> View:
    """Return the modal of a form about `target`."""
    return modal(form, title, blocks, submit=submit, close=close, metadata=target.value)
