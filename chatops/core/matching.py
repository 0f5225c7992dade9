"""Maximum matching of people to sign-off slots (Kuhn's augmenting paths).

A greedy assignment can leave a quorum unreachable although enough people signed off; this
one fills as many slots as can be filled.
"""

from collections.abc import Mapping, Sequence


def fill(slots: Sequence[Sequence[str]]) -> tuple[str | None, ...]:
    """Return for each slot the person who fills it, or None; nobody fills two slots.

    `slots[i]` lists who may fill slot i. Earlier slots are filled first.
    """
    holder: dict[str, int] = {}
    for index in range(len(slots)):
        _place(index, slots, holder, set())
    filled: Mapping[int, str] = {slot: person for person, slot in holder.items()}
    return tuple(filled.get(index) for index in range(len(slots)))


def _place(
    index: int, slots: Sequence[Sequence[str]], holder: dict[str, int], tried: set[str]
) -> bool:
    for person in slots[index]:
        if person not in holder:
            holder[person] = index
            return True
    for person in slots[index]:
        if person not in tried:
            tried.add(person)
            if _place(holder[person], slots, holder, tried):
                holder[person] = index
                return True
    return False
