"""What the doctor finds in the house itself."""

from datetime import timedelta

import pytest

from chatops.core.check import Check, Health
from chatops.core.errand import Receipt, Result
from chatops.core.events_talk import ChannelLost
from chatops.core.lost import NEW_ID, LostChannel
from chatops.core.notices import CheckpointPost, DigestPost, HomeOutdated, Notice, Reminder
from chatops.simulator.definition import App, WorkspaceDefinition
from chatops.simulator.server import running
from chatops.store.database import Store, open_store
from chatops.usecases.doctor import clock, examine, examine_people
from chatops.usecases.house import House
from chatops.usecases.sync_people import Page, sync_people
from tests import builders as make
from tests.cli.terminal import Terminal
from tests.store.acting import read_only

DAY = timedelta(days=1)


def found(store: Store, ahead: float = 0) -> dict[str, Check]:
    with store.reading() as reading:
        now = reading.now() + timedelta(seconds=ahead)
    house = House(store, make.facts, lambda: now, lambda: None)
    return {one.name: one for one in examine(house)}


def test_a_sound_database(store: Store) -> None:
    checks = found(store)
    log = {"audit key", "audit log", "append-only"}
    assert set(checks) == {"database", "clock", "schema", "outbox", "people", *log}
    sound = {name for name, one in checks.items() if one.health is Health.OK}
    assert sound >= {"clock", "schema", "outbox"}
    about = {"sqlite": "SQLite 3", "postgresql": "PostgreSQL "}[store.dialect]
    assert checks["database"].sentence.startswith(about)


def test_directors_to_whom_no_digest_can_be_sent_are_named(sqlite_store: Store) -> None:
    people = tuple(
        make.person("max", make.PRINCIPAL, slack_id=None) if one.id == "max" else one
        for one in make.PEOPLE
    )
    facts = make.facts(the_directory=make.directory(people))
    house = House(sqlite_store, lambda: facts, lambda: make.NOW, lambda: None)
    (check,) = (one for one in examine(house) if one.name == "digest of max")
    told = "Max has no Slack account in the directory: their weekly digest is not sent."
    assert (check.health, check.sentence) == (Health.WARN, told)
    assert check.mend


@pytest.mark.parametrize(
    ("notice", "mend"),
    [
        (
            DigestPost("max", "2026-W10", 2),
            "then send the digest anew: chatops digest send --director max --week 2026-W10",
        ),
        (Reminder("ana", ()), "what waits for ana is in their next reminder again."),
        (CheckpointPost("2026-03-02", "CAUDIT"), "the next checkpoint is posted anew."),
        (HomeOutdated("ana"), "cards are sent anew with the next change of each request."),
    ],
)
def test_what_was_given_up_is_told_with_how_to_send_it(
    sqlite_store: Store, notice: Notice, mend: str
) -> None:
    with sqlite_store.transaction() as tx:
        tx.tell([notice], make.NOW)
        (errand,) = tx.claim(now=make.NOW + DAY, lease=DAY, limit=1)
        tx.settle(errand, Receipt(Result.HOPELESS, error="It never was."), make.NOW + DAY)
    check = found(sqlite_store)["outbox"]
    assert check.sentence.endswith("It never was.")
    assert not check.sentence.endswith("..")
    assert check.mend.startswith(f"Mend the reason; {mend}")


def test_a_database_without_tables(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'chatops.db'}")
    check = found(store)["schema"]
    store.close()
    assert (check.health, check.mend) == (Health.FAIL, "chatops db upgrade")


def test_a_database_that_is_away() -> None:
    store = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    (check,) = examine(House(store, make.facts, lambda: make.NOW, lambda: None))
    store.close()
    assert check.health is Health.FAIL
    assert check.mend


@pytest.mark.postgres
def test_a_database_that_only_reads(postgres_url: str) -> None:
    store = open_store(read_only(postgres_url))
    check = found(store)["database"]
    store.close()
    assert (check.health, check.sentence.endswith(", read only")) == (Health.FAIL, True)


@pytest.mark.parametrize(
    ("seconds", "health"), [(1, Health.OK), (-30, Health.WARN), (90, Health.FAIL)]
)
def test_a_clock_that_is_off(seconds: float, health: Health) -> None:
    assert clock("clock", timedelta(seconds=seconds), "the database's").health is health


def examined_people(store: Store, pages: int, hours: float) -> Check:
    """What is said of people when so many of two pages were read so long ago."""
    house = House(store, make.facts, lambda: make.NOW, lambda: None)
    for number in range(pages):
        page = Page((), None if number else "next", timedelta(0))
        sync_people(house, "T1", lambda _, page=page: page)  # type: ignore[misc]  # its own
    later = make.NOW + timedelta(hours=hours)
    return examine_people(House(store, make.facts, lambda: later, lambda: None))


@pytest.mark.parametrize(
    ("pages", "hours", "health", "sentence"),
    [
        (0, 0, Health.WARN, "never read from Slack"),
        (1, 1, Health.WARN, "never read to the end"),
        (2, 24, Health.OK, "Read from Slack 24 hours ago."),
        (2, 30, Health.WARN, "Read from Slack 30 hours ago."),
    ],
)
def test_people_who_were_not_read_for_a_day_are_a_warning(
    store: Store, pages: int, hours: float, health: Health, sentence: str
) -> None:
    check = examined_people(store, pages, hours)
    assert (check.health, bool(check.mend)) == (health, health is not Health.OK)
    assert sentence in check.sentence


def test_a_channel_that_takes_no_cards_is_named(store: Store) -> None:
    lost = LostChannel("CPAY", "CFALL", "it is archived", make.NOW)
    renamed = LostChannel("COLD", "CNEW", NEW_ID, make.NOW)
    with store.transaction() as tx:
        for one in (lost, renamed):
            tx.lose_channel(one, ChannelLost(one.channel, one.why, one.instead), ())
    with store.reading() as reading:
        now = reading.now()
    every = list(examine(House(store, make.facts, lambda: now, lambda: None)))
    (check,) = (one for one in every if "CPAY" in one.name)
    assert check.health is Health.WARN
    assert check.sentence.startswith("Its cards go to CFALL since 20")
    assert "it is archived" in check.sentence
    assert len([one for one in every if "COLD" in one.name]) == 1


def test_slack_is_examined_alone_and_thoroughly(terminal: Terminal) -> None:
    seen = terminal.types("doctor", "--slack", "--json")
    assert [(one["name"], one["health"]) for one in seen.json] == [
        ("people", "warn"),
        ("settings", "fail"),
        ("settings", "fail"),
    ]
    definition = WorkspaceDefinition(app=App(config_token="xoxe.xoxp-1", app_token="xapp-1"))
    with running(definition) as slack:
        settings = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": definition.app.bot_token,
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_CONFIG_TOKEN": "xoxe.xoxp-1",
        }
        for name, value in settings.items():
            terminal.environment.setenv(name, value)
        seen = terminal.types("doctor", "--slack", "--json")
    names = [one["name"] for one in seen.json]
    assert names[:3] == ["Slack token", "Slack's clock", "Slack scopes"]
    assert {"user groups", "Slack's way in", "Slack manifest", "people"} <= set(names)
    assert not {"database", "policy", "directory"} & set(names)
    (manifest,) = (one for one in seen.json if one["name"] == "Slack manifest")
    assert "the command /change is missing" in manifest["sentence"]
    assert seen.code == 1


def test_files_are_examined(terminal: Terminal) -> None:
    for name in ("directory", "policy"):
        (terminal.folder / f"{name}.yml").write_text("version: 1\n", encoding="utf-8")
    checks = {one["name"]: one for one in terminal.types("doctor", "--json").json}
    for name in ("directory", "policy"):
        assert checks[name]["health"] == "fail"
        assert checks[name]["mend"] == f"chatops {name} check"
