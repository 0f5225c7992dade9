"""Settings from the environment and `.env`, checked once; unsafe values are refused.

Slack's settings bear Slack's own names, all others start with `CHATOPS_`.
"""

import ipaddress
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_FILE = ".env"
PREFIX = "CHATOPS_"
TESTS = "CHATOPS_TEST_"  # what the tests are told is no business of the service
SLACK_API_URL = "https://slack.com/api/"


class BadSettings(Exception):  # noqa: N818 - it says what to mend, one line for each setting
    """Settings nobody should start with; `lines` names each and how to mend it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


def _token(prefix: str, where: str) -> AfterValidator:
    def check(value: SecretStr | None) -> SecretStr | None:
        text = value.get_secret_value() if value else ""
        if not text:
            return None
        if not text.startswith(prefix) or any(one.isspace() for one in text):
            raise ValueError(
                f"has to start with {prefix} and hold no spaces. "
                f"Copy it from {where} of your Slack app."
            )
        return value

    return AfterValidator(check)


def _signing_secret(value: SecretStr | None) -> SecretStr | None:
    if value is None:
        return None
    text = value.get_secret_value()
    if not text.strip() or any(one.isspace() for one in text):
        raise ValueError(
            "is blank or contains white space; anybody could forge clicks. "
            "Copy it from Basic Information of your Slack app."
        )
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _witness(value: str) -> str:
    """Take an address as it is, with its path; an empty one is none."""
    if value:
        _encrypted(value)
    return value


def _encrypted(value: str) -> str:
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and _is_loopback(parts.hostname or "")
    )
    if not secure or not parts.hostname:
        raise ValueError(
            "has to start with https:// (http:// is for this machine only); "
            "else secrets travel in the clear."
        )
    return value if value.endswith("/") else f"{value}/"


def _known_database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("has to start with postgresql+psycopg:// or sqlite:///")
    return value


def _channel(value: str) -> str:
    if value and not re.fullmatch(r"[CG][A-Z0-9]{1,20}", value):
        raise ValueError(
            "has to be a channel ID such as C012ABCDEF (channel details, at the bottom)."
        )
    return value


class Settings(BaseSettings):
    """All settings. A description becomes a line of the README's table."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    slack_bot_token: Annotated[SecretStr | None, _token("xoxb-", "OAuth & Permissions")] = Field(
        None, description="Bot token (`xoxb-…`): Slack app, OAuth & Permissions."
    )
    slack_signing_secret: Annotated[SecretStr | None, AfterValidator(_signing_secret)] = Field(
        None,
        description="Proves that a request comes from Slack: Slack app, Basic Information.",
    )
    slack_app_token: Annotated[SecretStr | None, _token("xapp-", "Basic Information")] = Field(
        None,
        description="App-level token (`xapp-…`, `connections:write`) for Socket Mode; "
        "without it Slack calls `POST /slack/events`.",
    )
    slack_config_token: Annotated[
        SecretStr | None, _token("xoxe", "Your App Configuration Tokens")
    ] = Field(
        None,
        description="App configuration token (`xoxe.xoxp-…`, lasts 12 hours) with which "
        "`chatops doctor --slack` compares the app's manifest.",
    )
    slack_api_url: Annotated[str, AfterValidator(_encrypted)] = Field(
        SLACK_API_URL, description="Where Slack's Web API is; another one for the simulator."
    )
    chatops_data_dir: Path = Field(Path("data"), description="Folder of the embedded database.")
    chatops_database_url: Annotated[str, AfterValidator(_known_database)] = Field(
        "",
        repr=False,  # it may hold a password
        description="`postgresql+psycopg://…` for several replicas; "
        "default: `chatops.db` (SQLite) in the data folder.",
    )
    chatops_policy_file: Path = Field(Path("policy.yml"), description="The policy, YAML.")
    chatops_directory_file: Path = Field(
        Path("directory.yml"), description="People, teams and systems, YAML."
    )
    chatops_host: str = Field("127.0.0.1", description="Address to listen on.")
    chatops_port: int = Field(3000, ge=1, le=65535, description="Port to listen on.")
    chatops_log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning` or `error`."
    )
    chatops_senders: int = Field(
        4, ge=1, le=64, description="Threads that carry messages to Slack."
    )

    chatops_fallback_channel: Annotated[str, AfterValidator(_channel)] = Field(
        "",
        description="Channel ID where cards go whose own channel takes no messages any more.",
    )
    chatops_audit_key: str = Field(
        "",
        description="What signs the audit log: a key file that `chatops audit init` made "
        "(default: `audit.key` in the data folder), or the URI of a key in "
        "HashiCorp Vault (`hv:NAME/VERSION`).",
    )
    chatops_audit_channel: Annotated[str, AfterValidator(_channel)] = Field(
        "", description="Channel ID where the log's checkpoints are posted, a message a day."
    )
    chatops_audit_file: str = Field(
        "",
        description="File to which every checkpoint is appended; "
        "default: `checkpoints.txt` in the data folder.",
    )
    chatops_audit_url: Annotated[str, AfterValidator(_witness)] = Field(
        "",
        repr=False,  # it may hold a secret
        description="Address to which every checkpoint is posted, as text (`https://…`).",
    )

    @property
    def database_url(self) -> str:
        """Return where the database is; the default is a file in the data folder."""
        return self.chatops_database_url or f"sqlite:///{self.chatops_data_dir / 'chatops.db'}"

    @property
    def audit_key(self) -> str:
        """Return the key file's path, or the URI of a key in a KMS or HSM."""
        return self.chatops_audit_key or str(self.chatops_data_dir / "audit.key")

    @property
    def audit_file(self) -> Path:
        """Return the file that witnesses checkpoints."""
        return Path(self.chatops_audit_file or self.chatops_data_dir / "checkpoints.txt")

    def require_slack(self) -> None:
        """Raise `BadSettings` where something is missing without which Slack cannot be served."""
        missing = []
        if self.slack_bot_token is None:
            missing.append("SLACK_BOT_TOKEN is missing. Copy it from OAuth & Permissions.")
        if self.slack_signing_secret is None and self.slack_app_token is None:
            missing.append("SLACK_SIGNING_SECRET is missing. Copy it from Basic Information.")
        if missing:
            raise BadSettings(tuple(missing))


def load(environment: Mapping[str, str]) -> Settings:
    """Return the settings of environment and `.env`; raise `BadSettings` with every mistake."""
    unknown = _unknown([*environment, *dotenv_values(ENV_FILE)])
    try:
        settings = Settings()
    except ValidationError as error:
        raise BadSettings((*_mistakes(error), *unknown)) from None
    if unknown:
        raise BadSettings(unknown)
    return settings


def settings_table() -> str:
    """Return all settings as a Markdown table, as the README shows it."""
    lines = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in {None, ""} else f"`{field.default}`"
        lines.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _unknown(names: list[str]) -> tuple[str, ...]:
    known = [name.upper() for name in Settings.model_fields if name.upper().startswith(PREFIX)]
    strange = [name for name in dict.fromkeys(names) if name.upper().startswith(PREFIX)]
    return tuple(
        _nearest(name, known)
        for name in strange
        if name.upper() not in known and not name.upper().startswith(TESTS)
    )


def _nearest(name: str, known: list[str]) -> str:
    wanted = name.upper().removeprefix(PREFIX)
    near = get_close_matches(wanted, [one.removeprefix(PREFIX) for one in known], n=1)
    hint = f"Did you mean {PREFIX}{near[0]}?" if near else "Remove it."
    return f"{name} is no setting. {hint}"


def _mistakes(error: ValidationError) -> tuple[str, ...]:
    """Say what is wrong without the value: it may be a secret."""
    return tuple(_sentence(one) for one in error.errors(include_input=False))


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0]).upper()
    wanted = _WANTED.get(error["type"])
    if wanted:
        return f"{name} has to be {wanted.format(**error.get('ctx', {}))}."
    return f"{name} {error['msg'].removeprefix('Value error, ')}"


_WANTED = {
    "int_parsing": "a whole number",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "literal_error": "{expected}",
}
