"""The roster of a change: who has signed each of its asks, and who still could.

An absent person and their delegates are one voice. Where one of them counts, no other does; for
asks that share nobody that holds over all of them, or a person could fill two places by naming a
delegate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from chatops.core.asks import Ask, every_ask
from chatops.core.change import Change
from chatops.core.decision import Decision
from chatops.core.facts import Facts
from chatops.core.people import Person
from chatops.core.signoffs import Panel, panel
from chatops.core.sources import director_of


@dataclass(frozen=True, slots=True)
class Roster:
    """`counting` lists whose approval counts for each ask, in the order of `asks`.

    `doubled` says (by the ask's place and the person) which of them stand in for somebody who is
    heard already; `signed` is the rest.
    """

    asks: tuple[Ask, ...]
    people: Panel
    counting: tuple[tuple[str, ...], ...]
    doubled: dict[tuple[int, str], str]

    @property
    def signed(self) -> tuple[tuple[str, ...], ...]:
        """Return who counts for each ask, everybody heard once."""
        if not self.doubled:
            return self.counting
        return tuple(
            tuple(one for one in signers if (index, one) not in self.doubled)
            for index, signers in enumerate(self.counting)
        )

    def candidates(self, index: int) -> tuple[str, ...]:
        """Return who else could sign: named people whose approval is not in, or does not count.

        Who is away is replaced by their delegate. `anyone` is not enumerated beyond the owners
        and the director: a directory may hold ten thousand people.
        """
        return tuple(self._others(index, self._at_work(index)))

    def anybody(self, index: int) -> Iterator[str]:
        """Yield everybody who could sign this ask and has not, for `anyone` of the directory."""
        if self.asks[index].of_anyone:
            everybody = (one.id for one in self.people.facts.directory.people)
            yield from self._others(index, everybody)
        else:
            yield from self._others(index, self._at_work(index))

    def _others(self, index: int, names: Iterable[str]) -> Iterator[str]:
        done = set(self.counting[index])
        for name in names:
            person = self.people.facts.directory.find(name)
            if name not in done and person is not None and self.could(index, person):
                done.add(name)
                yield name

    def could(self, index: int, person: Person) -> bool:
        """Tell whether an approval that this person gave now would count for the ask."""
        people, ask = self.people, self.asks[index]
        is_away = people.facts.absences and people.facts.absence(person.id, people.now)
        if is_away or not people.is_free(person):
            return False
        if people.may_sign(ask, person):
            return True
        if person.id not in people.stand_ins:
            return False
        absent = people.stands_in_for(self.asks, person)
        return (
            absent is not None
            and people.may_stand_in(ask, person, absent)
            and self.heard(index, absent, person.id) is None
        )

    def heard(self, index: int, absent: str, delegate: str) -> str | None:
        """Return who speaks in the absent person's place here before this delegate does."""
        for word in _voices(absent, self.people):
            if word.person == delegate:
                return None
            if any(self._speaks(word, absent, other) for other in self._rivals(index)):
                return word.person
        return None

    def _rivals(self, index: int) -> Iterator[int]:
        """Yield the asks at which somebody may not be heard if they are heard at this one."""
        yield index
        if not self.asks[index].shared:
            yield from (at for at, one in enumerate(self.asks) if at != index and not one.shared)

    def _speaks(self, word: Decision, absent: str, index: int) -> bool:
        """Tell whether the approval counts as the absent person's at this ask."""
        in_place = word.person == absent or self.people.is_for_another(self.asks[index], word)
        return in_place and word.person in self.counting[index]

    def _at_work(self, index: int) -> Iterator[str]:
        """Yield whom the ask names; of anyone the owners and directors of the change's systems."""
        ask, facts = self.asks[index], self.people.facts
        nearest = _nearest(self.people) if ask.of_anyone else ()
        for one in (*ask.named, *nearest):
            absence = facts.absence(one, self.people.now)
            yield (absence.delegate or "") if absence else one


def roster_of(change: Change, facts: Facts, now: datetime) -> Roster:
    """Return the roster of all that the change asks for; raise `Refused` as `every_ask` does."""
    people = panel(change, facts, now)
    return roster(every_ask(change, facts, now), people)


def roster(asks: tuple[Ask, ...], people: Panel) -> Roster:
    """Return the roster by the approvals that the panel holds."""
    counting = (
        tuple(one.person for one in people.approvals if people.counts(ask, one)) for ask in asks
    )
    return heard_once(asks, people, tuple(counting))


def heard_once(
    asks: tuple[Ask, ...], people: Panel, counting: tuple[tuple[str, ...], ...]
) -> Roster:
    """Return the roster where these count for each ask, finding who speaks for one voice."""
    found = Roster(asks, people, counting, {})
    found.doubled.update(_doubled(found))
    return found


def _doubled(found: Roster) -> Iterator[tuple[tuple[int, str], str]]:
    for word in found.people.approvals:
        absent = word.on_behalf_of
        for index, ask in enumerate(found.asks if absent else ()):
            counts = word.person in found.counting[index]
            if not absent or not counts or not found.people.is_for_another(ask, word):
                continue
            rival = found.heard(index, absent, word.person)
            if rival is not None:
                yield (index, word.person), _told(rival, absent, found.people)


def _told(rival: str, absent: str, people: Panel) -> str:
    name_of = people.facts.directory.name_of
    if rival == absent:
        return f"signed for {name_of(absent)}, who has signed as well"
    return f"signed for {name_of(absent)}, for whom {name_of(rival)} has signed already"


def _voices(absent: str, people: Panel) -> list[Decision]:
    """Return the approvals by or for the absent person: their own first, then as they came."""
    words = [one for one in people.approvals if absent in {one.person, one.on_behalf_of}]
    first = {
        one.person: one.number
        for one in reversed(people.change.decisions)
        if one.on_behalf_of == absent
    }
    return sorted(words, key=lambda one: 0 if one.person == absent else first[one.person])


def _nearest(people: Panel) -> Iterator[str]:
    facts = people.facts
    for name in people.change.present.systems:
        system = facts.registry.find(name)
        team = facts.directory.team(system.team) if system else None
        yield from team.members if team else ()
        director = director_of(system, facts.directory) if system else None
        yield from (director,) if director else ()
