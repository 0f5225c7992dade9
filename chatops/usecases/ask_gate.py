"""A pipeline asks whether a commit may go."""

from chatops.core import gate
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question
from chatops.ledger.canonical import digest
from chatops.store.database import Reading
from chatops.usecases.house import House


def ask_gate(house: House, question: Question) -> Answer:
    """Answer from the present state; write down a yes always, a no when it is a new one."""
    with house.store.reading() as reading:
        given, _ = _answer(house, question, reading)
        if not given.allowed and fingerprint(given) == reading.last_answer(question):
            return given
    with house.store.transaction() as tx:
        for change in tx.changes_at(question.system, question.environment, question.commit):
            tx.lock(change.key)  # no decision may slip between this answer and its entry
        given, facts = _answer(house, question, tx)
        event = gate.answered(question, given, facts)
        tx.record_answer(question, given, event, fingerprint(given), house.now())
    return given


def fingerprint(given: Answer) -> str:
    """Return what makes this answer differ from another one to the same question."""
    return digest(
        [given.allowed, given.state.value, given.key, given.revision_digest, list(given.sentences)]
    )


def _answer(house: House, question: Question, reading: Reading) -> tuple[Answer, Facts]:
    changes = reading.changes_at(question.system, question.environment, question.commit)
    people = {one.person for change in changes for one in change.decisions}
    facts = house.facts().with_standings(reading.standings(people) if people else {})
    return gate.answer(question, changes, facts, house.now()), facts
