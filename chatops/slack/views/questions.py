"""Questions and their answers: the open ones in a line, all of them whole for Details."""

from collections.abc import Iterator

from chatops.core.asking import may_answer
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.question import Question
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, actions
from chatops.slack.views.buttons import answer_button
from chatops.slack.views.history import quoted
from chatops.slack.views.rich import Part
from chatops.slack.views.text import one_line


def question_line(one: Question, facts: Facts, limit: int) -> Part:
    """Return `Ana asks: “…”`, at most `limit` characters of the question."""
    name = rich.name(facts.directory, one.asker)
    return rich.section(rich.text(f"❓ {name} asks: “{one_line(one.text, limit)}”"))


def questions(change: Change, facts: Facts, viewer: str) -> Iterator[Block]:
    """Yield every question with its answer, or with the button for who may answer it."""
    if change.questions:
        yield rich.block(rich.section(rich.bold("Questions")))
    for one in change.questions:
        asker = rich.person(facts.directory, one.asker)
        yield rich.block(rich.section(asker, rich.text(" asked, "), rich.moment(one.asked_at)))
        yield from quoted(one.text)
        if one.answered_at is None:
            if may_answer(change, viewer, facts):
                yield actions(answer_button(change, one.number))
            continue
        name = rich.person(facts.directory, one.answered_by)
        yield rich.block(rich.section(name, rich.text(" answered, "), rich.moment(one.answered_at)))
        yield from quoted(one.answer)
