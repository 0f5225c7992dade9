"""Systems and the registry that names them all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from chatops.core.refused import Refused
from chatops.core.text import one_line


@dataclass(frozen=True, slots=True)
class System:
    """A service of the registry, its tier (1 is the most critical) and who answers for it."""

    id: str
    name: str
    tier: int
    team: str
    director: str | None = None
    channel: str | None = None
    environments: tuple[str, ...] = ("production",)
    repositories: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registry:
    """Every system by id; lookups are dictionary lookups, however many systems there are."""

    systems: tuple[System, ...] = ()
    _by_id: dict[str, System] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {system.id: system for system in self.systems})

    def find(self, system_id: str) -> System | None:
        """Return the system, or None."""
        return self._by_id.get(system_id)

    def get(self, system_id: str) -> System:
        """Return the system; raise `Refused("unknown_system")` with the nearest names."""
        system = self._by_id.get(system_id)
        if system is None:
            raise Refused("unknown_system", self.unknown(system_id), field="system")
        return system

    def place(self, system_id: str, environment: str) -> System:
        """Return the system if it has this environment.

        Raises `Refused("unknown_system")` or `Refused("unknown_environment")`.
        """
        system = self.get(system_id)
        if environment not in system.environments:
            shown, known = one_line(environment)[:80], " or ".join(system.environments)
            sentence = f"{system.name} has no environment “{shown}”; it has {known}."
            raise Refused("unknown_environment", sentence, field="environment")
        return system

    def search(self, text: str, *, limit: int) -> tuple[System, ...]:
        """Return systems for type-ahead: those that start with `text`, then those that hold it."""
        wanted = text.strip().lower()
        hits = sorted(_hits(self.systems, wanted), key=lambda hit: (hit[0], hit[1].id))
        return tuple(system for _, system in hits[:limit])

    def unknown(self, system_id: str) -> str:
        """Return the sentence for an id that is not in the registry."""
        shown = one_line(system_id)[:80]
        near = get_close_matches(shown.lower(), self._by_id, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        return f"There is no system “{shown}” in the registry.{hint}"


def _hits(systems: Iterable[System], wanted: str) -> Iterable[tuple[int, System]]:
    for system in systems:
        names = (system.id.lower(), system.name.lower())
        if any(name.startswith(wanted) for name in names):
            yield 0, system
        elif any(wanted in name for name in names):
            yield 1, system
