"""A pipeline asks whether a commit may go."""

from chatops.core import gate
from chatops.core.change import Change
from chatops.core.gate import Answer, Question
from chatops.core.glass import use_glass
from chatops.core.verdict import State
from chatops.ledger.canonical import digest
from chatops.store.database import Reading
from chatops.store.transaction import Transaction
from chatops.usecases.house import House


def ask_gate(house: House, question: Question) -> Answer:
    """Answer from the present state; write down a yes always, a no when it is a new one."""
    with house.store.reading() as reading:
        changes = _changes(question, reading)
        given = gate.answer(question, changes, house.facts_about_all(changes, reading), house.now())
        if not given.allowed and fingerprint(given) == reading.last_answer(question):
            return given
    with house.store.transaction() as tx:
        # Answered from what is locked: no decision slips between the answer and its entry.
        locked = _locked(question, tx)
        facts, now = house.facts_about_all(locked, tx), house.now()
        given = gate.answer(question, locked, facts, now)
        if given.state is State.OVERRIDDEN:
            # It opens once: it is used up before the caller hears its yes.
            used = next(one for one in locked if one.key == given.key)
            outcome = use_glass(used, question.caller, facts, now)
            tx.record(outcome, facts.with_cards(card.channel for card in tx.cards(used.key)))
        event = gate.answered(question, given, facts)
        tx.record_answer(question, given, event, fingerprint(given), now, policy=facts.policy)
    if given.state is State.OVERRIDDEN:
        house.wake()
    return given


def _locked(question: Question, tx: Transaction) -> list[Change]:
    """Lock the changes in the order of their keys, as everywhere; return the newest first."""
    keys = [change.key for change in _changes(question, tx)]
    locked = {key: tx.lock(key) for key in sorted(keys)}
    return [locked[key] for key in keys]


def fingerprint(given: Answer) -> str:
    """Return what makes this answer differ from another one to the same question."""
    return digest(
        [given.allowed, given.state.value, given.key, given.revision_digest, list(given.sentences)]
    )


def _changes(question: Question, reading: Reading) -> tuple[Change, ...]:
    return reading.changes_at(question.system, question.environment, question.commit)
