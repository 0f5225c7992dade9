"""The same story without a public address: Slack reaches the app over a websocket."""

from pathlib import Path

from chatops import bootstrap
from chatops.demo import run
from chatops.demo.acting import visiting
from chatops.simulator.server import running as running_workspace
from chatops.usecases.read import show
from tests.scenarios.conftest import documents

PAYMENTS = "C01PAYMENTS"


def test_a_change_is_requested_and_approved_over_socket_mode(tmp_path: Path) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with running_workspace(definition) as slack, visiting(slack.url) as workspace:
        environment = run.environment_of(definition, slack.api_url, tmp_path)
        run.settle(tmp_path, bootstrap.utc_now())
        environment |= {"SLACK_APP_TOKEN": definition.app.app_token}
        with bootstrap.running(run.settings_of(environment), port=0) as app:
            asked = workspace.person("U01DIEGO").requests(
                PAYMENTS, "checkout", **documents("checkout")
            )
            assert asked["ok"]
            for person in ("U01PRIYA", "U01HANNA"):
                assert workspace.person(person).clicks("Approve", PAYMENTS, "CR-1")["ok"]
            workspace.person("U01DIEGO").sees(PAYMENTS, "2 of 2 sign-offs")
            assert show(app.house, "CR-1").verdict.met
