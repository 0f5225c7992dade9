"""What is typed at a prompt, and what comes back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chatops import bootstrap
from chatops.cli.app import run
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Standing
from chatops.settings import Settings
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.observe import observe
from tests.git.repository import Repository

SHIPPED = Path(__file__).parents[2] / "chatops" / "shipped"


@dataclass(frozen=True)
class Seen:
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    folder: Path
    repository: Repository
    capsys: pytest.CaptureFixture[str]
    environment: pytest.MonkeyPatch

    def types(self, *arguments: str) -> Seen:
        """Run one command and return what is seen."""
        self.capsys.readouterr()
        code = run(list(arguments))
        seen = self.capsys.readouterr()
        return Seen(code, seen.out, seen.err)

    def opens(self, *more: str) -> Seen:
        documents = ("--rollback-plan", "Revert it.", "--test-evidence", "Run 7.")
        return self.types("change", "open", "--system", "checkout", *self.at, *documents, *more)

    @property
    def at(self) -> tuple[str, ...]:
        return "--repo", str(self.repository.path)

    @contextmanager
    def house(self) -> Iterator[House]:
        with bootstrap.house(Settings()) as house:
            yield house

    def approves(self, key: str, *people: str) -> None:
        with self.house() as house:
            for person in people:
                observe(house, person, Standing.FULL)
                decide(house, Decide(key, person, Verb.APPROVE, 1, "slack"))
