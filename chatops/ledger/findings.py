"""What verifying found: of each kind of fault the first one, and how many there are."""

from dataclasses import dataclass, field

from chatops.ledger.fault import Fault


class Findings:
    """Keeps the first fault of each kind in each part of the log; its size has a bound."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], tuple[Fault, int]] = {}

    def add(self, part: str, kind: str, where: str, sentence: str) -> None:
        """Note a fault: `part` is one of the log, as chains or words."""
        first, times = self.found.get((part, kind), (Fault(where, sentence), 0))
        self.found[part, kind] = first, times + 1

    def take(self, later: "Findings") -> None:
        """Add what was found further on."""
        for key, (fault, times) in later.found.items():
            first, before = self.found.get(key, (fault, 0))
            self.found[key] = first, before + times

    def of(self, part: str) -> tuple[tuple[Fault, int], ...]:
        """Return the first fault of each kind in that part, and how many of the kind there are."""
        return tuple(one for (where, _), one in self.found.items() if where == part)

    def parts(self) -> tuple[str, ...]:
        """Return the parts in which something was found."""
        return tuple(dict.fromkeys(part for part, _ in self.found))

    def __bool__(self) -> bool:
        return bool(self.found)


@dataclass(slots=True)
class Verified:
    """What was looked at, and what was wrong with it.

    `size` is how many entries are sealed, `signed` the size of the newest checkpoint; `witnessed`
    counts checkpoints that others kept (`others`: of other logs, passed over), `opened` and
    `erased` words; `unread` are the approvals under policies whose text is not there, and
    `skipped` the parts that nobody asked for.
    """

    findings: Findings = field(default_factory=Findings)
    entries: int = 0
    size: int = 0
    chains: int = 0
    signed: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    others: int = 0
    held: int = 0
    opened: int = 0
    erased: int = 0
    changes: int = 0
    approvals: int = 0
    unread: int = 0
    has_key: bool = False
    skipped: tuple[str, ...] = ()

    @property
    def unsealed(self) -> int:
        """Return how many entries wait to be sealed; no checkpoint proves them yet."""
        return max(self.entries - self.size, 0)
