"""The web application over a real database, asked as a pipeline asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chatops.core.asking import Ask
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.glass import Break
from chatops.core.people import Standing
from chatops.core.request import Open
from chatops.store.database import open_store
from chatops.store.gate_poll import open_poll
from chatops.usecases.ask import ask
from chatops.usecases.break_glass import break_glass
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.token import create_token
from chatops.web.app import build
from chatops.web.ask import plainly, together
from tests import builders as make
from tests.web.client import Client, client

RANDOM = "r" * 43
GLASS = make.glass_policy()


@dataclass
class Desk:
    """A house with a clock that can be moved and facts that can be replaced."""

    house: House
    http: Client
    token: str
    moment: list[datetime]
    facts: list[Facts]

    def get(self, path: str, **params: str) -> Any:
        return self.http.get(path, params=params, headers=self.bearer)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.http.post(path, json=body, headers=self.bearer | headers)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def gate(self, commit: str = make.SHA, **params: str) -> Any:
        asked = {"system": "checkout", "environment": "production", "commit": commit} | params
        return self.get("/v1/gate", **asked)

    def opens(self, person: str = "ben", **fields: Any) -> str:
        outcome = open_change(self.house, Open(person, "slack", make.draft(**fields)))
        assert outcome is not None
        return outcome.change.key

    def approves(self, key: str, *people: str, revision: int = 1) -> None:
        for person in people:
            observe(self.house, person, Standing.FULL)
            decide(self.house, Decide(key, person, Verb.APPROVE, revision, "slack"))

    def breaks_glass(self, key: str, person: str, revision: int = 1) -> None:
        observe(self.house, person, Standing.FULL)
        break_glass(self.house, Break(key, person, revision, "slack", "Customers cannot pay."))

    def asks(self, key: str, person: str) -> None:
        observe(self.house, person, Standing.FULL)
        ask(self.house, Ask(key, person, "Where was it tried?"))

    def passes(self, **time: float) -> None:
        self.moment[0] += timedelta(**time)


@contextmanager
def desk(url: str, *, fast: bool = True, **options: Any) -> Iterator[Desk]:
    store = open_store(url)
    if store.schema_problem():
        store.upgrade()
    moment, facts = [make.NOW], [make.facts(standings={})]
    house = House(store, lambda: facts[0], lambda: moment[0], lambda: None)
    token = create_token(house, "ci/shop", token_id="t1", random=RANDOM)
    poll = open_poll(url)
    way = together(house, poll.look) if fast else plainly(house)
    with client(build(house, ask=way, **options)) as http:
        yield Desk(house, http, token, moment, facts)
    poll.close()
    store.close()
