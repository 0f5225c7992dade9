"""A log that is sealed again and again, and witnesses that a test looks at."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chatops.core.events_audit import KeyCreated
from chatops.core.refused import Refused
from chatops.store.database import Store
from chatops.store.log import Sealed
from chatops.usecases.deliver import deliver
from chatops.usecases.house import House
from chatops.usecases.seal import seal
from chatops.usecases.tell_witnesses import Witnesses, tell_witnesses
from tests import builders as make
from tests.ledger.signing import signer
from tests.store.growing import noted
from tests.usecases.stage import Boy

AUDIT = "CAUDIT"


@dataclass
class Sealing:
    """A log with a key; its clock stands still until a test moves it."""

    store: Store
    now: datetime = make.NOW
    sealed: list[Sealed] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.store.transaction() as tx:
            tx.note_key(KeyCreated(signer().public.vkey, "cli:root"), self.now)

    @property
    def house(self) -> House:
        return House(self.store, make.facts, lambda: self.now, lambda: None, signer=signer)

    def seals(self) -> Sealed:
        """Something happens, and is sealed."""
        noted(self.store, 1)
        made = seal(self.house)
        assert made is not None
        self.sealed.append(made)
        return made

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    def tells(self, witnesses: Witnesses) -> int:
        return tell_witnesses(self.house, witnesses)

    def carried(self) -> list[tuple[str, str]]:
        """Carry what is due; return the days and channels of the messages with checkpoints."""
        boy = Boy()
        while deliver(self.house, boy):
            pass
        return [(day, channel) for kind, channel, day in boy.carried if kind == "checkpoint"]


@dataclass
class Address:
    """A recipient that keeps what it is sent; it answers unless it is `away`."""

    address: str = "an address"
    away: bool = False
    sent: list[str] = field(default_factory=list)

    def send(self, note: str) -> None:
        if self.away:
            raise Refused("no_witness", "It answered 503.")
        self.sent.append(note)
