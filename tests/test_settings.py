"""Settings: what is taken, what is refused, what is never shown."""

from pathlib import Path

import pytest

from chatops.settings import BadSettings, Settings, load, settings_table


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def loaded(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load(values)


def refused(monkeypatch: pytest.MonkeyPatch, **values: str) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as caught:
        loaded(monkeypatch, **values)
    return caught.value.lines


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch)
    assert settings.database_url == "sqlite:///data/chatops.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.chatops_host, settings.chatops_port) == ("127.0.0.1", 3000)
    with pytest.raises(BadSettings) as caught:
        settings.require_slack()
    assert [line.split()[0] for line in caught.value.lines] == [
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]


def test_settings_come_from_the_environment_and_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "CHATOPS_PORT=4000\nCHATOPS_SENDERS=2\nSLACK_BOT_TOKEN=xoxb-1\nOTHER=x\n"
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    settings = loaded(
        monkeypatch,
        CHATOPS_PORT="5000",
        SLACK_SIGNING_SECRET="s3cret",
        CHATOPS_DATABASE_URL="postgresql+psycopg://u:pw@h/d",
        SLACK_API_URL="http://127.0.0.1:9000/api",
        SLACK_APP_TOKEN="",
    )
    assert (settings.chatops_port, settings.chatops_senders) == (5000, 2)
    assert settings.slack_api_url == "http://127.0.0.1:9000/api/"
    assert settings.slack_app_token is None
    settings.require_slack()


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxb-hidden",
        SLACK_APP_TOKEN="xapp-hidden",
        SLACK_SIGNING_SECRET="hidden",
        CHATOPS_DATABASE_URL="postgresql+psycopg://u:hidden@h/d",
    )
    assert "hidden" not in f"{settings!r} {settings}"
    lines = refused(monkeypatch, SLACK_BOT_TOKEN="hidden", CHATOPS_DATABASE_URL="mysql://hidden")
    assert "hidden" not in " ".join(lines)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "SLACK_BOT_TOKEN has to start with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1 2", "SLACK_BOT_TOKEN has to start with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "SLACK_APP_TOKEN has to start with xapp-"),
        ("SLACK_SIGNING_SECRET", "", "SLACK_SIGNING_SECRET is blank or contains white space"),
        ("SLACK_SIGNING_SECRET", " \t", "SLACK_SIGNING_SECRET is blank or contains white space"),
        ("SLACK_API_URL", "http://slack.com/api/", "SLACK_API_URL has to start with https://"),
        ("SLACK_API_URL", "http://127.0.0.1.evil.example/", "SLACK_API_URL has to start with"),
        ("SLACK_API_URL", "slack.com", "SLACK_API_URL has to start with https://"),
        ("CHATOPS_PORT", "70000", "CHATOPS_PORT has to be 65535 or less."),
        ("CHATOPS_PORT", "http", "CHATOPS_PORT has to be a whole number."),
        ("CHATOPS_SENDERS", "0", "CHATOPS_SENDERS has to be 1 or more."),
        ("CHATOPS_LOG_LEVEL", "loud", "CHATOPS_LOG_LEVEL has to be 'debug', 'info', 'warning'"),
        ("CHATOPS_DATABASE_URL", "mysql://x", "CHATOPS_DATABASE_URL has to start with postgresql"),
        ("CHATOPS_DATABSE_URL", "x", "CHATOPS_DATABSE_URL is no setting. Did you mean CHATOPS_DAT"),
        ("CHATOPS_ZZZ", "x", "CHATOPS_ZZZ is no setting. Remove it."),
    ],
)
def test_an_unsafe_or_unknown_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    (line,) = refused(monkeypatch, **{name: value})
    assert line.startswith(said)


@pytest.mark.parametrize("value", ["#general", "D012", "c012", "general"])
def test_the_fallback_is_a_channel_by_its_id(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert loaded(monkeypatch).chatops_fallback_channel == ""
    set_to = loaded(monkeypatch, CHATOPS_FALLBACK_CHANNEL="C012ABCDEF")
    assert set_to.chatops_fallback_channel == "C012ABCDEF"
    (line,) = refused(monkeypatch, CHATOPS_FALLBACK_CHANNEL=value)
    assert line.startswith("CHATOPS_FALLBACK_CHANNEL has to be a channel ID such as")


def test_a_mistyped_name_in_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHATOPS_PROT=1\n", encoding="utf-8")
    assert refused(monkeypatch) == ("CHATOPS_PROT is no setting. Did you mean CHATOPS_PORT?",)


def test_the_table_has_a_line_for_each_setting() -> None:
    table = settings_table().splitlines()
    assert len(table) == 2 + len(Settings.model_fields)
    assert all(line.count("|") == 4 for line in table)
    assert "| `CHATOPS_PORT` | `3000` | Port to listen on. |" in table


def test_what_the_tests_are_told_does_not_keep_the_service_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "CHATOPS_TEST_POSTGRES_URL"
    monkeypatch.setenv(name, "postgresql://elsewhere/tests")
    assert load({name: "postgresql://elsewhere/tests"}).chatops_port == 3000
