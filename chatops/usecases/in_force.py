"""Somebody asks which policy is in force, since when and by whom."""

from dataclasses import dataclass

from chatops.core.facts import Facts
from chatops.store.policies import AdoptedPolicy
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class InForce:
    """The facts that hold, without what is stored of people, and the policy adopted last.

    Before any adoption the file is in force. `differs` says that the file is not what was
    adopted: it has no say then.
    """

    facts: Facts
    adopted: AdoptedPolicy | None
    differs: bool


def in_force(house: House) -> InForce:
    """Return the policy in force; one that cannot be read is a problem of the facts."""
    with house.store.reading() as reading:
        adopted, facts = reading.adopted(), house.in_force(reading)
    file = house.facts().policy
    differs = adopted is not None and (file is None or file.digest != adopted.digest)
    return InForce(facts, adopted, differs)
