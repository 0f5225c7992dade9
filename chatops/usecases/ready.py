"""Somebody asks whether changes can be judged and decided here at this moment."""

from dataclasses import dataclass

from chatops.store.database import UNAVAILABLE
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Readiness:
    """Why not, and how many notices were given up (None where that cannot be told)."""

    reasons: tuple[str, ...]
    dead_letters: int | None


def ready(house: House) -> Readiness:
    """Look at database, schema, policy and directory."""
    problems = house.facts().problems
    try:
        with house.store.reading() as reading:
            reading.now()
        old = house.store.schema_problem()
        if old:
            return Readiness((old, *problems), None)
        with house.store.reading() as reading:
            dead = reading.outbox_counts().get("dead", 0)
            problems = house.in_force(reading).problems  # an adopted policy's, too
    except UNAVAILABLE:
        away = "The database cannot be reached. Check CHATOPS_DATABASE_URL and the server."
        return Readiness((away, *problems), None)
    return Readiness(problems, dead)
