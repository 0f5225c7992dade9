"""One call of a Web API method: its arguments, whatever way they came, and its caller.

Follows https://docs.slack.dev/apis/web-api: arguments come as JSON, as a form or in the query.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.workspace import Workspace


class ApiError(Exception):
    """The method answers ok false: Slack's error code, and more fields of the answer."""

    def __init__(self, code: str, messages: list[str] | None = None, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields: JsonObject = dict(fields)
        if messages:
            shown = [f"[ERROR] {one}" for one in messages]
            self.fields |= {"errors": messages, "response_metadata": {"messages": shown}}


def missing(name: str) -> ApiError:
    """Return the error for an argument that is not there."""
    return ApiError("invalid_arguments", [f"missing required field: {name}"])


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call; forms and queries only know text, JSON knows types."""

    given: "JsonObject"

    @classmethod
    def read(cls, query: Mapping[str, str], content_type: str, body: bytes) -> "Arguments":
        """Put query and body together; raise ApiError when the body cannot be read."""
        if content_type.startswith("application/json"):
            try:
                inside = json.loads(body or b"{}")
            except ValueError as failure:
                raise ApiError("invalid_json") from failure
            if not isinstance(inside, dict):
                raise ApiError("json_not_object")
        else:
            inside = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        return cls({**query, **{key: one for key, one in inside.items() if one is not None}})

    def has(self, name: str) -> bool:
        """Say whether the argument was given at all."""
        return name in self.given

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text argument; raise ApiError when it is needed and absent."""
        value = self.given.get(name, default)
        if value is None or (value == "" and default is None):
            raise missing(name)
        return str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean, which forms write as 1 and 0 or true and false."""
        value = self.given.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int, most: int = 1000) -> int:
        """Return a whole number from 1 to `most`."""
        try:
            value = int(self.given.get(name) or default)
        except ValueError as failure:
            raise ApiError("invalid_arguments", [f"must be an integer: {name}"]) from failure
        if not 1 <= value <= most:
            raise ApiError("invalid_limit")
        return value

    def structure(self, name: str) -> Any:
        """Return an argument that is JSON inside, which forms write as text; None if absent."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as failure:
            raise ApiError("invalid_arguments", [f"is not JSON: {name}"]) from failure


@dataclass(frozen=True)
class Call:
    """What a method works with; `base_url` is where the caller reached the workspace."""

    workspace: "Workspace"
    arguments: Arguments
    base_url: str


Method = Callable[[Call], "JsonObject"]
