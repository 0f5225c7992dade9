"""The five changes that the demo starts with, made the way people make them.

Four are asked for in Slack and decided there; one is opened from a real commit of a small git
repository by the command a pipeline would run.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from chatops.demo.acting import Workspace

PAYMENTS, IDENTITY, PLATFORM = "C01PAYMENTS", "C01IDENTITY", "C01PLATFORM"

_RETRY = """\
def charge(card, amount, *, attempts=3):
    \"\"\"Charge the card; a timeout is tried again, since the processor deduplicates.\"\"\"
    for attempt in range(attempts):
        try:
            return processor.charge(card, amount)
        except TimeoutError:
            if attempt + 1 == attempts:
                raise
"""
_MESSAGE = """\
Post ledger entries in batches of 500

One insert an entry keeps the ledger's primary at 80 % CPU during settlement. Batches of 500
bring it to 22 % in the staging replay of last Friday's settlement.

Co-authored-by: Claude <noreply@anthropic.com>
"""


def tell(
    workspace: Workspace, repository: Path, environment: Mapping[str, str], *, after: int = 0
) -> None:
    """Play the five stories; `environment` is what the command line needs to find the app.

    So many changes as `after` says were there before: theirs are the numbers above.
    """
    keys = [f"CR-{after + number}" for number in range(1, 6)]
    waiting_for_one_more(workspace, keys[0])
    approved(workspace, keys[1])
    from_a_commit(workspace, repository, environment, keys[2])
    rejected(workspace, keys[3])
    stale(workspace, keys[4])


def waiting_for_one_more(workspace: Workspace, key: str) -> None:
    """Ask; one of two owners has signed."""
    workspace.person("U01DIEGO").requests(
        PAYMENTS,
        "checkout",
        system="checkout",
        environment="production",
        title="Raise the card retry limit from 1 to 3",
        description="Card payments fail for about 0.4 % of customers when the processor is slow.",
        commit="3f9c1d7e5b2a48c6901f7d3e8a4b5c6d7e8f9a0b",
        link="https://git.example.com/payments/checkout/pull/418",
        degree="none",
        risk="medium",
        rollback_plan="Set CHECKOUT_RETRIES=1 and restart; no data changes shape.",
        test_evidence="Load test 418: error rate 0.4 % to 0.03 %, p99 unchanged at 640 ms.",
    )
    workspace.person("U01PRIYA").clicks("Approve", PAYMENTS, key)


def approved(workspace: Workspace, key: str) -> None:
    """Ask; both owners have signed, and the gate is open."""
    workspace.person("U01LIAM").requests(
        IDENTITY,
        "login",
        system="login",
        environment="production",
        title="Refuse passwords found in known breaches",
        description="New and changed passwords are checked against the offline breach list.",
        commit="91b7e0c4d2f85a3366c1e9d07f4b82a5c3d6e1f0",
        degree="assisted",
        tool="GitHub Copilot",
        risk="low",
        rollback_plan="Turn off the flag login.breach_check; takes effect within a minute.",
        test_evidence="Unit and contract tests green; 1 % canary for 24 h, no rise in errors.",
    )
    workspace.person("U01AMARA").clicks("Approve", IDENTITY, key)
    workspace.person("U01SOFIA").clicks("Approve", IDENTITY, key)


def from_a_commit(
    workspace: Workspace, repository: Path, environment: Mapping[str, str], key: str
) -> None:
    """Open what a junior wrote with an AI co-author, as a pipeline does; a senior is needed."""
    sha = commit(repository)
    command = ["change", "open", "--system", "ledger", "--repo", str(repository), "--commit", sha]
    documents = [
        *("--rollback-plan", "Set LEDGER_BATCH=1; the writer reads it at each batch."),
        *("--test-evidence", "Staging replay of one settlement: 1.2 million entries, same totals."),
    ]
    subprocess.run(  # noqa: S603 - our own command with our own arguments
        [sys.executable, "-m", "chatops", *command, *documents],
        env=dict(environment),
        check=True,
        capture_output=True,
        timeout=60,
    )
    workspace.person("U01DIEGO").clicks("Approve", PAYMENTS, key)


def rejected(workspace: Workspace, key: str) -> None:
    """Ask; an owner says no, and why."""
    workspace.person("U01JACK").requests(
        PLATFORM,
        "edge-proxy",
        system="edge-proxy",
        environment="production",
        title="Drop TLS 1.2 at the edge",
        description="Only TLS 1.3 from now on.",
        commit="5d0e8f2b7c9a1346d8e5f0b3a2c4d6e8f1a3b5c7",
        degree="generated",
        tool="Cursor",
        risk="high",
        rollback_plan="Revert the commit.",
        test_evidence="Worked on my machine.",
    )
    reason = "6 % of partner traffic still speaks TLS 1.2. Show the client list, then ask again."
    workspace.person("U01ELENA").rejects(PLATFORM, key, reason)


def stale(workspace: Workspace, key: str) -> None:
    """Ask, and edit after one approval; the approver has to look again."""
    fatima = workspace.person("U01FATIMA")
    fatima.requests(
        PLATFORM,
        "orders-db",
        system="orders-db",
        environment="production",
        title="Add an index on orders(customer_id, created_at)",
        description="The order history page takes 2.1 s at the 95th percentile.",
        commit="c4a7b1e9d3f60825417e9b0c8d2f5a6e3b1c7d90",
        degree="none",
        risk="medium",
        rollback_plan="DROP INDEX CONCURRENTLY; nothing depends on it.",
        test_evidence="Built on a copy of production in 41 min without blocking writes.",
    )
    workspace.person("U01WEI").clicks("Approve", PLATFORM, key)
    fatima.edits(
        PLATFORM,
        key,
        title="Add two indexes on orders",
        description="The order history page and the export take 2.1 s and 9 s.",
        commit="e8d2c6b0f4a1937582d6e0b9c3f7a5d1e9b4c8f2",
    )


def commit(repository: Path) -> str:
    """Make a small git repository with one commit to ask for; return its SHA."""
    repository.mkdir(parents=True, exist_ok=True)
    _git(repository, "init", "--quiet", "--initial-branch", "main")
    (repository / "retry.py").write_text(_RETRY, encoding="utf-8")
    _commit(repository, "Charge cards, trying again after a timeout")
    (repository / "ledger.py").write_text("BATCH = 500\n" * 12, encoding="utf-8")
    (repository / "retry.py").write_text(_RETRY.replace("3", "5"), encoding="utf-8")
    _commit(repository, _MESSAGE)
    return _git(repository, "rev-parse", "HEAD").strip()


def _commit(repository: Path, message: str) -> None:
    _git(repository, "add", ".")
    who = ("-c", "user.name=Tom Becker", "-c", "user.email=tom@example.com")
    _git(repository, *who, "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", message)


def _git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own command with our own arguments
        ["git", "-C", str(repository), *arguments],  # noqa: S607 - the git on the PATH
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout
