"""The demo's organisation at work: the real app and the local workspace, over signed HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chatops import bootstrap
from chatops.demo import run
from chatops.demo.acting import Actor
from chatops.usecases.token import create_token


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
    """Run workspace and app for one story; Slack's own pace is left out."""
    clock = Clock()
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with run.running(tmp_path, now=clock.now, definition=definition) as demo:
        token = create_token(demo.app.house, "ci", token_id="1", random="s" * 43)
        yield Town(demo, clock, tmp_path, token)
