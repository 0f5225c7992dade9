"""What `record` has to write, ready for either database."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatops.core.change import Change
from chatops.core.schedule import next_step_at
from chatops.store.changes import number_of
from chatops.store.memory import mark_of
from chatops.store.session import Values


@dataclass(frozen=True, slots=True)
class Writing:
    """The change as it shall be, the new end of its chain, and the rows to write, as JSON values.

    Declarations, obligations and notes may be there already and become others. `ask` is who is
    asked from now on, or None where that stays.
    """

    change: Change
    at: datetime
    seq: int
    head: str
    revisions: list[Values]
    targets: list[Values]
    decisions: list[Values]
    check_runs: list[Values]
    declarations: list[Values]
    obligations: list[Values]
    notes: list[Values]
    states: list[Values]
    bypasses: list[Values]
    ask: list[str] | None
    entries: list[Values]
    words: list[Values]
    parcels: list[Values]

    @property
    def is_new(self) -> bool:
        """Tell whether the change is recorded for the first time."""
        return self.change.version == 0

    @property
    def mark(self) -> str:
        """Return the mark under which the change can be remembered once this is written."""
        return mark_of(self.head, self.change.version + 1)

    def rows(self) -> dict[str, list[Any]]:
        """Return by table what is to be written there, but for entries and outbox."""
        parts: dict[str, list[Any]] = {
            "revisions": self.revisions,
            "targets": self.targets,
            "decisions": self.decisions,
            "check_runs": self.check_runs,
            "declarations": self.declarations,
            "obligations": self.obligations,
            "notes": self.notes,
            "states": self.states,
            "bypasses": self.bypasses,
            "words": self.words,
        }
        found = {table: rows for table, rows in parts.items() if rows}
        return found if self.ask is None else found | {"ask": self.ask}

    def scalars(self) -> dict[str, Any]:
        """Return the values of the change and of its chain."""
        change = self.change
        written = change.present.documentation
        return {
            "key": change.key,
            "number": number_of(change.key),
            "requester": change.requester,
            "source": change.source,
            "status": change.status.value,
            "opened_at": change.opened_at,
            "expires_at": change.expires_at,
            "state": change.state.value,
            "told": change.told,
            "unreachable": change.unreachable,
            "asked": json.dumps(change.asked, separators=(",", ":")),
            "kind": written.kind.value,
            "risk": written.risk.value,
            "assistance": change.assistance.degree.word,
            "next_step_at": next_step_at(change),
            "version": change.version,
            "at": self.at,
            "seq": self.seq,
            "head": self.head,
        }
