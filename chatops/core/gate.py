"""The gate, which answers whether a commit may go to a system and environment now.

Yes only for a change that is approved at this moment and whose present revision is exactly
that commit; and once for one on which the glass was broken, which is told as `overridden`.
An approval that can still be undone does not count here yet. Everything else is no, with the
reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chatops.core.blocking import blocks, may_lift, may_withdraw
from chatops.core.change import Change
from chatops.core.commit import SHA
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import GateAnswered
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.core.text import storable
from chatops.core.undoing import OPENING, held_until, settled
from chatops.core.verdict import State, Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks, and about what. `caller` is the name of a token or of a command-line user."""

    caller: str
    system: str
    environment: str
    commit: str

    def __post_init__(self) -> None:
        for name in ("caller", "system", "environment", "commit"):
            object.__setattr__(self, name, storable(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Answer:
    """`state` is `error` where it cannot be told; `key` is empty where no change matches."""

    allowed: bool
    state: State
    sentences: tuple[str, ...]
    key: str = ""
    revision_digest: str = ""


_ORDER = {State.APPROVED: 1, State.OVERRIDDEN: 2}
"""Of several requests for one commit a rejected one decides, so that asking again does not evade
a rejection; then an approved one, then one with broken glass, then the newest."""


def answer(question: Question, changes: Sequence[Change], facts: Facts, now: datetime) -> Answer:
    """Answer for the changes (newest first) of which any revision is that commit."""
    if facts.problems or facts.policy is None:
        return _no(State.ERROR, *(facts.problems or ("No policy is loaded.",)))
    problem = _malformed(question, facts)
    if problem:
        return _no(State.BLOCKED, problem)
    judged = [
        (change, evaluate(change, facts, now))
        for change in changes
        if _is_present(change, question) or _was_rejected(change, question)
    ]
    rejected = next((pair for pair in judged if blocks(*pair, facts, now)), None)
    if rejected:
        return _told_of_rejection(*rejected, facts, now)
    matching = [
        (change, _for_good(change, verdict, facts, now))
        for change, verdict in judged
        if _is_present(change, question)
    ]
    if not matching:
        return _no(State.PENDING, _no_change(question, changes))
    return _told(*min(matching, key=lambda pair: _ORDER.get(pair[1].state, len(_ORDER) + 1)))


def answered(question: Question, given: Answer, facts: Facts) -> GateAnswered:
    """Return the event of this answer."""
    return GateAnswered(
        caller=question.caller,
        system=question.system,
        environment=question.environment,
        commit=question.commit,
        allowed=given.allowed,
        key=given.key,
        state=given.state.value,
        revision_digest=given.revision_digest,
        policy_digest=facts.policy.digest if facts.policy else "",
        sentences=given.sentences,
    )


def _malformed(question: Question, facts: Facts) -> str | None:
    try:
        facts.registry.place(question.system, question.environment)
    except Refused as refused:
        return refused.sentence
    if not SHA.fullmatch(question.commit):
        return "The commit has to be a full SHA of 40 (or 64) lower-case hexadecimal digits."
    return None


def _is_present(change: Change, question: Question) -> bool:
    present = change.present
    here = (present.environment, present.commit)
    return question.system in present.systems and here == (question.environment, question.commit)


def _was_rejected(change: Change, question: Question) -> bool:
    """Tell whether anybody's last word rejects this commit here, in whichever revision it was.

    Else a new revision would free the rejected commit for another request.
    """
    numbers = {one.revision for one in change.last_words() if one.verb is Verb.REJECT}
    here = (question.environment, question.commit)
    return any(
        one.number in numbers
        and question.system in one.systems
        and (one.environment, one.commit) == here
        for one in change.revisions
    )


def _for_good(change: Change, verdict: Verdict, facts: Facts, now: datetime) -> Verdict:
    """Return the verdict that counts here: without approvals that can still be undone."""
    firm = settled(change, facts.rules(), now)
    if verdict.state is not State.APPROVED or firm is change:
        return verdict
    judged = evaluate(firm, facts, now)
    if judged.state in OPENING:
        return judged
    person, until = held_until(change, facts, now)
    moment = until.astimezone(UTC) + timedelta(seconds=1, microseconds=-1)  # never too early
    sentence = (
        f"{facts.directory.name_of(person)}'s approval can still be undone until "
        f"{moment:%H:%M:%S} UTC; ask again then."
    )
    return Verdict("undo", State.PENDING, sentence)


def _no_change(question: Question, changes: Sequence[Change]) -> str:
    place = f"{question.system} in {question.environment}"
    if changes:
        newest = changes[0]
        return (
            f"{question.commit[:12]} was an earlier revision of {newest.key}, which is at "
            f"{newest.present.commit[:12]} for {' and '.join(newest.present.systems)} in "
            f"{newest.present.environment} now."
        )
    return f"No change request asks for {question.commit[:12]} on {place}."


def _told(change: Change, verdict: Verdict) -> Answer:
    unmet = tuple(leaf.sentence for leaf in verdict.leaves() if not leaf.met and verdict.parts)
    sentences = (f"{change.key}: {verdict.sentence}", *unmet)
    allowed = verdict.state in OPENING
    return Answer(allowed, verdict.state, sentences, change.key, change.present.digest)


def _told_of_rejection(change: Change, verdict: Verdict, facts: Facts, now: datetime) -> Answer:
    if not change.cancellations:
        return _told(change, verdict)
    sentence = (
        "Cancelled while a rejection stood, which blocks this commit until "
        f"{change.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC{_freed_by(change, facts, now)}. "
        "Or ask for another commit."
    )
    told = Verdict("change", State.BLOCKED, sentence)
    return _told(change, told)


def _freed_by(change: Change, facts: Facts, now: datetime) -> str:
    ways = (
        ("withdraws", may_withdraw(change, facts, now)),
        ("lifts", may_lift(change, facts, now)),
    )
    named = (
        f"{' or '.join(map(facts.directory.name_of, people))} {verb} it"
        for verb, people in ways
        if people
    )
    told = ", or ".join(named)
    return f", unless {told} before" if told else ""


def _no(state: State, *sentences: str) -> Answer:
    return Answer(allowed=False, state=state, sentences=sentences)
