"""Which keys sealed the log, as its own entries say."""

from dataclasses import dataclass, replace

from chatops.core.events_audit import KEYS, KeyCreated, KeyRotated
from chatops.core.refused import Refused
from chatops.core.trail import Entry
from chatops.ledger.keys import PublicKey, key_of
from chatops.ledger.rotation import Keyring, Rotation, keyring_of, rotation_of
from chatops.ledger.unproven import Unproven
from chatops.store.database import Reading


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The first key, the one that signs now, and the notes that lead from one to the other.

    Both are None while the log has no key. `handed` is what the notes say: it was checked.
    """

    first: PublicKey | None = None
    current: PublicKey | None = None
    rotations: tuple[str, ...] = ()
    handed: tuple[Rotation, ...] = ()

    def ring(self) -> Keyring:
        """Return all keys that ever sealed the log; one that `log_keys` gave is sound."""
        return keyring_of([self.first] if self.first else [], self.handed)

    def earlier(self) -> tuple[Rotation, ...]:
        """Return how each key but the current one was replaced, oldest first."""
        return self.handed


def log_keys(reading: Reading) -> LogKeys:
    """Return the keys of the log; raise `Refused("tampered")` where they do not follow."""
    found = LogKeys()
    try:
        for entry in reading.entries(KEYS):
            found = _after(found, entry)
    except (Unproven, KeyError, TypeError, AttributeError) as error:
        why = error.sentence if isinstance(error, Unproven) else "An entry lacks something."
        sentence = f"The entries about the log's keys do not fit together. {why}"
        raise Refused("tampered", sentence) from None
    return found


def _after(found: LogKeys, entry: Entry) -> LogKeys:
    event = entry.data["event"]
    if event["tag"] == KeyCreated.TAG and found.current is None:
        first = key_of(event["key"])
        return LogKeys(first, first)
    if event["tag"] != KeyRotated.TAG or found.current is None:
        raise Unproven(f"Entry {entry.number} is no rotation of a key that the log has.")
    told = event["before"], event["after"], event["size"]
    rotation = rotation_of(event["rotation"])
    if told != (rotation.before.vkey, rotation.after.vkey, rotation.size):
        raise Unproven(f"Entry {entry.number} says something else than the keys signed.")
    _check_follows(rotation, found, entry.number)
    rotations = (*found.rotations, event["rotation"])
    handed = (*found.handed, rotation)
    return replace(found, current=rotation.after, rotations=rotations, handed=handed)


def _check_follows(rotation: Rotation, found: LogKeys, number: int) -> None:
    earlier = found.earlier()
    if rotation.before != found.current:
        raise Unproven(f"Entry {number} replaces a key that did not sign at that time.")
    if earlier and rotation.size < earlier[-1].size:
        raise Unproven(f"Entry {number} takes over at fewer entries than the key before it.")
    if rotation.after in {found.first, *(one.after for one in earlier)}:
        raise Unproven(f"Entry {number} brings back a key that was replaced.")
