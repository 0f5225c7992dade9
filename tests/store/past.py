"""A past for the digest to count: three months in which anything happens, mostly of late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from chatops.core.decision import Verb
from chatops.core.refused import Refused
from chatops.store.database import Store
from tests import builders as make
from tests.store.telling import DAY, EXTENT, PEOPLE, WEEK, Telling

ACTS = 400
_Act = Callable[[], object]
_MOMENT = timedelta(microseconds=1)
_EDGES = [
    moment + shift
    for moment in (
        WEEK.begins,
        WEEK.ends,
        WEEK.ends - 3 * DAY,
        WEEK.ends - 90 * DAY,
        *(one.ends for one in EXTENT.spells),
    )
    for shift in (-_MOMENT, timedelta(0), _MOMENT)
]


def happened(store: Store, seed: int) -> None:
    """Fill the store with a past."""
    anything = Random(seed)  # noqa: S311 - a test
    with store.transaction() as tx:
        past = _Past(Telling(tx), anything)
        for at in _moments(anything):
            past.goes_on(at)


def _moments(anything: Random) -> list[datetime]:
    spans = anything.choices([9 * DAY, 9 * DAY, 97 * DAY], k=ACTS)
    at_random = [WEEK.ends + DAY - span * anything.random() for span in spans]
    return sorted([*at_random, *anything.choices(_EDGES, k=ACTS // 4)])


class _Past:
    def __init__(self, telling: Telling, anything: Random) -> None:
        self._telling = telling
        self._any = anything

    def goes_on(self, at: datetime) -> None:
        """Let one thing happen to one of the newest changes, or open another."""
        keys = [*self._telling.changes]
        new = not keys or self._any.random() < 0.15
        try:
            if new:
                self._telling.opens(at, self._person(), **self._fields())
            else:
                self._happens(at, keys)
        except (Refused, ValueError):  # ValueError: no glass was broken
            return

    def _happens(self, at: datetime, keys: list[str]) -> None:
        telling, key = self._telling, self._any.choice(keys[-12:])
        older = self._any.choice(keys[-40:])
        acts: tuple[_Act, ...] = (
            *[lambda: self._says(key, at)] * 12,
            *[lambda: telling.passes(older, at)] * 4,
            lambda: telling.revises(key, at, **self._fields()),
            lambda: telling.cancels(older, at),
            lambda: telling.breaks(key, at),
            lambda: telling.uses(key, at),
            *[lambda: telling.pays(older, self._person(), at)] * 2,
            *[lambda: self._reports(key, at)] * 2,
            lambda: telling.adopts(f"{self._any.getrandbits(256):064x}", at),
        )
        self._any.choice(acts)()

    def _reports(self, key: str, at: datetime) -> None:
        told = self._any.choice(["started", "failed", "succeeded", "succeeded", "rolled_back"])
        self._telling.reports(key, at, told, passed=self._any.random() < 0.5)

    def _says(self, key: str, at: datetime) -> None:
        verb = self._any.choice([*[Verb.APPROVE] * 6, Verb.REJECT, Verb.WITHDRAW])
        ago = self._any.choice([None, 0, 9, 10, 11, 900])
        read_at = None if ago is None else at - timedelta(seconds=ago)
        owes = verb is Verb.APPROVE and self._any.random() < 0.1
        condition = "Watch the graphs." if owes else ""
        self._telling.says(key, self._person(), at, verb, read_at=read_at, condition=condition)

    def _person(self) -> str:
        return self._any.choice(PEOPLE).id

    def _fields(self) -> dict[str, Any]:
        degree = self._any.choice(["none", "assisted", "generated"])
        systems = self._any.sample([one.id for one in make.SYSTEMS], self._any.choice([1, 1, 2]))
        return {
            "systems": tuple(systems),
            "kind": self._any.choice(["standard", "normal", "emergency"]),
            "degree": degree,
            "tool": "Claude" if degree != "none" else "",
            "commit": f"{self._any.getrandbits(160):040x}",
        }
