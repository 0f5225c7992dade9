"""The shipped policies, with the shipped directory: Payments is Ada, Grace, Linus and Margaret.

Linus is mid, Grace and Margaret are senior, Ada is principal; Radia is their director.
"""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.files.directory import read_directory
from chatops.files.mistakes import Mistake
from chatops.files.policy import read_policy_file
from chatops.files.reach import warned
from tests import builders as make

SHIPPED = Path(__file__).parents[3] / "chatops" / "shipped"
BEFORE_ALL_WINDOWS = datetime(2026, 1, 5, 9, tzinfo=UTC)


def facts_under(name: str) -> Facts:
    """The organisation as shipped, under `policies/NAME.yml`."""
    directory, registry = read_directory(SHIPPED / "directory.yml")
    file = read_policy_file(SHIPPED / "policies" / f"{name}.yml", directory, registry)
    return make.facts(the_policy=file.policy, the_directory=directory, systems=registry.systems)


def warnings_about(name: str) -> tuple[Mistake, ...]:
    directory, registry = read_directory(SHIPPED / "directory.yml")
    file = read_policy_file(SHIPPED / "policies" / f"{name}.yml", directory, registry)
    return warned(file, directory, registry, BEFORE_ALL_WINDOWS)


def berlin(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """What clocks in Berlin show, as the service sees it."""
    local = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))
    return local.astimezone(UTC)


def told(change: Change, given: Facts, now: datetime = make.NOW) -> dict[str, str]:
    """The state of the change, and the sentence of each requirement by its name."""
    verdict = evaluate(change, given, now)
    lines = {leaf.name: leaf.sentence for leaf in verdict.leaves() if leaf is not verdict}
    return {"state": verdict.state.value, **lines}
