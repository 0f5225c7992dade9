"""What the audit trail alone tells of each change, up to a moment.

Nothing else is asked: not the tables, not what people wrote (it lies beside the log). What
an entry of an older version does not tell is empty here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chatops.core.assistance import Degree
from chatops.core.deployment import DEPLOYED, DeploymentOutcome
from chatops.core.digest import Adopted, Unpaid
from chatops.core.events import (
    ChangeOpened,
    ConditionAttached,
    DecisionMade,
    GlassBroken,
    GlassUsed,
    ObligationClosed,
    PolicyAdopted,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.events_talk import ConditionDropped, DeploymentReported
from chatops.core.obligation import Owed
from chatops.core.refused import Refused
from chatops.core.trail import Entry
from chatops.core.verdict import State


@dataclass(slots=True)
class Version:
    """A revision: where it goes, of which kind, and how much of it an AI wrote so far."""

    systems: tuple[str, ...]
    environment: str
    kind: str
    assistance: str


@dataclass(slots=True)
class Word:
    """A decision. `read_at` is when Details were opened, None where they were not."""

    at: datetime
    person: str
    verb: str
    level: str
    read_at: datetime | None


@dataclass(slots=True)
class Glass:
    """A break-glass, and whether the gate let somebody through on it."""

    person: str
    at: datetime
    used: bool = False


@dataclass(slots=True)
class History:
    """One change; `states` are those it came into, `owed` what is not paid, by number.

    `done` tells, by system, whether the present revision was deployed there as last told. What is
    deployed everywhere comes into no other state.
    """

    key: str
    requester: str
    opened_at: datetime
    present: Version
    words: list[Word] = field(default_factory=list)
    states: list[tuple[datetime, str]] = field(default_factory=list)
    glass: dict[int, Glass] = field(default_factory=dict)
    debts: int = 0
    owed: dict[int, Unpaid] = field(default_factory=dict)
    bypasses: list[datetime] = field(default_factory=list)
    revision: int = 1
    done: dict[str, bool] = field(default_factory=dict)

    @property
    def is_assisted(self) -> bool:
        """Tell whether an AI had a part in any revision."""
        return self.present.assistance in {Degree.ASSISTED.word, Degree.GENERATED.word}

    @property
    def is_deployed(self) -> bool:
        """Tell whether the present revision is done, after a yes of the gate."""
        return all(self.done.get(one) for one in self.present.systems)

    @property
    def approved_at(self) -> datetime | None:
        """Return when the change was approved for the first time."""
        return next((at for at, state in self.states if state == State.APPROVED), None)


@dataclass(slots=True)
class Histories:
    """All changes by key, and the policies that were adopted."""

    changes: dict[str, History] = field(default_factory=dict)
    adopted: list[Adopted] = field(default_factory=list)


_Told = dict[str, Any]


def histories(entries: Iterable[Entry], until: datetime) -> Histories:
    """Return what the entries before `until` tell; those of one scope have to come in order.

    Raises `Refused("tampered")` where one tells of what no entry before it began.
    """
    found = Histories()
    for entry in entries:
        if entry.at < until:
            try:
                _read(entry, found)
            except KeyError as error:
                what = f"Entry {entry.number} of {entry.scope}"
                sentence = f"{what} does not follow from those before it."
                raise Refused("tampered", sentence) from error
    return found


def _read(entry: Entry, found: Histories) -> None:
    told = entry.data["event"]
    if entry.tag == PolicyAdopted.TAG:
        found.adopted.append(Adopted(told["digest"], told["by"], entry.at, ""))
    elif entry.tag == ChangeOpened.TAG:
        found.changes[told["key"]] = _opened(told, entry.at)
    elif entry.tag in _READERS:
        _READERS[entry.tag](found.changes[told["key"]], told, entry.at)


def _opened(told: _Told, at: datetime) -> History:
    return History(told["key"], told["requester"], at, _version(told))


def _version(told: _Told) -> Version:
    """Return what was asked for; entries of older versions say less."""
    kind, assistance = told.get("kind", ""), told.get("assistance", "")
    return Version(tuple(told["systems"]), told["environment"], kind, assistance)


def _revised(change: History, told: _Told, _: datetime) -> None:
    change.revision = told["revision"]
    change.done.clear()
    if "systems" in told:
        change.present = _version(told)


def _decided(change: History, told: _Told, at: datetime) -> None:
    read = told.get("read_at", "")
    read_at = datetime.fromisoformat(read) if read else None
    change.words.append(Word(at, told["person"], told["verb"], told["level"], read_at))


def _judged(change: History, told: _Told, at: datetime) -> None:
    if told["after"] != told["before"] and not change.is_deployed:
        change.states.append((at, told["after"]))


def _broke(change: History, told: _Told, at: datetime) -> None:
    change.glass[told["number"]] = Glass(told["person"], at)
    _owe(change, Owed.REVIEW, told["person"], at, told["review_due_at"])


def _used(change: History, told: _Told, _: datetime) -> None:
    change.glass[told["number"]].used = True


def _conditioned(change: History, told: _Told, at: datetime) -> None:
    _owe(change, Owed.CONDITION, told["person"], at, told["due_at"])


def _owe(change: History, owed: Owed, by: str, at: datetime, due_at: str) -> None:
    """Add what is owed, with the number that the change gives it: the next one."""
    change.debts += 1
    due = datetime.fromisoformat(due_at)
    change.owed[change.debts] = Unpaid(change.key, change.debts, owed.value, by, at, due)


def _paid(change: History, told: _Told, _: datetime) -> None:
    del change.owed[told["number"]]


def _deployed(change: History, told: _Told, at: datetime) -> None:
    if told["bypass"]:
        change.bypasses.append(at)
    here = (change.revision, change.present.environment)
    if (told["revision"], told["environment"]) == here:
        is_done = told["outcome"] == DeploymentOutcome.SUCCEEDED and not told["bypass"]
        change.done[told["system"]] = is_done
    if change.is_deployed:
        change.states.append((at, DEPLOYED))


_READERS: dict[str, Callable[[History, _Told, datetime], None]] = {
    RevisionAdded.TAG: _revised,
    DecisionMade.TAG: _decided,
    VerdictChanged.TAG: _judged,
    GlassBroken.TAG: _broke,
    GlassUsed.TAG: _used,
    ConditionAttached.TAG: _conditioned,
    ObligationClosed.TAG: _paid,
    ConditionDropped.TAG: _paid,
    DeploymentReported.TAG: _deployed,
}
