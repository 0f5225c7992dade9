"""Pipelines ask again and again: the same no is told again as long as nothing changed.

A remembered answer is told only when a look at the database, begun after the question arrived,
shows the token in force, every stored fact as it was when the answer was judged, and the same
answer as the last one written down; and when policy and directory are the same object still.
Time passes unseen, and so do Slack's groups, absences, other changes' debts and an adopted
policy: an answer is judged anew as each second of the clock begins, which is when a sentence
says to ask again. A yes is never remembered. Whatever is not remembered
is asked in the plain way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question
from chatops.store.gate_poll import Asked, Seen, question_digest
from chatops.usecases.ask_gate import ask_gate, fingerprint
from chatops.usecases.house import House

MOST = 10_000

Look = Callable[[Sequence[Asked]], list[Seen]]
Place = tuple[str, str, str, str]
"""Digest of the token, system, environment, commit."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was seen for a poll, and the answer where it could be told again.

    Without a caller in `seen` the token is unknown; without an answer it has to be asked.
    """

    seen: Seen
    facts: Facts
    now: datetime
    answer: Answer | None = None


@dataclass(slots=True)
class Desk:
    """Where polls are answered, and what was told there; for any number of threads."""

    house: House
    look: Look
    questions: dict[Place, str] = field(default_factory=dict)
    told: dict[Place, Told] = field(default_factory=dict)

    def ask(self, place: Place, poll: Told) -> Answer:
        """Ask in the plain way; remember a no that is the last one written down."""
        question = Question(str(poll.seen.caller), *place[1:])
        given = ask_gate(self.house, question)
        if len(self.questions) > MOST:
            self.questions, self.told = {}, {}
        self.questions[place] = question_digest(question)
        if not given.allowed and fingerprint(given) == poll.seen.fingerprint:
            self.told[place] = Told(poll.seen, poll.facts, poll.now, given)
        return given

    def again(self, place: Place, seen: Seen, facts: Facts, now: datetime) -> Answer | None:
        """Return the remembered answer if everything is as it was."""
        last = self.told.get(place)
        same = last is not None and last.seen == seen and last.facts is facts
        fresh = last is not None and _second(now) == _second(last.now)
        return last.answer if last is not None and same and fresh else None


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def poll_gate(desk: Desk, places: Sequence[Place]) -> list[Told]:
    """Answer all polls that can be with one look at the database."""
    known = desk.questions
    looks = desk.look([Asked(one[0], known.get(one, ""), *one[1:]) for one in places])
    facts, now = desk.house.facts(), desk.house.now()
    return [
        Told(seen, facts, now, desk.again(place, seen, facts, now))
        for place, seen in zip(places, looks, strict=True)
    ]
