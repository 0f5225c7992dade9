"""The demo's organisation at work: the real app and the local workspace, over signed HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chatops import bootstrap
from chatops.core.hours import calendar_of, next_working
from chatops.demo import run
from chatops.demo.acting import Actor
from chatops.usecases.chase import chase
from chatops.usecases.house import House
from chatops.usecases.read import show
from chatops.usecases.reassess import reassess
from chatops.usecases.token import create_token
from tests.databases import empty_database


@dataclass
class Clock:
    """The app's clock: real time, moved on by hand."""

    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return bootstrap.utc_now() + self.ahead

    def passes(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@dataclass
class Town:
    """Everything a story needs."""

    demo: run.Demo
    clock: Clock
    folder: Path
    token: str

    def person(self, name: str) -> Actor:
        return self.demo.workspace.person(f"U01{name.upper()}")

    @property
    def house(self) -> House:
        return self.demo.app.house

    def policy_says(self, *replaced: tuple[str, str]) -> None:
        """Somebody edits the policy file; what is open is judged anew, as the tick does."""
        self._edit("policy.yml", replaced)

    def directory_says(self, *replaced: tuple[str, str]) -> None:
        """Somebody edits the directory file."""
        self._edit("directory.yml", replaced)

    def _edit(self, name: str, replaced: tuple[tuple[str, str], ...]) -> None:
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        for old, new in replaced:
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
        reassess(self.house)

    def passes_until_at_work(self, name: str) -> None:
        """Let time pass until this person works, and what waits for that is looked at again."""
        facts, now = self.house.facts(), self.clock.now()
        begins = next_working(calendar_of(name, facts, now), now)
        assert begins is not None
        self.time_passes(seconds=(begins - now).total_seconds())
        self.time_passes(minutes=2)

    def time_passes(self, **time: float) -> None:
        """Time passes and the ticks run."""
        self.clock.passes(**time)
        reassess(self.house)
        chase(self.house)

    def sentences(self, key: str) -> str:
        """Every line of the verdict as it is now."""
        return "\n".join(leaf.sentence for leaf in show(self.house, key).verdict.leaves())

    def gate(self, system: str, commit: str, environment: str = "production") -> dict[str, Any]:
        answer = httpx.get(
            f"{self.demo.app.url}/v1/gate",
            params={"system": system, "environment": environment, "commit": commit},
            headers={"Authorization": f"Bearer {self.token}"},
            trust_env=False,
        )
        body: dict[str, Any] = answer.json()
        return body | {"status": answer.status_code}


def documents(system: str, **more: object) -> dict[str, object]:
    """A form filled in as it should be."""
    filled: dict[str, object] = {
        "system": system,
        "environment": "production",
        "title": "Raise the retry limit",
        "description": "Card payments time out under load.",
        "commit": "a" * 40,
        "degree": "none",
        "risk": "medium",
        "rollback_plan": "Revert and deploy again.",
        "test_evidence": "Load test 418, all green.",
    }
    return filled | more


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Begin a story now."""
    with town_at(tmp_path, Clock()) as town:
        yield town


@contextmanager
def town_at(tmp_path: Path, clock: Clock) -> Iterator[Town]:
    """Run workspace and app for one story; Slack's own pace is left out."""
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    empty_database(tmp_path)
    with run.running(tmp_path, now=clock.now, definition=definition) as demo:
        token = create_token(demo.app.house, "ci", token_id="1", random="s" * 43)
        town = Town(demo, clock, tmp_path, token)
        town.policy_says(("undo_for: 30 seconds", "undo_for: 0 seconds"))
        yield town
