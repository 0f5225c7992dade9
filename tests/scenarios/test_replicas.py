"""Two replicas on one PostgreSQL: clicks land on either, and every message is posted once."""

from collections import Counter
from pathlib import Path

from chatops import bootstrap
from chatops.demo import run
from chatops.demo.acting import visiting
from chatops.simulator.server import running as running_workspace
from chatops.usecases.read import show, trail
from tests.scenarios.conftest import documents

PAYMENTS = "C01PAYMENTS"


def test_two_replicas_share_the_work(tmp_path: Path, postgres_url: str) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with running_workspace(definition) as slack, visiting(slack.url) as workspace:
        environment = run.environment_of(definition, slack.api_url, tmp_path)
        run.settle(tmp_path, bootstrap.utc_now())
        address = postgres_url.replace("postgresql://", "postgresql+psycopg://", 1)
        settings = run.settings_of(environment | {"CHATOPS_DATABASE_URL": address})
        with (
            bootstrap.running(settings, port=0) as one,
            bootstrap.running(settings, port=0) as other,
        ):
            slack.workspace.request_url = f"{one.url}/slack/events"
            workspace.person("U01DIEGO").requests(PAYMENTS, "checkout", **documents("checkout"))
            for replica, person in ((other, "U01PRIYA"), (one, "U01HANNA")):
                slack.workspace.request_url = f"{replica.url}/slack/events"
                assert workspace.person(person).clicks("Approve", PAYMENTS, "CR-1")["ok"]
            diego = workspace.person("U01DIEGO")
            diego.sees(PAYMENTS, "2 of 2 sign-offs from Payments (owners)")
            diego.sees(PAYMENTS, "CR-1 · Approved")
            diego.is_told("CR-1 is approved: revision 1 has every sign-off")
            assert show(other.house, "CR-1").verdict.met
            assert trail(one.house, "CR-1").problem is None
        texts = Counter(message["text"] for message in diego.messages(PAYMENTS))
        assert max(texts.values()) == 1
